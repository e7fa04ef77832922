-- Who may read what of users of heat. Phones, names and words of callers are for those who answer for them; a crew
-- sees the jobs that it has, or had today; a collector, and who is in hd_reader only, none.

revoke select on hd.household, hd.household_place, hd.household_key from hd_crew;
revoke execute on function hd.household_find(text, int), hd.household_match(text[], text[], int),
  hd.household_hits(text, text, int, int), hd.household_word(text) from hd_crew;

create index fact_dispatched on hd.fact (new_value, command_id) where kind = 'ticket_dispatched';

-- Crews of the session's person.
create function hd.my_crews() returns setof int language sql stable security definer rows 2
set search_path = pg_catalog, hd, pg_temp as $$
  select c.id from hd.crew c
  where not c.retired and session_user::text = any(string_to_array(c.login, ' '))
$$;

-- Tickets that these have in hand, or had in hand since midnight; and what is merged into them. It is in hand from
-- its dispatch until it goes to another crew, back, or is closed.
create function hd.my_tickets() returns setof bigint language plpgsql stable security definer rows 50
set search_path = pg_catalog, hd, pg_temp as $$
declare
  midnight constant timestamptz :=
    date_trunc('day', clock_timestamp() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai';
begin
  return query
  with mine as (
    select t.id from hd.my_crews() c join hd.ticket t on t.crew_id = c and t.is_open
    union
    select t.id
    from hd.my_crews() c
    join hd.fact f on f.kind = 'ticket_dispatched' and f.new_value = c
    join hd.ticket t on t.id = f.command_id and t.touched >= midnight
    where not exists (
      select from hd.fact g
      where g.command_id = f.command_id and g.seq > f.seq and g.stored < midnight
        and (g.kind in ('ticket_refused', 'ticket_reopened', 'ticket_closed')
             or g.kind = 'ticket_dispatched' and g.new_value <> c)))
  select m.id from mine m
  union
  select t.id from mine m join hd.ticket t on t.parent_id = m.id;
end $$;
grant execute on function hd.my_crews(), hd.my_tickets() to hd_crew;

-- The first of each costs nothing: a condition that is always true is left out of the plan.
alter table hd.ticket enable row level security;
create policy office on hd.ticket for select
  to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true);
create policy crew on hd.ticket for select to hd_crew using (id in (select hd.my_tickets()));

alter table hd.fact enable row level security;
create policy office on hd.fact for select
  to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true);
create policy plant on hd.fact for select to hd_reader using (kind not like 'ticket\_%');
create policy crew on hd.fact for select to hd_crew
  using (kind like 'ticket\_%' and command_id in (select hd.my_tickets()));

alter table hd.message enable row level security;
create policy office on hd.message for select
  to hd_dispatcher, hd_leader, hd_supervisor, hd_auditor, hd_admin using (true);
create policy crew on hd.message for select to hd_crew
  using (crew_id in (select hd.my_crews()) and (ticket_id is null or ticket_id in (select hd.my_tickets())));

-- What only counts goes on counting all; and a chain of which one sees a part would look broken.
alter function hd.crew_open(int) security definer;
alter function hd.crew_gate(bigint, int, boolean) security definer;
alter function hd.crew_suggest(bigint) security definer;
alter function hd.rates(timestamptz, timestamptz) security definer;
alter function hd.fact_verify() security definer;

-- A source of tickets that belongs to some logins of hd_intake: no other opens or asks in its name.
create table hd.intake_source (
  source text not null,
  login name not null,
  primary key (source, login)
);
create index intake_source_login on hd.intake_source (login);
grant select on hd.intake_source to hd_leader, hd_admin, hd_auditor;

-- Binds a login to a source, or ends that.
create function hd.intake_bind(of_source text, of_login name, is_bound boolean) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  told constant text := hd.ticket_told(jsonb_build_object('source', of_source))->>'source';
begin
  if told is null or not pg_has_role(of_login, 'hd_intake', 'member') then
    raise exception 'expected a source and a login of the role hd_intake' using errcode = 'invalid_parameter_value';
  end if;
  if is_bound then
    insert into hd.intake_source values (told, of_login) on conflict do nothing;
  else
    delete from hd.intake_source s where s.source = told and s.login = of_login;
  end if;
end $$;
grant execute on function hd.intake_bind(text, name, boolean) to hd_admin;

-- Whether the session's person may speak for a source: nobody else's, or bound to this login. Who is not of hd_intake
-- is not held to it.
create function hd.intake_may(of_source text) returns boolean language sql stable security definer
set search_path = pg_catalog, hd, pg_temp as $$
  select hd.role_of(session_user) <> 'intake'
      or not exists (select from hd.intake_source s where s.source = of_source)
      or exists (select from hd.intake_source s where s.source = of_source and s.login = session_user)
$$;

-- Whether a ticket is its own: of a source that is bound to this login; of one that is bound to nobody, if it opened
-- the ticket itself.
create function hd.intake_owns(of_ticket bigint) returns boolean language sql stable security definer
set search_path = pg_catalog, hd, pg_temp as $$
  select hd.role_of(session_user) <> 'intake'
      or exists (
        select from hd.ticket t where t.id = of_ticket and t.extern is not null and hd.intake_may(t.source)
          and (exists (select from hd.intake_source s where s.source = t.source)
               or exists (select from hd.fact f where f.command_id = t.id and f.kind = 'ticket_opened'
                          and f.who = session_user)))
$$;

create or replace function hd.ticket_status(from_source text, from_extern text, out id bigint, out kind text,
                                            out state text, out reported timestamptz, out visit timestamptz,
                                            out promised timestamptz, out closed timestamptz, out closed_code text)
returns setof record language sql stable security definer set search_path = pg_catalog, hd, pg_temp as $$
  select t.id, t.kind, t.state, t.reported, t.visit, t.promised, t.closed, t.closed_code
  from hd.ticket t, hd.ticket_told(jsonb_build_object('source', from_source, 'extern', from_extern)) told
  where t.source = coalesce(told->>'source', '') and t.extern = told->>'extern' and hd.intake_owns(t.id)
$$;

-- Nobody opens tickets in a name that is another's, or asks about another's (hd.ticket_open, hd.ticket_ask).
do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.ticket_ask', E'deed in (\'chase\', \'note\') and t.extern is not null then',
       E'deed in (\'chase\', \'note\') and t.extern is not null and hd.intake_owns(t.id) then'),
      ('hd.ticket_open', E'and not (role = \'crew\' and kind = \'defect\') then \'right\'\n',
       E'and not (role = \'crew\' and kind = \'defect\') then \'right\'\n'
       '    when not hd.intake_may(coalesce(told->>\'source\', \'\')) then \'right\'\n'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
