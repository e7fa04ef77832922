-- As before (010_alarm); and a shelf that a person ended early, or that ended with the alarm it was for, does not end
-- once more when its planned time comes: an answer given since stands, and the second of two is told who was first.
create or replace function hd.alarm_hold_ended(k hd.alarm_last, station int, out ended timestamptz, out by_hand boolean)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  with recursive above (id, parent_id) as (
    select n.id, n.parent_id from hd.node n
    where n.id = station
       or n.parent_id = station and n.kind = 'circuit' and k.point like '%.' || n.circuit
    union
    select n.id, n.parent_id from hd.node n join above a on n.id = a.parent_id)
  select e.at, e.by_hand from (
    select case when r.raise is not null and r.raise = first.raise then returned.at
                when r.raise is not null then timestamptz 'epoch' + first.raise * interval '1 microsecond'
                when l.kind in ('alarm_shelved', 'alarm_out_of_service') then to_timestamp(f.new_value)
                when f.old_value is not null or l.kind = 'alarm_unsuppressed'
                  then timestamptz 'epoch' + f.new_value * interval '1 microsecond'
                else f.at end as at,
           l.kind = 'alarm_unshelved' and f.old_value is null as by_hand
    from hd.alarm_last l join hd.fact f on f.seq = l.seq
    cross join lateral (select greatest(coalesce(f.command_id, 1), 1) as raise) first
    -- a one-shot shelf is for a raise that is there: it ended with that raise's return
    left join hd.alarm_last r
      on l.kind = 'alarm_shelved' and f.old_value is not distinct from 1 and r.raise >= first.raise
      and (r.device_id, r.node_id, r.point, r.rule, r.kind)
          = (k.device_id, k.node_id, k.point, k.rule, 'alarm_returned')
    left join hd.fact returned on returned.seq = r.seq
    where l.kind in ('alarm_shelved', 'alarm_unshelved', 'alarm_out_of_service', 'alarm_in_service',
                     'alarm_unsuppressed')
      and ((l.device_id, l.node_id, l.point, l.rule) = (k.device_id, k.node_id, k.point, k.rule)
           or (l.device_id, l.point, l.rule) = (0, '', '') and l.node_id in (select a.id from above a))
      and not exists (
        select from hd.alarm_last o
        where (o.device_id, o.node_id, o.point, o.rule) = (l.device_id, l.node_id, l.point, l.rule)
          and o.kind = case l.kind when 'alarm_shelved' then 'alarm_unshelved'
                                   when 'alarm_out_of_service' then 'alarm_in_service' end
          and (o.raise, o.stamp) >= (l.raise, l.stamp))) e
  where e.at <= clock_timestamp() order by e.at desc limit 1
$$;
