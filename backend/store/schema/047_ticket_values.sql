-- A ticket keeps what its station measured when it came (5.5.12): the values go on, the opening does not. All points
-- that carried a number if it was made from an alarm, the main ones of both sides if somebody called. The time is the
-- device's newest round, so that the trend can be looked at around it.
create function hd.ticket_values(place int, is_all boolean) returns jsonb language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  with recursive up (id, parent_id, depth) as (
    select n.id, n.parent_id, 0 from hd.node n where n.id = place
    union all
    select n.id, n.parent_id, u.depth + 1 from hd.node n join up u on n.id = u.parent_id where u.depth < 20),
  near (id) as (
    select u.id from up u
    where exists (select from hd.device d where d.node_id = u.id and d.retired is null) order by u.depth limit 1)
  select case when count(*) > 0 then jsonb_build_object('values', jsonb_agg(
           jsonb_build_array(round(extract(epoch from l.at), 3), d.id, p.point, l.v[p.idx + 1], get_byte(l.q, p.idx))
           order by d.id, p.idx)) else '{}' end
  from near join hd.device d on d.node_id = near.id and d.retired is null
  join hd.latest l on l.device_id = d.id
  join hd.profile f on f.name = d.profile and f.layout = l.layout
  join hd.profile_point p on p.profile = f.name
  where get_byte(l.q, p.idx) < 4 and l.v[p.idx + 1] <> 'NaN' and abs(l.v[p.idx + 1]) < 'Infinity'
    and (is_all or p.point ~ '^(T1g|T1h|P1g|P1h|F1|T2g|T2h|P2g|P2h)([.][0-9]+)?$')
$$;

do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.ticket_open', E'  told := hd.ticket_where(node) || told;\n',
       E'  told := hd.ticket_where(node) || told || hd.ticket_values(node, alarm is not null);\n'),
      ('hd.fact_detail', E'where e.key not in (\'text\', \'steps\')', E'where e.key not in (\'text\', \'steps\', \'values\')'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
