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
  update hd.plant set version = version + 1, changed = clock_timestamp() returning version into now_version;
  perform hd.fact_append(array[(null, clock_timestamp(), 'imported', null, null, null, null, null, null,
                                '', counts)::hd.fact_input]);
  perform pg_notify('hd_plant', now_version::text);
  return now_version;
end $$;

create function hd.setting_set(setting_name text, setting_value int) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
begin
  update hd.setting s set value = setting_value where s.name = setting_name;
  if not found then
    raise exception 'there is no setting %', setting_name;
  end if;
end $$;
