-- What persons do with tickets, as before (012, 029), and:
-- a crew whose job is gone in whatever way is told so, a crew that is sent hears of the merged ones too; a complaint
-- that was solved at once waits for its user's word; who takes back a response takes back its promise; what
-- another desk of the same login did is told like that of any other; and nobody says of himself that he is a drill.

-- Whose connection a deed came over: two desks may share a login. For a day; without it a deed counts as one's own.
create unlogged table hd.deed_by (
  seq bigint primary key, pid int not null, started timestamptz not null,
  at timestamptz not null default clock_timestamp());
create function hd.is_here(b hd.deed_by) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select b.pid = pg_backend_pid() and b.started = hd.backend_started()
$$;

-- 1 while a crew is at the outage: whom it cuts off needs nobody else sent. Null if none is.
create function hd.outage_is_manned(outage bigint) returns float8 language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select 1::float8 from hd.outage o where o.id = outage and o.restored is null and cardinality(o.crews) > 0
$$;

-- A crew comes to an outage, or leaves it, or heat is back: the dispatches of its open tickets are waived from now on,
-- or are not any more. A few at a time, as this holds the log. How many there were.
create function hd.outage_man() returns int language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  t record;
  count int := 0;
begin
  for pass in 1 .. 2 loop                  -- look again under the lock: what was done meanwhile stands
    for t in select k.id, k.node_id, k.outage_id, hd.outage_is_manned(k.outage_id) as manned
             from hd.ticket k join hd.ticket_clock c on c.ticket_id = k.id
             where k.is_open and k.outage_id is not null and k.parent_id is null and c.purpose = 'dispatch'
               and c.stopped is null and c.is_waived <> coalesce(hd.outage_is_manned(k.outage_id) = 1, false)
               and (c.is_waived or c.due >= clock_timestamp())
             order by k.id limit 20 loop
      exit when pass = 1;
      perform hd.desk_fact('ticket_linked', t.id, t.node_id, clock_timestamp(), t.manned, t.outage_id, null, 'outage', '',
                           null, null);
      perform hd.ticket_keep(t.id);
      count := count + 1;
    end loop;
    exit when not found;
    perform hd.fact_lock();
  end loop;
  return count;
end $$;

-- What a crew is told with its job: the homes that are one job with it.
create function hd.ticket_with_children(ticket bigint, words text) returns text language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select concat_ws(' ', nullif(words, ''), string_agg(concat_ws(' ', '+T-' || k.id, nullif(k.place, ''),
                                                                nullif(k.phone, '')), ', ' order by k.id))
  from (select k.* from hd.ticket k where k.parent_id = ticket and k.is_open order by k.id limit 10) k
$$;

-- One deed on one ticket, judged already: its facts.
create or replace function hd.ticket_do(t hd.ticket, deed text, fact text, at timestamptz, number float8, other float8,
                                        word text, words text, detail jsonb, client uuid) returns void
language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  when_said timestamptz := coalesce(at, clock_timestamp());
  wants_call boolean;
  breach record;
  explained text;
  kept jsonb := null;
  now_t hd.ticket;                          -- as it is after the deed
  parent hd.ticket;
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
  when 'link' then
    if word = 'outage' then
      other := hd.outage_is_manned(number::bigint);
    end if;
  when 'close' then
    other := case when word = 'duplicate' then number end;
    number := ((t.kind = 'complaint' or t.kind = 'repair' and word = 'done'
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
    perform hd.message_put('dispatch', number::int, null, null, t.id, hd.ticket_with_children(t.id, words));
  when 'respond' then
    if coalesce(detail->>'resolved', '') = '1' then -- nothing is left but the user's word
      perform hd.desk_fact('ticket_finished', t.id, t.node_id, when_said, null, null, null, 'solved', words, null, null);
    elsif hd.detail_number(detail, 'promised') is not null then
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
  when 'deny' then
    if t.kind = 'complaint' and hd.detail_number(detail, 'promised') is not null then
      perform hd.desk_fact('ticket_promised', t.id, t.node_id, clock_timestamp(), null,
                           hd.detail_number(detail, 'promised'), null, '', words, null, null);
    end if;
  when 'merge' then
    perform hd.desk_fact('ticket_gathered', number::bigint, null, when_said, extract(epoch from t.reported), t.id,
                         null, '', '', null, null);
    perform hd.ticket_keep(number::bigint);
    select * into parent from hd.ticket p where p.id = number;
    if parent.crew_id is not null then
      perform hd.message_put('merged', parent.crew_id, null, null, t.id, 'T-' || parent.id);
    end if;
  when 'split' then
    perform hd.desk_fact('ticket_released', t.parent_id, null, when_said, null, t.id, null, '', '', null, null);
    perform hd.ticket_keep(t.parent_id);
  when 'link', 'unlink' then
    if word = 'ticket' and (deed = 'link' or t.linked_id is not null) then
      perform hd.desk_fact(fact, case deed when 'link' then number::bigint else t.linked_id end, null, when_said, null,
                           t.id, null, 'ticket', '', null, null);
      perform hd.ticket_keep(case deed when 'link' then number::bigint else t.linked_id end);
    end if;
  when 'amend' then
    -- a response that never was promised nothing
    if number is null then
      perform hd.desk_fact('ticket_amended', t.id, t.node_id, when_said, p.seq, null, null, word, words, null, null)
      from hd.fact r join hd.fact p on p.seq = r.seq + 1 and p.command_id = t.id and p.kind in ('ticket_promised',
                                                                                               'ticket_finished')
      where r.seq = other and r.kind = 'ticket_responded';
    end if;
  else
    null;
  end case;
  perform hd.crew_follow(t, deed);
  perform hd.ticket_keep(t.id);
  select * into now_t from hd.ticket k where k.id = t.id;
  if t.crew_id is not null and t.state in ('dispatched', 'taken', 'under_way', 'on_site') and deed <> 'dispatch'
     and (now_t.crew_id is distinct from t.crew_id or not now_t.is_open
          or deed = 'respond' and now_t.state = 'to_confirm') and parent.crew_id is distinct from t.crew_id
     and not hd.crew_is_mine(t.crew_id) then
    perform hd.message_put('withdrawn', t.crew_id, null, null, t.id, '');
    if deed not in ('finish', 'close', 'refuse') then
      perform hd.crew_follow(t, 'close');
    end if;
  end if;
  if deed = 'amend' and now_t.crew_id is distinct from t.crew_id and now_t.crew_id is not null and now_t.is_open then
    perform hd.message_put('dispatch', now_t.crew_id, null, null, t.id, words); -- it has the job after all
  elsif deed = 'deny' and now_t.crew_id is not null and not hd.crew_is_mine(now_t.crew_id) then
    perform hd.message_put('denied', now_t.crew_id, null, null, t.id, words);
  end if;
  if deed in ('edit', 'promise', 'hold', 'resume', 'chase') and t.crew_id is not null and t.is_open then
    perform hd.message_put(deed, t.crew_id, null, null, t.id, words);
  end if;
  if deed in ('close', 'confirm') then
    if hd.alarm_stands(t.alarm_id) then
      perform hd.desk_fact('ticket_noted', t.id, t.node_id, clock_timestamp(), null, t.alarm_id, null, 'alarm_stands',
                           '', null, null);
      perform hd.ticket_keep(t.id);
    end if;
    perform hd.outage_doubt(t.outage_id);
  end if;
end $$;

create or replace function hd.ticket_ask(client uuid, deed text, ticket bigint, at timestamptz, number float8,
                                         other float8, word text, words text, detail jsonb, out is_ok boolean,
                                         out code text, out why text, out who text, out since timestamptz)
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
    where f.command_id = t.id and f.seq > seen
      and (f.who <> session_user or exists (select from hd.deed_by b where b.seq = f.seq and not hd.is_here(b)))
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
  insert into hd.deed_by (seq, pid, started)
  select f.seq, pg_backend_pid(), hd.backend_started() from hd.fact f where f.ticket = client;
  if deed in ('finish', 'close', 'confirm') and detail->>'children' = '1' then
    for child in select * from hd.ticket k where k.parent_id = t.id and k.is_open order by k.id loop
      if child.state = any(r.from_states)
         and (hd.ticket_lacks(child, deed, at, number, other, word, words, detail)).code = '' then
        perform hd.ticket_do(child, deed, r.fact, at, number, other, word, words, detail, null);
      end if;
    end loop;
  end if;
  is_ok := true;
  -- it is done, and this is told with it
  for child in select * from hd.ticket k
               where k.parent_id = t.id and k.is_open and deed in ('finish', 'close', 'confirm')
                 and (deed <> 'finish' or k.state <> 'to_confirm') order by k.id loop
    why := 'children_open';
    if deed <> 'finish' then               -- nobody is at it any more
      perform hd.desk_fact('ticket_split', child.id, child.node_id, clock_timestamp(), null, t.id, null, 'left',
                           'T-' || t.id, null, null);
      perform hd.ticket_keep(child.id);
    end if;
  end loop;
  if why = '' and deed in ('close', 'confirm') and hd.alarm_stands(t.alarm_id) then
    why := 'alarm_stands';
  end if;
end $$;

create or replace function hd.ticket_open(client uuid, kind text, node int, reported timestamptz, words text,
                                          detail jsonb, out is_ok boolean, out code text, out why text,
                                          out id bigint, out linked bigint)
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
    told := told - 'drill';                -- what is no drill is not for a caller to say
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
    when parent is not null and not exists (
           select from hd.ticket t where t.id = parent and t.is_open and t.parent_id is null
             and (t.kind = 'repair' or ticket_open.kind <> 'repair' and coalesce(detail->>'also_repair', '') <> '1')) then 'parent'
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
    perform hd.desk_fact('ticket_linked', id, node, clock_timestamp(), hd.outage_is_manned(outage), outage, null,
                         'outage', '', null, null);
  end if;
  if alarm is not null then
    perform hd.desk_fact('ticket_linked', id, node, clock_timestamp(), null, alarm, null, 'alarm', '', null, null);
  end if;
  if kind = 'complaint' and detail->>'also_repair' = '1' then
    select * into other from hd.ticket_open(md5(client::text || ' repair')::uuid, 'repair', node, at, words,
                                            detail - 'also_repair' - 'extern' - 'alarm');
    linked := other.id;
    parent := null;                        -- the repair joins it: that is what somebody is sent for
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

create or replace function hd.ticket_claim(ticket bigint, is_taken boolean, out is_ok boolean, out who text,
                                           out since timestamptz)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  c hd.claim;
begin
  if hd.role_of(session_user) not in ('dispatcher', 'leader')
     or not exists (select from hd.ticket t where t.id = ticket) then
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
