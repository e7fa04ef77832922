-- Alarm definitions replace each other as a whole: who writes says which ones he has read, and is told when somebody
-- else was faster. Without `over` nothing is asked (other programs that hold the one and only source of them).
alter table hd.alarm_rules add column version bigint not null default 0;
update hd.alarm_rules set version = 1 where text <> '';

drop function hd.alarm_rules_put(text, text);
create function hd.alarm_rules_put(rules text, counts text, over bigint default null, out is_ok boolean,
                                   out version bigint, out who text, out changed timestamptz)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  now_version bigint;
begin
  if rules is null or octet_length(rules) > 4194304 then
    raise exception 'alarm definitions: at most 4 MiB are expected';
  end if;
  perform hd.fact_lock();
  select over is null or r.version = over, r.version, r.who, r.changed into is_ok, version, who, changed
  from hd.alarm_rules r;
  if not is_ok then
    return;
  end if;
  update hd.alarm_rules r set text = rules, version = r.version + 1, changed = clock_timestamp(), who = session_user
  returning r.version, r.who, r.changed into version, who, changed;
  update hd.plant p set version = p.version + 1, changed = clock_timestamp() returning p.version into now_version;
  perform hd.fact_append(array[(null, clock_timestamp(), 'alarm_rules_imported', null, null, null, null, null,
                                null, '', counts)::hd.fact_input]);
  perform pg_notify('hd_plant', now_version::text);
end $$;
grant execute on function hd.alarm_rules_put(text, text, bigint) to hd_leader, hd_admin;
