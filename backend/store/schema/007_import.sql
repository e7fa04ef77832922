-- Called by an import, at the end of its transaction: the consoles' tree, the plant's version, the fact.
create function hd.import_done(counts text) returns bigint
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  now_version bigint;
begin
  analyze hd.node, hd.device;
  -- another layout of points: the old values would stand at the wrong ones
  delete from hd.latest l using hd.device d
  where d.id = l.device_id
    and cardinality(l.v) <> (select count(*) from hd.profile_point p where p.profile = d.profile);
  perform hd.tree_renew();
  update hd.plant set version = version + 1, is_touched = false, changed = clock_timestamp() returning version into now_version;
  perform hd.fact_append(array[(null, clock_timestamp(), 'imported', null, null, null, null, null, null,
                                '', counts)::hd.fact_input]);
  perform pg_notify('hd_plant', now_version::text);
  return now_version;
end $$;

-- A change to the plant stands only with a fact, whoever has come by the right to make it: a transaction
-- that touches it and does not end in hd.import_done is refused. A superuser, who could drop the
-- triggers, is not asked.
create function hd.plant_touch() returns trigger language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
begin
  if not exists (select from pg_roles where rolname = session_user and rolsuper) then
    update hd.plant set is_touched = true;
  end if;
  return null;
end $$;

create function hd.plant_check() returns trigger language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
begin
  if (select is_touched from hd.plant) then
    raise exception 'the plant is changed by heatdesk import only' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;

create constraint trigger plant_check after update on hd.plant deferrable initially deferred
  for each row execute function hd.plant_check();
do $$
declare
  name text;
begin
  foreach name in array array['node', 'link', 'device', 'profile', 'profile_point', 'point_override'] loop
    execute format('create trigger plant_touch after insert or update or delete on hd.%I'
      ' for each statement execute function hd.plant_touch()', name);
  end loop;
end $$;

create function hd.setting_set(setting_name text, setting_value int) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
begin
  update hd.setting s set value = setting_value where s.name = setting_name;
  if not found then
    raise exception 'there is no setting %', setting_name;
  end if;
end $$;
