-- What a console needs to stand at a past moment: the log as it was then, and the values that were stored last
-- before it. The plant itself (places, devices, profiles) is that of now.

-- The newest fact that the log held at a moment, 0 = none. Numbers and times of storing grow together, so it takes
-- some twenty looks, however long the log is.
create function hd.fact_at(moment timestamptz) returns bigint language plpgsql stable
set search_path = pg_catalog, hd, pg_temp as $$
declare
  low bigint := 0;                         -- stored by then
  high bigint := (select h.seq from hd.fact_head h) + 1;
  middle bigint;
begin
  while high - low > 1 loop
    middle := (low + high) / 2;
    if (select f.stored <= moment from hd.fact f where f.seq = middle) then
      low := middle;
    else
      high := middle;
    end if;
  end loop;
  return low;
end $$;

-- Facts that the alarms of then are made of, found among: all about those raised in the thirty days before; about
-- older ones, that still count today or of which something was heard in the thirty days after; and what was said of
-- whole places. Of these the last of each kind counts, by the order of hd.alarm_keep.
create function hd.past_alarms(moment timestamptz) returns setof bigint language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  with last as materialized (
    select hd.fact_at(moment) as seq, hd.fact_at(moment - interval '30 days') as before,
           hd.fact_at(moment + interval '30 days') as after),
  ids as (
    select f.command_id as id from hd.fact f
    where f.kind = 'alarm_raised' and f.at > moment - interval '30 days' and f.at <= moment
    union
    select f.command_id from hd.fact f where f.seq = any (array(select l.seq from hd.alarm_last l))
    union
    select f.command_id from last, hd.fact f
    where f.kind like 'alarm\_%' and f.seq > last.seq and f.seq <= last.after),
  found as (
    select f.* from last, ids i join hd.fact f on f.command_id = i.id
    where f.kind like 'alarm\_%' and f.seq <= last.seq
    union all
    select f.* from last, hd.fact f
    where f.kind in ('alarm_acknowledged', 'alarm_unacknowledged', 'alarm_reset', 'alarm_shelved', 'alarm_unshelved',
                     'alarm_out_of_service', 'alarm_in_service')
      and (f.seq > last.before or f.kind in ('alarm_out_of_service', 'alarm_in_service')) and f.seq <= last.seq)
  select k.seq from (
    select distinct on (k.device, k.node, k.point, k.rule, k.kind) k.seq
    from (
      select coalesce(f.device_id, 0) as device,
             case when f.device_id is null then coalesce(f.node_id, 0) else 0 end as node,
             coalesce(f.point, '') as point, split_part(f.code, '/', 1) as rule, f.kind, f.seq,
             case when f.kind in ('alarm_raised', 'alarm_returned', 'alarm_reset', 'alarm_acknowledged',
                                  'alarm_unacknowledged') then coalesce(f.command_id, 0) else 0 end as raise,
             case when f.kind in ('alarm_raised', 'alarm_returned', 'alarm_reset') then 0
                  when f.kind in ('alarm_suppressed', 'alarm_unsuppressed', 'alarm_chattering', 'alarm_calm')
                    then coalesce(f.new_value, 0)::bigint
                  when f.kind in ('alarm_unacknowledged', 'alarm_unshelved', 'alarm_in_service')
                    then coalesce(f.old_value, extract(epoch from f.at) * 1000000)::bigint
                  else (extract(epoch from f.at) * 1000000)::bigint end as stamp
      from found f) k
    order by k.device, k.node, k.point, k.rule, k.kind, k.raise desc, k.stamp desc, k.seq) k
$$;

-- Facts of the tickets that stood on the board of then.
create function hd.past_tickets(moment timestamptz) returns setof bigint language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  with last as materialized (select hd.fact_at(moment) as seq)
  select f.seq from last, hd.ticket t join hd.fact f on f.command_id = t.id
  where t.reported <= moment and (t.state <> 'archived' or t.touched > moment - interval '1 day')
    and f.kind like 'ticket\_%' and f.seq <= last.seq
$$;

-- The chunk of each device that holds the moment, or the last one within ten minutes before it.
create function hd.past_values(devices int[], moment timestamptz)
returns table (device_id int, t0 timestamptz, dt int, n int, points text, resolution float8[], base float8[], d int2[],
               wide_at int[], wide float8[], q bytea)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select v.id, c.t0, c.dt, c.n, array_to_string(l.points, ' '), l.resolution, c.base, c.d, c.wide_at, c.wide, c.q
  from unnest(devices) v (id)
  cross join lateral (
    select * from (
      (select h.layout, h.t0, h.dt, h.n, h.base, h.d, h.wide_at, h.wide, h.q from hd.history h
       where h.device_id = v.id and h.t0 <= moment and h.t0 > moment - interval '20 min'
       order by h.t0 desc limit 1)
      union all
      (select r.layout, r.t0, r.dt, r.n, r.base, r.d, r.wide_at, r.wide, r.q from hd.history_tail r
       where r.device_id = v.id and r.t0 <= moment and r.t0 > moment - interval '20 min'
       order by r.t0 desc limit 1)) both_of
    order by t0 desc limit 1) c
  join hd.layout l on l.id = c.layout
$$;

grant execute on function hd.fact_at(timestamptz), hd.past_alarms(timestamptz), hd.past_tickets(timestamptz),
  hd.past_values(int[], timestamptz) to hd_reader;
