-- Alarms. The fact log says everything of them; here stands which facts still count: of each alarm
-- (device or node, point, rule) the newest of each kind, as the state is a function of these alone
-- (backend/core/alarm.h). A reader takes the facts themselves, so that no second form of the state
-- exists that could differ. '' '' is a word on a node and all below it.
create table hd.alarm_last (
  device_id int not null, node_id int not null, -- 0 = none; of a device's alarm the node is 0
  point text collate "C" not null, rule text collate "C" not null,
  kind text collate "C" not null,
  raise bigint not null,                   -- which of two is newer: first by the raise, …
  stamp bigint not null,                   -- … then by the word's own time, microseconds
  seq bigint not null,
  primary key (device_id, node_id, point, rule, kind)
);
create index alarm_last_raise on hd.alarm_last (raise) where kind = 'alarm_raised';
create index alarm_last_shelved on hd.alarm_last (seq) where kind = 'alarm_shelved'; -- counted at each shelving

-- For reports over thirty days, and for a collector that hears what persons said while it was away.
create index fact_alarm_raised on hd.fact (at) where kind = 'alarm_raised';
create index fact_alarm_word on hd.fact (seq)
  where kind in ('alarm_acknowledged', 'alarm_unacknowledged', 'alarm_reset', 'alarm_shelved',
                 'alarm_unshelved', 'alarm_out_of_service', 'alarm_in_service');

create function hd.micros(at timestamptz) returns bigint language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select (extract(epoch from at) * 1000000)::bigint
$$;

-- The alarm facts behind `first`, as one set. Repeated and late ones change nothing.
create function hd.alarm_keep(first bigint) returns void language sql
set search_path = pg_catalog, hd, pg_temp as $$
  insert into hd.alarm_last as l
  select distinct on (k.device, k.node, k.point, k.rule, k.kind)
         k.device, k.node, k.point, k.rule, k.kind, k.raise, k.stamp, k.seq
  from (
    select coalesce(f.device_id, 0) as device,
           case when f.device_id is null then coalesce(f.node_id, 0) else 0 end as node,
           coalesce(f.point, '') as point, split_part(f.code, '/', 1) as rule, f.kind, f.seq,
           case when f.kind in ('alarm_raised', 'alarm_returned', 'alarm_reset', 'alarm_acknowledged',
                                'alarm_unacknowledged') then coalesce(f.command_id, 0) else 0 end as raise,
           case when f.kind in ('alarm_raised', 'alarm_returned', 'alarm_reset') then 0
                when f.kind in ('alarm_suppressed', 'alarm_unsuppressed', 'alarm_chattering', 'alarm_calm')
                  then coalesce(f.new_value, 0)::bigint
                when f.kind in ('alarm_unacknowledged', 'alarm_unshelved', 'alarm_in_service')
                  then coalesce(f.old_value::bigint, hd.micros(f.at))
                else hd.micros(f.at) end as stamp
    from hd.fact f
    where f.seq > first and f.kind like 'alarm\_%' and f.kind <> 'alarm_rules_imported') k
  order by k.device, k.node, k.point, k.rule, k.kind, k.raise desc, k.stamp desc, k.seq
  on conflict (device_id, node_id, point, rule, kind) do update
  set raise = excluded.raise, stamp = excluded.stamp, seq = excluded.seq
  where (excluded.raise, excluded.stamp) > (l.raise, l.stamp)
$$;

-- As before; and what they say of alarms is kept.
create or replace function hd.fact_append(facts hd.fact_input[]) returns bigint language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  head hd.fact_head;
  given hd.fact_input;
  made hd.fact;
  first bigint;
  has_alarms boolean := false;
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

-- The fact of a word that still runs (acknowledged, shelved …), or null: begun, not ended since, not over.
create function hd.alarm_word(device int, node int, word_point text, word_rule text, begins text, ends text)
returns hd.fact language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select f.* from hd.alarm_last b join hd.fact f on f.seq = b.seq
  where (b.device_id, b.node_id, b.point, b.rule, b.kind) = (device, node, word_point, word_rule, begins)
    and not exists (select from hd.alarm_last e
                    where (e.device_id, e.node_id, e.point, e.rule, e.kind)
                          = (device, node, word_point, word_rule, ends)
                      and (e.raise, e.stamp) >= (b.raise, b.stamp))
    and (begins = 'alarm_acknowledged' or f.new_value is null
         or to_timestamp(f.new_value) > clock_timestamp())
    and not (f.kind = 'alarm_shelved' and f.old_value is not distinct from 1 and exists (
      select from hd.alarm_last r
      where (r.device_id, r.node_id, r.point, r.rule, r.kind)
            = (device, node, word_point, word_rule, 'alarm_returned')
        and r.raise >= coalesce(f.command_id, 1)))
$$;

-- How many shelves run, on single alarms and on nodes.
create function hd.alarm_shelved() returns int language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select count(*)::int from hd.alarm_last l,
    lateral hd.alarm_word(l.device_id, l.node_id, l.point, l.rule, 'alarm_shelved', 'alarm_unshelved') w
  where l.kind = 'alarm_shelved' and w.seq is not null
$$;

-- When the last of the holds on an alarm ended (its own, and those on its circuit, its station and above), and
-- whether a person ended it: by time it voids an answer given before, by hand it is one (backend/core/alarm.c).
create function hd.alarm_hold_ended(k hd.alarm_last, station int, out ended timestamptz, out by_hand boolean)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  with recursive above (id, parent_id) as (
    select n.id, n.parent_id from hd.node n
    where n.id = station
       or n.parent_id = station and n.kind = 'circuit' and k.point like '%.' || n.circuit
    union
    select n.id, n.parent_id from hd.node n join above a on n.id = a.parent_id)
  select e.at, e.by_hand from (
    select case when l.kind in ('alarm_shelved', 'alarm_out_of_service') then to_timestamp(f.new_value)
                when f.old_value is not null or l.kind = 'alarm_unsuppressed'
                  then timestamptz 'epoch' + f.new_value * interval '1 microsecond'
                else f.at end as at,
           l.kind = 'alarm_unshelved' and f.old_value is null as by_hand
    from hd.alarm_last l join hd.fact f on f.seq = l.seq
    where l.kind in ('alarm_shelved', 'alarm_unshelved', 'alarm_out_of_service', 'alarm_in_service',
                     'alarm_unsuppressed')
      and ((l.device_id, l.node_id, l.point, l.rule) = (k.device_id, k.node_id, k.point, k.rule)
           or (l.device_id, l.point, l.rule) = (0, '', '') and l.node_id in (select a.id from above a))) e
  where e.at <= clock_timestamp() order by e.at desc limit 1
$$;

-- What a person wants of one alarm, by the raise that was looked at, or of a node (`id` 0) and all below
-- it: the fact that it becomes, or why not.
create function hd.alarm_judge(deed text, id bigint, node int, minutes int, one_shot boolean, note text,
                               out fact hd.fact_input, out code text, out by_whom text,
                               out since timestamptz)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  k hd.alarm_last;
  raised hd.fact;
  word hd.fact;
  flags text := '';
  is_returned boolean := false;
  hold_ended timestamptz;
  is_by_hand boolean;
  begins text := case deed when 'acknowledge' then 'alarm_acknowledged' when 'unacknowledge' then 'alarm_acknowledged'
                 when 'shelve' then 'alarm_shelved' when 'unshelve' then 'alarm_shelved'
                 when 'out_of_service' then 'alarm_out_of_service'
                 when 'in_service' then 'alarm_out_of_service' else 'alarm_reset' end;
  ends text := case begins when 'alarm_acknowledged' then 'alarm_unacknowledged'
               when 'alarm_shelved' then 'alarm_unshelved' else 'alarm_in_service' end;
  last_stamp bigint;
begin
  code := '';
  if node <> 0 then
    if deed not in ('shelve', 'unshelve', 'out_of_service', 'in_service') then
      code := 'kind';
    elsif not exists (select from hd.node n where n.id = alarm_judge.node and n.retired is null) then
      code := 'gone';
    end if;
    k := (0, node, '', '', '', 0, 0, 0);
  else
    select l.* into k from hd.alarm_last l where l.kind = 'alarm_raised' and l.raise = alarm_judge.id;
    if not found then
      code := case when exists (select from hd.fact f where f.command_id = alarm_judge.id
                                and f.kind = 'alarm_raised') then 'changed' else 'gone' end;
      return;
    end if;
    select f.* into raised from hd.fact f where f.seq = k.seq;
    flags := substr(split_part(raised.code, '/', 2), 2);
    is_returned := exists (
      select from hd.alarm_last r
      where (r.device_id, r.node_id, r.point, r.rule, r.kind)
            = (k.device_id, k.node_id, k.point, k.rule, 'alarm_returned') and r.raise >= alarm_judge.id);
  end if;
  if code <> '' then
    return;
  end if;
  word := hd.alarm_word(k.device_id, k.node_id, k.point, k.rule, begins, ends);
  if begins = 'alarm_acknowledged'
     and (word.command_id is distinct from id
          or flags ~ 'e[0-9]' and not is_returned and word.at + make_interval(
               mins => substring(flags from 'e([0-9]+)')::int) <= clock_timestamp()) then
    word := null; -- of an earlier raise, or run out
  end if;
  if begins = 'alarm_acknowledged' then
    select h.ended, h.by_hand into hold_ended, is_by_hand from hd.alarm_hold_ended(k, raised.node_id) h;
    if word.at <= hold_ended and not is_by_hand and flags !~ 'v' then
      word := null; -- it flashes again
    end if;
  end if;
  if deed in ('acknowledge', 'shelve', 'out_of_service', 'reset') and word.seq is not null
     and not (deed = 'shelve' and word.who = session_user)
     and not (deed = 'reset' and word.command_id is distinct from id) then
    code := 'done';
    by_whom := word.who;
    since := word.at;
  elsif deed in ('unshelve', 'in_service') and word.seq is null then
    code := 'none';
  elsif note = '' and (deed in ('shelve', 'out_of_service') or deed = 'acknowledge' and flags ~ 'n') then
    code := 'note';
  elsif deed = 'acknowledge' and flags ~ 'k' or deed = 'unacknowledge' and (is_returned or word.seq is null and not coalesce(is_by_hand, false))
     or deed = 'reset' and not (flags ~ 'l' and is_returned) then
    code := 'kind';
  elsif deed = 'shelve' and coalesce(minutes, 0) not between 1 and 480
     or deed = 'out_of_service' and minutes not between 0 and 525600 then
    code := 'time';
  elsif deed = 'shelve' and word.seq is null and hd.alarm_shelved() >= 30 then
    code := 'count';
  end if;
  if code <> '' then
    return;
  end if;
  -- later than any word before it on the same key, whatever the clock does
  select max(l.stamp) into last_stamp from hd.alarm_last l
  where (l.device_id, l.node_id, l.point, l.rule) = (k.device_id, k.node_id, k.point, k.rule)
    and l.kind in (begins, ends);
  fact := (null, greatest(clock_timestamp(),
                          timestamptz 'epoch' + (coalesce(last_stamp, 0) + 1) * interval '1 microsecond'),
           case deed when 'unacknowledge' then ends when 'unshelve' then ends when 'in_service' then ends
                else begins end,
           case when node <> 0 then node else raised.node_id end, nullif(k.device_id, 0),
           nullif(k.point, ''), nullif(id, 0),
           case when deed = 'shelve' and one_shot and node = 0 then 1 end,
           case when deed in ('shelve', 'out_of_service') and minutes > 0
                then extract(epoch from clock_timestamp() + make_interval(mins => minutes)) end,
           k.rule, note)::hd.fact_input;
end $$;

-- A person does something about alarms. A row an alarm in the order asked for, or one for the node: done,
-- or why not, and who was faster. The same client uuid again answers that it is done.
create function hd.alarm_ask(client uuid, deed text, ids bigint[], node int, minutes int, one_shot boolean,
                             note text, out is_ok boolean, out code text, out who text,
                             out at timestamptz)
returns setof record language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  kept_note text := btrim(hd.clean(note, 200));
  judged record;
  one bigint;
  is_news boolean := false;
  given hd.fact_input;
begin
  if client is null or coalesce(cardinality(ids), 0) > 1000
     or deed is null or deed not in ('acknowledge', 'unacknowledge', 'reset', 'shelve', 'unshelve',
                                     'out_of_service', 'in_service') then
    raise exception 'alarm_ask: a client, one of the deeds and at most 1000 alarms are expected';
  end if;
  perform hd.fact_lock(); -- one at a time: the first wins
  foreach one in array case when coalesce(node, 0) <> 0 then array[0::bigint]
                       else coalesce(ids, '{}') end loop
    is_ok := true;
    code := '';
    who := '';
    at := null;
    if hd.role_of(session_user) not in ('dispatcher', 'leader') then
      is_ok := false;
      code := 'right';
    elsif not exists (select from hd.fact f where f.ticket = hd.alarm_ticket(client, one)) then
      select * into judged
      from hd.alarm_judge(deed, one, coalesce(node, 0), coalesce(minutes, 0), coalesce(one_shot, false),
                          kept_note);
      is_ok := judged.code = '';
      code := judged.code;
      who := coalesce(judged.by_whom, '');
      at := judged.since;
      if is_ok then
        given := judged.fact;
        given.ticket := hd.alarm_ticket(client, one);
        perform hd.fact_append(array[given]); -- the next is judged after it: 30 shelves are 30
        is_news := true;
      end if;
    end if;
    return next;
  end loop;
  if is_news then
    perform pg_notify('hd_word', (select h.seq::text from hd.fact_head h));
  end if;
end $$;

create function hd.alarm_ticket(client uuid, id bigint) returns uuid language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select md5(client::text || ' ' || id)::uuid
$$;

-- Alarm definitions on top of the program's own, as imported (heatdesk rules import), one text.
create table hd.alarm_rules (
  is_only boolean primary key default true check (is_only),
  text text not null,
  changed timestamptz not null,
  who text not null
);
insert into hd.alarm_rules values (true, '', clock_timestamp(), session_user);

-- Checked by the program before. Everybody who holds the plant loads it anew with them.
create function hd.alarm_rules_put(rules text, counts text) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  now_version bigint;
begin
  if rules is null or octet_length(rules) > 4194304 then
    raise exception 'alarm definitions: at most 4 MiB are expected';
  end if;
  perform hd.fact_lock();
  update hd.alarm_rules set text = rules, changed = clock_timestamp(), who = session_user;
  update hd.plant set version = version + 1, changed = clock_timestamp() returning version into now_version;
  perform hd.fact_append(array[(null, clock_timestamp(), 'alarm_rules_imported', null, null, null, null, null,
                                null, '', counts)::hd.fact_input]);
  perform pg_notify('hd_plant', now_version::text);
end $$;

-- Forgets alarms of which nothing has been heard for eight days and that are calm: returned, answered, with
-- no word that runs. By the collector, each hour. Their facts stay.
create function hd.alarm_forget() returns int language plpgsql security definer
set search_path = pg_catalog, hd, pg_temp as $$
declare
  gone int;
begin
  perform hd.fact_lock();
  with calm as (
    select l.device_id, l.node_id, l.point, l.rule
    from hd.alarm_last l join hd.fact f on f.seq = l.seq
    group by 1, 2, 3, 4
    having max(f.stored) < clock_timestamp() - interval '8 days'
      and coalesce(max(l.raise) filter (where l.kind = 'alarm_raised'), 0)
          <= coalesce(max(l.raise) filter (where l.kind = 'alarm_returned'), 0)
      and (coalesce(max(l.raise) filter (where l.kind = 'alarm_raised'), 0)
             <= coalesce(max(l.raise) filter (where l.kind = 'alarm_acknowledged'), 0)
           or bool_or(l.kind = 'alarm_raised' and split_part(f.code, '/', 2) ~ 'k'))
      -- nor was the answer taken back, or run out
      and coalesce(max(array[l.raise, l.stamp]) filter (where l.kind = 'alarm_unacknowledged')
                   < max(array[l.raise, l.stamp]) filter (where l.kind = 'alarm_acknowledged'), true)
      and not bool_or(l.kind = 'alarm_raised' and split_part(f.code, '/', 2) ~ 'l'))
  delete from hd.alarm_last l using calm c
  where (l.device_id, l.node_id, l.point, l.rule) = (c.device_id, c.node_id, c.point, c.rule)
    and (hd.alarm_word(c.device_id, c.node_id, c.point, c.rule, 'alarm_shelved', 'alarm_unshelved')).seq is null
    and (hd.alarm_word(c.device_id, c.node_id, c.point, c.rule, 'alarm_out_of_service',
                       'alarm_in_service')).seq is null
    and (hd.alarm_word(c.device_id, c.node_id, c.point, c.rule, 'alarm_suppressed',
                       'alarm_unsuppressed')).seq is null;
  get diagnostics gone = row_count;
  return gone;
end $$;

-- As before; but who has left is remembered for a day, so that a console can say since when nobody collects.
create or replace function hd.lease_release(name text, held_epoch bigint) returns void
language sql security definer set search_path = pg_catalog, hd, pg_temp as $$
  update hd.lease set until = '-infinity' where owner = name and epoch = held_epoch;
  update hd.collector c set leads = false, seen = clock_timestamp() where c.name = lease_release.name;
  delete from hd.collector c where c.seen < clock_timestamp() - interval '1 day';
$$;

grant select on hd.alarm_last, hd.alarm_rules to hd_reader;
grant execute on function hd.alarm_ask(uuid, text, bigint[], int, int, boolean, text) to hd_dispatcher, hd_leader;
grant execute on function hd.alarm_rules_put(text, text) to hd_leader, hd_admin;
grant execute on function hd.alarm_forget() to hd_collector;
