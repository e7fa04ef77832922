-- Orders and who may carry them out.
--
-- 1. An order is an orphan to whoever did not claim it himself, however often he is told of it: a claim whose answer was
-- lost is repeated, and an order of a collector that is gone came as a new one then.
--
-- 2. An order is for the plant that was there when it was asked. A collector that does not know a later import yet
-- would carry it out at the address from before: it does not get it. One asked before an import is refused: the
-- dispatcher decided on another plant.
create function hd.plant_version() returns bigint language sql stable security definer
set search_path = pg_catalog, hd, pg_temp as $$ select p.version from hd.plant p $$;

alter table hd.command add column claimed_epoch bigint,
  add column plant bigint not null default hd.plant_version();
update hd.command set claimed_epoch = epoch;

drop function hd.command_claim(bigint, boolean);
create function hd.command_claim(claim_epoch bigint, again boolean, known_plant bigint)
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
           where o.state in ('asked', 'approved') and (o.plant <= known_plant or o.expires_at <= clock_timestamp())
           order by o.id for update of o loop
    if c.plant < known_plant and c.expires_at > clock_timestamp() then
      perform hd.fact_append(array[(null, clock_timestamp(), 'command_refused', c.node_id, c.device_id,
                                    c.point, c.id, c.seen, c.wanted, 'changed', '')::hd.fact_input]);
    elsif c.expires_at <= clock_timestamp() then
      perform hd.fact_append(array[(null, clock_timestamp(), 'command_expired', c.node_id, c.device_id,
                                    c.point, c.id, c.seen, c.wanted, 'expired', '')::hd.fact_input]);
    else
      perform hd.fact_append(array[(null, clock_timestamp(), 'command_claimed', c.node_id, c.device_id,
                                    c.point, c.id, null, claim_epoch, '', '')::hd.fact_input]);
      update hd.command o set epoch = claim_epoch, claimed_epoch = claim_epoch where o.id = c.id;
      taken := taken || c.id;
    end if;
  end loop;
  return query
    with mine as (
      update hd.command o set epoch = claim_epoch
      where o.state in ('claimed', 'sent', 'accepted', 'unknown')
        and (o.id = any (taken) or o.epoch < claim_epoch or again)
      returning o.*)
    select m.id, m.device_id, m.point, m.seen, m.wanted, m.state, m.who, m.reason, m.asked_at,
           (extract(epoch from m.expires_at - clock_timestamp()) * 1000)::bigint,
           m.claimed_epoch is distinct from claim_epoch
    from mine m order by m.id;
end $$;

grant execute on function hd.command_claim(bigint, boolean, bigint) to hd_collector;
