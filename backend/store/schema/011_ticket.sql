-- Tickets: the fact log says everything of them; what stands here is computed from a ticket's facts anew with each
-- of them (hd.ticket_keep), so it can never say anything else. The same sum is made by backend/core/ticket_fold.c.

-- Whoever calls from outside: hotline, WeChat, 12345, ERP. It may open tickets and hear what became of its own.
-- Only a superuser, who migrates, makes a role.
reset role;
do $$
begin
  if not exists (select from pg_roles where rolname = 'hd_courier') then
    execute 'create role hd_courier nologin nosuperuser nocreatedb nocreaterole';
  end if;
  if not exists (select from pg_roles where rolname = 'hd_intake') then
    execute 'create role hd_intake nologin nosuperuser nocreatedb nocreaterole';
  end if;
end $$;
set local role hd_owner;

-- Members of what is told beyond the fixed columns. Facts without it keep their hash.
alter table hd.fact add column detail jsonb;

create or replace function hd.fact_bytes(f hd.fact) returns bytea language sql stable as $$
  select pg_catalog.convert_to((pg_catalog.jsonb_build_array(
    f.seq, pg_catalog.encode(pg_catalog.timestamptz_send(f.at), 'hex'),
    pg_catalog.encode(pg_catalog.timestamptz_send(f.stored), 'hex'), f.kind, f.node_id, f.device_id,
    f.point, f.command_id, pg_catalog.encode(pg_catalog.float8send(f.old_value), 'hex'),
    pg_catalog.encode(pg_catalog.float8send(f.new_value), 'hex'), f.who, f.code, f.text,
    f.ticket) || case when f.detail is null then '[]'::pg_catalog.jsonb
                      else pg_catalog.jsonb_build_array(f.detail) end)::pg_catalog.text, 'UTF8')
$$;

-- As before, with the new column.
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
             hd.clean(given.code, 23), hd.clean(given.text, 200), given.ticket, null, null);
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

-- One fact of the desk: of a ticket, an outage, a crew. Null if it is there already. Text of more than a line's
-- length stands whole in the detail. Whoever appends keeps the projection: hd.ticket_keep and its like.
create function hd.desk_fact(kind text, id bigint, node int, at timestamptz, old_value float8, new_value float8,
                             point text, code text, words text, detail jsonb, client uuid)
returns bigint language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  head hd.fact_head;
  made hd.fact;
  told jsonb := nullif(jsonb_strip_nulls(coalesce(detail, '{}')), '{}');
begin
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

-- What a console's feed takes of the detail: key, value, key, value …, parted by the control character that no
-- text of ours can hold.
create function hd.fact_detail(detail jsonb) returns text language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select string_agg(e.key || E'\x1f' || left(e.value, 400), E'\x1f' order by e.key) from jsonb_each_text(detail) e
  where e.key not in ('text', 'steps')
$$;

-- The limits that new tickets get; an open one keeps those of its opening. Starting values: the standard's; those
-- without a clause are ours.
create table hd.ticket_limit (
  purpose text collate "C" primary key,
  limit_s int not null check (limit_s > 0),
  is_on boolean not null default true,
  clause text not null
);
insert into hd.ticket_limit values
  ('response', 900, true, '7.4.3'), ('dispatch', 1800, true, '6.2.3'), ('accept', 86400, true, '5.1.2'),
  ('temp_check', 43200, true, '冀供热办法 39'), ('repair', 86400, true, '8.2.3'), ('survey', 259200, true, '5.1.2'),
  ('handle', 86400, true, ''), ('eta', 1800, true, ''), ('plan', 1800, true, '7.3.4'),
  ('secondary', 43200, true, '7.3.6'), ('primary', 86400, true, '7.3.6'), ('source', 86400, true, '7.3.6');

create sequence hd.ticket_number as bigint; -- of tickets, outages and crews alike: no two things share a number

create table hd.ticket (
  id bigint primary key,
  kind text not null, state text not null, state_since timestamptz not null,
  cycle int not null,
  node_id int,
  urgency text not null default 'normal', source text not null default '', template text not null default '',
  phone text not null default '', caller text not null default '', place text not null default '',
  text text not null default '',
  reported timestamptz not null,           -- first contact, as amended
  recorded timestamptz not null,           -- the record was complete
  crew_id int, held_since timestamptz, hold text not null default '',
  parent_id bigint, children int not null default 0,
  outage_id bigint, alarm_id bigint, linked_id bigint,
  refusals int not null default 0, chased int not null default 0, escalations int not null default 0,
  visit timestamptz, promised timestamptz,
  finished timestamptz, cause text not null default '', closed timestamptz, closed_code text not null default '',
  room_c float8, rating int,
  is_drill boolean not null default false,
  is_open boolean not null,                -- neither closed nor behind it
  extern text,                             -- source + the caller's own id
  touched timestamptz not null,
  seq bigint not null                      -- of the newest fact
);
create unique index ticket_extern on hd.ticket (source, extern) where extern is not null;
create index ticket_open on hd.ticket (id) where is_open;
create index ticket_late on hd.ticket (touched) where state <> 'archived';
create index ticket_node on hd.ticket (node_id, reported);
create index ticket_parent on hd.ticket (parent_id) where parent_id is not null;
create index ticket_outage on hd.ticket (outage_id) where outage_id is not null;
create index ticket_reported on hd.ticket (reported);

create table hd.ticket_clock (
  ticket_id bigint not null references hd.ticket on delete cascade deferrable initially deferred,
  purpose text collate "C" not null, cycle int not null,
  started timestamptz not null, due timestamptz not null,
  stopped timestamptz, stopped_by bigint,
  held interval not null default '0',
  is_waived boolean not null default false, -- a merged child's dispatch: its parent's counts
  explained text,                           -- typed reason of the breach
  primary key (ticket_id, purpose, cycle)
);
create index ticket_clock_due on hd.ticket_clock (due) where stopped is null;

-- A ticket's facts as they count: at the right time, without those that never happened.
create function hd.desk_events(number bigint, family text)
returns setof hd.fact language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select f.seq, case when a.seq is null then f.at else to_timestamp(a.new_value) end, f.stored, f.kind, f.node_id,
         f.device_id, f.point, f.command_id, f.old_value, f.new_value, f.who, f.code, f.text, f.ticket, f.hash,
         f.detail
  from hd.fact f
  left join lateral (
    select a.seq, a.new_value from hd.fact a
    where a.command_id = number and a.kind = family || '_amended' and a.old_value = f.seq
    order by a.seq desc limit 1) a on true
  where f.command_id = number and starts_with(f.kind, family || '_') and f.kind <> family || '_amended'
    and (a.seq is null or a.new_value is not null and a.new_value <> 'NaN')
  order by f.seq
$$;

-- The clocks of a ticket while its facts are gone through. In memory: a projection writes once.
create type hd.clock_run as (purpose text, cycle int, started timestamptz, due timestamptz, stopped timestamptz,
                             stopped_by bigint, held interval, is_waived boolean, explained text);

-- One clock a purpose and cycle; a rule that is off begins none.
create function hd.clock_begin(clocks hd.clock_run[], purpose text, cycle int, at timestamptz, limit_s float8)
returns hd.clock_run[] language sql immutable set search_path = pg_catalog, hd, pg_temp as $$
  select case when limit_s > 0 and not exists (
                select from unnest(clocks) c where c.purpose = clock_begin.purpose and c.cycle = clock_begin.cycle)
              then clocks || (purpose, cycle, at, at + make_interval(secs => limit_s), null, null, interval '0',
                              false, null)::hd.clock_run
              else clocks end
$$;

-- Stops those of `purposes` that run; of all if null.
create function hd.clock_end(clocks hd.clock_run[], purposes text[], at timestamptz, seq bigint)
returns hd.clock_run[] language sql immutable set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(array_agg(
    case when c.stopped_by is null and (purposes is null or c.purpose = any(purposes))
         then (c.purpose, c.cycle, c.started, c.due, clock_end.at, clock_end.seq, c.held, c.is_waived,
               c.explained)::hd.clock_run
         else (c.purpose, c.cycle, c.started, c.due, c.stopped, c.stopped_by, c.held, c.is_waived,
               c.explained)::hd.clock_run end order by c.n), '{}')
  from unnest(clocks) with ordinality c (purpose, cycle, started, due, stopped, stopped_by, held, is_waived,
                                         explained, n)
$$;

create function hd.ticket_keep(number bigint) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  e hd.fact;
  t hd.ticket;
  was hd.ticket;
  c hd.clock_run[] := '{}';
  told jsonb := '{}';
  gathered jsonb := '{}';                  -- child -> its report
  holds tstzrange[] := '{}';
  hold tstzrange;
  finish bigint;
  first_report timestamptz;
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
      t.recorded := coalesce(to_timestamp((told->>'recorded')::float8), e.at);
      t.refusals := 0; t.chased := 0; t.escalations := 0;
      case t.kind
      when 'repair' then
        c := hd.clock_begin(c, 'dispatch', 1, e.at, (told->>'limit.dispatch')::float8);
        c := hd.clock_begin(c, 'repair', 1, e.at, (told->>'limit.repair')::float8);
      when 'complaint' then
        c := hd.clock_begin(c, 'response', 1, t.recorded, (told->>'limit.response')::float8);
      when 'application' then
        c := hd.clock_begin(c, 'accept', 1, e.at, (told->>'accept_due')::float8);
        if cardinality(c) > 0 then
          c[1].due := to_timestamp((told->>'accept_due')::float8);
        end if;
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
      c := hd.clock_begin(c, 'promise', t.cycle, e.at, 1);
      for i in 1 .. cardinality(c) loop
        if c[i].purpose = 'promise' and c[i].cycle = t.cycle then
          c[i].due := t.promised;
        end if;
      end loop;
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
      c := hd.clock_end(c, '{repair,promise,handle}', e.at, e.seq);
    when 'ticket_unconfirmed' then
      t.state := case when t.crew_id is null then 'accepted' else 'on_site' end; t.state_since := e.at;
      t.finished := null;
      for i in 1 .. coalesce(cardinality(c), 0) loop
        if c[i].stopped_by = finish then
          c[i].stopped := null;
          c[i].stopped_by := null;
        end if;
      end loop;
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
      case t.kind
      when 'repair' then
        c := hd.clock_begin(c, 'dispatch', t.cycle, e.at, (told->>'limit.dispatch')::float8);
        c := hd.clock_begin(c, 'repair', t.cycle, e.at, (told->>'limit.repair')::float8);
      when 'complaint' then
        c := hd.clock_begin(c, 'response', t.cycle, e.at, (told->>'limit.response')::float8);
      when 'temp_check' then
        c := hd.clock_begin(c, 'temp_check', t.cycle, e.at, (told->>'limit.temp_check')::float8);
      when 'application' then
        null;
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
      for i in 1 .. coalesce(cardinality(c), 0) loop
        if c[i].purpose = 'dispatch' and c[i].stopped_by is null then
          c[i].is_waived := true;
        end if;
      end loop;
    when 'ticket_split' then
      t.parent_id := null;
      for i in 1 .. coalesce(cardinality(c), 0) loop
        c[i].is_waived := false;
      end loop;
    when 'ticket_gathered' then
      gathered := gathered || jsonb_build_object(e.new_value::bigint::text, e.old_value);
    when 'ticket_released' then
      gathered := gathered - e.new_value::bigint::text;
    when 'ticket_linked', 'ticket_unlinked' then
      case e.code
      when 'outage' then t.outage_id := case e.kind when 'ticket_linked' then e.new_value end;
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

grant select on hd.ticket, hd.ticket_clock, hd.ticket_limit to hd_reader;
grant execute on function hd.fact_detail(jsonb) to hd_reader;
