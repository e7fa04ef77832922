-- A point that not every round asks for is older than its device's newest round: by how much goes with the values,
-- where there is such a point, so that no screen calls it fresher than it is.
alter table hd.latest add column lag int[]; -- ms before `at`, one a point; null = all were read then
alter table hd.latest alter column lag set storage main;

drop function hd.values_put(int[], timestamptz[], bigint[], int[], float8[], bytea, int[], boolean[], smallint[],
                            timestamptz[]);

-- As before; `lags` are flat like the values, of as many points a device as `lag_counts` says: all of its or none.
create function hd.values_put(devices int[], ats timestamptz[], layouts bigint[], counts int[], v float8[],
                              q bytea, state_devices int[], state_lost boolean[], state_bad smallint[],
                              state_since timestamptz[], lags int[] default '{}', lag_counts int[] default '{}')
returns bigint language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  number bigint;
  others text;
  again text;
  latest constant timestamptz := clock_timestamp() + interval '2 s'; -- clocks that are set differ by less
begin
  -- a crash empties these tables anyway: nobody waits for the disk
  perform set_config('synchronous_commit', 'off', true);
  insert into hd.value_head as h values (true, 1)
  on conflict (is_only) do update set writes = h.writes + 1;
  number := nextval('hd.value_seq');
  if cardinality(devices) > 0 then
    with put as (
      insert into hd.latest as l (device_id, seq, at, layout, v, q, changed, lag)
      select u.device, number, least(u.at, latest), u.layout, values_put.v[u.before + 1 : u.before + u.many],
             substr(values_put.q, u.before + 1, u.many), number,
             case when u.late > 0 then lags[u.late_before + 1 : u.late_before + u.late] end
      from (select device, at, layout, many, (sum(many) over rows)::int - many as before,
                   late, (sum(late) over rows)::int - late as late_before
            from unnest(devices, ats, layouts, counts, lag_counts)
              with ordinality a (device, at, layout, many, late, place)
            window rows as (order by place)) u
      on conflict (device_id) do update
      set seq = excluded.seq, at = excluded.at, layout = excluded.layout, v = excluded.v, q = excluded.q,
          lag = excluded.lag,
          changed = case when excluded.v = l.v and excluded.q = l.q and excluded.layout = l.layout
                    then l.changed else excluded.changed end
      where excluded.at >= l.at or l.at > latest
      returning device_id, changed = number as is_other)
    select string_agg(device_id::text, ' ') filter (where is_other),
           string_agg(device_id::text, ' ') filter (where not is_other)
    into others, again from put;
    if others is not null or again is not null then
      perform pg_notify('hd_value', number::text || case when cardinality(devices) <= 500
                        then coalesce(' ' || others, '') || coalesce(' ; ' || again, '') else ' *' end);
    end if;
  end if;
  if cardinality(state_devices) > 0 then
    insert into hd.device_state as s
    select u.device, number, u.lost, u.bad, least(u.since, latest)
    from unnest(state_devices, state_lost, state_bad, state_since) u (device, lost, bad, since)
    on conflict (device_id) do update
    set seq = excluded.seq, is_lost = excluded.is_lost, bad_points = excluded.bad_points,
        since = excluded.since
    where excluded.since >= s.since or s.since > latest;
    perform pg_notify('hd_state', number::text);
  end if;
  return number;
end $$;
grant execute on function
  hd.values_put(int[], timestamptz[], bigint[], int[], float8[], bytea, int[], boolean[], smallint[], timestamptz[],
                int[], int[])
  to hd_collector;
