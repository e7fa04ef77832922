-- A latched alarm is let go by a person after it was answered, never instead of it (the table of backend/core/alarm_table.c).
-- Whether an alarm that has returned is answered: as backend/core/alarm.c says it, down to a hold that ended since.
create function hd.alarm_is_answered(k hd.alarm_last, flags text, station int) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select flags ~ 'k' or case
    when h.ended is null or k.raise > hd.micros(h.ended) then a.said
    when flags ~ 'v' and a.said or back.at <= h.ended then true
    when h.by_hand then a.said or newest.stamp is null or newest.stamp <= hd.micros(h.ended)
    else a.said and hd.micros(a.at) > hd.micros(h.ended) end
  from (select w.at, coalesce(w.command_id = k.raise, false) as said
        from hd.alarm_word(k.device_id, k.node_id, k.point, k.rule, 'alarm_acknowledged', 'alarm_unacknowledged') w) a
  left join hd.alarm_hold_ended(k, station) h on true
  left join lateral (
    select f.at from hd.alarm_last r join hd.fact f on f.seq = r.seq
    where (r.device_id, r.node_id, r.point, r.rule, r.kind)
          = (k.device_id, k.node_id, k.point, k.rule, 'alarm_returned') and r.raise >= k.raise) back on true
  left join lateral (
    select max(l.stamp) as stamp from hd.alarm_last l
    where (l.device_id, l.node_id, l.point, l.rule, l.raise) = (k.device_id, k.node_id, k.point, k.rule, k.raise)
      and l.kind in ('alarm_acknowledged', 'alarm_unacknowledged')) newest on true
$$;

do $$
declare
  was text := 'not (flags ~ ''l'' and is_returned)';
  before text := pg_get_functiondef('hd.alarm_judge'::regproc);
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'alarm_judge is not as it was expected';
  end if;
  execute replace(before, was,
                  'not (flags ~ ''l'' and is_returned and hd.alarm_is_answered(k, flags, raised.node_id))');
end $$;
