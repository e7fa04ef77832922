-- Who may do what. All may read; nobody changes a table but the functions of its owner, save an
-- import, which the admins do.
grant select on all tables in schema hd to hd_reader;
revoke select on hd.stuck, hd.value_head from hd_reader;

grant execute on function hd.role_of(name), hd.fact_bytes(hd.fact), hd.fact_verify(),
  hd.history_read(int, text, timestamptz, timestamptz) to hd_reader;
-- Who works on the plant may ask; without the right to set, the answer is a refusal, which is a fact.
-- Who only looks can change nothing, not even the log.
grant execute on function hd.setpoint_ask(uuid, int, text, float8, float8, text)
  to hd_dispatcher, hd_leader, hd_crew, hd_admin;

grant insert, update on hd.node, hd.device, hd.link, hd.profile, hd.profile_point, hd.point_override
  to hd_admin;
grant delete on hd.link, hd.profile_point, hd.point_override to hd_admin;
grant usage on all sequences in schema hd to hd_owner;
grant usage on sequence hd.node_id_seq, hd.link_id_seq, hd.device_id_seq to hd_admin;
grant execute on function hd.import_done(text), hd.setting_set(text, int) to hd_admin;

grant execute on function
  hd.facts_append(uuid[], timestamptz[], text[], int[], int[], text[], bigint[], float8[], float8[], text[],
                  text[]),
  hd.command_claim(bigint, boolean), hd.lease_hold(text, bigint, int, int), hd.lease_release(text, bigint),
  hd.values_put(int[], timestamptz[], int[], float8[], bytea, int[], boolean[], smallint[], timestamptz[]),
  hd.history_put(int, int, timestamptz, int, int, float8[], int2[], int[], float8[], bytea, float8[],
                 float4[], float4[]),
  hd.tail_put(int, smallint, int, timestamptz, int, int, float8[], int2[], int[], float8[], bytea),
  hd.layout_of(text[], float8[]), hd.partitions_renew(), hd.end_stuck_listeners()
  to hd_collector;

select from hd.partitions_renew();
