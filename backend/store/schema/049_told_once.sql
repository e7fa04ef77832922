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
