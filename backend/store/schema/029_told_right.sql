-- A caller's own number is what tells his call from another: a long one was cut, and the second of two calls that began
-- alike was taken for the first, and lost. Cut, it ends in its digest now; so does the name of a source.
create or replace function hd.ticket_told(detail jsonb) returns jsonb language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(jsonb_object_agg(k.name, hd.clean(
    case when k.digest > 0 and char_length(detail->>k.name) > k.most
         then left(detail->>k.name, k.most - k.digest - 1) || '~' || left(md5(detail->>k.name), k.digest)
         else detail->>k.name end, k.most)), '{}')
  from (values ('urgency', 10, 0), ('source', 15, 8), ('template', 23, 0), ('phone', 47, 0), ('caller', 60, 0),
               ('place', 90, 0), ('extern', 63, 32), ('drill', 1, 0), ('recorded', 20, 0)) k (name, most, digest)
  where coalesce(detail->>k.name, '') <> ''
$$;

create or replace function hd.ticket_status(from_source text, from_extern text, out id bigint, out kind text,
                                            out state text, out reported timestamptz, out visit timestamptz,
                                            out promised timestamptz, out closed timestamptz, out closed_code text)
returns setof record language sql stable security definer set search_path = pg_catalog, hd, pg_temp as $$
  select t.id, t.kind, t.state, t.reported, t.visit, t.promised, t.closed, t.closed_code
  from hd.ticket t, hd.ticket_told(jsonb_build_object('source', from_source, 'extern', from_extern)) told
  where t.source = coalesce(told->>'source', '') and t.extern = told->>'extern'
$$;

-- What time brings to an outage or a crew fails for itself: no ticket's step waits for it. And a crew is told of a
-- ticket as it is now, not as it was before it was corrected.
do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.ticket_tick()', E'    told := told + hd.crew_listen();\n',
       E'    begin\n      told := told + hd.crew_listen();\n    exception when others then\n      raise warning \'ticket_tick: crews: %\', sqlerrm;\n    end;\n'),
      ('hd.ticket_tick()', E'  perform hd.outage_tick();\n',
       E'  begin\n    perform hd.outage_tick();\n  exception when others then\n    raise warning \'ticket_tick: outages: %\', sqlerrm;\n  end;\n'),
      ('hd.ticket_do', E'  when \'edit\', \'promise\', \'hold\', \'resume\', \'chase\' then\n    if t.crew_id is not null and t.is_open then\n      perform hd.message_put(deed, t.crew_id, null, null, t.id, words);\n    end if;\n', E''),
      ('hd.ticket_do', E'  perform hd.crew_follow(t, deed);\n  perform hd.ticket_keep(t.id);\n',
       E'  perform hd.crew_follow(t, deed);\n  perform hd.ticket_keep(t.id);\n  if deed in (\'edit\', \'promise\', \'hold\', \'resume\', \'chase\') and t.crew_id is not null and t.is_open then\n    perform hd.message_put(deed, t.crew_id, null, null, t.id, words);\n  end if;\n'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(case when changed.name like '%(%' then changed.name::regprocedure
                                      else changed.name::regproc end);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
