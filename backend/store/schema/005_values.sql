-- The newest values: one row a device. UNLOGGED and without further index, so that every update stays
-- in its page; emptied by a crash of the database and filled again by the next round.
create unlogged table hd.latest (
  device_id int primary key,
  seq bigint not null,                     -- from hd.value_seq: a reader asks for those after its own
  at timestamptz not null,
  v float8[] not null,                     -- one a point of the profile, NaN without a number
  q bytea not null                         -- one quality a point, as backend/device/reading.h
) with (fillfactor = 50);
alter table hd.latest alter column v set storage main, alter column q set storage plain;

-- What the marks in the tree are made of.
create unlogged table hd.device_state (
  device_id int primary key,
  seq bigint not null,
  is_lost boolean not null,
  bad_points smallint not null,
  since timestamptz not null
) with (fillfactor = 50);

create sequence hd.value_seq;
-- Its row lock makes value numbers visible in their order, as fact_head does for facts.
create unlogged table hd.value_head (is_only boolean primary key default true check (is_only),
                                     writes bigint not null) with (fillfactor = 50);

-- Who collects, one row: judged by the database's clock. A new holder gets a higher epoch.
create table hd.lease (
  shard int primary key,
  owner text not null,
  epoch bigint not null,
  until timestamptz not null
) with (fillfactor = 50);
insert into hd.lease values (0, '', 0, '-infinity');

create unlogged table hd.collector (
  name text primary key,
  who text not null,
  seen timestamptz not null,
  devices int not null, lost int not null,
  leads boolean not null
) with (fillfactor = 50);

-- Takes the lease when it is free or run out, renews it when it is ours, and says that we live.
-- Epoch 0 and no life: somebody else holds it.
create function hd.lease_hold(name text, held_epoch bigint, device_count int, lost_count int,
                              out epoch bigint, out life_ms bigint)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  held hd.lease;
  clock timestamptz;
begin
  select * into strict held from hd.lease l where l.shard = 0 for update;
  clock := clock_timestamp();
  if held.owner = name and held.epoch = held_epoch and held.until > clock then
    -- a renewal that a crash forgets only makes the lease shorter
    perform set_config('synchronous_commit', 'off', true);
    epoch := held_epoch;
  elsif held.until <= clock then
    epoch := held.epoch + 1;
  else
    epoch := 0;
  end if;
  life_ms := case when epoch > 0 then 6000 else 0 end;
  if epoch > 0 then
    update hd.lease l set owner = name, epoch = lease_hold.epoch, until = clock + interval '6 s'
    where l.shard = 0;
  end if;
  insert into hd.collector as c values (name, session_user, clock, device_count, lost_count, epoch > 0)
  on conflict on constraint collector_pkey do update
  set who = excluded.who, seen = excluded.seen, devices = excluded.devices, lost = excluded.lost,
      leads = excluded.leads;
end $$;

-- Gives the lease back at an orderly end, so that the next one need not wait for it to run out.
create function hd.lease_release(name text, held_epoch bigint) returns void
language sql security definer set search_path = pg_catalog, hd, pg_temp as $$
  update hd.lease set until = '-infinity' where owner = name and epoch = held_epoch;
  delete from hd.collector c where c.name = lease_release.name;
$$;

-- One batch: values flat, `counts` of them a device, and states. The newest time wins. The hint names
-- the devices, so that a console reads only what it shows.
create function hd.values_put(devices int[], ats timestamptz[], counts int[], v float8[], q bytea,
                              state_devices int[], state_lost boolean[], state_bad smallint[],
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
    insert into hd.latest as l
    select u.device, number, u.at, values_put.v[u.before + 1 : u.before + u.many],
           substr(values_put.q, u.before + 1, u.many)
    from (select device, at, many, (sum(many) over (order by place))::int - many as before
          from unnest(devices, ats, counts) with ordinality a (device, at, many, place)) u
    on conflict (device_id) do update
    set seq = excluded.seq, at = excluded.at, v = excluded.v, q = excluded.q
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

create unlogged table hd.stuck (pid int primary key, started timestamptz not null, since timestamptz not null);

-- Ends consoles that have not taken what was sent to them for 30 s (a stopped terminal): a stuck
-- listener keeps the whole instance's notifications from being cleaned up. Called again and
-- again by the collector, as the server does not tell for how long a backend has waited.
create function hd.end_stuck_listeners() returns int language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
begin
  delete from hd.stuck s where not exists (
    select from pg_stat_activity a
    where a.pid = s.pid and a.backend_start = s.started and a.wait_event = 'ClientWrite');
  insert into hd.stuck
  select a.pid, a.backend_start, clock_timestamp() from pg_stat_activity a
  join pg_roles r on r.oid = a.usesysid
  where a.datname = current_database() and a.wait_event = 'ClientWrite' and not r.rolsuper
  on conflict do nothing;
  return (select count(pg_terminate_backend(pid))::int from hd.stuck
          where since < clock_timestamp() - interval '30 s');
end $$;
