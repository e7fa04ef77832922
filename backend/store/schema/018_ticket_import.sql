-- Tickets of another system, with their own times: as facts like all others, so that their clocks and rates are
-- computed like all others. Mistakes are looked for in all rows before any is stored; then some hundred at a time, as
-- nobody may keep the log's number for long. A row that is there already (source and number) is passed over, so what
-- was cut short goes on when it is done again.
create function hd.tickets_load(is_check boolean, lines int[], sources text[], externs text[], kinds text[],
                                templates text[], urgencies text[], nodes text[], places text[], callers text[],
                                phones text[], words text[], opened text[], dispatched text[], crews text[],
                                arrived text[], responded text[], visits text[], measures text[], finished text[],
                                causes text[], found_texts text[], closed text[], endings text[], ratings text[])
returns table (line int, what text)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  g record;
  e record;
  id bigint;
  count int := 0;
begin
  if hd.role_of(session_user) not in ('leader', 'admin') then
    raise exception 'tickets_load: a leader or an admin imports tickets' using errcode = '42501';
  end if;
  return query
    select r.line, m.what
    from unnest(lines, nodes, places, crews, opened, dispatched, arrived, responded, finished, closed)
      r (line, node, place, crew, opened, dispatched, arrived, responded, finished, closed)
    cross join lateral (
      select format('node ''%s'', expected the code of a place in the plant', r.node)
      where r.node <> '' and not exists (select from hd.node n where n.code = r.node and n.retired is null)
      union all
      select format('crew ''%s'', expected the code of a crew', r.crew)
      where r.crew <> '' and not exists (select from hd.crew c where c.code = r.crew)
      union all
      select 'node and place are empty, expected one of them' where r.node = '' and r.place = ''
      union all
      select format('%s is in the future, expected a time that has been', t.name)
      from (values ('opened', r.opened), ('dispatched', r.dispatched), ('arrived', r.arrived),
                   ('responded', r.responded), ('finished', r.finished), ('closed', r.closed)) t (name, at)
      where t.at <> '' and to_timestamp(t.at::float8) > clock_timestamp() + interval '1 s') m (what)
    order by r.line;
  if found or is_check then
    return;
  end if;
  perform hd.fact_lock();
  for g in
    select r.*, (select n.id from hd.node n where n.code = r.node and n.retired is null
                 order by n.kind <> 'station', n.id limit 1) as node_id,
           (select c.id from hd.crew c where c.code = r.crew) as crew_id
    from unnest(lines, sources, externs, kinds, templates, urgencies, nodes, places, callers, phones, words,
                opened, dispatched, crews, arrived, responded, visits, measures, finished, causes, found_texts, closed,
                endings, ratings)
      r (line, source, extern, kind, template, urgency, node, place, caller, phone, words, opened, dispatched, crew,
         arrived, responded, visit, measure, finished, cause, found_text, closed, ending, rating)
    where not exists (select from hd.ticket t where t.source = r.source and t.extern = r.extern)
    order by r.line loop
    id := nextval('hd.ticket_number');
    for e in
      select * from (values
        (1, 'ticket_opened', g.opened, null::float8, null::float8, g.kind, g.words),
        (2, 'ticket_responded', g.responded, nullif(g.responded, '')::float8, nullif(g.visit, '')::float8, '', g.measure),
        (3, 'ticket_dispatched', g.dispatched, null, g.crew_id, '', ''),
        (4, 'ticket_on_site', g.arrived, null, null, '', ''),
        (5, 'ticket_finished', g.finished, null, null, g.cause, g.found_text),
        (6, 'ticket_closed', g.closed, null, 0, g.ending, ''),
        (7, case when g.rating <> '' then 'ticket_called_back' else 'ticket_archived' end,
         case when g.rating <> '' or g.closed <> ''
                and to_timestamp(g.closed::float8) < clock_timestamp() - interval '1 day' then g.closed else '' end, null,
         nullif(g.rating, '')::float8, case when g.rating <> '' then 'yes' else '' end, ''))
        f (rank, kind, at, old_value, new_value, code, words)
      where f.at <> '' order by f.at::float8, f.rank loop
      perform hd.desk_fact(e.kind, id, g.node_id, to_timestamp(e.at::float8), e.old_value, e.new_value, null, e.code,
        e.words, case e.kind when 'ticket_opened' then
          coalesce(hd.ticket_where(g.node_id), '{}') || hd.ticket_told(jsonb_build_object('source', g.source, 'extern',
            g.extern, 'template', g.template, 'urgency', g.urgency, 'place', g.place, 'caller', g.caller, 'phone', g.phone))
          || jsonb_build_object('recorded', g.opened)
          || hd.ticket_limits(g.kind, to_timestamp(g.opened::float8)) end, null);
    end loop;
    perform hd.ticket_keep(id);
    count := count + 1;
  end loop;
  line := 0;
  what := count::text;
  return next;
end $$;
grant execute on function hd.tickets_load(boolean, int[], text[], text[], text[], text[], text[], text[], text[], text[],
  text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[])
  to hd_leader, hd_admin;
