-- What was taken out of service for the work of a ticket (its number stands in the text: "T12 new seal") is back in
-- service when that ticket is closed: nothing is silent for work that is done. What is still abnormal calls.
create function hd.alarm_work(told text) returns bigint language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select (regexp_match(told, '(?:^|[^A-Za-z0-9])[Tt]-?([0-9]{1,9})(?![A-Za-z0-9])'))[1]::bigint
$$;

create function hd.alarm_work_done() returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  d record;
begin
  for d in
    select w.node_id, w.device_id, w.point, w.command_id, w.at, w.code, t.id
    from hd.alarm_last l,
      lateral hd.alarm_word(l.device_id, l.node_id, l.point, l.rule, 'alarm_out_of_service', 'alarm_in_service') w,
      hd.ticket t
    where l.kind = 'alarm_out_of_service' and t.id = hd.alarm_work(w.text) and t.closed > w.at and not t.is_open
    order by w.seq limit 20 loop
    perform hd.fact_append(array[(null, clock_timestamp(), 'alarm_in_service', d.node_id, d.device_id, d.point,
                                  d.command_id, hd.micros(d.at), hd.micros(clock_timestamp()), d.code,
                                  'T' || d.id)::hd.fact_input]);
    perform pg_notify('hd_word', '');
  end loop;
end $$;

do $$
declare
  was text := E'  perform hd.alarm_tell();\n';
  before text := pg_get_functiondef('hd.outage_tick()'::regprocedure);
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'outage_tick is not as it was expected';
  end if;
  execute replace(before, was, was || E'  perform hd.alarm_work_done();\n');
end $$;
