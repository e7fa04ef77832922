-- What a ticket hears of its alarm, and who hears of a step of an emergency plan that is late (7.3.1).
insert into hd.escalation_role values ('step', 'leader');
insert into hd.setting values
  ('alarm_note_minutes', 10, 'a ticket is told once in so many minutes at most that its alarm went or came back');

-- Each open ticket with an alarm: that it is over, or there again, once each, in the ticket's own record.
create function hd.alarm_tell() returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  d record;
begin
  for d in
    select t.id, t.node_id, t.alarm_id, case when s.stands then 'alarm_back' else 'alarm_gone' end as code
    from hd.ticket t
    cross join lateral (select hd.alarm_stands(t.alarm_id) as stands) s
    left join lateral (
      select f.code, f.stored from hd.fact f
      where f.command_id = t.id and f.kind = 'ticket_noted' and f.code in ('alarm_gone', 'alarm_back')
        and f.new_value = t.alarm_id
      order by f.seq desc limit 1) told on true
    where t.is_open and t.alarm_id is not null
      and s.stands = (told.code is not null and told.code = 'alarm_gone')
      and (told.stored is null or told.stored < clock_timestamp() - make_interval(
             mins => (select v.value from hd.setting v where v.name = 'alarm_note_minutes')))
    order by t.id limit 20 loop
    perform hd.desk_fact('ticket_noted', d.id, d.node_id, clock_timestamp(), null, d.alarm_id, null, d.code, '', null,
                         null);
    perform hd.ticket_keep(d.id);
  end loop;
end $$;

-- Steps that should have been done by now and are not, each once as long as its card runs.
create function hd.outage_steps_tell() returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  d record;
begin
  for d in
    select o.id, o.node_id, s.n, s.text,
           hd.duty_whom((select e.role from hd.escalation_role e where e.event = 'step')) as whom
    from hd.outage o join hd.outage_step s on s.outage_id = o.id
    where o.restored is null and s.done is null and s.due < clock_timestamp()
      and not exists (select from hd.fact f where f.command_id = o.id and f.kind = 'outage_noted'
                      and f.code = 'step_late' and f.old_value = s.n and f.seq > (
                        select max(p.seq) from hd.fact p
                        where p.command_id = o.id and p.kind = 'outage_plan_started'))
    order by s.due, o.id limit 20 loop
    perform hd.desk_fact('outage_noted', d.id, d.node_id, clock_timestamp(), d.n, null, null, 'step_late',
                         concat_ws(' ', d.n::text, d.text, nullif(d.whom, '')), null, null);
    perform hd.outage_keep(d.id);
    perform hd.message_put('outage', null, d.whom, null, null, concat_ws(' ', 'O-' || d.id, d.n::text, d.text));
  end loop;
end $$;

-- Both are called with what time brings to outages. And nobody has done anything yet because an alarm went: the
-- tickets' steps of escalation do not take such a note for a deed.
do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.outage_tick()', E'begin\n  for o in', E'begin\n  perform hd.alarm_tell();\n  perform hd.outage_steps_tell();\n  for o in'),
      ('hd.escalation_due()', E'\'ticket_gathered\', \'ticket_released\'))',
       E'\'ticket_gathered\', \'ticket_released\')\n        and f.code not in (\'alarm_gone\', \'alarm_back\'))'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regprocedure);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
