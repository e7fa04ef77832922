-- Mistakes of clocks and of arithmetic that hid values or refused good ones.
--
-- 1. A step of 0.1 times 613 is 61.300000000000004: at a limit that is rounding, not a person's wish.
do $$
declare
  before text := pg_get_functiondef('hd.setpoint_refusal(int, text, float8, float8)'::regprocedure);
  was constant text := E'ask_wanted < low\n     or ask_wanted > high then';
  is_now constant text := E'ask_wanted < low - abs(low) * 1e-12\n     or ask_wanted > high + abs(high) * 1e-12 then';
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.setpoint_refusal: not as it was made';
  end if;
  execute replace(before, was, is_now);
end $$;

-- 2. No reading is of the future. A collector's clock that was ahead for a moment gave a device a time that nothing
-- came after: its values stood still, and looked fresh, until that time had come.
create or replace function hd.values_put(devices int[], ats timestamptz[], layouts bigint[], counts int[], v float8[],
                                         q bytea, state_devices int[], state_lost boolean[],
                                         state_bad smallint[], state_since timestamptz[])
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
      insert into hd.latest as l (device_id, seq, at, layout, v, q, changed)
      select u.device, number, least(u.at, latest), u.layout, values_put.v[u.before + 1 : u.before + u.many],
             substr(values_put.q, u.before + 1, u.many), number
      from (select device, at, layout, many, (sum(many) over (order by place))::int - many as before
            from unnest(devices, ats, layouts, counts)
              with ordinality a (device, at, layout, many, place)) u
      on conflict (device_id) do update
      set seq = excluded.seq, at = excluded.at, layout = excluded.layout, v = excluded.v, q = excluded.q,
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

-- 3. A roster is kept in minutes, as it is written and read: with seconds in it an export, imported, made a second shift
-- beside each that was there.
create function hd.roster_in_minutes() returns trigger language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
begin
  new.starts := date_trunc('minute', new.starts);
  new.ends := greatest(date_trunc('minute', new.ends), new.starts + interval '1 min');
  return new;
end $$;
delete from hd.roster r using hd.roster k
where r.id > k.id and coalesce(r.crew_id, 0) = coalesce(k.crew_id, 0) and r.person = k.person and r.role = k.role
  and date_trunc('minute', r.starts) = date_trunc('minute', k.starts);
update hd.roster set starts = date_trunc('minute', starts), ends = greatest(date_trunc('minute', ends),
  date_trunc('minute', starts) + interval '1 min');
create trigger roster_in_minutes before insert or update on hd.roster
  for each row execute function hd.roster_in_minutes();
