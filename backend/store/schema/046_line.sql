-- What the collector counts of each line: its round trips, what failed, whether it keeps up. The newest only, each ten
-- seconds; emptied by a crash of the database like hd.latest, and never in the fact log.
create unlogged table hd.line (
  endpoint text collate "C" primary key,
  collector text not null,
  at timestamptz not null,
  since timestamptz not null,              -- from when on the totals count
  device_id int not null,                  -- one of its devices
  units int not null, lost int not null,   -- all, and those that do not answer
  is_up boolean not null,                  -- the connection, or the serial port, is open
  is_overloaded boolean not null,          -- its rounds take longer than their period
  requests bigint not null, replies bigint not null, timeouts bigint not null, exceptions bigint not null,
  broken bigint not null, connects bigint not null,
  replied bigint not null, failed bigint not null,     -- of the last minute
  rtt_us_mean bigint not null, rtt_us_most bigint not null,
  round_ms bigint not null
) with (fillfactor = 50);

-- All lines of one collector, as told by it. What no collector has told of for a minute is no line any longer.
create function hd.lines_put(name text, since timestamptz, endpoints text[], devices int[], units int[], lost int[],
                             up boolean[], overloaded boolean[], requests bigint[], replies bigint[],
                             timeouts bigint[], exceptions bigint[], broken bigint[], connects bigint[],
                             replied bigint[], failed bigint[], means bigint[], mosts bigint[], rounds bigint[])
returns int language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  clock constant timestamptz := clock_timestamp();
  told int;
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into hd.line as l
  select hd.clean(u.endpoint, 127), hd.clean(lines_put.name, 63), clock, least(lines_put.since, clock), u.device,
         u.units, u.lost, u.up, u.overloaded, u.requests, u.replies, u.timeouts, u.exceptions, u.broken, u.connects,
         u.replied, u.failed, u.mean, u.most, u.round
  from unnest(endpoints, devices, lines_put.units, lines_put.lost, lines_put.up, lines_put.overloaded,
              lines_put.requests, lines_put.replies, lines_put.timeouts, lines_put.exceptions, lines_put.broken,
              lines_put.connects, lines_put.replied, lines_put.failed, means, mosts, rounds)
       u (endpoint, device, units, lost, up, overloaded, requests, replies, timeouts, exceptions, broken, connects,
          replied, failed, mean, most, round)
  on conflict on constraint line_pkey do update
  set collector = excluded.collector, at = excluded.at, since = excluded.since, device_id = excluded.device_id,
      units = excluded.units, lost = excluded.lost, is_up = excluded.is_up, is_overloaded = excluded.is_overloaded,
      requests = excluded.requests, replies = excluded.replies, timeouts = excluded.timeouts,
      exceptions = excluded.exceptions, broken = excluded.broken, connects = excluded.connects,
      replied = excluded.replied, failed = excluded.failed, rtt_us_mean = excluded.rtt_us_mean,
      rtt_us_most = excluded.rtt_us_most, round_ms = excluded.round_ms;
  get diagnostics told = row_count;
  delete from hd.line l where l.at < clock - interval '1 minute';
  return told;
end $$;

-- As people see it: what is wrong, the worst as number 1, and where it is.
create view hd.line_now as
  select row_number() over (order by case s.state when 'dead' then 1 when 'lost' then 2 when 'overload' then 3
                                                  when 'faults' then 4 else 5 end,
                            case when s.state = 'lost' then -l.lost end,
                            s.failed_percent desc, l.rtt_us_mean desc, l.endpoint) as rank,
         s.state, l.endpoint, n.id as node_id, n.code as node, n.name as place, l.collector, l.at, l.since, l.units,
         l.lost, l.is_up, s.failed_percent, l.rtt_us_mean, l.rtt_us_most, l.round_ms, l.requests, l.replies,
         l.timeouts, l.exceptions, l.broken, l.connects
  from hd.line l
  cross join lateral (
    select case when l.lost = l.units then 'dead' when l.lost > 0 then 'lost' when l.is_overloaded then 'overload'
                when l.failed > 0 then 'faults' else 'good' end as state,
           -- exceptions are replies as well
           100.0 * l.failed / greatest(l.failed, l.replied, 1) as failed_percent) s
  left join hd.device d on d.id = l.device_id
  left join hd.node n on n.id = d.node_id;

grant select on hd.line, hd.line_now to hd_reader;
grant execute on function
  hd.lines_put(text, timestamptz, text[], int[], int[], int[], boolean[], boolean[], bigint[], bigint[], bigint[],
               bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[])
  to hd_collector;
