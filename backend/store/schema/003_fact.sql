-- The fact log: append-only, numbered without gaps, each row's hash over the row before and itself.
create table hd.fact (
  seq bigint primary key,                  -- 1, 2, 3 … in order of commit
  at timestamptz not null,                 -- when it happened, on the clock of whoever saw it
  stored timestamptz not null,             -- when the database took it
  kind text not null,                      -- as in backend/core/fact.c
  node_id int, device_id int,              -- null = none; no references: the log outlives all
  point text,
  command_id bigint,
  old_value float8, new_value float8,
  who text not null,                       -- session_user
  code text not null default '',           -- a word out of a fixed set, by kind
  text text not null default '',
  ticket uuid unique,                      -- the collector's own number: a replay adds nothing
  hash bytea not null
);
create index fact_command on hd.fact (command_id, seq) where command_id is not null;

-- The end of the chain. Its row lock is the one numbering lock: tailing "seq > last" sees no gap, and
-- unlike an advisory lock no reader can hold it.
create table hd.fact_head (
  is_only boolean primary key default true check (is_only),
  seq bigint not null,
  hash bytea not null
);
insert into hd.fact_head values (true, 0, '');

create type hd.fact_input as (
  ticket uuid, at timestamptz, kind text, node_id int, device_id int, point text, command_id bigint,
  old_value float8, new_value float8, code text, text text);

-- What is hashed. Times and numbers in their binary form, as no session setting changes it; jsonb
-- keeps null and '' apart. No SET clause: it must be inlined to verify a million rows in seconds.
create function hd.fact_bytes(f hd.fact) returns bytea language sql stable as $$
  select pg_catalog.convert_to(pg_catalog.jsonb_build_array(
    f.seq, pg_catalog.encode(pg_catalog.timestamptz_send(f.at), 'hex'),
    pg_catalog.encode(pg_catalog.timestamptz_send(f.stored), 'hex'), f.kind, f.node_id, f.device_id,
    f.point, f.command_id, pg_catalog.encode(pg_catalog.float8send(f.old_value), 'hex'),
    pg_catalog.encode(pg_catalog.float8send(f.new_value), 'hex'), f.who, f.code, f.text,
    f.ticket)::pg_catalog.text, 'UTF8')
$$;

-- Free text of outside: one line, no controls, at most what a console keeps.
create function hd.clean(outside text, most int) returns text language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select left(regexp_replace(coalesce(outside, ''), '[[:cntrl:]]', '?', 'g'), most)
$$;

-- Takes the numbering lock. None of our functions keeps it for seconds: who does has left a transaction open
-- around one and is ended, so that nobody can stop the log for everybody. Whoever waits for it
-- holds or awaits the row's tuple lock, which its holder does not.
create function hd.fact_lock() returns hd.fact_head language plpgsql
set search_path = pg_catalog, hd, pg_temp set lock_timeout = '2 s' as $$
declare
  head hd.fact_head;
begin
  select * into head from hd.fact_head for update skip locked;
  while not found loop
    begin
      select * into head from hd.fact_head for update;
    exception when lock_not_available then
      perform pg_terminate_backend(l.pid)
      from pg_locks l
      join pg_stat_activity a on a.pid = l.pid
      join pg_roles r on r.oid = a.usesysid
      where l.locktype = 'relation' and l.relation = 'hd.fact_head'::regclass and l.mode = 'RowShareLock'
        and a.datname = current_database() and l.pid <> pg_backend_pid() and not r.rolsuper
        and a.xact_start < clock_timestamp() - interval '5 s'
        and not exists (select from pg_locks w where w.pid = l.pid and w.locktype = 'tuple'
                        and w.relation = l.relation);
      perform from hd.fact_head where false; -- not found: once more
    end;
  end loop;
  -- an acknowledged fact is on the disk, whatever the caller has set
  perform set_config('synchronous_commit', 'on', true);
  return head;
end $$;

-- Appends facts in their order, skips those whose ticket is known, moves the commands they speak of,
-- and wakes the readers once. Returns the newest number. Linear in the number of facts: the head
-- is written once a call.
create function hd.fact_append(facts hd.fact_input[]) returns bigint language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  head hd.fact_head;
  given hd.fact_input;
  made hd.fact;
  first bigint;
begin
  head := hd.fact_lock();
  first := head.seq;
  foreach given in array facts loop
    if given.ticket is not null and exists (select from hd.fact f where f.ticket = given.ticket) then
      continue;
    end if;
    made := (head.seq + 1, given.at, clock_timestamp(), given.kind, given.node_id, given.device_id,
             given.point, given.command_id, given.old_value, given.new_value, session_user,
             hd.clean(given.code, 23), hd.clean(given.text, 200), given.ticket, null);
    made.hash := sha256(head.hash || hd.fact_bytes(made));
    insert into hd.fact select made.*;
    head.seq := made.seq;
    head.hash := made.hash;
    if given.command_id is not null then
      perform hd.command_move(made);
    end if;
  end loop;
  if head.seq > first then
    update hd.fact_head set seq = head.seq, hash = head.hash;
    perform pg_notify('hd_fact', head.seq::text);
  end if;
  return head.seq;
end $$;

-- Append-only for everyone, its owner and a replaying session too.
create function hd.fact_refuse() returns trigger language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
begin
  raise exception 'the fact log is append-only';
end $$;
create trigger fact_keep_rows before update or delete on hd.fact
  for each row execute function hd.fact_refuse();
create trigger fact_keep_all before truncate on hd.fact
  for each statement execute function hd.fact_refuse();
alter table hd.fact enable always trigger fact_keep_rows;
alter table hd.fact enable always trigger fact_keep_all;

-- Checks the chain: how many facts there are, the number of the first broken one (null = whole) and
-- what is wrong with it. Whoever can rewrite all hashes and the head is found only by a head that
-- was noted elsewhere.
create function hd.fact_verify(out checked bigint, out broken bigint, out why text)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  head hd.fact_head;
  last_hash bytea;
  place bigint;
begin
  select * into head from hd.fact_head;
  select f.hash into last_hash from hd.fact f order by f.seq desc limit 1;
  select count(*) into checked from hd.fact;
  select c.seq, c.place into broken, place from (
    select f.seq, row_number() over w as place, f.hash,
           sha256(coalesce(lag(f.hash) over w, '') || hd.fact_bytes(f)) as expected
    from hd.fact f window w as (order by f.seq)) c
  where c.seq <> c.place or c.hash <> c.expected order by c.seq limit 1;
  if broken is not null then
    why := case when broken <> place then format('fact %s is missing before it', place)
                else 'its content does not fit its hash' end;
  elsif checked <> head.seq or coalesce(last_hash, '') <> head.hash then
    broken := least(checked, head.seq) + 1;
    why := format('%s facts are stored, %s were appended', checked, head.seq);
  end if;
end $$;
