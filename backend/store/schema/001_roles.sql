-- Rights start from nothing: nobody may do anything but what is granted here and in 008_rights.sql.
-- People and programs are login roles, each a direct member of exactly one of these groups; identity
-- is session_user, which a SECURITY DEFINER function cannot mistake.
do $$
declare
  name text;
begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the database must be UTF8, not %', current_setting('server_encoding');
  end if;
  foreach name in array array['hd_owner', 'hd_reader', 'hd_dispatcher', 'hd_leader', 'hd_supervisor',
                              'hd_crew', 'hd_collector', 'hd_admin', 'hd_auditor'] loop
    -- roles belong to the whole cluster, which may hold a second heatdesk database
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole', name);
    end if;
  end loop;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to hd_reader', current_database());
end $$;

-- hd_owner only owns; with these two it can end a stuck listener's backend (hd.end_stuck_listeners)
grant pg_read_all_stats, pg_signal_backend to hd_owner;
grant hd_reader to hd_dispatcher, hd_leader, hd_supervisor, hd_crew, hd_collector, hd_admin, hd_auditor;

revoke all on schema public from public;
revoke usage on language plpgsql, sql from public;
grant usage on language plpgsql, sql to hd_owner;

-- What any role may do in a fresh database and nobody here needs: make large objects, hold advisory
-- locks, write to the log of changes.
do $$
declare
  routine regprocedure;
begin
  for routine in
    select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and (proname ~ '^lo_' or proname ~ 'advisory' or proname in ('lowrite', 'pg_logical_emit_message'))
  loop
    execute format('revoke execute on function %s from public', routine);
  end loop;
end $$;

create schema hd authorization hd_owner;
grant usage on schema hd to hd_reader;
alter default privileges for role hd_owner revoke execute on functions from public;
