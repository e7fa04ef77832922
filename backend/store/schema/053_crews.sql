-- A crew that a dispatch would be refused for (hd.crew_gate) stands behind those that can go: first who is at another
-- job, whom a second one may be given all the same, last who is off duty or silent.
do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.crew_suggest', 'over (order by k.points desc,',
       'over (order by case when k.status = ''off_duty'' or k.is_silent then 2 when k.load > 0 then 1 else 0 end, '
       'k.points desc,'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;

-- Whether it is a crew that reads: not who calls a function of the owner's in a crew's name.
create function hd.is_crew() returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$ select hd.role_of(current_user) = 'crew' $$;
grant execute on function hd.is_crew() to hd_reader;

-- A crew's login has its own jobs and nothing else (043): no alarm; of what happened, its tickets, its own status, and
-- the outages that these belong to or that it is at; itself, and not the others and their phones.
alter policy plant on hd.fact using (
  kind not like 'ticket\_%'
  and (kind in ('imported', 'schema_migrated', 'collector_started', 'collector_led') or not (select hd.is_crew())));
create policy crew_itself on hd.fact for select to hd_crew using (
  kind like 'crew\_%' and command_id in (select hd.my_crews())
  or kind like 'outage\_%' and command_id in (select o.id from hd.outage o));

alter table hd.alarm_last enable row level security;
create policy office on hd.alarm_last for select
  to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true);
create policy plant on hd.alarm_last for select to hd_reader using (not (select hd.is_crew()));

alter table hd.outage enable row level security;
create policy office on hd.outage for select
  to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true);
create policy plant on hd.outage for select to hd_reader using (not (select hd.is_crew()));
create policy crew on hd.outage for select to hd_crew using (
  id in (select t.outage_id from hd.ticket t) or crews && array(select hd.my_crews()));

do $$
declare
  part text;
begin
  foreach part in array array['outage_clock', 'outage_step', 'outage_node'] loop
    execute format('alter table hd.%I enable row level security', part);
    execute format('create policy office on hd.%I for select
      to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true)', part);
    execute format('create policy plant on hd.%I for select to hd_reader using (not (select hd.is_crew()))', part);
    execute format('create policy crew on hd.%I for select to hd_crew
      using (outage_id in (select o.id from hd.outage o))', part);
  end loop;
  foreach part in array array['crew', 'crew_state', 'roster'] loop
    execute format('alter table hd.%I enable row level security', part);
    execute format('create policy office on hd.%I for select
      to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true)', part);
    execute format('create policy plant on hd.%I for select to hd_reader using (not (select hd.is_crew()))', part);
    execute format('create policy crew on hd.%I for select to hd_crew using (%I in (select hd.my_crews()))', part,
                   case part when 'crew' then 'id' else 'crew_id' end);
  end loop;
end $$;

-- The view is its owner's, whom no policy holds.
do $$
declare
  was constant text := 'WHERE (NOT c.retired)';
  before text := pg_get_viewdef('hd.crew_now'::regclass);
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.crew_now: not as it was made';
  end if;
  execute 'create or replace view hd.crew_now as '
    || replace(before, was, 'WHERE (NOT c.retired) AND (NOT (SELECT hd.is_crew()) OR hd.crew_is_mine(c.id))');
end $$;
