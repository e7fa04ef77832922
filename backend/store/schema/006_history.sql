-- What point stands where in a chunk, and the size of its unit. Never changes once used: a profile
-- that changes gets a new layout, and old chunks keep theirs.
create table hd.layout (
  id int generated always as identity primary key,
  points text[] not null,
  resolution float8[] not null,            -- one a point, > 0
  unique (points, resolution)
);

-- Samples in chunks of a device and at most ten minutes, in units of the resolution. Sample i of point
-- p (from 0) stands at t0 + i * dt; its number is base[p] + sum of d[p*n .. p*n+i], or starts
-- anew at an escape: position p*n+i in wide_at gives the whole number in `wide`.
--   value = number * resolution[p]
create table hd.history (
  device_id int not null,
  layout int not null,
  t0 timestamptz not null,
  dt int not null,                         -- milliseconds
  n int not null,                          -- samples a point
  base float8[] not null,
  d int2[] not null,                       -- deltas, point after point
  wide_at int[], wide float8[],            -- null = every delta fits
  q bytea,                                 -- qualities like d, 8 = no sample; null = all good
  primary key (device_id, t0)
) partition by range (t0);                 -- by UTC day

-- The last minutes, which are in no chunk yet: a ring of rows a device, each a chunk of a minute.
create unlogged table hd.history_tail (
  device_id int not null,
  slot smallint not null,                  -- minute modulo the ring
  layout int not null,
  t0 timestamptz not null,
  dt int not null,
  n int not null,
  base float8[] not null,
  d int2[] not null,
  wide_at int[], wide float8[],
  q bytea,
  primary key (device_id, slot)
) with (fillfactor = 50);

-- For seasons: ten minutes in three figures a point. Differences fit float4 where a counter
-- would not. NaN = no good sample.
create table hd.history_span (
  device_id int not null,
  layout int not null,
  t0 timestamptz not null,                 -- a multiple of ten minutes
  mean float8[] not null,
  below float4[] not null,                 -- mean - least
  above float4[] not null,                 -- most - mean
  primary key (device_id, t0)
) partition by range (t0);                 -- by UTC month

create table hd.setting (
  name text primary key,
  value int not null check (value > 0),
  meaning text not null
);
insert into hd.setting values
  ('history_days', 130, 'samples are kept for so many days'),
  ('span_days', 3660, 'ten-minute figures are kept for so many days');

-- Makes one partition for the span that holds `at`, if it is missing. CREATE, CHECK, ATTACH: readers and
-- writers of the other partitions are not held up.
create function hd.partition_make(parent text, unit text, at timestamptz) returns boolean
language plpgsql set search_path = pg_catalog, hd, pg_temp set timezone = 'UTC' as $$
declare
  low timestamptz := date_trunc(unit, at);
  high timestamptz := date_trunc(unit, at) + ('1 ' || unit)::interval;
  part text := parent || '_' || to_char(low, case unit when 'day' then 'YYYYMMDD' else 'YYYYMM' end);
  fence text := format('t0 >= %L and t0 < %L', low, high);
begin
  if to_regclass('hd.' || quote_ident(part)) is not null then
    return false;
  end if;
  execute format('create table hd.%I (like hd.%I including all, constraint fence check (%s))', part, parent,
                 fence);
  if parent = 'history' then -- a chunk is compressed and stays in its row
    execute format('alter table hd.%I alter base set storage main, alter base set compression pglz,'
      ' alter d set storage main, alter d set compression pglz, alter q set storage main,'
      ' alter q set compression pglz', part);
    execute format('alter table hd.%I set (toast_tuple_target = 256)', part);
  end if;
  execute format('alter table hd.%I attach partition hd.%I for values from (%L) to (%L)', parent, part, low,
                 high);
  execute format('alter table hd.%I drop constraint fence', part);
  execute format('grant select on hd.%I to hd_reader', part);
  return true;
exception when duplicate_table or duplicate_object or unique_violation then
  return false; -- another collector was faster
end $$;

-- Partitions for the days to come, made ahead, and those past their time dropped. By the collector, at its
-- start and each hour. Rather than queue behind a long reader, it leaves an old one for the next time.
create function hd.partitions_renew(out made int, out dropped int) language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp set timezone = 'UTC' set lock_timeout = '2 s' as $$
declare
  part record;
begin
  made := 0;
  dropped := 0;
  for day in -1 .. 3 loop
    made := made + hd.partition_make('history', 'day', clock_timestamp() + make_interval(days => day))::int;
    made := made + hd.partition_make('history_span', 'month',
                                     clock_timestamp() + make_interval(days => day * 10))::int;
  end loop;
  for part in
    select c.relname as name,
           to_date(substring(c.relname from '[0-9]+$'), 'YYYYMMDD') as low, s.value as days,
           case p.relname when 'history' then interval '1 day' else interval '1 month' end as width
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    join pg_class p on p.oid = i.inhparent
    join hd.setting s on s.name = case p.relname when 'history' then 'history_days' else 'span_days' end
    where p.oid in ('hd.history'::regclass, 'hd.history_span'::regclass)
      and c.relkind = 'r'
  loop
    if part.low + part.width < clock_timestamp() - make_interval(days => part.days) then
      begin
        execute format('drop table hd.%I', part.name);
        dropped := dropped + 1;
      exception when lock_not_available then
        exit; -- the next hour will do; what was made stays
      end;
    end if;
  end loop;
end $$;

create function hd.layout_of(layout_points text[], layout_resolution float8[]) returns int
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  found_id int;
begin
  insert into hd.layout (points, resolution) values (layout_points, layout_resolution)
  on conflict do nothing;
  select l.id into strict found_id from hd.layout l
  where l.points = layout_points and l.resolution = layout_resolution;
  return found_id;
end $$;

-- One chunk with its ten-minute figures. A repeated one adds nothing. False: older than is kept, or from
-- a clock far off.
create function hd.history_put(device int, layout int, t0 timestamptz, dt int, n int, base float8[], d int2[],
                               wide_at int[], wide float8[], q bytea, mean float8[], below float4[],
                               above float4[])
returns boolean language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp set timezone = 'UTC' as $$
begin
  if t0 < clock_timestamp() - make_interval(days => (select value from hd.setting
                                                     where name = 'history_days'))
     or t0 > clock_timestamp() + interval '2 days' then
    return false;
  end if;
  if to_regclass('hd.history_' || to_char(t0, 'YYYYMMDD')) is null then
    perform hd.partition_make('history', 'day', t0);
  end if;
  if to_regclass('hd.history_span_' || to_char(t0, 'YYYYMM')) is null then
    perform hd.partition_make('history_span', 'month', t0);
  end if;
  insert into hd.history values (device, layout, t0, dt, n, base, d, wide_at, wide, q)
  on conflict do nothing;
  insert into hd.history_span
  values (device, layout, date_bin('10 min', t0, '2000-01-01'), mean, below, above)
  on conflict do nothing;
  return true;
end $$;

create function hd.tail_put(device int, slot smallint, layout int, t0 timestamptz, dt int, n int, base float8[],
                            d int2[], wide_at int[], wide float8[], q bytea)
returns void language sql security definer set search_path = pg_catalog, hd, pg_temp as $$
  insert into hd.history_tail as h values (device, slot, layout, t0, dt, n, base, d, wide_at, wide, q)
  on conflict (device_id, slot) do update
  set layout = excluded.layout, t0 = excluded.t0, dt = excluded.dt, n = excluded.n, base = excluded.base,
      d = excluded.d, wide_at = excluded.wide_at, wide = excluded.wide, q = excluded.q
  where excluded.t0 >= h.t0
$$;

-- One point's samples: each chunk with the part of it that is the point's. The tail comes after the
-- chunks; its samples that a chunk already gave are the reader's to skip.
create function hd.history_read(device int, point text, t_from timestamptz, t_to timestamptz)
returns table (t0 timestamptz, dt int, n int, resolution float8, base float8, d int2[], wide_at int[],
               wide float8[], q bytea)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select h.t0, h.dt, h.n, l.resolution[p.i], h.base[p.i], h.d[(p.i - 1) * h.n + 1 : p.i * h.n],
         w.at, w.wide, substr(h.q, (p.i - 1) * h.n + 1, h.n)
  from (
    select 0 as part, * from hd.history c
    where c.device_id = device and c.t0 > t_from - interval '11 min' and c.t0 <= t_to
    union all
    select 1, r.device_id, r.layout, r.t0, r.dt, r.n, r.base, r.d, r.wide_at, r.wide, r.q
    from hd.history_tail r
    where r.device_id = device and r.t0 > t_from - interval '2 min' and r.t0 <= t_to) h
  join hd.layout l on l.id = h.layout
  cross join lateral (select array_position(l.points, point) as i) p
  left join lateral (
    select array_agg(e.at - (p.i - 1) * h.n order by e.at) as at, array_agg(e.wide order by e.at) as wide
    from unnest(h.wide_at, h.wide) e (at, wide)
    where e.at >= (p.i - 1) * h.n and e.at < p.i * h.n) w on h.wide_at is not null
  where p.i is not null
  order by h.part, h.t0
$$;
