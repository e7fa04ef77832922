-- An import that is done again brings what has become known since, of tickets that are open: a step of a kind that the
-- ticket does not have, not before its last one. What is worked on here is not changed by a list from elsewhere.
create function hd.ticket_is_news(ticket bigint, step text, at timestamptz) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select exists (select from hd.ticket t
                 where t.id = ticket and t.is_open and ticket_is_news.at >= t.state_since and step <> 'ticket_opened'
                   and not exists (select from hd.fact f where f.command_id = t.id
                                   and (f.kind = step or f.ticket is not null)))
$$;

do $$
declare
  changed record;
  whole text := pg_get_functiondef('hd.tickets_load'::regproc);
begin
  for changed in
    select * from (values
      (E'(select c.id from hd.crew c where c.code = r.crew) as crew_id\n',
       E'(select c.id from hd.crew c where c.code = r.crew) as crew_id,\n'
       '           (select t.id from hd.ticket t where t.source = r.source and t.extern = r.extern) as known\n'),
      (E'    where not exists (select from hd.ticket t where t.source = r.source and t.extern = r.extern)\n', ''),
      (E'    id := nextval(\'hd.ticket_number\');\n',
       E'    id := coalesce(g.known, nextval(\'hd.ticket_number\'));\n    is_new := false;\n'),
      (E'      where f.at <> \'\' order by',
       E'      where f.at <> \'\' and (g.known is null or hd.ticket_is_news(g.known, f.kind, to_timestamp(f.at::float8)))\n'
       '      order by'),
      (E'::float8)) end, null);\n    end loop;\n    perform hd.ticket_keep(id);\n    count := count + 1;\n',
       E'::float8)) end, null);\n      is_new := true;\n    end loop;\n    if is_new then\n      perform hd.ticket_keep(id);\n'
       '      count := count + 1;\n    end if;\n'),
      (E'  count int := 0;\n', E'  count int := 0;\n  is_new boolean;\n')) c (was, is_now) loop
    if length(whole) - length(replace(whole, changed.was, '')) <> length(changed.was) then
      raise exception 'hd.tickets_load: not as it was made: %', changed.was;
    end if;
    whole := replace(whole, changed.was, changed.is_now);
  end loop;
  execute whole;
end $$;
