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
  -- of the last minute: requests answered or given up, those of them that failed, replies, connects in vain
  asked bigint not null, failed bigint not null, replied bigint not null, unopened bigint not null,
  rtt_us_mean bigint not null, rtt_us_most bigint not null,
  round_ms bigint not null                 -- -1: none since all its devices were lost
) with (fillfactor = 50);

-- All lines of one collector, as told by it; of one that no longer holds the lease, nothing. What no collector has told
-- of for a minute is no line any longer.
create function hd.lines_put(name text, held_epoch bigint, since timestamptz, endpoints text[], devices int[],
                             units int[], lost int[], up boolean[], overloaded boolean[], requests bigint[],
                             replies bigint[], timeouts bigint[], exceptions bigint[], broken bigint[],
                             connects bigint[], asked bigint[], failed bigint[], replied bigint[],
                             unopened bigint[], means bigint[], mosts bigint[], rounds bigint[])
returns int language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  clock constant timestamptz := clock_timestamp();
  told int;
begin
  perform from hd.lease e where e.owner = lines_put.name and e.epoch = held_epoch and e.until > clock;
  if not found then
    return 0;
  end if;
  perform set_config('synchronous_commit', 'off', true);
  -- in one order, and below without waiting: a lease that moves meanwhile lets two be here, and neither may lock out
  -- the other
  insert into hd.line as l
  select hd.clean(u.endpoint, 127), hd.clean(lines_put.name, 63), clock, least(lines_put.since, clock), u.device,
         u.units, u.lost, u.up, u.overloaded, u.requests, u.replies, u.timeouts, u.exceptions, u.broken, u.connects,
         u.asked, u.failed, u.replied, u.unopened, u.mean, u.most, u.round
  from unnest(endpoints, devices, lines_put.units, lines_put.lost, lines_put.up, lines_put.overloaded,
              lines_put.requests, lines_put.replies, lines_put.timeouts, lines_put.exceptions, lines_put.broken,
              lines_put.connects, lines_put.asked, lines_put.failed, lines_put.replied, lines_put.unopened, means,
              mosts, rounds)
       u (endpoint, device, units, lost, up, overloaded, requests, replies, timeouts, exceptions, broken, connects,
          asked, failed, replied, unopened, mean, most, round)
  order by u.endpoint collate "C"
  on conflict on constraint line_pkey do update
  set collector = excluded.collector, at = excluded.at, since = excluded.since, device_id = excluded.device_id,
      units = excluded.units, lost = excluded.lost, is_up = excluded.is_up, is_overloaded = excluded.is_overloaded,
      requests = excluded.requests, replies = excluded.replies, timeouts = excluded.timeouts,
      exceptions = excluded.exceptions, broken = excluded.broken, connects = excluded.connects,
      asked = excluded.asked, failed = excluded.failed, replied = excluded.replied, unopened = excluded.unopened,
      rtt_us_mean = excluded.rtt_us_mean, rtt_us_most = excluded.rtt_us_most, round_ms = excluded.round_ms;
  get diagnostics told = row_count;
  delete from hd.line l
  where l.endpoint in (select o.endpoint from hd.line o where o.at < clock - interval '1 minute'
                       order by o.endpoint for update skip locked);
  return told;
end $$;

-- As people see it: what is wrong, the worst as number 1, and where it is. Null is what nothing could be measured by.
-- Old is a line that nobody tells of: its figures are not those of now.
create view hd.line_now as
  select row_number() over (order by case s.state when 'old' then 1 when 'dead' then 2 when 'lost' then 3
                                                  when 'overload' then 4 when 'faults' then 5 else 6 end,
                            case when s.state = 'lost' then -l.lost end,
                            s.failed_percent desc nulls last, l.rtt_us_mean desc, l.endpoint) as rank,
         s.state, l.endpoint, n.id as node_id, n.code as node, n.name as place, l.collector, l.at, l.since, l.units,
         l.lost, l.is_up, s.failed_percent, case when l.replied > 0 then l.rtt_us_mean end as rtt_us_mean,
         case when l.replied > 0 then l.rtt_us_most end as rtt_us_most,
         case when l.lost < l.units and l.round_ms >= 0 then l.round_ms end as round_ms, l.requests, l.replies,
         l.timeouts, l.exceptions, l.broken, l.connects
  from hd.line l
  cross join lateral (
    select case when l.at < clock_timestamp() - interval '30 s' then 'old'
                when l.lost = l.units then 'dead' when l.lost > 0 then 'lost' when l.is_overloaded then 'overload'
                when l.failed > 0 or l.unopened > 0 then 'faults' else 'good' end as state,
           100.0 * l.failed / nullif(l.asked, 0) as failed_percent) s
  left join hd.device d on d.id = l.device_id
  left join hd.node n on n.id = d.node_id;

grant select on hd.line, hd.line_now to hd_reader;
grant execute on function
  hd.lines_put(text, bigint, timestamptz, text[], int[], int[], int[], boolean[], boolean[], bigint[], bigint[],
               bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[],
               bigint[])
  to hd_collector;
