-- An outage is a cause: while it lasts, an alarm 'closed' stands where the network is cut off and gathers what the
-- missing heat raises below (backend/core/alarm_cause.h). It flashes for nobody: a person has declared it. It stands
-- at the highest places of the tree below which every station is reached, so that one fed from another side is
-- not explained by it.

-- Places below which all stations are the outage's, and not all of the place's above it; never above the place
-- that was declared, and a source only when it was that.
create function hd.outage_tops(outage bigint) returns table (node_id int) language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  with recursive
  above (id) as (
    select t.parent_id from hd.outage o join hd.tree t on t.node_id = o.node_id where o.id = outage
    union all
    select t.parent_id from above a join hd.tree t on t.node_id = a.id),
  up (station, place, is_reached) as (
    select t.node_id, t.node_id, a.node_id is not null
    from hd.tree t left join hd.outage_node a on a.outage_id = outage and a.node_id = t.node_id
    where t.kind = 'station'
    union all
    select u.station, t.parent_id, u.is_reached from up u join hd.tree t on t.node_id = u.place
    where t.parent_id is not null),
  whole (place) as (
    select u.place from up u join hd.tree t on t.node_id = u.place
    where u.place not in (select a.id from above a where a.id is not null)
      and (t.kind <> 'source' or u.place = (select o.node_id from hd.outage o where o.id = outage))
    group by u.place having bool_and(u.is_reached))
  select w.place from whole w join hd.tree t on t.node_id = w.place
  where not exists (select from whole p where p.place = t.parent_id)
  union all                                -- within a station
  select t.node_id from hd.outage_node a join hd.tree t on t.node_id = a.node_id
  where a.outage_id = outage and t.kind not in ('source', 'network', 'station')
$$;

create function hd.alarm_closed(out node_id int, out raise bigint, out raised timestamptz, out outage bigint)
returns setof record language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select l.node_id, l.raise, f.at, f.new_value::bigint
  from hd.alarm_last l join hd.fact f on f.seq = l.seq
  where l.rule = 'closed' and l.kind = 'alarm_raised' and l.device_id = 0
    and not exists (select from hd.alarm_last r
                    where (r.device_id, r.node_id, r.point, r.rule, r.kind) =
                          (0, l.node_id, l.point, 'closed', 'alarm_returned') and r.raise >= l.raise)
$$;

-- Alarms have numbers of their own, which are times and only grow.
create function hd.alarm_number(node int, wished timestamptz) returns bigint language plpgsql stable
set search_path = pg_catalog, hd, pg_temp as $$
declare
  number bigint := greatest(hd.micros(wished),
    (select max(l.raise) + 1 from hd.alarm_last l where l.device_id = 0 and l.node_id = node and l.rule = 'closed'));
begin
  while exists (select from hd.alarm_last l where l.kind = 'alarm_raised' and l.raise = number) loop
    number := number + 1;
  end loop;
  return number;
end $$;

-- Raises and returns what is other than the outages say; done twice, it does nothing.
create function hd.section_closed() returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  k record;
  o hd.outage;
begin
  for k in select c.* from hd.alarm_closed() c
           where not exists (select from hd.outage q where q.id = c.outage and q.restored is null) loop
    perform hd.fact_append(array[(null, clock_timestamp(), 'alarm_returned', k.node_id, null, '', k.raise,
                                  extract(epoch from clock_timestamp() - k.raised), null, 'closed', '')::hd.fact_input]);
  end loop;
  for o in select q.* from hd.outage q
           where q.restored is null and not exists (select from hd.alarm_closed() c where c.outage = q.id)
           order by q.started, q.id loop
    for k in select t.node_id from hd.outage_tops(o.id) t
             where t.node_id not in (select c.node_id from hd.alarm_closed() c) order by t.node_id loop
      perform hd.fact_append(array[(null, o.started, 'alarm_raised', k.node_id, null, '',
                                    hd.alarm_number(k.node_id, o.started), null, o.id, 'closed/2bk',
                                    'O-' || o.id)::hd.fact_input]);
    end loop;
  end loop;
end $$;

-- At the end of whatever began, ended or amended an outage.
create function hd.outage_changed() returns trigger language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
begin
  perform hd.section_closed();
  return null;
end $$;
create constraint trigger outage_closes after insert on hd.outage deferrable initially deferred
for each row execute function hd.outage_changed();
