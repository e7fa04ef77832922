-- A row of values stands for the points of one layout: ids and units in their order. After an import that
-- moves points or changes a unit, the old values are nobody's.
alter table hd.profile add column layout bigint; -- as backend/device/profile.h; null = not imported yet
alter table hd.latest add column layout bigint;  -- of the profile by which v and q were read

-- What was imported before gets the hash that an import would write (FNV-1a).
do $$
declare
  p record;
  bytes bytea;
  hash numeric;
  low int;
begin
  for p in select profile, string_agg(point || E'\t' || unit || E'\n', '' order by idx) as points
           from hd.profile_point group by profile loop
    bytes := convert_to(p.points, 'UTF8');
    hash := 14695981039346656037;
    for i in 0 .. length(bytes) - 1 loop
      low := (hash % 256)::int;
      hash := (hash - low + (low # get_byte(bytes, i))) * 1099511628211 % 18446744073709551616;
    end loop;
    update hd.profile
    set layout = case when hash >= 9223372036854775808 then hash - 18446744073709551616 else hash end
    where name = p.profile;
  end loop;
end $$;
update hd.plant set is_touched = false; -- the plant is the same

-- These are the next leader's baseline and stay.
update hd.latest l set layout = p.layout
from hd.device d join hd.profile p on p.name = d.profile
where d.id = l.device_id
  and cardinality(l.v) = (select count(*) from hd.profile_point pp where pp.profile = p.name);
delete from hd.latest where layout is null;
alter table hd.latest alter column layout set not null;

drop function hd.values_put(int[], timestamptz[], int[], float8[], bytea, int[], boolean[], smallint[],
                            timestamptz[]);

-- One batch: values flat, `counts` of them a device, in the order of its `layouts`, and states. The
-- newest time wins. The hint names the devices, so that a console reads only what it shows.
create function hd.values_put(devices int[], ats timestamptz[], layouts bigint[], counts int[], v float8[],
                              q bytea, state_devices int[], state_lost boolean[], state_bad smallint[],
                              state_since timestamptz[])
returns bigint language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  number bigint;
begin
  -- a crash empties these tables anyway: nobody waits for the disk
  perform set_config('synchronous_commit', 'off', true);
  insert into hd.value_head as h values (true, 1)
  on conflict (is_only) do update set writes = h.writes + 1;
  number := nextval('hd.value_seq');
  if cardinality(devices) > 0 then
    insert into hd.latest as l (device_id, seq, at, layout, v, q)
    select u.device, number, u.at, u.layout, values_put.v[u.before + 1 : u.before + u.many],
           substr(values_put.q, u.before + 1, u.many)
    from (select device, at, layout, many, (sum(many) over (order by place))::int - many as before
          from unnest(devices, ats, layouts, counts)
            with ordinality a (device, at, layout, many, place)) u
    on conflict (device_id) do update
    set seq = excluded.seq, at = excluded.at, layout = excluded.layout, v = excluded.v, q = excluded.q
    where excluded.at >= l.at;
    perform pg_notify('hd_value', number::text || case when cardinality(devices) <= 500
                      then ' ' || array_to_string(devices, ' ') else ' *' end);
  end if;
  if cardinality(state_devices) > 0 then
    insert into hd.device_state as s
    select u.device, number, u.lost, u.bad, u.since
    from unnest(state_devices, state_lost, state_bad, state_since) u (device, lost, bad, since)
    on conflict (device_id) do update
    set seq = excluded.seq, is_lost = excluded.is_lost, bad_points = excluded.bad_points,
        since = excluded.since
    where excluded.since >= s.since;
    perform pg_notify('hd_state', number::text);
  end if;
  return number;
end $$;
grant execute on function
  hd.values_put(int[], timestamptz[], bigint[], int[], float8[], bytea, int[], boolean[], smallint[],
                timestamptz[])
  to hd_collector;

-- As before, but the values stay: those of another layout are told by it, however many they are.
create or replace function hd.import_done(counts text) returns bigint
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  now_version bigint;
begin
  analyze hd.node, hd.device;
  perform hd.tree_renew();
  update hd.plant set version = version + 1, is_touched = false, changed = clock_timestamp() returning version into now_version;
  perform hd.fact_append(array[(null, clock_timestamp(), 'imported', null, null, null, null, null, null,
                                '', counts)::hd.fact_input]);
  perform pg_notify('hd_plant', now_version::text);
  return now_version;
end $$;

update hd.refusal set sentence = 'Within the waiting time too much has been changed already.' where code = 'rate';
