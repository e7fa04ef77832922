-- What persons do with tickets. Two functions, hd.ticket_open and hd.ticket_ask, are the only way: the console,
-- the command line and other systems (role hd_intake) all come through them. One at a time: the first wins and the
-- second is told who was faster. A client's uuid makes a repeated call one deed.

create or replace function hd.role_of(login name) returns text language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce((
    select substr(g.rolname, 4)
    from pg_roles p
    join pg_auth_members m on m.member = p.oid
    join pg_roles g on g.oid = m.roleid
    join unnest(array['hd_leader', 'hd_dispatcher', 'hd_collector', 'hd_admin', 'hd_crew', 'hd_auditor',
                      'hd_supervisor', 'hd_intake', 'hd_courier']) with ordinality k (name, rank) on k.name = g.rolname
    where p.rolname = login
    order by k.rank limit 1), '')
$$;

insert into hd.setting values ('callback_percent', 10, 'of finished repairs, whose user is called back (6.2.8)');

-- The state machine of a ticket. backend/core/ticket_rule.c holds the same table with the manual's sentences.
create table hd.ticket_rule (
  deed text collate "C" primary key,
  fact text not null,
  from_states text[] not null,
  kinds text[] not null,                   -- '{}' = all
  by_crew boolean not null                 -- the crew that has the job may do it, too
);
insert into hd.ticket_rule
select r.deed, 'ticket_' || r.fact,
       case r.span
       when 'W' then array['accepted', 'dispatched', 'taken', 'under_way', 'on_site']
       when 'O' then array['accepted', 'dispatched', 'taken', 'under_way', 'on_site', 'to_confirm']
       when 'A' then array['accepted', 'dispatched', 'taken', 'under_way', 'on_site', 'to_confirm', 'closed',
                           'callback', 'archived']
       else string_to_array(r.span, ' ') end,
       string_to_array(r.kinds, ' '), r.by_crew
from (values
  ('dispatch', 'dispatched', 'W', '', false),
  ('take', 'taken', 'dispatched', '', true),
  ('go', 'under_way', 'dispatched taken', '', true),
  ('arrive', 'on_site', 'dispatched taken under_way', '', true),
  ('refuse', 'refused', 'dispatched taken under_way', '', true),
  ('respond', 'responded', 'O', 'complaint', false),
  ('promise', 'promised', 'O', 'complaint repair', false),
  ('decide', 'decided', 'O', 'application', false),
  ('survey', 'surveyed', 'O', 'application', true),
  ('measure', 'measured', 'O', 'temp_check complaint repair', true),
  ('finish', 'finished', 'W', '', true),
  ('deny', 'unconfirmed', 'to_confirm', '', true),
  ('confirm', 'confirmed', 'to_confirm', '', true),
  ('close', 'closed', 'O', '', false),
  ('call_back', 'called_back', 'closed callback', '', false),
  ('reopen', 'reopened', 'closed callback archived', '', false),
  ('archive', 'archived', 'closed callback', '', false),
  ('hold', 'held', 'W', '', false),
  ('resume', 'resumed', 'W', '', false),
  ('merge', 'merged', 'W', '', false),
  ('split', 'split', 'A', '', false),
  ('link', 'linked', 'A', '', false),
  ('unlink', 'unlinked', 'A', '', false),
  ('explain', 'explained', 'A', '', false),
  ('chase', 'chased', 'O callback', '', false),
  ('note', 'noted', 'A', '', true),
  ('amend', 'amended', 'A', '', false),
  ('edit', 'edited', 'A', '', false)) r (deed, fact, span, kinds, by_crew);
update hd.ticket_rule set from_states = array['accepted', 'dispatched', 'taken', 'under_way', 'on_site', 'to_confirm',
                                              'callback'] where deed = 'chase';

-- Who has a ticket in hand at a desk, for half a minute from the last heartbeat. Nobody's right: a mark.
create unlogged table hd.claim (
  ticket_id bigint primary key, who text not null, since timestamptz not null, until timestamptz not null);

create function hd.ticket_claim(ticket bigint, is_taken boolean, out is_ok boolean, out who text, out since timestamptz)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  c hd.claim;
begin
  if hd.role_of(session_user) not in ('dispatcher', 'leader') then
    is_ok := false;
    return;
  end if;
  insert into hd.claim as k values (ticket, session_user, clock_timestamp(), clock_timestamp() + interval '30 s')
  on conflict (ticket_id) do update
  set who = session_user, until = excluded.until,
      since = case when k.who = session_user and k.until > clock_timestamp() then k.since else excluded.since end
  where k.who = session_user or k.until <= clock_timestamp() or is_taken
  returning * into c;
  is_ok := found;
  if not is_ok then
    select * into c from hd.claim k where k.ticket_id = ticket;
  end if;
  who := c.who;
  since := c.since;
  perform pg_notify('hd_claim', '');
end $$;

create function hd.ticket_unclaim(ticket bigint) returns void
language sql security definer set search_path = pg_catalog, hd, pg_temp as $$
  delete from hd.claim c where c.ticket_id = ticket and c.who = session_user;
  select pg_notify('hd_claim', '');
$$;

-- The first breach without its typed reason, of the purposes in the board's order; null = none.
create function hd.ticket_unexplained(number bigint, out purpose text, out cycle int)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select c.purpose, c.cycle from hd.ticket_clock c
  where c.ticket_id = number and c.explained is null and not c.is_waived
    and coalesce(c.stopped, clock_timestamp()) > c.due
  order by c.due, c.purpose limit 1
$$;

-- A number out of what a caller gave; null for anything else.
create function hd.detail_number(detail jsonb, name text) returns float8 language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select case when detail->>name ~ '^-?[0-9]{1,15}(\.[0-9]{1,9})?$' then (detail->>name)::float8 end
$$;

-- What of a caller's detail a ticket keeps: known members, cleaned, of bounded length.
create function hd.ticket_told(detail jsonb) returns jsonb language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(jsonb_object_agg(k.name, hd.clean(detail->>k.name, k.most)), '{}')
  from (values ('urgency', 10), ('source', 15), ('template', 23), ('phone', 47), ('caller', 60), ('place', 90),
               ('extern', 63), ('drill', 1), ('recorded', 20)) k (name, most)
  where coalesce(detail->>k.name, '') <> ''
$$;

-- Where a ticket's place is, for whoever has not loaded each household: its address, and the nearest node above it
-- that every console holds.
create function hd.ticket_where(place int) returns jsonb language plpgsql stable
set search_path = pg_catalog, hd, pg_temp as $$
begin
  return (
    with recursive up (id, parent_id, depth) as (
      select n.id, n.parent_id, 0 from hd.node n where n.id = place
      union all
      select n.id, n.parent_id, u.depth + 1 from hd.node n join up u on n.id = u.parent_id where u.depth < 20)
    select jsonb_strip_nulls(jsonb_build_object(
      'place', coalesce((select left(h.address, 90) from hd.household_place h where h.node_id = place),
                        (select left(n.name, 90) from hd.node n where n.id = place)),
      'above', (select u.id from up u join hd.tree t on t.node_id = u.id order by u.depth limit 1))));
end $$;

-- The limits that a ticket is opened with, and keeps.
create function hd.ticket_limits(kind text, at timestamptz) returns jsonb language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce((select jsonb_object_agg('limit.' || l.purpose, l.limit_s) from hd.ticket_limit l
                   where l.is_on and l.purpose = any(case kind
                     when 'repair' then array['dispatch', 'repair'] when 'complaint' then array['response']
                     when 'application' then array['accept', 'survey'] when 'temp_check' then array['temp_check']
                     else array['handle'] end)), '{}')
         || case when kind = 'application' and (select l.is_on from hd.ticket_limit l where l.purpose = 'accept')
            then jsonb_build_object('accept_due', extract(epoch from
              (date_trunc('day', at at time zone 'Asia/Shanghai') + interval '1 day') at time zone 'Asia/Shanghai'))
            else '{}' end
$$;

create function hd.ticket_open(client uuid, kind text, node int, reported timestamptz, words text, detail jsonb,
                               out is_ok boolean, out code text, out why text, out id bigint, out linked bigint)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  role text := hd.role_of(session_user);
  told jsonb := hd.ticket_told(detail);
  at timestamptz := coalesce(reported, clock_timestamp());
  parent bigint := hd.detail_number(detail, 'parent');
  outage bigint := hd.detail_number(detail, 'outage');
  alarm bigint := hd.detail_number(detail, 'alarm');
  other record;
begin
  is_ok := false;
  why := '';
  id := 0;
  linked := 0;
  if client is null then
    raise exception 'ticket_open: a client uuid is expected';
  end if;
  if role not in ('dispatcher', 'leader') then -- what others have is not for other systems to join
    parent := null;
    outage := null;
    alarm := null;
  end if;
  perform hd.fact_lock();
  select f.command_id into id from hd.fact f where f.ticket = client;
  if not found and told ? 'extern' then
    select t.id into id from hd.ticket t
    where t.source = coalesce(told->>'source', '') and t.extern = told->>'extern';
  end if;
  if id is not null and id > 0 then
    is_ok := true;
    code := 'done';
    linked := coalesce((select t.linked_id from hd.ticket t where t.id = ticket_open.id), 0);
    return;
  end if;
  id := 0;
  code := case
    when role not in ('dispatcher', 'leader', 'intake') and not (role = 'crew' and kind = 'defect') then 'right'
    when kind is null or kind not in ('repair', 'complaint', 'application', 'enquiry', 'temp_check', 'defect') then 'kind'
    when at > clock_timestamp() + interval '1 s' or at < clock_timestamp() - interval '400 days' then 'time'
    when node is not null and not exists (select from hd.node n where n.id = node and n.retired is null) then 'node'
    when coalesce(btrim(words), '') = '' and not told ? 'template' then 'missing'
    when node is null and not told ? 'place' then 'missing'
    when coalesce(told->>'urgency', 'normal') not in ('critical', 'urgent', 'normal') then 'urgency'
    -- the record is made after the call began, and not in times to come: it starts the 15 minutes
    when told ? 'recorded' and coalesce(not to_timestamp(hd.detail_number(told, 'recorded'))
           between at - interval '1 s' and clock_timestamp() + interval '1 s', true) then 'time'
    when parent is not null and not exists (select from hd.ticket t where t.id = parent and t.is_open
                                            and t.parent_id is null) then 'parent'
    else '' end;
  why := case code when 'missing' then case when coalesce(btrim(words), '') = '' and not told ? 'template'
                                            then 'words' else 'place' end
                   when 'time' then 'future' else '' end;
  if code <> '' then
    return;
  end if;
  told := told || hd.ticket_limits(kind, at);
  told := hd.ticket_where(node) || told;
  if not told ? 'recorded' then
    told := told || jsonb_build_object('recorded', extract(epoch from greatest(at, clock_timestamp())));
  end if;
  id := nextval('hd.ticket_number');
  perform hd.desk_fact('ticket_opened', id, node, at, null, null, null, kind, coalesce(words, ''), told, client);
  if outage is not null and exists (select from hd.outage o where o.id = outage) then
    perform hd.desk_fact('ticket_linked', id, node, clock_timestamp(), null, outage, null, 'outage', '', null, null);
  end if;
  if alarm is not null then
    perform hd.desk_fact('ticket_linked', id, node, clock_timestamp(), null, alarm, null, 'alarm', '', null, null);
  end if;
  if kind = 'complaint' and detail->>'also_repair' = '1' then
    select * into other from hd.ticket_open(md5(client::text || ' repair')::uuid, 'repair', node, at, words,
                                            detail - 'also_repair' - 'extern' - 'parent' - 'alarm');
    linked := other.id;
    perform hd.desk_fact('ticket_linked', id, node, clock_timestamp(), null, linked, null, 'ticket', '', null, null);
    perform hd.desk_fact('ticket_linked', linked, node, clock_timestamp(), null, id, null, 'ticket', '', null, null);
    perform hd.ticket_keep(linked);
  end if;
  if parent is not null then
    perform hd.desk_fact('ticket_merged', id, node, clock_timestamp(), null, parent, null, '', '', null, null);
    perform hd.desk_fact('ticket_gathered', parent, null, clock_timestamp(), extract(epoch from at), id, null, '', '',
                         null, null);
    perform hd.ticket_keep(parent);
  end if;
  perform hd.ticket_keep(id);
  is_ok := true;
end $$;

-- Whether all that a deed needs is there: '' = yes, else code and why.
create function hd.ticket_lacks(t hd.ticket, deed text, at timestamptz, number float8, other float8, word text,
                                words text, detail jsonb, out code text, out why text)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  has_words boolean := coalesce(btrim(words), '') <> '';
  parent hd.ticket;
  breach record;
begin
  code := '';
  why := case deed
    when 'dispatch' then case when number is null then 'crew' end
    when 'refuse' then case when not has_words then 'words' end
    when 'respond' then case when not has_words then 'measure' when number is null then 'visit'
                             when hd.detail_number(detail, 'promised') is null
                                  and coalesce(detail->>'resolved', '') <> '1' then 'promise' end
    when 'promise' then case when number is null then 'number' when not has_words then 'words' end
    when 'decide' then case when coalesce(word, '') not in ('accepted', 'refused') then 'code'
                            when word = 'refused' and not has_words then 'words' end
    when 'survey' then case when not has_words then 'words' end
    when 'measure' then case when number is null or number not between -30 and 60 then 'number'
                             when not has_words then 'name' end
    when 'finish' then case when coalesce(word, '') = '' then 'code' when not has_words then 'words' end
    when 'deny' then case when not has_words then 'words' end
    when 'confirm' then case when coalesce(word, '') not in ('signature', 'online') then 'code'
                             when not has_words then 'name' end
    when 'close' then case when coalesce(word, '') not in ('done', 'not_ours', 'false_alarm', 'duplicate') then 'code'
                           when word <> 'done' and not has_words then 'words' end
    when 'call_back' then case when coalesce(word, '') not in ('yes', 'no') then 'code'
                               when number is not null and number not in (1, 2, 3, 4, 5) then 'number'
                               when word = 'no' and not has_words then 'words' end
    when 'reopen' then case when not has_words then 'words' end
    when 'archive' then case when t.state = 'callback' and not has_words then 'words' end
    when 'hold' then case when coalesce(word, '') = '' then 'code' end
    when 'merge' then case when number is null then 'number' end
    when 'link' then case when coalesce(word, '') not in ('outage', 'alarm', 'ticket') then 'code'
                          when number is null then 'number' end
    when 'unlink' then case when coalesce(word, '') not in ('outage', 'alarm', 'ticket') then 'code' end
    when 'explain' then case when coalesce(word, '') = '' then 'code' end
    when 'note' then case when not has_words then 'words' end
    when 'amend' then case when other is null then 'number' when not has_words then 'words' end
    end;
  if why is not null then
    code := 'missing';
    return;
  end if;
  why := '';
  -- times: never of the future, never before the report or the state that it leaves
  if at > clock_timestamp() + interval '1 s' then
    code := 'time'; why := 'future';
  elsif at < t.reported then
    code := 'time'; why := 'report';
  elsif deed in ('promise') and to_timestamp(number) <= clock_timestamp()
        or deed = 'respond' and to_timestamp(hd.detail_number(detail, 'promised')) <= clock_timestamp() then
    code := 'time'; why := 'past';
  elsif deed = 'respond' and (to_timestamp(number) < t.reported or to_timestamp(other) < t.reported
                              or to_timestamp(other) > clock_timestamp() + interval '1 s') then
    code := 'time'; why := 'contact';
  elsif deed in ('take', 'go', 'arrive', 'refuse', 'finish', 'deny', 'confirm', 'reopen', 'dispatch', 'close')
        and at < t.state_since and at < clock_timestamp() - interval '2 s' then
    code := 'time'; why := 'state';
  elsif deed in ('dispatch', 'finish', 'close', 'take', 'go', 'arrive') and t.held_since is not null then
    code := 'held';
  elsif deed = 'hold' and t.held_since is not null then
    code := 'done';
  elsif deed = 'resume' and t.held_since is null or deed = 'split' and t.parent_id is null then
    code := 'state'; why := t.state;
  elsif deed in ('dispatch', 'hold') and t.parent_id is not null then
    code := 'merged'; why := t.parent_id::text;
  elsif deed = 'merge' then
    select * into parent from hd.ticket p where p.id = number;
    if not found then
      code := 'gone'; why := number::text;
    elsif t.parent_id is not null then
      code := 'merged'; why := t.parent_id::text;
    elsif t.children > 0 or parent.id = t.id or parent.parent_id is not null then
      code := 'cycle';
    elsif not parent.is_open then
      code := 'state'; why := parent.state;
    end if;
  elsif deed = 'link' and not (case word
          when 'outage' then exists (select from hd.outage o where o.id = number)
          when 'ticket' then number <> t.id and exists (select from hd.ticket k where k.id = number)
          else exists (select from hd.fact f where f.command_id = number::bigint and f.kind = 'alarm_raised') end) then
    code := 'gone'; why := number::text;
  elsif deed = 'amend' then
    if not exists (select from hd.fact f where f.seq = other and f.command_id = t.id and f.kind like 'ticket\_%'
                   and f.kind not in ('ticket_amended', 'ticket_gathered', 'ticket_released', 'ticket_merged',
                                      'ticket_split')
                   and not (f.kind = 'ticket_opened' and number is null)) then
      code := 'gone'; why := other::text;
    elsif to_timestamp(number) > clock_timestamp() + interval '1 s' then
      code := 'time'; why := 'future';
    end if;
  elsif deed = 'explain' and not exists (
          select from hd.ticket_clock c where c.ticket_id = t.id and coalesce(c.stopped, clock_timestamp()) > c.due
            and (coalesce(detail->>'purpose', '') = '' or c.purpose = detail->>'purpose')) then
    code := 'done'; -- nothing is overdue
  elsif deed = 'close' and word = 'done' then
    code := case
      when t.kind = 'repair' and t.state <> 'to_confirm' or t.kind = 'defect' and t.finished is null then 'missing'
      when t.kind = 'complaint' and exists (select from hd.ticket_clock c where c.ticket_id = t.id
             and c.purpose = 'response' and c.stopped is null) then 'missing'
      when t.kind = 'application' and exists (select from hd.ticket_clock c where c.ticket_id = t.id
             and c.purpose in ('accept', 'survey') and c.stopped is null) then 'missing'
      when t.kind = 'temp_check' and t.room_c is null then 'missing' else '' end;
    why := case when code = '' then '' else case t.kind when 'complaint' then 'response' when 'application' then 'survey'
                when 'temp_check' then 'number' else 'finish' end end;
  elsif deed = 'finish' and t.kind = 'complaint' and exists (
          select from hd.ticket_clock c where c.ticket_id = t.id and c.purpose = 'response' and c.stopped is null) then
    code := 'missing'; why := 'response';
  end if;
  if code = '' and deed in ('close', 'confirm', 'archive') and coalesce(detail->>'reason', '') = '' then
    select * into breach from hd.ticket_unexplained(t.id);
    if breach.purpose is not null then
      code := 'reason'; why := breach.purpose;
    end if;
  end if;
end $$;

-- Whether what an alarm was raised for is still so: it, or a later one of the same place and rule.
create function hd.alarm_stands(alarm bigint) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select exists (
    select from hd.fact f
    join hd.alarm_last r on r.kind = 'alarm_raised' and r.device_id = coalesce(f.device_id, 0)
      and r.node_id = case when f.device_id is null then coalesce(f.node_id, 0) else 0 end
      and r.point = coalesce(f.point, '') and r.rule = split_part(f.code, '/', 1)
    where f.command_id = alarm and f.kind = 'alarm_raised'
      and not exists (select from hd.alarm_last e
                      where (e.device_id, e.node_id, e.point, e.rule, e.kind)
                            = (r.device_id, r.node_id, r.point, r.rule, 'alarm_returned') and e.raise >= r.raise))
$$;

-- One deed on one ticket, judged already: its facts.
create function hd.ticket_do(t hd.ticket, deed text, fact text, at timestamptz, number float8, other float8, word text,
                             words text, detail jsonb, client uuid) returns void
language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  when_said timestamptz := coalesce(at, clock_timestamp());
  wants_call boolean;
  breach record;
  explained text;
  kept jsonb := null;
begin
  if deed in ('close', 'confirm', 'archive') and coalesce(detail->>'reason', '') <> '' then
    for breach in select c.purpose, c.cycle from hd.ticket_clock c
                  where c.ticket_id = t.id and c.explained is null and not c.is_waived
                    and coalesce(c.stopped, clock_timestamp()) > c.due order by c.due, c.purpose loop
      perform hd.desk_fact('ticket_explained', t.id, t.node_id, clock_timestamp(), breach.cycle, null, breach.purpose,
                           detail->>'reason', detail->>'reason_words', null, null);
    end loop;
  end if;
  case deed
  when 'respond' then
    other := coalesce(other, extract(epoch from when_said));
  when 'edit' then
    kept := case when hd.detail_number(detail, 'node') is not null
                 then hd.ticket_where(hd.detail_number(detail, 'node')::int) else '{}' end
            || hd.ticket_told(detail - 'extern' - 'source' - 'recorded' - 'drill');
  when 'explain' then
    select c.purpose, c.cycle into breach from hd.ticket_clock c
    where c.ticket_id = t.id and coalesce(c.stopped, clock_timestamp()) > c.due
      and (coalesce(detail->>'purpose', '') = '' or c.purpose = detail->>'purpose')
    order by c.explained is not null, c.due, c.purpose limit 1;
    other := breach.cycle;
    explained := breach.purpose;
  when 'close' then
    number := (word <> 'duplicate' and (t.kind = 'complaint' or t.kind = 'repair' and word = 'done'
      and random() * 100 < (select s.value from hd.setting s where s.name = 'callback_percent')))::int;
  when 'finish' then
    kept := jsonb_build_object('materials', nullif(hd.clean(detail->>'materials', 200), ''));
  else
    null;
  end case;
  perform hd.desk_fact(fact, t.id, case when deed = 'edit' and hd.detail_number(detail, 'node') is not null
                                        then hd.detail_number(detail, 'node')::int else t.node_id end,
                       when_said, other, number, explained, word, words, kept,
                       client);
  case deed
  when 'dispatch' then
    if t.crew_id is not null and t.crew_id <> number then
      perform hd.message_put('withdrawn', t.crew_id, null, null, t.id, '');
    end if;
    perform hd.message_put('dispatch', number::int, null, null, t.id, words);
  when 'respond' then
    if hd.detail_number(detail, 'promised') is not null then
      perform hd.desk_fact('ticket_promised', t.id, t.node_id, clock_timestamp(), null,
                           hd.detail_number(detail, 'promised'), null, '', words, null, null);
    end if;
  when 'confirm' then
    wants_call := t.kind = 'complaint'
                  or t.kind = 'repair' and random() * 100 < (select s.value from hd.setting s
                                                             where s.name = 'callback_percent');
    perform hd.desk_fact('ticket_closed', t.id, t.node_id, when_said, null, wants_call::int, null, 'done', '', null,
                         null);
  when 'call_back' then
    if word = 'no' then
      perform hd.desk_fact('ticket_reopened', t.id, t.node_id, clock_timestamp(), null, null, null, 'callback', words,
                           null, null);
    end if;
  when 'merge' then
    perform hd.desk_fact('ticket_gathered', number::bigint, null, when_said, extract(epoch from t.reported), t.id,
                         null, '', '', null, null);
    perform hd.ticket_keep(number::bigint);
  when 'split' then
    perform hd.desk_fact('ticket_released', t.parent_id, null, when_said, null, t.id, null, '', '', null, null);
    perform hd.ticket_keep(t.parent_id);
  when 'link', 'unlink' then
    if word = 'ticket' and (deed = 'link' or t.linked_id is not null) then
      perform hd.desk_fact(fact, case deed when 'link' then number::bigint else t.linked_id end, null, when_said, null,
                           t.id, null, 'ticket', '', null, null);
      perform hd.ticket_keep(case deed when 'link' then number::bigint else t.linked_id end);
    end if;
  when 'edit', 'promise', 'hold', 'resume', 'chase' then
    if t.crew_id is not null and t.is_open then
      perform hd.message_put(deed, t.crew_id, null, null, t.id, words);
    end if;
  else
    null;
  end case;
  perform hd.crew_follow(t, deed);
  perform hd.ticket_keep(t.id);
  if deed in ('close', 'confirm') then
    if hd.alarm_stands(t.alarm_id) then
      perform hd.desk_fact('ticket_noted', t.id, t.node_id, clock_timestamp(), null, t.alarm_id, null, 'alarm_stands',
                           '', null, null);
      perform hd.ticket_keep(t.id);
    end if;
    perform hd.outage_doubt(t.outage_id);
  end if;
end $$;

create function hd.ticket_ask(client uuid, deed text, ticket bigint, at timestamptz, number float8, other float8,
                              word text, words text, detail jsonb, out is_ok boolean, out code text, out why text,
                              out who text, out since timestamptz)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  role text := hd.role_of(session_user);
  t hd.ticket;
  r hd.ticket_rule;
  child hd.ticket;
  held hd.claim;
  gate text;
  seen float8 := hd.detail_number(detail, 'seen');
begin
  is_ok := false;
  why := '';
  who := '';
  if client is null then
    raise exception 'ticket_ask: a client uuid is expected';
  end if;
  number := nullif(number, 'NaN');
  other := nullif(other, 'NaN');
  word := hd.clean(word, 23);
  perform hd.fact_lock();
  if exists (select from hd.fact f where f.ticket = client) then
    is_ok := true;
    code := 'done';
    return;
  end if;
  select * into r from hd.ticket_rule k where k.deed = ticket_ask.deed;
  if not found then
    code := 'deed';
    return;
  end if;
  select * into t from hd.ticket k where k.id = ticket;
  code := case
    when t.id is null then 'gone'
    when role in ('dispatcher', 'leader') then case when deed = 'amend' and role <> 'leader' then 'right' else '' end
    when role = 'crew' then case when r.by_crew and t.crew_id is not null and hd.crew_is_mine(t.crew_id) then '' else 'right' end
    when role = 'intake' then case when deed in ('chase', 'note') and t.extern is not null then '' else 'right' end
    else 'right' end;
  if code = '' and (t.state <> all(r.from_states) or cardinality(r.kinds) > 0 and t.kind <> all(r.kinds)) then
    code := case when t.kind <> all(r.kinds) and cardinality(r.kinds) > 0 then 'kind' else 'state' end;
    why := t.state;
    select f.who, f.at into who, since from hd.fact f
    where f.command_id = t.id and f.kind like 'ticket\_%' order by f.seq desc limit 1;
    if exists (select from hd.fact f where f.command_id = t.id and f.kind = r.fact and f.at >= t.state_since) then
      code := 'done';
    end if;
  end if;
  -- somebody was faster: told, before what he did is done over
  if code = '' and deed not in ('note', 'chase') and seen is not null then
    select f.who, f.at into who, since from hd.fact f
    where f.command_id = t.id and f.seq > seen and f.who <> session_user
      and f.kind in ('ticket_dispatched', 'ticket_taken', 'ticket_under_way', 'ticket_on_site', 'ticket_refused',
                     'ticket_responded', 'ticket_promised', 'ticket_decided', 'ticket_finished', 'ticket_unconfirmed',
                     'ticket_closed', 'ticket_reopened', 'ticket_held', 'ticket_resumed', 'ticket_merged',
                     'ticket_split', 'ticket_edited', 'ticket_amended')
    order by f.seq desc limit 1;
    if found then
      code := 'changed';
    end if;
    who := coalesce(who, '');
  end if;
  if code = '' and role <> 'crew' and deed not in ('note', 'chase')
     and coalesce(detail->>'take', '') <> '1' then
    select * into held from hd.claim c
    where c.ticket_id = ticket and c.until > clock_timestamp() and c.who <> session_user;
    if found then
      code := 'claimed';
      who := held.who;
      since := held.since;
    end if;
  end if;
  if code = '' then
    select l.code, l.why into code, why
    from hd.ticket_lacks(t, deed, at, number, other, word, words, detail) l;
  end if;
  if code = '' and deed = 'dispatch' then
    gate := hd.crew_gate(ticket, number::int, coalesce(detail->>'second', '') = '1');
    if gate <> '' then
      code := 'crew';
      why := gate;
    elsif t.crew_id = number and t.state <> 'accepted' then
      code := 'done';
    end if;
  end if;
  if code <> '' then
    return;
  end if;
  perform hd.ticket_do(t, deed, r.fact, at, number, other, word, words, detail, client);
  if deed in ('finish', 'close', 'confirm') and detail->>'children' = '1' then
    for child in select * from hd.ticket k where k.parent_id = t.id and k.is_open order by k.id loop
      if child.state = any(r.from_states)
         and (hd.ticket_lacks(child, deed, at, number, other, word, words, detail)).code = '' then
        perform hd.ticket_do(child, deed, r.fact, at, number, other, word, words, detail, null);
      end if;
    end loop;
  end if;
  is_ok := true;
  if deed in ('close', 'confirm') and hd.alarm_stands(t.alarm_id) then
    why := 'alarm_stands';                 -- it is done, and this is told with it
  end if;
end $$;

-- What other systems hear of their own tickets, by their own number.
create function hd.ticket_status(from_source text, from_extern text, out id bigint, out kind text, out state text,
                                 out reported timestamptz, out visit timestamptz, out promised timestamptz,
                                 out closed timestamptz, out closed_code text)
returns setof record language sql stable security definer set search_path = pg_catalog, hd, pg_temp as $$
  select t.id, t.kind, t.state, t.reported, t.visit, t.promised, t.closed, t.closed_code
  from hd.ticket t where t.source = from_source and t.extern = from_extern
$$;

-- Open tickets of a house within some hours: neighbours that may be one job.
create function hd.ticket_neighbours(near_node int, hours int)
returns table (id bigint, kind text, state text, reported timestamptz, place text, words text, parent_id bigint,
               is_same_building boolean)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  with recursive up (id, kind, parent_id, depth) as (
    select n.id, n.kind, n.parent_id, 0 from hd.node n where n.id = near_node
    union all
    select n.id, n.kind, n.parent_id, u.depth + 1 from hd.node n join up u on n.id = u.parent_id
    where u.kind <> 'station' and u.depth < 12),
  house (id) as (select u.id from up u where u.kind = 'building' order by u.depth limit 1),
  branch (id) as (select u.id from up u where u.kind in ('circuit', 'station') order by u.depth limit 1),
  recent as (
    select t.* from hd.ticket t
    where t.reported > clock_timestamp() - make_interval(hours => hours) and t.closed_code <> 'duplicate'
      and t.node_id is not null),
  above (ticket, id, parent_id, depth) as (
    select r.id, n.id, n.parent_id, 0 from recent r join hd.node n on n.id = r.node_id
    union all
    select a.ticket, n.id, n.parent_id, a.depth + 1 from above a join hd.node n on n.id = a.parent_id
    where a.depth < 6)
  select r.id, r.kind, r.state, r.reported, r.place, left(r.text, 200), r.parent_id,
         bool_or(a.id in (select h.id from house h))
  from recent r join above a on a.ticket = r.id
  where a.id in (select h.id from house h) or a.id in (select b.id from branch b)
  group by r.id, r.kind, r.state, r.reported, r.place, r.text, r.parent_id
  order by 8 desc, r.reported desc limit 50
$$;

reset role;
do $$
begin
  execute format('grant connect on database %I to hd_intake, hd_courier', current_database());
end $$;
set local role hd_owner;
grant usage on schema hd to hd_intake;
grant select on hd.ticket_rule, hd.claim to hd_reader;
grant execute on function hd.ticket_neighbours(int, int), hd.ticket_unexplained(bigint) to hd_reader;
grant execute on function hd.ticket_open(uuid, text, int, timestamptz, text, jsonb)
  to hd_dispatcher, hd_leader, hd_intake, hd_crew;
grant execute on function
  hd.ticket_ask(uuid, text, bigint, timestamptz, float8, float8, text, text, jsonb)
  to hd_dispatcher, hd_leader, hd_intake, hd_crew;
grant execute on function hd.ticket_claim(bigint, boolean), hd.ticket_unclaim(bigint) to hd_dispatcher, hd_leader;
grant execute on function hd.ticket_status(text, text) to hd_intake;
