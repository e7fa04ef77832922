-- At the desk: what each person likes, the PIN that wakes a console which has gone to view only, and who sits there
-- while the connection stays the desk's. All of it is the login's own; nobody reads or changes another's.

-- Who sits at the desk of this connection, if not the one whose connection it is. A backend is named by its number
-- and its start, so that what holds for one ends with it and never passes to the next.
create table hd.desk_operator (
  pid int primary key, started timestamptz not null,
  login name not null
);
create function hd.backend_started() returns timestamptz language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select a.backend_start from pg_stat_get_activity(pg_backend_pid()) a
$$;
create function hd.operator_here() returns name language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select o.login from hd.desk_operator o where o.pid = pg_backend_pid() and o.started = hd.backend_started()
$$;
create function hd.person_here() returns name language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(hd.operator_here(), session_user)
$$;

-- As before; and a fact tells who sat at the desk, in its detail, which no caller can write: {"operator": login}.
-- `who` remains the login of the connection: its rights were used.
create or replace function hd.fact_append(facts hd.fact_input[]) returns bigint language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  head hd.fact_head;
  given hd.fact_input;
  made hd.fact;
  first bigint;
  has_alarms boolean := false;
  told jsonb := (select jsonb_build_object('operator', o) from hd.operator_here() o where o is not null);
begin
  head := hd.fact_lock();
  first := head.seq;
  foreach given in array facts loop
    if given.ticket is not null and exists (select from hd.fact f where f.ticket = given.ticket) then
      continue;
    end if;
    made := (head.seq + 1, given.at, clock_timestamp(), given.kind, given.node_id, given.device_id,
             given.point, given.command_id, given.old_value, given.new_value, session_user,
             hd.clean(given.code, 23), hd.clean(given.text, 200), given.ticket, null, told);
    made.hash := sha256(head.hash || hd.fact_bytes(made));
    insert into hd.fact select made.*;
    head.seq := made.seq;
    head.hash := made.hash;
    if given.kind like 'alarm\_%' then
      has_alarms := true; -- the number is the alarm's then, not a command's
    elsif given.command_id is not null then
      perform hd.command_move(made);
    end if;
  end loop;
  if head.seq > first then
    update hd.fact_head set seq = head.seq, hash = head.hash;
    if has_alarms then
      perform hd.alarm_keep(first);
    end if;
    perform pg_notify('hd_fact', head.seq::text);
  end if;
  return head.seq;
end $$;
create or replace function hd.desk_fact(kind text, id bigint, node int, at timestamptz, old_value float8,
                                        new_value float8, point text, code text, words text, detail jsonb,
                                        client uuid)
returns bigint language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  head hd.fact_head;
  made hd.fact;
  told jsonb := coalesce(detail, '{}') || jsonb_build_object('operator', hd.operator_here());
begin
  told := nullif(jsonb_strip_nulls(told), '{}');
  head := hd.fact_lock();
  if client is not null and exists (select from hd.fact f where f.ticket = client) then
    return null;
  end if;
  if length(words) > 200 then
    told := coalesce(told, '{}') || jsonb_build_object('text', hd.clean(words, 4000));
  end if;
  made := (head.seq + 1, at, clock_timestamp(), kind, node, null, hd.clean(point, 23), id, old_value, new_value,
           session_user, hd.clean(code, 23), hd.clean(words, 200), client, null, told);
  made.hash := sha256(head.hash || hd.fact_bytes(made));
  insert into hd.fact select made.*;
  update hd.fact_head set seq = made.seq, hash = made.hash;
  perform pg_notify('hd_fact', made.seq::text);
  return made.seq;
end $$;

-- What a person likes; of who sits at the desk.
create table hd.preference (
  login name not null,
  name text not null check (name in ('theme', 'lang', 'idle', 'start', 'notify', 'columns')),
  value text not null check (length(value) between 1 and 100
                             and (name <> 'idle' or value ~ '^[0-9]{1,3}$' and value::int <= 720)),
  primary key (login, name)
);
create function hd.preference_put(name text, value text) returns void language sql security definer
set search_path = pg_catalog, hd, pg_temp as $$
  delete from hd.preference p where p.login = hd.person_here() and p.name = $1 and coalesce($2, '') = '';
  insert into hd.preference select hd.person_here(), $1, hd.clean($2, 100) where coalesce($2, '') <> ''
  on conflict (login, name) do update set value = excluded.value
$$;

-- A PIN is short, so what protects it is that few can be tried. Kept as sha256 in many rounds with a salt; hd_owner
-- alone can read it.
create table hd.pin (
  login name primary key,
  number int not null unique generated always as identity check (number between 1 and 9999), -- typed at a desk
  salt bytea not null, hash bytea not null
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

-- Whoever tries can end his transaction as if it had never been; so a guess is first laid down, and judged by a later
-- transaction, which only sees what was committed. One that was laid down and never judged counts as wrong.
-- Counted by whose connection it came from, so that nobody blocks another's own desk.
create table hd.pin_guess (
  tried_by name not null, number int not null,
  wrong int not null default 0,                            -- in a row
  blocked_until timestamptz not null default '-infinity',
  guess bytea,                                             -- hashed; null = none waits
  pid int, started timestamptz, made xid8,                 -- by which backend and transaction it was laid down
  primary key (tried_by, number)
);

-- Whose PIN is meant: of a number; else, to sit down, of the desk's own login; else of who sits there. 0 = has none.
create function hd.pin_meant(number int, deed text) returns int language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(nullif($1, 0), (
    select p.number from hd.pin p
    where p.login = case when $2 = 'operator' then session_user else hd.person_here() end), 0)
$$;
-- One wrong guess more; until when that blocks, or null.
create function hd.pin_wrong(meant int) returns timestamptz language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  until timestamptz;
begin
  update hd.pin_guess g set guess = null, wrong = (g.wrong + 1) % 5,
    blocked_until = case when g.wrong = 4 then clock_timestamp() + interval '15 min' else g.blocked_until end
  where g.tried_by = session_user and g.number = meant
  returning case when g.wrong = 0 then g.blocked_until end into until;
  if until is not null then
    perform hd.desk_fact('pin_blocked', null, null, clock_timestamp(), meant, 15, null, '', '', null, null);
  end if;
  return until;
end $$;
create function hd.pin_ask(number int, deed text, pin text) returns void language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
declare
  meant int := hd.pin_meant(number, deed);
  salt bytea := coalesce((select p.salt from hd.pin p where p.number = meant), '\x00');
  hashed bytea := hd.pin_hash(salt, left(coalesce(pin, ''), 200)); -- as long for a number that nobody has
begin
  if meant not between 1 and 9999 then
    return;
  end if;
  insert into hd.pin_guess (tried_by, number) values (session_user, meant) on conflict do nothing;
  if (select g.guess is not null from hd.pin_guess g
      where g.tried_by = session_user and g.number = meant for update) then
    perform hd.pin_wrong(meant);
  end if;
  update hd.pin_guess g
  set guess = hashed, pid = pg_backend_pid(), started = hd.backend_started(), made = pg_current_xact_id()
  where g.tried_by = session_user and g.number = meant and g.blocked_until <= clock_timestamp();
end $$;
-- Judges what this backend has laid down. '' = right; 'pin' = wrong, or no such number: never which.
create function hd.pin_judge(meant int, out code text, out until timestamptz) language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  g hd.pin_guess;
begin
  select * into g from hd.pin_guess x where x.tried_by = session_user and x.number = meant for update;
  if g.blocked_until > clock_timestamp() then
    code := 'blocked';
    until := g.blocked_until;
  elsif g.guess is null or g.pid <> pg_backend_pid() or g.started <> hd.backend_started()
        or g.made = pg_current_xact_id() then
    code := 'pin';
  elsif g.guess = (select p.hash from hd.pin p where p.number = meant) then
    code := '';
    delete from hd.pin_guess x where x.tried_by = session_user and x.number = meant;
  else
    until := hd.pin_wrong(meant);
    code := case when until is null then 'pin' else 'blocked' end;
  end if;
end $$;

-- Sets the PIN of who sits here.
create function hd.pin_set(fresh text) returns void language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  salted bytea := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
  hashed bytea := hd.pin_hash(salted, fresh);
begin
  update hd.pin p set salt = salted, hash = hashed where p.login = hd.person_here();
  if not found then
    insert into hd.pin (login, salt, hash) values (hd.person_here(), salted, hashed);
  end if;
  perform hd.desk_fact('pin_changed', null, null, clock_timestamp(), null, null, null, '', '', null, null);
end $$;
-- Sits `person` down at the desk of this connection. Its rights stay the connection's, so nobody sits down whose own
-- are fewer. False if he may not.
create function hd.operator_set(person name) returns boolean language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  own text := hd.role_of(session_user);
begin
  if person <> session_user
     and (own not in ('dispatcher', 'leader') or hd.role_of(person) not in (own, 'leader')
          or not exists (select from pg_roles r where r.rolname = person and r.rolcanlogin)) then
    return false;
  end if;
  delete from hd.desk_operator o
  where o.pid = pg_backend_pid()
     or not exists (select from pg_stat_get_activity(null) a where a.pid = o.pid and a.backend_start = o.started);
  if person <> session_user then
    insert into hd.desk_operator values (pg_backend_pid(), hd.backend_started(), person);
  end if;
  perform hd.desk_fact('operator_changed', null, null, clock_timestamp(), null, null, null, '', person, null, null);
  return true;
end $$;
-- What follows the PIN that pin_ask() was given, in a transaction of its own: deed 'wake' tells whether it is right,
-- 'pin' sets `fresh` as the new one, 'operator' sits down who it belongs to. `code` is '' or 'pin', 'blocked' until a
-- time, 'no_pin' = the desk's login or who sits there has none, 'number' = not 4 to 64 characters, 'right'; `who` sits there now, with
-- the number `mine`, 0 = has no PIN.
create function hd.pin_do(number int, deed text, fresh text, out code text, out until timestamptz, out who name,
                          out mine int)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  meant int := hd.pin_meant(number, deed);
  person name := (select p.login from hd.pin p where p.number = meant);
begin
  if deed = 'pin' and coalesce(length(fresh), 0) not between 4 and 64 then
    code := 'number';
  elsif meant = 0 or deed = 'operator' and hd.pin_meant(0, deed) = 0 then
    code := case deed when 'pin' then '' else 'no_pin' end; -- the first one; a desk lent without one could not be taken back
  else
    select j.code, j.until into code, until from hd.pin_judge(meant) j;
  end if;
  if code = '' and deed = 'operator' and not hd.operator_set(person) then
    code := 'right';
  elsif code = '' and deed <> 'operator' and person is distinct from hd.person_here() and meant <> 0 then
    code := 'pin'; -- another's wakes nothing here and changes nothing
  elsif code = '' and deed = 'pin' then
    perform hd.pin_set(fresh);
  end if;
  who := hd.person_here();
  mine := coalesce((select p.number from hd.pin p where p.login = hd.person_here()), 0);
end $$;

-- For who has forgotten it: he sets a new one. His number is another then.
create function hd.pin_clear(login name) returns boolean language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
begin
  delete from hd.pin p where p.login = pin_clear.login;
  if not found then
    return false;
  end if;
  perform hd.desk_fact('pin_changed', null, null, clock_timestamp(), null, null, null, 'cleared', login, null, null);
  return true;
end $$;

-- What a console asks at its start: the person's preferences, and 'pin' with the number, 0 = has none.
create function hd.preferences() returns table (name text, value text) language sql stable security definer
set search_path = pg_catalog, hd, pg_temp as $$
  select p.name, p.value from hd.preference p where p.login = hd.person_here()
  union all
  select 'pin', coalesce((select p.number from hd.pin p where p.login = hd.person_here()), 0)::text
$$;

grant execute on function hd.preferences(), hd.preference_put(text, text), hd.pin_ask(int, text, text),
  hd.pin_do(int, text, text) to hd_dispatcher, hd_leader, hd_crew, hd_admin;
grant execute on function hd.pin_clear(name) to hd_leader, hd_admin;
-- who only looks has no PIN, and what he likes is no business of the log
grant execute on function hd.preferences(), hd.preference_put(text, text) to hd_supervisor, hd_auditor;
