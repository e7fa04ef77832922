-- A hint names first the devices whose values are others than before, then, behind ';', those that were only
-- read again: a console reads the latter once a second, which is soon enough for an age.
alter table hd.latest add column changed bigint not null default 0; -- seq at which values or qualities became others

create or replace function hd.values_put(devices int[], ats timestamptz[], layouts bigint[], counts int[], v float8[],
                                         q bytea, state_devices int[], state_lost boolean[],
                                         state_bad smallint[], state_since timestamptz[])
returns bigint language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  number bigint;
  others text;
  again text;
begin
  -- a crash empties these tables anyway: nobody waits for the disk
  perform set_config('synchronous_commit', 'off', true);
  insert into hd.value_head as h values (true, 1)
  on conflict (is_only) do update set writes = h.writes + 1;
  number := nextval('hd.value_seq');
  if cardinality(devices) > 0 then
    with put as (
      insert into hd.latest as l (device_id, seq, at, layout, v, q, changed)
      select u.device, number, u.at, u.layout, values_put.v[u.before + 1 : u.before + u.many],
             substr(values_put.q, u.before + 1, u.many), number
      from (select device, at, layout, many, (sum(many) over (order by place))::int - many as before
            from unnest(devices, ats, layouts, counts)
              with ordinality a (device, at, layout, many, place)) u
      on conflict (device_id) do update
      set seq = excluded.seq, at = excluded.at, layout = excluded.layout, v = excluded.v, q = excluded.q,
          changed = case when excluded.v = l.v and excluded.q = l.q and excluded.layout = l.layout
                    then l.changed else excluded.changed end
      where excluded.at >= l.at
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
