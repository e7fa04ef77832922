-- At the desk: what each person likes, and the PIN that wakes a console which has gone to view only. Both are the
-- login's own; nobody reads or changes another's.
create table hd.preference (
  login name not null,
  name text not null check (name in ('theme', 'lang', 'idle', 'start', 'notify')),
  value text not null check (length(value) between 1 and 64),
  primary key (login, name)
);
create function hd.preference_put(name text, value text) returns void language sql security definer
set search_path = pg_catalog, hd, pg_temp as $$
  delete from hd.preference p where p.login = session_user and p.name = $1 and coalesce($2, '') = '';
  insert into hd.preference select session_user, $1, hd.clean($2, 64) where coalesce($2, '') <> ''
  on conflict (login, name) do update set value = excluded.value
$$;

-- A PIN is short, so what protects it is that few can be tried: five wrong ones block it for a quarter of an hour.
-- Kept as sha256 in many rounds with a salt; hd_owner alone can read it.
create table hd.pin (
  login name primary key,
  salt bytea not null, hash bytea not null,
  wrong int not null default 0,            -- in a row
  blocked_until timestamptz not null default '-infinity'
);
create function hd.pin_hash(salt bytea, pin text) returns bytea language plpgsql immutable
set search_path = pg_catalog, hd, pg_temp as $$
declare
  hash bytea := salt || convert_to(pin, 'UTF8');
begin
  for round in 1 .. 20000 loop
    hash := sha256(salt || hash);
  end loop;
  return hash;
end $$;

-- '' = right; 'pin' = wrong; 'blocked' until a time; 'no_pin' = none is set.
create function hd.pin_try(pin text, out code text, out until timestamptz) language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
declare
  mine hd.pin;
begin
  select * into mine from hd.pin p where p.login = session_user for update;
  if not found then
    code := 'no_pin';
  elsif mine.blocked_until > clock_timestamp() then
    code := 'blocked';
    until := mine.blocked_until;
  elsif hd.pin_hash(mine.salt, left(pin, 200)) = mine.hash then
    code := '';
    update hd.pin p set wrong = 0 where p.login = session_user;
  else
    code := 'pin';
    mine.wrong := mine.wrong + 1;
    if mine.wrong >= 5 then
      mine.wrong := 0;
      code := 'blocked';
      until := clock_timestamp() + interval '15 min';
      perform hd.desk_fact('pin_blocked', null, null, clock_timestamp(), null, 15, null, '', '', null, null);
    end if;
    update hd.pin p set wrong = mine.wrong, blocked_until = coalesce(until, '-infinity')
    where p.login = session_user;
  end if;
end $$;

-- Sets one's own PIN; who has one gives it first. 'number' = not 4 to 64 characters.
create function hd.pin_put(old text, new text, out code text, out until timestamptz) language plpgsql
security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  fresh bytea := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
begin
  if coalesce(length(new), 0) not between 4 and 64 then
    code := 'number';
    return;
  end if;
  select t.code, t.until into code, until from hd.pin_try(coalesce(old, '')) t;
  if code not in ('', 'no_pin') then
    return;
  end if;
  code := '';
  insert into hd.pin values (session_user, fresh, hd.pin_hash(fresh, new))
  on conflict (login) do update set salt = excluded.salt, hash = excluded.hash, wrong = 0;
  perform hd.desk_fact('pin_changed', null, null, clock_timestamp(), null, null, null, '', '', null, null);
end $$;

-- What a console asks at its start: the person's preferences, and whether a PIN is set ('pin', 'set').
create function hd.preferences() returns table (name text, value text) language sql stable security definer
set search_path = pg_catalog, hd, pg_temp as $$
  select p.name, p.value from hd.preference p where p.login = session_user
  union all
  select 'pin', 'set' from hd.pin p where p.login = session_user
$$;

grant execute on function hd.preferences(), hd.preference_put(text, text), hd.pin_try(text),
  hd.pin_put(text, text) to hd_dispatcher, hd_leader, hd_crew, hd_admin;
-- who only looks has no PIN, and what he likes is no business of the log
grant execute on function hd.preferences(), hd.preference_put(text, text) to hd_supervisor, hd_auditor;
