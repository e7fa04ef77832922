-- What a ticket's facts add up to; backend/core/ticket_fold.c makes the same sum. As before (011), and:
-- a broken promise stays broken, and the next one has a clock of its own; a finish stops the dispatch of what nobody
-- had to be sent for, and a user who denies it starts another; the dispatch of a ticket below an outage is waived while
-- a crew is at that outage, unless it was late already; what is opened again, or left by a parent that is closed, is
-- a job of its own; an application opened again has to be decided that day; and 'the same day' goes with the
-- report when that is amended.

-- Seconds from a moment to the end of its day, of an application whose opening has that limit; else null.
create function hd.day_left(told jsonb, at timestamptz) returns float8 language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select extract(epoch from (date_trunc('day', at at time zone 'Asia/Shanghai') + interval '1 day')
                            at time zone 'Asia/Shanghai' - at)::float8
  where told ? 'accept_due'
$$;

-- A promise that is made in time moves the one before.
create function hd.clock_promise(clocks hd.clock_run[], cycle int, at timestamptz, seq bigint, until timestamptz)
returns hd.clock_run[] language plpgsql immutable set search_path = pg_catalog, hd, pg_temp as $$
begin
  for i in 1 .. coalesce(cardinality(clocks), 0) loop
    continue when clocks[i].purpose <> 'promise';
    if clocks[i].stopped_by is null and at <= clocks[i].due then
      clocks[i].due := until;
      return clocks;
    elsif clocks[i].stopped_by is null then
      clocks[i].stopped := at;
      clocks[i].stopped_by := seq;
    end if;
    cycle := greatest(cycle, clocks[i].cycle + 1);
  end loop;
  return clocks || ('promise', cycle, at, until, null, null, interval '0', false, null)::hd.clock_run;
end $$;

-- Another clock of a purpose that may have had some: of the ticket's cycle, or the next number that is free.
create function hd.clock_anew(clocks hd.clock_run[], purpose text, cycle int, at timestamptz, limit_s float8)
returns hd.clock_run[] language sql immutable set search_path = pg_catalog, hd, pg_temp as $$
  select hd.clock_begin(clocks, clock_anew.purpose, greatest(clock_anew.cycle, max(c.cycle) + 1), at, limit_s)
  from unnest(clocks) c where c.purpose = clock_anew.purpose
$$;

-- Of a dispatch that nobody has done yet. What is late already is not waived.
create function hd.clock_waive(clocks hd.clock_run[], is_waived boolean, at timestamptz) returns hd.clock_run[]
language plpgsql immutable set search_path = pg_catalog, hd, pg_temp as $$
begin
  for i in 1 .. coalesce(cardinality(clocks), 0) loop
    if clocks[i].purpose = 'dispatch' and clocks[i].stopped_by is null
       and (not clock_waive.is_waived or clocks[i].due >= at) then
      clocks[i].is_waived := clock_waive.is_waived;
    end if;
  end loop;
  return clocks;
end $$;

create or replace function hd.ticket_keep(number bigint) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  e hd.fact;
  t hd.ticket;
  c hd.clock_run[] := '{}';
  told jsonb := '{}';
  gathered jsonb := '{}';                  -- child -> its report
  holds tstzrange[] := '{}';
  hold tstzrange;
  finish bigint;
  first_report timestamptz;
  is_manned boolean := false;              -- a crew is at its outage: nobody else need be sent
  i int;
begin
  for e in select * from hd.desk_events(number, 'ticket') loop
    if t.id is null and e.kind <> 'ticket_opened' then
      continue;
    end if;
    t.touched := greatest(t.touched, e.at);
    case e.kind
    when 'ticket_opened' then
      continue when t.id is not null;
      told := coalesce(e.detail, '{}');
      t.id := number;
      t.kind := e.code;
      t.state := 'accepted';
      t.state_since := e.at;
      t.cycle := 1;
      t.node_id := e.node_id;
      t.text := coalesce(told->>'text', e.text);
      t.reported := e.at;
      t.recorded := greatest(to_timestamp((told->>'recorded')::float8), e.at);
      t.refusals := 0; t.chased := 0; t.escalations := 0;
      case t.kind
      when 'repair' then
        c := hd.clock_begin(c, 'dispatch', 1, e.at, (told->>'limit.dispatch')::float8);
        c := hd.clock_begin(c, 'repair', 1, e.at, (told->>'limit.repair')::float8);
      when 'complaint' then
        c := hd.clock_begin(c, 'response', 1, t.recorded, (told->>'limit.response')::float8);
      when 'application' then
        c := hd.clock_begin(c, 'accept', 1, e.at, hd.day_left(told, e.at));
      when 'temp_check' then
        c := hd.clock_begin(c, 'temp_check', 1, e.at, (told->>'limit.temp_check')::float8);
      else
        c := hd.clock_begin(c, 'handle', 1, e.at, (told->>'limit.handle')::float8);
      end case;
    when 'ticket_edited' then
      told := told || coalesce(e.detail, '{}');
      t.node_id := coalesce(e.node_id, t.node_id);
      if e.text <> '' then
        t.text := coalesce(e.detail->>'text', e.text);
      end if;
    when 'ticket_dispatched' then
      t.state := 'dispatched'; t.state_since := e.at;
      t.crew_id := e.new_value;
      c := hd.clock_end(c, '{dispatch}', e.at, e.seq);
    when 'ticket_taken' then
      t.state := 'taken'; t.state_since := e.at;
    when 'ticket_under_way' then
      t.state := 'under_way'; t.state_since := e.at;
    when 'ticket_on_site' then
      t.state := 'on_site'; t.state_since := e.at;
    when 'ticket_refused' then
      t.state := 'accepted'; t.state_since := e.at;
      t.crew_id := null;
      t.refusals := t.refusals + 1;
    when 'ticket_responded' then
      t.visit := to_timestamp(e.new_value);
      c := hd.clock_end(c, '{response}', e.at, e.seq);
    when 'ticket_promised' then
      t.promised := to_timestamp(e.new_value);
      c := hd.clock_promise(c, t.cycle, e.at, e.seq, t.promised);
    when 'ticket_decided' then
      c := hd.clock_end(c, '{accept}', e.at, e.seq);
      if e.code = 'accepted' then
        c := hd.clock_begin(c, 'survey', t.cycle, e.at, (told->>'limit.survey')::float8);
      end if;
    when 'ticket_surveyed' then
      c := hd.clock_end(c, '{survey}', e.at, e.seq);
    when 'ticket_measured' then
      t.room_c := e.new_value;
      c := hd.clock_end(c, '{temp_check}', e.at, e.seq);
    when 'ticket_finished' then
      t.state := 'to_confirm'; t.state_since := e.at;
      t.cause := e.code;
      t.finished := e.at;
      finish := e.seq;
      c := hd.clock_end(c, '{dispatch,repair,promise,handle}', e.at, e.seq);
    when 'ticket_unconfirmed' then
      t.state := case when t.crew_id is null then 'accepted' else 'on_site' end; t.state_since := e.at;
      t.finished := null;
      for i in 1 .. coalesce(cardinality(c), 0) loop
        if c[i].stopped_by = finish and c[i].purpose <> 'dispatch' then
          c[i].stopped := null;
          c[i].stopped_by := null;
        end if;
      end loop;
      if t.kind = 'repair' and t.crew_id is null then
        c := hd.clock_anew(c, 'dispatch', t.cycle, e.at, (told->>'limit.dispatch')::float8);
        c := hd.clock_waive(c, is_manned or t.parent_id is not null, e.at);
      end if;
    when 'ticket_closed' then
      t.state := case when e.new_value = 1 then 'callback' else 'closed' end; t.state_since := e.at;
      t.closed := e.at;
      t.closed_code := e.code;
      c := hd.clock_end(c, null, e.at, e.seq);
    when 'ticket_called_back' then
      t.rating := nullif(e.new_value, 'NaN');
      if e.code = 'yes' then
        t.state := 'archived'; t.state_since := e.at;
      end if;
    when 'ticket_reopened' then
      t.cycle := t.cycle + 1;
      t.state := 'accepted'; t.state_since := e.at;
      t.crew_id := null; t.closed := null; t.finished := null; t.closed_code := '';
      t.parent_id := null;                 -- a job of its own again
      t.promised := null;
      case t.kind
      when 'repair' then
        c := hd.clock_anew(c, 'dispatch', t.cycle, e.at, (told->>'limit.dispatch')::float8);
        c := hd.clock_begin(c, 'repair', t.cycle, e.at, (told->>'limit.repair')::float8);
      when 'complaint' then
        c := hd.clock_begin(c, 'response', t.cycle, e.at, (told->>'limit.response')::float8);
      when 'temp_check' then
        c := hd.clock_begin(c, 'temp_check', t.cycle, e.at, (told->>'limit.temp_check')::float8);
      when 'application' then
        c := hd.clock_begin(c, 'accept', t.cycle, e.at, hd.day_left(told, e.at));
      else
        c := hd.clock_begin(c, 'handle', t.cycle, e.at, (told->>'limit.handle')::float8);
      end case;
    when 'ticket_archived' then
      t.state := 'archived'; t.state_since := e.at;
    when 'ticket_held' then
      if t.held_since is null then
        t.held_since := e.at;
        t.hold := e.code;
      end if;
    when 'ticket_merged' then
      t.parent_id := e.new_value;
      if t.state in ('dispatched', 'taken', 'under_way', 'on_site') then -- the parent's crew does it
        t.state := 'accepted'; t.state_since := e.at;
        t.crew_id := null;
      end if;
      c := hd.clock_waive(c, true, e.at);
    when 'ticket_split' then
      t.parent_id := null;
      if e.code = 'left' then              -- its parent is closed, and with it who was sent
        c := hd.clock_end(c, '{dispatch}', e.at, e.seq);
        if t.kind = 'repair' and t.crew_id is null then
          c := hd.clock_anew(c, 'dispatch', t.cycle, e.at, (told->>'limit.dispatch')::float8);
        end if;
      end if;
      c := hd.clock_waive(c, is_manned, e.at);
    when 'ticket_gathered' then
      gathered := gathered || jsonb_build_object(e.new_value::bigint::text, e.old_value);
    when 'ticket_released' then
      gathered := gathered - e.new_value::bigint::text;
    when 'ticket_linked', 'ticket_unlinked' then
      case e.code
      when 'outage' then
        t.outage_id := case e.kind when 'ticket_linked' then e.new_value end;
        is_manned := e.kind = 'ticket_linked' and e.old_value is not distinct from 1;
        c := hd.clock_waive(c, is_manned or t.parent_id is not null, e.at);
      when 'alarm' then t.alarm_id := case e.kind when 'ticket_linked' then e.new_value end;
      else t.linked_id := case e.kind when 'ticket_linked' then e.new_value end;
      end case;
    when 'ticket_explained' then
      for i in 1 .. coalesce(cardinality(c), 0) loop
        if c[i].purpose = e.point and c[i].cycle = coalesce(e.old_value, t.cycle) then
          c[i].explained := e.code;
        end if;
      end loop;
    when 'ticket_escalated' then
      t.escalations := t.escalations + 1;
    when 'ticket_chased' then
      t.chased := t.chased + 1;
    else
      null;
    end case;
    if t.held_since is not null and e.kind in ('ticket_resumed', 'ticket_closed', 'ticket_reopened') then
      holds := holds || tstzrange(t.held_since, greatest(e.at, t.held_since));
      t.held_since := null;
      t.hold := '';
    end if;
  end loop;
  if t.id is null then
    delete from hd.ticket where id = number;
    return;
  end if;

  t.seq := (select max(f.seq) from hd.fact f where f.command_id = number and starts_with(f.kind, 'ticket_'));
  t.urgency := coalesce(told->>'urgency', 'normal');
  t.source := coalesce(told->>'source', '');
  t.template := coalesce(told->>'template', '');
  t.phone := coalesce(told->>'phone', '');
  t.caller := coalesce(told->>'caller', '');
  t.place := coalesce(told->>'place', '');
  t.is_drill := coalesce(told->>'drill', '') = '1';
  t.extern := told->>'extern';
  t.hold := coalesce(t.hold, '');
  t.cause := coalesce(t.cause, '');
  t.closed_code := coalesce(t.closed_code, '');
  t.children := (select count(*) from jsonb_object_keys(gathered));
  t.is_open := t.state not in ('closed', 'callback', 'archived');
  first_report := (select to_timestamp(min(g.value::float8)) from jsonb_each_text(gathered) g);
  for i in 1 .. coalesce(cardinality(c), 0) loop
    if c[i].purpose = 'dispatch' and c[i].cycle = 1 and first_report < c[i].started then
      c[i].due := c[i].due - (c[i].started - first_report);
      c[i].started := first_report;
    end if;
    foreach hold in array holds loop
      hold := hold * tstzrange(c[i].started, greatest(c[i].started, coalesce(c[i].stopped, upper(hold))));
      if not isempty(hold) then
        c[i].held := c[i].held + (upper(hold) - lower(hold));
      end if;
    end loop;
  end loop;

  insert into hd.ticket select t.* on conflict (id) do nothing;
  if not found then
    delete from hd.ticket where id = number;
    insert into hd.ticket select t.*;
  end if;
  delete from hd.ticket_clock where ticket_id = number;
  insert into hd.ticket_clock
  select number, k.* from unnest(c) k;
end $$;

do $$
begin
  perform hd.ticket_keep(t.id) from hd.ticket t order by t.id;
end $$;
