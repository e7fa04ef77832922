-- What a deed on a ticket needs, so that no indicator can be made better than the work was.

-- The words that a cause, a hold and the reason of a breach are chosen from; backend/core/ticket_word.c holds the same
-- lists with their phrases.
create table hd.ticket_word (
  list text collate "C" not null, word text collate "C" not null, primary key (list, word));
insert into hd.ticket_word values
  ('cause', 'air'), ('cause', 'valve'), ('cause', 'dirt'), ('cause', 'balance'), ('cause', 'radiator'),
  ('cause', 'secondary_leak'), ('cause', 'primary_leak'), ('cause', 'station'), ('cause', 'electrics'),
  ('cause', 'meter'), ('cause', 'outage'), ('cause', 'user_side'), ('cause', 'no_fault'), ('cause', 'solved'), ('cause', 'other'),
  ('hold', 'user_absent'), ('hold', 'appointment'), ('hold', 'parts'), ('hold', 'access'), ('hold', 'weather'),
  ('hold', 'other'), ('breach', 'crew_busy'), ('breach', 'no_crew'), ('breach', 'access'), ('breach', 'parts'),
  ('breach', 'weather'), ('breach', 'traffic'), ('breach', 'wrong_address'), ('breach', 'outage'),
  ('breach', 'late_record'), ('breach', 'other');
create function hd.is_word(from_list text, what text) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select exists (select from hd.ticket_word w where w.list = from_list and w.word = what)
$$;

-- A crew that is there after all ends the hold of its job.
update hd.ticket_rule set by_crew = true where deed = 'resume';

-- The clocks that a deed stops (hd.ticket_keep).
create function hd.deed_stops(deed text) returns text[] language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select case deed when 'dispatch' then array['dispatch'] when 'respond' then array['response']
                   when 'decide' then array['accept'] when 'survey' then array['survey']
                   when 'measure' then array['temp_check'] when 'promise' then array['promise']
                   when 'finish' then array['dispatch', 'repair', 'promise', 'handle']
                   when 'confirm' then array['dispatch', 'response', 'promise', 'accept', 'survey', 'temp_check', 'repair',
                                             'handle']
                   when 'close' then array['dispatch', 'response', 'promise', 'accept', 'survey', 'temp_check', 'repair',
                                           'handle']
                   else '{}' end
$$;

-- What is not done yet of that which makes a ticket of this kind done; '' = nothing.
create function hd.ticket_unmet(t hd.ticket) returns text language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select case
    when t.kind = 'repair' and t.state <> 'to_confirm' or t.kind = 'defect' and t.finished is null then 'finish'
    when t.kind = 'complaint' and 'response' = any(r.purposes) then 'response'
    when t.kind = 'application' and r.purposes && array['accept', 'survey'] then 'survey'
    when t.kind = 'temp_check' and t.room_c is null then 'number' else '' end
  from (select coalesce(array_agg(c.purpose::text), '{}') as purposes from hd.ticket_clock c
        where c.ticket_id = t.id and c.stopped is null) r
$$;

-- Whether two places belong to one house or one branch.
create function hd.is_near(one int, other int) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  with recursive up (place, id, kind, parent_id, depth) as (
    select 1, n.id, n.kind, n.parent_id, 0 from hd.node n where n.id = one
    union all
    select 2, n.id, n.kind, n.parent_id, 0 from hd.node n where n.id = other
    union all
    select u.place, n.id, n.kind, n.parent_id, u.depth + 1 from hd.node n join up u on n.id = u.parent_id
    where u.depth < 20)
  select exists (select from up a join up b on b.id = a.id and b.place = 2
                 where a.place = 1 and a.kind in ('station', 'circuit', 'building', 'household'))
$$;

-- Whether all that a deed needs is there: '' = yes, else code and why.
create or replace function hd.ticket_lacks(t hd.ticket, deed text, at timestamptz, number float8, other float8,
                                           word text, words text, detail jsonb, out code text, out why text)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  has_words boolean := coalesce(btrim(words), '') <> '';
  parent hd.ticket;
  breach record;
  said timestamptz := coalesce(at, clock_timestamp());
  event hd.fact;
begin
  code := '';
  why := case deed
    when 'dispatch' then case when number is null or number not between 1 and 2147483647 then 'crew' end
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
    when 'finish' then case when not hd.is_word('cause', word) then 'code' when not has_words then 'words' end
    when 'deny' then case when not has_words then 'words' when t.kind = 'complaint'
                          and not exists (select from hd.ticket_clock c where c.ticket_id = t.id
                                          and c.purpose = 'promise' and c.stopped = t.finished)
                          and hd.detail_number(detail, 'promised') is null then 'promise' end
    when 'confirm' then case when coalesce(word, '') not in ('signature', 'online') then 'code'
                             when not has_words then 'name' end
    when 'close' then case when coalesce(word, '') not in ('done', 'not_ours', 'false_alarm', 'duplicate') then 'code'
                           when word = 'duplicate' and number is null then 'original'
                           when word <> 'done' and not has_words then 'words' end
    when 'call_back' then case when coalesce(word, '') not in ('yes', 'no') then 'code'
                               when number is not null and number not in (1, 2, 3, 4, 5) then 'number'
                               when word = 'no' and not has_words then 'words' end
    when 'reopen' then case when not has_words then 'words' end
    when 'archive' then case when t.state = 'callback' and not has_words then 'words' end
    when 'hold' then case when not hd.is_word('hold', word) then 'code' end
    when 'merge' then case when number is null then 'number' end
    when 'link' then case when coalesce(word, '') not in ('outage', 'alarm', 'ticket') then 'code'
                          when number is null then 'number' end
    when 'unlink' then case when coalesce(word, '') not in ('outage', 'alarm', 'ticket') then 'code' end
    when 'explain' then case when not hd.is_word('breach', word) then 'code' end
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
  elsif not coalesce(greatest(abs(number), abs(other)) < 1e11, true) then
    code := 'missing'; why := 'number';    -- no time and no number of ours
  elsif deed = 'promise' and to_timestamp(number) > clock_timestamp() + interval '30 days'
        or deed = 'respond' and to_timestamp(number) > clock_timestamp() + interval '30 days'
        or deed in ('respond', 'deny')
           and hd.detail_number(detail, 'promised') > extract(epoch from clock_timestamp()) + 2592000 then
    code := 'time'; why := 'far';
  elsif deed in ('promise') and to_timestamp(number) <= clock_timestamp()
        or deed in ('respond', 'deny') and to_timestamp(hd.detail_number(detail, 'promised')) <= clock_timestamp() then
    code := 'time'; why := 'past';
  elsif deed = 'respond' and (to_timestamp(number) < t.reported or to_timestamp(other) < t.reported
                              or to_timestamp(other) > clock_timestamp() + interval '1 s') then
    code := 'time'; why := 'contact';
  elsif deed in ('take', 'go', 'arrive', 'refuse', 'finish', 'deny', 'confirm', 'reopen', 'dispatch', 'close')
        and at < t.state_since and at < clock_timestamp() - interval '2 s' then
    code := 'time'; why := 'state';
  -- a limit that ran out meanwhile: what stops it was in time by a leader's word only, which is seen for good
  elsif at is not null and hd.role_of(session_user) <> 'leader' and exists (
          select from hd.ticket_clock c
          where c.ticket_id = t.id and c.stopped is null and not c.is_waived and c.purpose = any(hd.deed_stops(deed))
            and c.due >= said and c.due < clock_timestamp()) then
    code := 'time'; why := 'due';
  elsif deed in ('dispatch', 'finish', 'close', 'take', 'go', 'arrive') and t.held_since is not null then
    code := 'held';
  elsif deed = 'hold' and t.held_since is not null then
    code := 'done';
  elsif deed = 'resume' and t.held_since is null or deed = 'split' and t.parent_id is null then
    code := 'state'; why := t.state;
  elsif deed in ('dispatch', 'hold') and exists (select from hd.ticket p where p.id = t.parent_id and p.is_open) then
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
    elsif t.kind = 'repair' and parent.kind <> 'repair' then
      code := 'cycle';                     -- nobody would be sent for it
    end if;
  elsif deed = 'link' and not (case word
          when 'outage' then exists (select from hd.outage o where o.id = number)
          when 'ticket' then number <> t.id and exists (select from hd.ticket k where k.id = number)
          else exists (select from hd.fact f where f.command_id = number::bigint and f.kind = 'alarm_raised') end) then
    code := 'gone'; why := number::text;
  elsif deed = 'close' and word = 'duplicate' and not exists (
          select from hd.ticket k where k.id = number and k.id <> t.id and k.closed_code <> 'duplicate'
            and k.reported > t.reported - interval '7 days'
            and (k.phone <> '' and k.phone = t.phone or hd.is_near(k.node_id, t.node_id))) then
    code := 'gone'; why := number::text;
  elsif deed = 'edit' and detail ? 'node' and not exists (
          select from hd.node n where n.id = hd.detail_number(detail, 'node') and n.retired is null) then
    code := 'node'; why := detail->>'node';
  elsif deed = 'amend' then
    select * into event from hd.fact f where f.seq = other and f.command_id = t.id and f.kind like 'ticket\_%'
      and f.kind not in ('ticket_amended', 'ticket_gathered', 'ticket_released', 'ticket_merged', 'ticket_split')
      and not (f.kind = 'ticket_opened' and number is null);
    if not found then
      code := 'gone'; why := other::text;
    elsif number is null and event.kind = 'ticket_promised' and exists (
            select from hd.fact r where r.seq = event.seq - 1 and r.command_id = t.id and r.kind = 'ticket_responded') then
      code := 'gone'; why := 'response';   -- it goes with the response that it was given in
    elsif to_timestamp(number) > event.stored + interval '1 s' then
      code := 'time'; why := 'future';     -- it was told before
    elsif event.kind = 'ticket_opened' and to_timestamp(number) < event.stored - interval '400 days' then
      code := 'time'; why := 'past';
    elsif event.kind <> 'ticket_opened' and to_timestamp(number) < t.reported then
      code := 'time'; why := 'report';
    end if;
  elsif deed = 'explain' and not exists (
          select from hd.ticket_clock c where c.ticket_id = t.id and coalesce(c.stopped, clock_timestamp()) > c.due
            and (coalesce(detail->>'purpose', '') = '' or c.purpose = detail->>'purpose')) then
    code := 'done'; -- nothing is overdue
  elsif deed = 'confirm' or deed = 'close' and word = 'done' then
    why := hd.ticket_unmet(t);
    code := case when why = '' then '' else 'missing' end;
  elsif deed = 'finish' and t.kind = 'complaint' and exists (
          select from hd.ticket_clock c where c.ticket_id = t.id and c.purpose = 'response' and c.stopped is null) then
    code := 'missing'; why := 'response';
  end if;
  if code = '' and deed in ('close', 'confirm', 'archive') and not hd.is_word('breach', detail->>'reason') then
    select * into breach from hd.ticket_unexplained(t.id);
    if breach.purpose is not null then
      code := 'reason'; why := breach.purpose;
    end if;
  end if;
end $$;

-- A ticket that was late stays late, whatever it is found to have been; one that was closed in time as none of ours
-- is none.
create or replace function hd.rate_items(since timestamptz, until timestamptz)
returns table (rate text, ticket_id bigint, purpose text, cycle int, started timestamptz, due timestamptz,
               stopped timestamptz, is_due boolean, is_met boolean, explained text)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select case c.purpose when 'dispatch' then 'dispatch' when 'response' then 'response' else 'repair' end,
         t.id, c.purpose, c.cycle, c.started, c.due, c.stopped,
         c.stopped is not null or c.due < clock_timestamp(),
         coalesce(c.stopped <= c.due, false), c.explained
  from hd.ticket t join hd.ticket_clock c on c.ticket_id = t.id
  where t.reported >= since and t.reported < until and not t.is_drill
    and c.purpose in ('dispatch', 'response', 'repair') and not c.is_waived and c.cycle = 1
    and (t.closed_code not in ('duplicate', 'false_alarm') or c.stopped > c.due)
  union all
  select 'emergency', o.id, c.purpose, 1, c.started, c.due, c.stopped,
         c.stopped is not null or c.due < clock_timestamp(), coalesce(c.stopped <= c.due, false), c.explained
  from hd.outage o join hd.outage_clock c on c.outage_id = o.id
  where o.started >= since and o.started < until and c.purpose in ('primary', 'secondary', 'source')
$$;

grant select on hd.ticket_word to hd_reader;
