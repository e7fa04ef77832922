-- A ticket is T13 and an outage O7, as people type them, in all that is written from now on: messages, entries, the
-- jobs of a crew.
do $$
declare
  changed record;
  found int := 0;
begin
  for changed in
    select p.oid, pg_get_functiondef(p.oid) as before from pg_proc p
    where p.pronamespace = 'hd'::regnamespace and p.prokind = 'f' and p.prosrc ~ '''[+]?[TO]-''|ticket_tick: T-%:' loop
    execute replace(regexp_replace(changed.before, '''([+]?[TO])-''', '''\1''', 'g'), 'ticket_tick: T-%:',
                    'ticket_tick: T%:');
    found := found + 1;
  end loop;
  if found < 15 then
    raise exception 'numbers of tickets and outages: % functions, not as they were made', found;
  end if;
  found := 0;
  for changed in
    select c.oid::regclass as name, pg_get_viewdef(c.oid) as before from pg_class c
    where c.relnamespace = 'hd'::regnamespace and c.relkind = 'v' and pg_get_viewdef(c.oid) ~ '''[TO]-''::text' loop
    execute format('create or replace view %s as %s', changed.name,
                   regexp_replace(changed.before, '''([TO])-''::text', '''\1''::text', 'g'));
    found := found + 1;
  end loop;
  if found <> 1 then
    raise exception 'hd.crew_now: not as it was made';
  end if;
end $$;
