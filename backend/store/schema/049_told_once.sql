-- One cause is told by one ladder. Tickets below an outage, or of one parent, end with the same work: the dispatch and
-- the repair that are due first tell for all of them, and while the outage runs a limit of it that is due no later tells
-- instead of their repair. Each user's clock runs on and is seen; what a user alone is owed (a response, a promise, a
-- measurement) is told for him.
create function hd.escalation_clocks()
returns table (ticket_id bigint, purpose text, cycle int, started timestamptz, due timestamptz, spent float8, steps text)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  with every as (
    select k.ticket_id, k.purpose, k.cycle, k.started, k.due,
           case when k.purpose in ('dispatch', 'repair') then
             coalesce('O' || o.id, 'T' || p.id, case when t.children > 0 then 'T' || t.id end) end as joined,
           (select min(c.due) from hd.outage_clock c
            where c.outage_id = o.id and c.stopped is null and c.purpose in ('primary', 'secondary', 'source')) as above
    from hd.ticket_clock k join hd.ticket t on t.id = k.ticket_id
    left join hd.outage o on o.id = t.outage_id and o.restored is null
    left join hd.ticket p on p.id = t.parent_id and p.is_open
    where k.stopped is null and not k.is_waived and t.is_open),
  ranked as (select e.*, row_number() over (partition by e.joined, e.purpose order by e.due, e.ticket_id) as n from every e)
  select r.ticket_id, r.purpose, r.cycle, r.started, r.due,
         100 * extract(epoch from clock_timestamp() - r.started)::float8
           / greatest(extract(epoch from r.due - r.started)::float8, 1),
         case when exists (select from hd.escalation_step x where x.purpose = r.purpose) then r.purpose else '' end
  from ranked r
  where r.joined is null or r.n = 1 and not coalesce(r.purpose = 'repair' and r.above <= r.due, false)
$$;

-- As before, and which other system speaks for whom is told like any other change of a setting.
create or replace function hd.intake_bind(of_source text, of_login name, is_bound boolean) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  told constant text := hd.ticket_told(jsonb_build_object('source', of_source))->>'source';
begin
  if told is null or is_bound is null or not pg_has_role(of_login, 'hd_intake', 'member') then
    raise exception 'expected a source and a login of the role hd_intake' using errcode = 'invalid_parameter_value';
  end if;
  perform hd.fact_lock();
  if is_bound then
    insert into hd.intake_source values (told, of_login) on conflict do nothing;
  else
    delete from hd.intake_source s where s.source = told and s.login = of_login;
  end if;
  if found then
    perform hd.desk_fact('roster_changed', null, null, clock_timestamp(), (not is_bound)::int, is_bound::int, null,
                         'intake', concat_ws(' ', told, case when is_bound then '+' else '-' end, of_login), null, null);
  end if;
end $$;

-- As before (040), and a crew that says it is free is not while it has something in hand: the board shows that, since
-- when it has it, and the outages that it is at beside its tickets.
create or replace view hd.crew_now as
  select c.id, c.code, c.name, c.phone, coalesce(hand.status, s.status, 'free') as status,
         case when hand.status is null then s.since else hand.since end as since, hd.crew_next(c.id) as next_check,
         coalesce(s.is_silent, false) as is_silent, hd.crew_open(c.id) as load,
         concat_ws(' ', (select string_agg('T-' || t.id, ' ' order by t.id) from hd.ticket t
                         where t.crew_id = c.id and t.is_open),
                   (select string_agg('O-' || o.id, ' ' order by o.id) from hd.outage o
                    where o.restored is null and c.id = any (o.crews))) as jobs,
         (select max(t.finished) from hd.ticket t where t.crew_id = c.id) as last_end,
         c.id in (select d.crew_id from hd.on_duty(clock_timestamp()) d where d.crew_id is not null) as is_on_duty,
         c.leader
  from hd.crew c left join hd.crew_state s on s.crew_id = c.id
  left join lateral (
    select w.status, w.since from (
      select array_position(array['on_site', 'under_way', 'taken', 'dispatched'], t.state) as place,
             case t.state when 'taken' then 'on_job' when 'dispatched' then 'given' else t.state end as status,
             t.state_since as since
      from hd.ticket t where t.crew_id = c.id and t.is_open and t.held_since is null
        and t.state in ('on_site', 'under_way', 'taken', 'dispatched')
      union all
      select 3, 'on_outage', (select max(f.at) from hd.fact f where f.command_id = o.id and f.kind = 'outage_crew'
                              and f.code = 'on' and f.new_value = c.id)
      from hd.outage o where o.restored is null and c.id = any (o.crews)) w
    where coalesce(s.status, 'free') = 'free' order by w.place, w.since limit 1) hand on true
  where not c.retired;

-- An alarm has one open ticket: whoever makes another, at the same moment or later, comes to that one, and it is told.
do $$
declare
  before text := pg_get_functiondef('hd.ticket_open'::regproc);
  was text := E'  if code <> \'\' then\n    return;\n  end if;\n  told := told || hd.ticket_limits(kind, at);\n';
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.ticket_open: not as it was made';
  end if;
  execute replace(before, was,
    E'  if code <> \'\' then\n    return;\n  end if;\n'
    '  if alarm is not null then\n'
    '    select t.id, t.linked_id into other from hd.ticket t where t.alarm_id = alarm and t.is_open order by t.id limit 1;\n'
    '    if found then\n'
    '      perform hd.desk_fact(\'ticket_noted\', other.id, node, clock_timestamp(), null, alarm, null, \'again\',\n'
    '                           coalesce(words, \'\'), null, client);\n'
    '      perform hd.ticket_keep(other.id);\n'
    '      is_ok := true;\n      code := \'known\';\n      id := other.id;\n      linked := coalesce(other.linked_id, 0);\n'
    '      return;\n    end if;\n  end if;\n'
    '  told := told || hd.ticket_limits(kind, at);\n');
end $$;

do $$
declare
  before text := pg_get_functiondef('hd.escalation_due'::regproc);
  was text := E'    select k.*, 100 * extract(epoch from clock_timestamp() - k.started)::float8\n'
    '                / greatest(extract(epoch from k.due - k.started)::float8, 1) as spent,\n'
    '           case when exists (select from hd.escalation_step x where x.purpose = k.purpose)\n'
    '                then k.purpose else \'\' end as steps\n'
    '    from hd.ticket_clock k join hd.ticket t on t.id = k.ticket_id\n'
    '    where k.stopped is null and not k.is_waived and t.is_open),\n';
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.escalation_due: not as it was made';
  end if;
  execute replace(before, was, E'    select * from hd.escalation_clocks()),\n');
end $$;
