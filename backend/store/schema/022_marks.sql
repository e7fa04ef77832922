-- What happened around a place, for the time axis of its trends. A day of the whole log is many thousands of facts,
-- a season millions: those that are marks have an index of their own, by place and by device.
create function hd.is_mark(kind text) returns boolean language sql immutable as $$
  select kind in ('alarm_raised', 'changed_outside', 'command_verified', 'command_failed', 'device_lost',
                  'ticket_opened', 'outage_started', 'outage_restored')
$$;
create index fact_mark_node on hd.fact (node_id, at) where hd.is_mark(kind) and node_id is not null;
create index fact_mark_device on hd.fact (device_id, at) where hd.is_mark(kind) and device_id is not null;

-- The marks of a place between two moments, oldest first; of a station with all below it, as a user's ticket stands
-- at his household. Of more than `most` the newest.
create function hd.marks(node int, t_from timestamptz, t_to timestamptz, most int) returns setof hd.fact
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  with recursive below as (
    select n.id, n.kind in ('station', 'circuit', 'building') as is_whole from hd.node n where n.id = node
    union all
    select n.id, true from below b join hd.node n on n.parent_id = b.id where b.is_whole),
  found as (
    select f.seq from below b join hd.fact f on f.node_id = b.id
    where hd.is_mark(f.kind) and f.at >= t_from and f.at <= t_to
    union
    select f.seq from below b join hd.device d on d.node_id = b.id join hd.fact f on f.device_id = d.id
    where hd.is_mark(f.kind) and f.at >= t_from and f.at <= t_to)
  select * from (select f.* from found join hd.fact f using (seq) order by f.at desc, f.seq desc
                 limit least(most, 2000)) newest
  order by at, seq
$$;
revoke all on function hd.marks(int, timestamptz, timestamptz, int), hd.is_mark(text) from public;
grant execute on function hd.marks(int, timestamptz, timestamptz, int), hd.is_mark(text) to hd_reader;
