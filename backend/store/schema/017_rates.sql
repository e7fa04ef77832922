-- Indicators of 4.2 and 8.2. In time / due: what is not due yet and still runs is counted apart as open. A merged
-- child is a report of its own, and no dispatch; a drill counts nowhere; the first result of a re-opened ticket stays.

-- Every statutory judgement of a span: one row a clock whose report lies in it.
create function hd.rate_items(since timestamptz, until timestamptz)
returns table (rate text, ticket_id bigint, purpose text, cycle int, started timestamptz, due timestamptz,
               stopped timestamptz, is_due boolean, is_met boolean, explained text)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select case c.purpose when 'dispatch' then 'dispatch' when 'response' then 'response' else 'repair' end,
         t.id, c.purpose, c.cycle, c.started, c.due, c.stopped,
         c.stopped is not null or c.due < clock_timestamp(),
         coalesce(c.stopped <= c.due, false), c.explained
  from hd.ticket t join hd.ticket_clock c on c.ticket_id = t.id
  where t.reported >= since and t.reported < until and not t.is_drill
    and c.purpose in ('dispatch', 'response', 'repair') and not c.is_waived and c.cycle = 1
    and t.closed_code not in ('duplicate', 'false_alarm')
  union all
  select 'emergency', o.id, c.purpose, 1, c.started, c.due, c.stopped,
         c.stopped is not null or c.due < clock_timestamp(), coalesce(c.stopped <= c.due, false), c.explained
  from hd.outage o join hd.outage_clock c on c.outage_id = o.id
  where o.started >= since and o.started < until and c.purpose in ('primary', 'secondary', 'source')
$$;

-- Target in percent; null n and d = nothing was due: shown as a dash, never as 100 %.
create function hd.rates(since timestamptz, until timestamptz)
returns table (rate text, n bigint, d bigint, open bigint, target float8)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select r.rate, count(i.*) filter (where i.is_due and i.is_met), count(i.*) filter (where i.is_due),
         count(i.*) filter (where not i.is_due), 100.0
  from (values (1, 'emergency'), (2, 'dispatch'), (3, 'response'), (4, 'repair')) r (place, rate)
  left join hd.rate_items(since, until) i on i.rate = r.rate
  group by r.place, r.rate
  union all
  select 'room', count(*) filter (where t.room_c >= 18), count(*), 0, 98.0 -- 4.1.1.1
  from hd.ticket t
  where t.reported >= since and t.reported < until and not t.is_drill and t.room_c is not null
$$;

create function hd.rate_misses(of_rate text, since timestamptz, until timestamptz)
returns table (ticket_id bigint, purpose text, due timestamptz, stopped timestamptz, over_s float8, explained text,
               place text)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select i.ticket_id, i.purpose, i.due, i.stopped,
         extract(epoch from coalesce(i.stopped, clock_timestamp()) - i.due)::float8, coalesce(i.explained, ''),
         coalesce(nullif(t.place, ''), (select n.name from hd.node n where n.id = coalesce(t.node_id, o.node_id)), '')
  from hd.rate_items(since, until) i
  left join hd.ticket t on t.id = i.ticket_id
  left join hd.outage o on o.id = i.ticket_id
  where i.rate = of_rate and i.is_due and not i.is_met
  union all
  select t.id, 'room', t.reported, null, t.room_c, '', t.place from hd.ticket t
  where of_rate = 'room' and t.reported >= since and t.reported < until and not t.is_drill and t.room_c < 18
  order by 3
$$;

-- The season that a day lies in, else the last one: 15 November to 15 March unless set (4.1.2.1).
insert into hd.setting values
  ('season_start', 1115, 'first day of the heating season, month and day'),
  ('season_end', 315, 'last day of the heating season, month and day');
create function hd.season_start(at timestamptz) returns timestamptz language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select max(s.start) from (
    select make_timestamptz(y, v.value / 100, v.value % 100, 0, 0, 0, 'Asia/Shanghai') as start
    from hd.setting v, generate_series(extract(year from at)::int - 1, extract(year from at)::int) y
    where v.name = 'season_start') s
  where s.start <= at
$$;

grant execute on function hd.rate_items(timestamptz, timestamptz), hd.rates(timestamptz, timestamptz),
  hd.rate_misses(text, timestamptz, timestamptz), hd.season_start(timestamptz) to hd_reader;
