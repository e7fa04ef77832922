-- Commands to the plant: at most one a person's key press (client) and one under way a point.
create table hd.command (
  id bigint generated always as identity primary key,
  client uuid not null unique,             -- made by the asking program: a repeated question is one
  device_id int not null references hd.device,
  point text collate "C" not null,
  seen float8, wanted float8 not null,
  reason text not null,
  who text not null,                       -- session_user
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'asked',     -- as in backend/core/command.c
  code text not null default '',
  epoch bigint,                            -- of the lease under which it was claimed
  changed_at timestamptz not null,
  read_back float8
);
create index command_open on hd.command (device_id, point)
  where state in ('asked', 'approved', 'claimed', 'sent', 'accepted', 'unknown');

-- Which fact leads a command from which state to which; the same rows as core's table.
create table hd.command_rule (
  state text not null,
  kind text not null,
  next_state text not null,
  primary key (state, kind)
);
insert into hd.command_rule values
  ('asked', 'command_approved', 'approved'),
  ('asked', 'command_claimed', 'claimed'),
  ('asked', 'command_refused', 'refused'),
  ('asked', 'command_expired', 'expired'),
  ('approved', 'command_claimed', 'claimed'),
  ('approved', 'command_refused', 'refused'),
  ('approved', 'command_expired', 'expired'),
  ('claimed', 'command_sent', 'sent'),
  ('claimed', 'command_refused', 'refused'),
  ('claimed', 'command_failed', 'failed'),
  ('claimed', 'command_expired', 'expired'),
  ('sent', 'command_prepared', 'sent'),
  ('sent', 'command_accepted', 'accepted'),
  ('sent', 'command_verified', 'verified'),
  ('sent', 'command_failed', 'failed'),
  ('sent', 'command_unresolved', 'unknown'),
  ('accepted', 'command_verified', 'verified'),
  ('accepted', 'command_failed', 'failed'),
  ('accepted', 'command_unresolved', 'unknown'),
  ('unknown', 'command_verified', 'verified'),
  ('unknown', 'command_failed', 'failed');

-- The words and sentences of refusals; the same rows as core's table.
create table hd.refusal (code text primary key, sentence text not null);
insert into hd.refusal values
  ('expired', 'The order is too old to be carried out.'),
  ('right', 'This person may not change this set-point.'),
  ('read-only', 'This point cannot be written.'),
  ('identity', 'Another type of device answers there.'),
  ('lost', 'There is no communication with the device.'),
  ('stale', 'The present value is not fresh and good.'),
  ('authority', 'The controller is in local or manual operation.'),
  ('changed', 'The value has changed since it was looked at.'),
  ('limit', 'The new value is outside the limits.'),
  ('step', 'The change is larger than one step may be.'),
  ('rate', 'Within the waiting time too much has been changed already.'),
  ('budget', 'The register''s writes of this day are used up.'),
  ('precondition', 'The controller could not be prepared for writing.'),
  ('busy', 'Another order for this point is under way.');

-- Moves the command that a fact speaks of, if a rule leads there; else the fact stands alone.
create function hd.command_move(f hd.fact) returns void language sql
set search_path = pg_catalog, hd, pg_temp as $$
  update hd.command c
  set state = r.next_state, code = f.code, changed_at = f.stored,
      read_back = case when r.next_state in ('verified', 'failed') then f.new_value else c.read_back end
  from hd.command_rule r
  where c.id = f.command_id and r.state = c.state and r.kind = f.kind
$$;

-- The group a login role belongs to, without 'hd_', or ''. Direct membership only, so that a
-- superuser, member of everything, is nobody here.
create function hd.role_of(login name) returns text language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce((
    select substr(g.rolname, 4)
    from pg_roles p
    join pg_auth_members m on m.member = p.oid
    join pg_roles g on g.oid = m.roleid
    join unnest(array['hd_leader', 'hd_dispatcher', 'hd_collector', 'hd_admin', 'hd_crew', 'hd_auditor',
                      'hd_supervisor']) with ordinality k (name, rank) on k.name = g.rolname
    where p.rolname = login
    order by k.rank limit 1), '')
$$;

-- Why this person's wish is refused, as a ladder in the order of core's guard: null code = it is not.
-- The collector has the last word; this keeps plain mistakes away from the plant.
create function hd.setpoint_refusal(ask_device int, ask_point text, ask_seen float8, ask_wanted float8,
                                    out code text, out detail text)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  p record;
  low float8;
  high float8;
  step float8;
begin
  if hd.role_of(session_user) not in ('dispatcher', 'leader') then
    code := 'right';
    return;
  end if;
  select pp.*, o.low as narrow_low, o.high as narrow_high, o.step as narrow_step into p
  from hd.device d
  join hd.profile_point pp on pp.profile = d.profile and pp.point = ask_point
  left join hd.point_override o on o.device_id = d.id and o.point = pp.point
  where d.id = ask_device and d.retired is null;
  if not found or p.access <> 'write' then
    code := 'read-only';
    return;
  end if;
  if exists (select from hd.device_state s where s.device_id = ask_device and s.is_lost) then
    code := 'lost';
    return;
  end if;
  if ask_seen is null or ask_seen in ('NaN', 'Infinity', '-Infinity') then
    code := 'stale';
    return;
  end if;
  low := greatest(p.set_low, p.narrow_low);
  high := least(p.set_high, p.narrow_high);
  step := least(nullif(p.step, 0), nullif(p.narrow_step, 0));
  if ask_wanted is null or ask_wanted in ('NaN', 'Infinity', '-Infinity') or ask_wanted < low
     or ask_wanted > high then
    code := 'limit';
    detail := format('%s: %s … %s', ask_wanted, coalesce(low::text, ''), coalesce(high::text, ''));
  -- a thousandth of a step is rounding, not a person's wish
  elsif abs(ask_wanted - ask_seen) > step * 1.001 then
    code := 'step';
    detail := format('%s > %s', abs(ask_wanted - ask_seen)::numeric(20, 6)::float8, step);
  -- one past its life that nobody has claimed will not be carried out any more
  elsif exists (select from hd.command c where c.device_id = ask_device and c.point = ask_point
                and (c.state in ('claimed', 'sent', 'accepted', 'unknown')
                     or c.state in ('asked', 'approved') and c.expires_at > clock_timestamp())) then
    code := 'busy';
  end if;
end $$;

-- A person asks for a set-point. Never raises for a refusal: the refusal is a fact too. Whoever lacks
-- the right gets a fact and no command. The same client uuid again answers as the first time.
create function hd.setpoint_ask(client uuid, device_id int, point text, seen float8, wanted float8,
                                reason text, out command_id bigint, out is_ok boolean, out code text,
                                out sentence text)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  node int;
  detail text;
  asked_at timestamptz;
  kept_point text := hd.clean(point, 23);
  is_known boolean;
begin
  if client is null then
    raise exception 'setpoint_ask: client must not be null';
  end if;
  perform hd.fact_lock(); -- one at a time, so that "busy" is certain
  -- refused without having been claimed: refused here, the first time
  select c.id, c.state <> 'refused' or c.epoch is not null,
         case when c.state = 'refused' and c.epoch is null then c.code else '' end
    into command_id, is_ok, code
  from hd.command c where c.client = setpoint_ask.client and c.who = session_user;
  if not found then
    asked_at := clock_timestamp();
    select d.node_id into node from hd.device d where d.id = setpoint_ask.device_id;
    is_known := found;
    select r.code, r.detail into code, detail
    from hd.setpoint_refusal(device_id, point, seen, wanted) r;
    is_ok := code is null;
    code := coalesce(code, '');
    if is_known and code <> 'right' then
      insert into hd.command (client, device_id, point, seen, wanted, reason, who, asked_at,
                              expires_at, changed_at)
      values (client, device_id, kept_point, seen, coalesce(wanted, 'NaN'), hd.clean(reason, 200),
              session_user, asked_at, asked_at + interval '30 s', asked_at)
      returning id into command_id;
      perform hd.fact_append(array[(null, asked_at, 'command_asked', node, device_id, kept_point,
                                    command_id, seen, wanted, '', reason)::hd.fact_input]);
    end if;
    if is_ok then
      perform pg_notify('hd_command', command_id::text);
    else
      perform hd.fact_append(array[(null, asked_at, 'command_refused', node,
                                    case when is_known then device_id end, kept_point, command_id,
                                    seen, wanted, code, detail)::hd.fact_input]);
    end if;
  end if;
  sentence := coalesce((select r.sentence from hd.refusal r where r.code = setpoint_ask.code), '');
end $$;

-- The leading collector takes what is open, under its epoch: commands asked for (claimed here and
-- now), and orphans of an older epoch, which may have been sent. `again` gives those of this
-- epoch once more, for a collector whose answer was lost. Commands past their life expire.
create function hd.command_claim(claim_epoch bigint, again boolean)
returns table (id bigint, device_id int, point text, seen float8, wanted float8, state text, who text,
               reason text, asked_at timestamptz, life_ms bigint, is_orphan boolean)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
#variable_conflict use_column
declare
  c record;
  taken bigint[] := '{}';
begin
  if not exists (select from hd.command where state in ('asked', 'approved', 'claimed', 'sent', 'accepted',
                                                        'unknown')) then
    return;
  end if;
  perform hd.fact_lock();
  perform from hd.lease where epoch = claim_epoch and until > clock_timestamp();
  if not found then
    return;
  end if;
  for c in select o.*, d.node_id from hd.command o join hd.device d on d.id = o.device_id
           where o.state in ('asked', 'approved') order by o.id for update of o loop
    if c.expires_at <= clock_timestamp() then
      perform hd.fact_append(array[(null, clock_timestamp(), 'command_expired', c.node_id, c.device_id,
                                    c.point, c.id, c.seen, c.wanted, 'expired', '')::hd.fact_input]);
    else
      perform hd.fact_append(array[(null, clock_timestamp(), 'command_claimed', c.node_id, c.device_id,
                                    c.point, c.id, null, claim_epoch, '', '')::hd.fact_input]);
      update hd.command o set epoch = claim_epoch where o.id = c.id;
      taken := taken || c.id;
    end if;
  end loop;
  return query
    with mine as (
      update hd.command o set epoch = claim_epoch
      where o.state in ('claimed', 'sent', 'accepted', 'unknown')
        and (o.id = any (taken) or o.epoch < claim_epoch or again)
      returning o.*),
    before as (select o.id, o.epoch from hd.command o
               where o.state in ('claimed', 'sent', 'accepted', 'unknown'))
    select m.id, m.device_id, m.point, m.seen, m.wanted, m.state, m.who, m.reason, m.asked_at,
           (extract(epoch from m.expires_at - clock_timestamp()) * 1000)::bigint,
           b.epoch < claim_epoch
    from mine m join before b on b.id = m.id order by m.id;
end $$;

-- The collector's facts, as one set. What they say of commands is moved in the same transaction.
create function hd.facts_append(tickets uuid[], ats timestamptz[], kinds text[], nodes int[], devices int[],
                                points text[], commands bigint[], olds float8[], news float8[],
                                codes text[], texts text[])
returns bigint language sql security definer set search_path = pg_catalog, hd, pg_temp as $$
  select hd.fact_append(coalesce(array_agg((u.ticket, u.at, u.kind, nullif(u.node, 0), nullif(u.device, 0),
                                   nullif(u.point, ''), nullif(u.command, 0), nullif(u.old, 'NaN'),
                                   nullif(u.new, 'NaN'), u.code, u.text)::hd.fact_input
                                  order by u.place), '{}'))
  from unnest(tickets, ats, kinds, nodes, devices, points, commands, olds, news, codes, texts)
    with ordinality u (ticket, at, kind, node, device, point, command, old, new, code, text, place)
$$;
