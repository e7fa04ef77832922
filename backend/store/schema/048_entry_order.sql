-- Entries count in the order in which things happened, not in which they were typed; backend/core/ticket_fold.c makes the
-- same sum. A report that was keyed in late (ticket_do marks it) and one whose time was corrected take the place that
-- their time has among what moves a ticket; everything else stays behind what was typed before it, so that a step of
-- the database's clock changes no order. And a ticket that was closed as done is not, once the entry is struck that
-- its closing rested on: it is open again, with the clock that ran.

create function hd.is_move(kind text) returns boolean language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select kind in ('ticket_dispatched', 'ticket_taken', 'ticket_under_way', 'ticket_on_site', 'ticket_refused',
                  'ticket_finished', 'ticket_unconfirmed', 'ticket_closed', 'ticket_called_back', 'ticket_reopened',
                  'ticket_archived', 'ticket_merged')
$$;

create function hd.ticket_order(number bigint) returns table (place timestamptz, fact hd.fact) language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select case when e.kind = 'ticket_opened' then '-infinity'
              when hd.is_move(e.kind) and (e.detail->>'dated' = '1' or e.at <> f.at) then e.at
              else coalesce(max(e.at) filter (where hd.is_move(e.kind)) over (order by e.seq), '-infinity') end, e
  from hd.desk_events(number, 'ticket') e join hd.fact f on f.seq = e.seq
$$;

-- The clocks that an entry stops, and whose closing rests on it.
create function hd.fact_stops(kind text) returns text[] language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select case kind when 'ticket_responded' then array['response'] when 'ticket_decided' then array['accept']
                   when 'ticket_surveyed' then array['survey'] when 'ticket_measured' then array['temp_check']
                   when 'ticket_finished' then array['repair', 'handle'] else '{}' end
$$;

create function hd.ticket_struck(number bigint) returns text[] language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(array_agg(distinct p), '{}') from hd.fact f cross join lateral unnest(hd.fact_stops(f.kind)) p
  where f.command_id = number and starts_with(f.kind, 'ticket_')
    and not exists (select from hd.desk_events(number, 'ticket') e where e.seq = f.seq)
$$;

-- The state that an entry leaves a ticket in.
create function hd.state_after(state text, e hd.fact, has_crew boolean) returns text language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select case e.kind
    when 'ticket_opened' then 'accepted' when 'ticket_dispatched' then 'dispatched' when 'ticket_taken' then 'taken'
    when 'ticket_under_way' then 'under_way' when 'ticket_on_site' then 'on_site' when 'ticket_refused' then 'accepted'
    when 'ticket_finished' then 'to_confirm' when 'ticket_reopened' then 'accepted' when 'ticket_archived' then 'archived'
    when 'ticket_unconfirmed' then case when has_crew then 'on_site' else 'accepted' end
    when 'ticket_closed' then case when e.new_value = 1 then 'callback' else 'closed' end
    when 'ticket_called_back' then case when e.code = 'yes' then 'archived' else state end
    when 'ticket_merged' then case when state in ('dispatched', 'taken', 'under_way', 'on_site') then 'accepted'
                                   else state end
    else state end
$$;

-- What a ticket was at a moment, and the first entry that could not have been if another stood there: a new one, or
-- the one of `moved` with that time. A crew may be heard of before it is said that it was sent.
create function hd.ticket_course(number bigint, moved bigint, kind text, at timestamptz, out state text,
                                 out since timestamptz, out held_since timestamptz, out breaks bigint)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  put hd.fact;
  o record;
  s text;
  has_crew boolean;
  wrong bigint[] := '{}';                  -- as it is told now
begin
  select f.* into put from hd.fact f where f.seq = moved;
  put.kind := coalesce(put.kind, ticket_course.kind);
  put.at := ticket_course.at;
  for pass in 1 .. 2 loop
    s := '';
    has_crew := false;
    for o in
      select k.fact as e, (k.fact).seq as seq, k.place, false as is_put from hd.ticket_order(number) k
      where pass = 1 or (k.fact).seq is distinct from moved
      union all
      select put, coalesce(moved, (select max(f.seq) + 1 from hd.fact f)), put.at, true where pass = 2
      order by 3, 2 loop
      if o.is_put then
        state := s;
      end if;
      if hd.is_move((o.e).kind) and not hd.state_admits(s, (o.e).kind) and (not o.is_put or moved is not null) then
        if pass = 1 then
          wrong := wrong || o.seq;
        elsif o.seq <> all(wrong) then
          breaks := o.seq;
          return;
        end if;
      end if;
      if pass = 2 and state is null then
        if hd.state_after(s, o.e, has_crew) <> s or (o.e).kind = 'ticket_dispatched' then
          since := (o.e).at;
        end if;
        if (o.e).kind = 'ticket_held' and (o.e).at <= put.at then
          held_since := coalesce(held_since, (o.e).at);
        elsif (o.e).kind in ('ticket_resumed', 'ticket_closed', 'ticket_reopened') and (o.e).at <= put.at then
          held_since := null;
        end if;
      end if;
      s := hd.state_after(s, o.e, has_crew);
      has_crew := (o.e).kind = 'ticket_dispatched'
                  or has_crew and (o.e).kind not in ('ticket_refused', 'ticket_reopened', 'ticket_merged');
    end loop;
  end loop;
end $$;

create function hd.state_admits(state text, kind text) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select state = any(r.from_states) or state = 'accepted' and r.deed in ('take', 'go', 'arrive')
  from hd.ticket_rule r where r.fact = state_admits.kind
$$;

-- A deed that is told behind what came after it: judged by what the ticket was then. A leader's word may put a job's
-- course right; that of a dispatcher only tells how far a crew was, which no clock depends on.
create function hd.is_told_late(t hd.ticket, deed text, at timestamptz) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(at < t.state_since and at < clock_timestamp() - interval '2 s', false)
         and case hd.role_of(session_user)
             when 'leader' then deed in ('dispatch', 'take', 'go', 'arrive', 'refuse', 'finish', 'deny')
             when 'dispatcher' then deed in ('take', 'go', 'arrive') else false end
$$;

-- What follows from it for the crews: `was` before the deed, `is_now` after it.
create function hd.crew_retell(was hd.ticket, is_now hd.ticket, words text) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
begin
  if was.crew_id is distinct from is_now.crew_id then
    if was.crew_id is not null and was.state in ('dispatched', 'taken', 'under_way', 'on_site') then
      perform hd.message_put('withdrawn', was.crew_id, null, null, was.id, '');
      perform hd.crew_follow(was, 'close');
    end if;
    if is_now.crew_id is not null and is_now.is_open then
      perform hd.message_put('dispatch', is_now.crew_id, null, null, is_now.id,
                             hd.ticket_with_children(is_now.id, words));
      insert into hd.crew_state as s (crew_id, status, since, last_job)
      values (is_now.crew_id, 'free', clock_timestamp(), clock_timestamp())
      on conflict (crew_id) do update set last_job = excluded.last_job;
    end if;
  elsif was.state = is_now.state then
    return;
  end if;
  perform hd.crew_follow(is_now, case is_now.state when 'taken' then 'take' when 'under_way' then 'go'
                                                   when 'on_site' then 'arrive' end)
  where is_now.crew_id is not null and is_now.state in ('taken', 'under_way', 'on_site');
end $$;

do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.ticket_keep', E'  i int;\nbegin\n  for e in select * from hd.desk_events(number, \'ticket\') loop\n',
       E'  i int;\n  struck constant text[] := hd.ticket_struck(number);\n'
       '  is_undone boolean := false;              -- its closing rests on what was struck\nbegin\n'
       '  for e in select (o.fact).* from hd.ticket_order(number) o order by o.place, (o.fact).seq loop\n'
       '    if e.kind = \'ticket_closed\' then\n'
       '      is_undone := e.code = \'done\' and exists (select from unnest(c) k where k.stopped_by is null\n'
       '                                               and not k.is_waived and k.purpose = any(struck));\n'
       '    elsif e.kind = \'ticket_reopened\' then\n      is_undone := false;\n    end if;\n'
       '    continue when is_undone and e.kind in (\'ticket_closed\', \'ticket_called_back\', \'ticket_archived\');\n'),
      ('hd.ticket_lacks', E'    elsif event.kind <> \'ticket_opened\' and to_timestamp(number) < t.reported then\n'
       '      code := \'time\'; why := \'report\';\n',
       E'    elsif event.kind <> \'ticket_opened\' and to_timestamp(number) < t.reported then\n'
       '      code := \'time\'; why := \'report\';\n'
       '    elsif hd.is_move(event.kind)\n'
       '          and (hd.ticket_course(t.id, event.seq, null, to_timestamp(number))).breaks is not null then\n'
       '      code := \'time\'; why := \'state\';\n'),
      ('hd.ticket_ask', E'  gate text;\n', E'  gate text;\n  was record;\n  is_late boolean := false;\n'),
      ('hd.ticket_ask', E'    else \'right\' end;\n  if code = \'\' and (t.state <> all(r.from_states) or',
       E'    else \'right\' end;\n  if code = \'\' and hd.is_told_late(t, deed, at) then\n    is_late := true;\n'
       '    select * into was from hd.ticket_course(t.id, null, r.fact, at);\n'
       '    t.state := was.state;\n    t.state_since := least(was.since, at);\n    t.held_since := was.held_since;\n'
       '    if was.breaks is not null then\n      code := \'time\';\n      why := \'state\';\n    end if;\n  end if;\n'
       '  -- a leader may tell of a crew that nobody was said to have sent\n'
       '  if code = \'\' and (t.state <> all(r.from_states)\n'
       '                     and not (role = \'leader\' and t.state = \'accepted\' and t.parent_id is null\n'
       '                              and deed in (\'take\', \'go\', \'arrive\')) or'),
      ('hd.ticket_ask', E'    if gate <> \'\' then\n', E'    if gate <> \'\' and not (is_late and gate <> \'unknown\') then\n'),
      ('hd.ticket_ask', E'  perform hd.ticket_do(t, deed, r.fact, at,',
       E'  select * into t from hd.ticket k where k.id = ticket;\n  perform hd.ticket_do(t, deed, r.fact, at,'),
      ('hd.ticket_do', E'  parent hd.ticket;\nbegin\n',
       E'  parent hd.ticket;\n  is_late constant boolean := hd.is_told_late(t, deed, at);\nbegin\n'),
      ('hd.ticket_do', E'                       when_said, other, number, explained, word, words, kept,\n',
       E'                       when_said, other, number, explained, word, words,\n'
       '                       case when is_late then coalesce(kept, \'{}\') || \'{"dated": "1"}\' else kept end,\n'),
      ('hd.ticket_do', E'  when \'dispatch\' then\n    if t.crew_id is not null and t.crew_id <> number then\n',
       E'  when \'dispatch\' then\n    if is_late then\n      null;                                -- hd.crew_retell\n'
       '    elsif t.crew_id is not null and t.crew_id <> number then\n'),
      ('hd.ticket_do', E'    perform hd.message_put(\'dispatch\', number::int, null, null, t.id, hd.ticket_with_children(t.id, words));\n',
       E'    perform hd.message_put(\'dispatch\', number::int, null, null, t.id, hd.ticket_with_children(t.id, words))\n'
       '    where not is_late;\n'),
      ('hd.ticket_do', E'  perform hd.crew_follow(t, deed);\n  perform hd.ticket_keep(t.id);\n'
       '  select * into now_t from hd.ticket k where k.id = t.id;\n',
       E'  perform hd.crew_follow(t, deed) where not is_late;\n  perform hd.ticket_keep(t.id);\n'
       '  select * into now_t from hd.ticket k where k.id = t.id;\n'
       '  if is_late then\n    perform hd.crew_retell(t, now_t, words);\n    return;\n  end if;\n'),
      ('hd.ticket_do', E'  if deed = \'amend\' and now_t.crew_id is distinct from t.crew_id and',
       E'  if deed = \'amend\' and (now_t.crew_id is distinct from t.crew_id or not t.is_open) and'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made: %', changed.name, changed.was;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;

do $$
begin
  perform hd.ticket_keep(t.id) from hd.ticket t order by t.id;
end $$;
