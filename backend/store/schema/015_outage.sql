-- Outages: on a place of the network, with what it reaches, a forecast, a plan, crews without a gap. As tickets, they
-- are computed from their facts anew with each of them. There is no hold: 7.3.4 a wants the repair to go on.
create table hd.outage (
  id bigint primary key,
  node_id int not null,
  kind text not null,                      -- primary secondary source
  cause text not null default '',
  started timestamptz not null,
  eta timestamptz, forecasts int not null default 0,
  plan text not null default '', plan_title text not null default '', plan_title_en text not null default '',
  plan_started timestamptz, reallocated timestamptz,
  crews int[] not null default '{}', crew_gap_since timestamptz, -- null = a crew is at it
  stations int not null default 0, households int not null default 0, area_m2 float8,
  notice text not null default '', noticed timestamptz,
  restored timestamptz,
  touched timestamptz not null,
  seq bigint not null
);
create index outage_open on hd.outage (id) where restored is null;

create table hd.outage_clock (
  outage_id bigint not null references hd.outage on delete cascade deferrable initially deferred,
  purpose text collate "C" not null,
  started timestamptz not null, due timestamptz not null,
  stopped timestamptz, stopped_by bigint,
  explained text,
  primary key (outage_id, purpose)
);

-- The steps of its plan, as the card had them when the plan was started.
create table hd.outage_step (
  outage_id bigint not null, n int not null,
  text text not null, text_en text not null, who text not null,
  due timestamptz,
  done timestamptz, done_by text,
  primary key (outage_id, n)
);

-- What an outage reaches: stations, and what lies below one when it is on the secondary side.
create table hd.outage_node (
  outage_id bigint not null, node_id int not null, primary key (outage_id, node_id));
create index outage_node_node on hd.outage_node (node_id);

-- The nodes that no source reaches any more over open links when `node` is cut out. On the secondary side, or where
-- no links are known, it is the node with all below it.
create function hd.outage_reach(node int) returns table (node_id int)
language plpgsql stable set search_path = pg_catalog, hd, pg_temp as $$
declare
  k text;
begin
  select n.kind into k from hd.node n where n.id = node;
  if k in ('station', 'circuit', 'building', 'household')
     or not exists (select from hd.link l where node in (l.from_id, l.to_id)) then
    return query
      with recursive below (id, kind) as (
        select n.id, n.kind from hd.node n where n.id = node
        union all
        select n.id, n.kind from hd.node n join below b on n.parent_id = b.id
        where n.retired is null and n.kind not in ('building', 'household'))
      select b.id from below b where b.kind = 'station' or b.id = node and b.kind in ('circuit', 'building', 'household');
    return;
  end if;
  return query
    with recursive
    edge (a, b) as (
      select l.from_id, l.to_id from hd.link l where l.valve is distinct from 'closed' and node not in (l.from_id, l.to_id)
      union all
      select l.to_id, l.from_id from hd.link l where l.valve is distinct from 'closed' and node not in (l.from_id, l.to_id)),
    alive (id) as (
      select n.id from hd.node n where n.kind = 'source' and n.retired is null and n.id <> node
      union
      select e.b from edge e join alive v on v.id = e.a),
    before (id) as (
      select n.id from hd.node n where n.kind = 'source' and n.retired is null
      union
      select case when l.from_id = v.id then l.to_id else l.from_id end
      from before v join hd.link l on v.id in (l.from_id, l.to_id) and l.valve is distinct from 'closed')
    select b.id from before b join hd.node n on n.id = b.id
    where n.kind = 'station' and n.retired is null and not exists (select from alive v where v.id = b.id);
end $$;

create function hd.outage_keep(number bigint) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  e hd.fact;
  o hd.outage;
  told jsonb := '{}';
  c hd.clock_run[] := '{}';
  plan_since timestamptz;                  -- of the card that is worked on now
  card jsonb := '[]';                      -- its steps
  ticks jsonb := '{}';                     -- step -> when, who
  crews jsonb := '{}';
begin
  for e in select * from hd.desk_events(number, 'outage') loop
    continue when o.id is null and e.kind <> 'outage_started' or o.id is not null and e.kind = 'outage_started';
    o.seq := e.seq;
    o.touched := greatest(o.touched, e.at);
    case e.kind
    when 'outage_started' then
      told := coalesce(e.detail, '{}');
      o.id := number;
      o.node_id := e.node_id;
      o.kind := e.code;
      o.cause := coalesce(told->>'text', e.text);
      o.started := e.at;
      o.forecasts := 0;
      o.crew_gap_since := e.at;
      c := hd.clock_begin(c, 'eta', 1, e.at, (told->>'limit.eta')::float8);
      c := hd.clock_begin(c, o.kind, 1, e.at, (told->>('limit.' || o.kind))::float8);
    when 'outage_edited' then
      if e.text <> '' then
        o.cause := coalesce(e.detail->>'text', e.text);
      end if;
    when 'outage_forecast' then
      o.eta := to_timestamp(e.new_value);
      o.forecasts := o.forecasts + 1;
      c := hd.clock_end(c, '{eta}', e.at, e.seq);
      if o.plan_started is null then
        c := (select coalesce(array_agg((k.purpose, k.cycle, k.started, k.due, k.stopped, k.stopped_by, k.held,
                k.is_waived, k.explained)::hd.clock_run order by k.n), '{}')
              from unnest(c) with ordinality k (purpose, cycle, started, due, stopped, stopped_by, held, is_waived,
                                                explained, n)
              where k.purpose <> 'plan' or o.eta > o.started + interval '24 h');
        if o.eta > o.started + interval '24 h' then
          c := hd.clock_begin(c, 'plan', 1, e.at, (told->>'limit.plan')::float8);
        end if;
      end if;
    when 'outage_plan_started' then
      if e.code is distinct from o.plan then -- another card begins at its own first step
        ticks := '{}';
        card := coalesce(e.detail->'steps', '[]');
        plan_since := e.at;
      end if;
      o.plan := e.code;
      o.plan_title := e.detail->>'title';
      o.plan_title_en := e.detail->>'title_en';
      o.plan_started := coalesce(o.plan_started, e.at);
      c := hd.clock_end(c, '{plan}', e.at, e.seq);
      if o.reallocated is not null then
        c := hd.clock_end(c, '{source}', greatest(e.at, o.reallocated), e.seq);
      end if;
    when 'outage_reallocated' then
      o.reallocated := coalesce(o.reallocated, e.at);
      if o.plan_started is not null then
        c := hd.clock_end(c, '{source}', greatest(e.at, o.plan_started), e.seq);
      end if;
    when 'outage_crew' then
      if e.code = 'on' then
        crews := crews || jsonb_build_object(e.new_value::bigint::text, 1);
      else
        crews := crews - e.new_value::bigint::text;
      end if;
      o.crew_gap_since := case when crews <> '{}' then null else coalesce(o.crew_gap_since, e.at) end;
    when 'outage_step' then
      if e.point is distinct from o.plan then
        null;                              -- of a card that was given up
      elsif e.code = 'void' then
        ticks := ticks - e.old_value::bigint::text;
      else
        ticks := ticks || jsonb_build_object(e.old_value::bigint::text,
                                             jsonb_build_array(extract(epoch from e.at), e.who));
      end if;
    when 'outage_notice' then
      o.notice := coalesce(e.detail->>'text', e.text);
      o.noticed := e.at;
    when 'outage_affected' then
      o.stations := e.old_value;
      o.households := e.new_value;
      o.area_m2 := (e.detail->>'area_m2')::float8;
    when 'outage_restored' then
      o.restored := e.at;
      c := hd.clock_end(c, case when o.kind = 'source' then array['eta', 'plan', 'primary', 'secondary'] end, e.at, e.seq);
      if o.kind = 'source' then
        c := hd.clock_end(c, '{source}', e.at, e.seq); -- heat is back: nothing is left to re-allocate
      end if;
      o.crew_gap_since := null;
    when 'outage_explained' then
      for i in 1 .. coalesce(cardinality(c), 0) loop
        if c[i].purpose = e.point then
          c[i].explained := e.code;
        end if;
      end loop;
    else
      null;
    end case;
  end loop;
  delete from hd.outage where id = number;
  delete from hd.outage_clock where outage_id = number;
  delete from hd.outage_step where outage_id = number;
  if o.id is null then
    return;
  end if;
  o.plan := coalesce(o.plan, '');
  o.plan_title := coalesce(o.plan_title, '');
  o.plan_title_en := coalesce(o.plan_title_en, '');
  o.notice := coalesce(o.notice, '');
  o.stations := coalesce(o.stations, 0);
  o.households := coalesce(o.households, 0);
  o.crews := (select coalesce(array_agg(j::int order by j::int), '{}') from jsonb_object_keys(crews) j);
  insert into hd.outage select o.*;
  insert into hd.outage_clock
  select number, k.purpose, k.started, k.due, k.stopped, k.stopped_by, k.explained from unnest(c) k;
  insert into hd.outage_step
  select number, s.n, coalesce(s.step->>'text', ''), coalesce(s.step->>'text_en', ''), coalesce(s.step->>'who', ''),
         plan_since + make_interval(mins => (s.step->>'minutes')::int),
         to_timestamp((ticks->s.n::text->>0)::float8), ticks->s.n::text->>1
  from jsonb_array_elements(card) with ordinality s (step, n);
end $$;

-- The reach, counted and kept; a fact when it is another than before.
create function hd.outage_count(number bigint) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  o hd.outage;
  stations int;
  homes int;
  area float8;
begin
  select * into o from hd.outage k where k.id = number;
  delete from hd.outage_node where outage_id = number;
  insert into hd.outage_node select number, r.node_id from hd.outage_reach(o.node_id) r;
  with recursive below (id, kind, households) as (
    select n.id, n.kind, n.households from hd.node n join hd.outage_node a on a.node_id = n.id where a.outage_id = number
    union all
    select n.id, n.kind, n.households from hd.node n join below b on n.parent_id = b.id where n.retired is null)
  select count(*) filter (where b.kind = 'station'), sum(b.households + (b.kind = 'household')::int),
         sum(h.area_m2)
  into stations, homes, area
  from below b left join hd.household h on h.node_id = b.id;
  if (o.stations, o.households) is distinct from (coalesce(stations, 0), coalesce(homes, 0)) then
    perform hd.desk_fact('outage_affected', number, o.node_id, clock_timestamp(), coalesce(stations, 0),
                         coalesce(homes, 0), null, '', '', jsonb_build_object('area_m2', round(area)), null);
    perform hd.outage_keep(number);
  end if;
end $$;

-- The active outage that a place is under, 0 = none: its own, or of something above it.
create function hd.outage_at(place int) returns bigint language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  with recursive up (id, parent_id, depth) as (
    select n.id, n.parent_id, 0 from hd.node n where n.id = place
    union all
    select n.id, n.parent_id, u.depth + 1 from hd.node n join up u on n.id = u.parent_id where u.depth < 20)
  select coalesce((select o.id from up u join hd.outage_node a on a.node_id = u.id join hd.outage o on o.id = a.outage_id
                   where o.restored is null order by u.depth, o.id limit 1), 0)
$$;

create function hd.outage_start(client uuid, node int, kind text, at timestamptz, words text, detail jsonb,
                                out is_ok boolean, out code text, out why text, out id bigint)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  begun timestamptz := coalesce(at, clock_timestamp());
  node_kind text;
  eta float8 := hd.detail_number(detail, 'eta');
begin
  is_ok := false;
  why := '';
  id := 0;
  if client is null then
    raise exception 'outage_start: a client uuid is expected';
  end if;
  perform hd.fact_lock();
  select f.command_id into id from hd.fact f where f.ticket = client;
  if found then
    is_ok := true;
    code := 'done';
    return;
  end if;
  id := 0;
  select n.kind into node_kind from hd.node n where n.id = node and n.retired is null;
  kind := coalesce(nullif(kind, ''), case when node_kind = 'source' then 'source'
                                          when node_kind in ('network', 'junction') then 'primary' else 'secondary' end);
  code := case
    when hd.role_of(session_user) not in ('dispatcher', 'leader') then 'right'
    when node_kind is null then 'node'
    when kind not in ('primary', 'secondary', 'source') then 'kind'
    when begun > clock_timestamp() + interval '1 s' or begun < clock_timestamp() - interval '30 days' then 'time'
    when coalesce(btrim(words), '') = '' then 'missing'
    when to_timestamp(eta) <= begun then 'time' else '' end;
  why := case code when 'missing' then 'words' when 'time' then 'future' else '' end;
  if code <> '' then
    return;
  end if;
  if exists (select from hd.outage o where o.node_id = node and o.restored is null) then
    code := 'done';
    why := 'O-' || (select o.id from hd.outage o where o.node_id = node and o.restored is null limit 1);
    return;
  end if;
  id := nextval('hd.ticket_number');
  perform hd.desk_fact('outage_started', id, node, begun, null, null, null, kind, words,
                       (select jsonb_object_agg('limit.' || l.purpose, l.limit_s) from hd.ticket_limit l
                        where l.is_on and l.purpose in ('eta', 'plan', kind)), client);
  if eta is not null then
    perform hd.desk_fact('outage_forecast', id, node, clock_timestamp(), null, eta, null, '', words, null, null);
  end if;
  perform hd.outage_keep(id);
  perform hd.outage_count(id);
  is_ok := true;
end $$;

-- Links the open tickets below to the outage. How many there were.
create function hd.outage_gather(client uuid, outage bigint) returns int
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  t hd.ticket;
  count int := 0;
begin
  if hd.role_of(session_user) not in ('dispatcher', 'leader') then
    return 0;
  end if;
  perform hd.fact_lock();
  for t in select k.* from hd.ticket k
           where k.is_open and k.outage_id is null and k.node_id is not null
             and k.kind in ('repair', 'complaint', 'temp_check')
             and exists (select from hd.outage o where o.id = outage and o.restored is null)
             and hd.outage_at(k.node_id) = outage loop
    perform hd.desk_fact('ticket_linked', t.id, t.node_id, clock_timestamp(), null, outage, null, 'outage', '', null,
                         md5(client::text || t.id)::uuid);
    perform hd.ticket_keep(t.id);
    count := count + 1;
  end loop;
  return count;
end $$;

-- Heat is back: every open ticket of the outage is told. One that is about the missing heat and that nobody holds
-- waits for its user's word now: it counts as finished when heat came back, on its own clocks, and goes back to work
-- with them if the user denies it. What may be about something else (a leak, noise), what is held, and a complaint
-- that nobody has answered stay where they are: the mark on the board asks a person to look.
create function hd.outage_tell(o hd.outage, at timestamptz) returns void
language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  t hd.ticket;
  back timestamptz;
  line text := 'O-' || o.id;
begin
  for t in select k.* from hd.ticket k where k.outage_id = o.id and k.is_open order by k.id loop
    back := greatest(at, t.reported);
    perform hd.desk_fact('ticket_noted', t.id, t.node_id, back, null, o.id, null, 'restored', line, null, null);
    if t.state <> 'to_confirm' and t.held_since is null and t.kind in ('repair', 'complaint')
       and t.template not in ('leak', 'noise', 'valve', 'billing', 'attitude')
       and not exists (select from hd.ticket_clock c where c.ticket_id = t.id and c.purpose = 'response'
                       and c.stopped is null) then
      perform hd.desk_fact('ticket_finished', t.id, t.node_id, back, null, null, null, 'outage', line, null, null);
      perform hd.crew_follow(t, 'finish');
    end if;
    if t.crew_id is not null then
      perform hd.message_put('restored', t.crew_id, null, null, t.id,
                             line || ' ' || to_char(at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI'));
    end if;
    perform hd.ticket_keep(t.id);
  end loop;
end $$;

-- Heat was not back after all: who waits for a user's word on it goes back to work.
create function hd.outage_untell(o hd.outage) returns void
language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  t hd.ticket;
begin
  for t in select k.* from hd.ticket k where k.outage_id = o.id and k.is_open order by k.id loop
    perform hd.desk_fact('ticket_noted', t.id, t.node_id, clock_timestamp(), null, o.id, null, 'not_restored',
                         'O-' || o.id, null, null);
    if t.state = 'to_confirm' and t.cause = 'outage' then
      perform hd.desk_fact('ticket_unconfirmed', t.id, t.node_id, clock_timestamp(), null, null, null, '',
                           'O-' || o.id, null, null);
    end if;
    perform hd.ticket_keep(t.id);
  end loop;
end $$;

-- The last of its tickets is closed and the outage still runs: it is asked about, never ended by itself.
create function hd.outage_doubt(number bigint) returns void
language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  o hd.outage;
begin
  select * into o from hd.outage k where k.id = number and k.restored is null;
  if found and not exists (select from hd.ticket t where t.outage_id = number and t.is_open) then
    perform hd.desk_fact('outage_noted', o.id, o.node_id, clock_timestamp(), null, null, null, 'all_closed', '', null,
                         null);
    perform hd.outage_keep(o.id);
  end if;
end $$;

create function hd.outage_ask(client uuid, deed text, outage bigint, at timestamptz, number float8, other float8,
                              word text, words text, detail jsonb, out is_ok boolean, out code text, out why text,
                              out who text, out since timestamptz)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  role text := hd.role_of(session_user);
  o hd.outage;
  said timestamptz := coalesce(at, clock_timestamp());
  has_words boolean := coalesce(btrim(words), '') <> '';
  late text;
  line text := words;                      -- what the fact says
  kept jsonb;
  step hd.outage_step;
  fact text := case deed when 'edit' then 'edited' when 'forecast' then 'forecast' when 'plan' then 'plan_started'
               when 'reallocate' then 'reallocated' when 'crew' then 'crew' when 'step' then 'step'
               when 'notice' then 'notice' when 'restore' then 'restored' when 'explain' then 'explained'
               when 'note' then 'noted' when 'amend' then 'amended' when 'gather' then 'gather' end;
begin
  is_ok := false;
  why := '';
  who := '';
  word := hd.clean(word, 23);
  if client is null then
    raise exception 'outage_ask: a client uuid is expected';
  end if;
  number := nullif(number, 'NaN');
  other := nullif(other, 'NaN');
  perform hd.fact_lock();
  if exists (select from hd.fact f where f.ticket = client) then
    is_ok := true;
    code := 'done';
    return;
  end if;
  select * into o from hd.outage k where k.id = outage;
  code := case
    when deed in ('hold', 'suspend') then 'hold'
    when fact is null then 'deed'
    when role not in ('dispatcher', 'leader') or deed = 'amend' and role <> 'leader' then 'right'
    when o.id is null then 'gone'
    when o.restored is not null and deed not in ('note', 'explain', 'amend') then 'state'
    when said > clock_timestamp() + interval '1 s' or said < o.started then 'time'
    else '' end;
  if code = '' then
    why := case deed
      when 'forecast' then case when number is null then 'number' when not has_words and o.forecasts > 0 then 'words' end
      when 'plan' then case when coalesce(word, '') = '' then 'code' end
      when 'crew' then case when number is null then 'crew' when coalesce(word, '') not in ('on', 'off') then 'code' end
      when 'step' then case when o.plan = '' then 'plan' when other is null then 'number'
                            when coalesce(word, '') not in ('', 'done', 'void') then 'code' end
      when 'notice' then case when not has_words then 'words' end
      when 'note' then case when not has_words then 'words' end
      when 'explain' then case when coalesce(word, '') = '' then 'code' end
      when 'amend' then case when other is null then 'number' when not has_words then 'words' end end;
    if why is not null then
      code := 'missing';
    end if;
  end if;
  why := coalesce(why, '');
  if code = 'state' then
    why := 'restored';
    select f.who, f.at into who, since from hd.fact f
    where f.command_id = o.id and f.kind = 'outage_restored' order by f.seq desc limit 1;
  elsif code = '' and deed = 'forecast' and to_timestamp(number) <= clock_timestamp() then
    code := 'time';
    why := 'past';
  elsif code = '' and deed = 'crew' and not exists (select from hd.crew c where c.id = number and not c.retired) then
    code := 'crew';
    why := 'unknown';
  elsif code = '' and deed = 'plan' then
    kept := hd.plan_copy(word);
    if kept is null then
      code := 'plan';
      why := word;
    elsif o.plan = word then
      code := 'done';
      select f.who, f.at into who, since from hd.fact f
      where f.command_id = o.id and f.kind = 'outage_plan_started' order by f.seq desc limit 1;
    end if;
    line := concat_ws(': ', kept->>'title', nullif(btrim(words), ''));
  elsif code = '' and deed = 'step' then
    select * into step from hd.outage_step s where s.outage_id = o.id and s.n = other;
    if step.n is null then
      code := 'step';
      why := '1..' || (select count(*) from hd.outage_step s where s.outage_id = o.id);
    elsif (step.done is null) = (coalesce(word, '') = 'void') then
      code := 'done';                      -- ticked, or not, by whoever was faster
      select f.who, f.at into who, since from hd.fact f
      where f.command_id = o.id and f.kind = 'outage_step' and f.old_value = other order by f.seq desc limit 1;
    elsif said < (select f.at from hd.fact f where f.command_id = o.id and f.kind = 'outage_plan_started'
                  order by f.seq desc limit 1) then
      code := 'time';
      why := 'state';
    end if;
    line := concat_ws(' ', step.n || '/' || (select count(*) from hd.outage_step s where s.outage_id = o.id),
                      step.text, nullif(btrim(words), ''));
  elsif code = '' and deed = 'amend' and not exists (
          select from hd.fact f where f.seq = other and f.command_id = o.id and f.kind like 'outage\_%'
            and f.kind <> 'outage_amended' and not (f.kind = 'outage_started' and number is null)) then
    code := 'gone';
  elsif code = '' and deed in ('restore', 'explain') then
    select c.purpose into late from hd.outage_clock c
    where c.outage_id = o.id and coalesce(c.stopped, said) > c.due and (c.explained is null or deed = 'explain')
    order by c.explained is not null, c.due limit 1;
    if deed = 'restore' and late is not null and coalesce(detail->>'reason', '') = '' then
      code := 'reason';
      why := late;
    elsif deed = 'explain' and late is null then
      code := 'done';
    end if;
  end if;
  if code <> '' then
    return;
  end if;
  if deed = 'gather' then
    why := hd.outage_gather(client, o.id)::text;
    is_ok := true;
    return;
  end if;
  if deed = 'restore' then
    for late in select c.purpose from hd.outage_clock c
                where c.outage_id = o.id and c.explained is null and coalesce(c.stopped, said) > c.due loop
      perform hd.desk_fact('outage_explained', o.id, o.node_id, clock_timestamp(), null, null, late,
                           detail->>'reason', detail->>'reason_words', null, null);
    end loop;
  end if;
  perform hd.desk_fact('outage_' || fact, o.id, o.node_id, said, other, number,
                       case deed when 'explain' then late when 'step' then o.plan end, coalesce(word, ''),
                       line, kept, client);
  perform hd.outage_keep(o.id);
  if deed = 'restore' then
    perform hd.outage_tell(o, said);
  elsif deed = 'amend' and number is null
        and exists (select from hd.fact f where f.seq = other and f.kind = 'outage_restored') then
    perform hd.outage_untell(o);
  end if;
  is_ok := true;
end $$;

-- The words that are published: what, where, for whom, until when.
create function hd.outage_notice(number bigint, language text) returns text language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select case when language = 'en' then
    format('Heating outage: %s. Affected: %s households at %s stations. Since %s%s. We work without a break and ask for your '
           'patience.', n.name, o.households, o.stations,
           to_char(o.started at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'),
           coalesce(', expected back at ' || to_char(o.eta at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), ''))
  else
    format('停热通知：%s因%s停热，影响%s座热力站、%s户。开始时间%s%s。抢修不间断进行，给您带来不便敬请谅解。', n.name, o.cause, o.stations, o.households,
           to_char(o.started at time zone 'Asia/Shanghai', 'MM月DD日HH24:MI'),
           coalesce('，预计' || to_char(o.eta at time zone 'Asia/Shanghai', 'MM月DD日HH24:MI') || '恢复', ''))
  end
  from hd.outage o join hd.node n on n.id = o.node_id where o.id = number
$$;

insert into hd.setting values ('crew_gap_minutes', 30, 'an outage without a crew for so long is told (7.3.4 a)');

-- What of an outage's clocks is due to be told: the same steps as a ticket's (hd.escalation_due), the highest that
-- is reached if none as high was told, and after the limit again and again until somebody does something.
create function hd.outage_due()
returns table (outage_id bigint, node_id int, purpose text, step text, percent float8, role text)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  with running as (
    select o.id, o.node_id, k.purpose, k.due,
           100 * extract(epoch from clock_timestamp() - k.started)::float8
             / greatest(extract(epoch from k.due - k.started)::float8, 1) as spent,
           case when exists (select from hd.escalation_step x where x.purpose = k.purpose)
                then k.purpose else '' end as steps
    from hd.outage_clock k join hd.outage o on o.id = k.outage_id
    where k.stopped is null and o.restored is null),
  known as (
    select r.*, e.percent as reached, e.role, told.step as told, told.last as told_last, deed.last as deed_last
    from running r
    left join lateral (
      select s.percent, s.role from hd.escalation_step s
      where s.purpose = r.steps and s.percent <= r.spent order by s.percent desc limit 1) e on true
    cross join lateral (
      select max(f.new_value) filter (where f.code like '%\%') as step, max(f.stored) as last from hd.fact f
      where f.command_id = r.id and f.kind = 'outage_noted' and f.point = r.purpose) told
    cross join lateral (
      select max(f.stored) as last from hd.fact f
      where f.command_id = r.id and f.kind like 'outage\_%'
        and not (f.kind = 'outage_noted' and f.code <> '')) deed)
  select k.id, k.node_id, k.purpose, k.reached || '%', k.reached::float8, k.role
  from known k where k.reached > coalesce(k.told, 0)
  union all
  select k.id, k.node_id, k.purpose, 'again', floor(k.spent), e.role
  from known k join hd.escalation_role e on e.event = 'again'
  where k.spent >= 100 and coalesce(k.reached, 0) <= coalesce(k.told, 0)
    and greatest(k.due, k.told_last, k.deed_last) < clock_timestamp() - make_interval(
          mins => (select s.value from hd.setting s where s.name = 'escalate_again_minutes'))
  order by 5 desc, 1
$$;

-- What time brings to outages: called with hd.ticket_tick.
create function hd.outage_tick() returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  o hd.outage;
  d record;
begin
  for o in select k.* from hd.outage k
           where k.restored is null and k.crew_gap_since < clock_timestamp() - make_interval(
             mins => (select s.value from hd.setting s where s.name = 'crew_gap_minutes')) loop
    if not exists (select from hd.fact f where f.command_id = o.id and f.kind = 'outage_noted' and f.code = 'gap'
                   and f.at >= o.crew_gap_since) then
      perform hd.desk_fact('outage_noted', o.id, o.node_id, clock_timestamp(), null, null, null, 'gap',
                           'no crew since ' || to_char(o.crew_gap_since at time zone 'Asia/Shanghai', 'HH24:MI'), null,
                           null);
      perform hd.outage_keep(o.id);
    end if;
  end loop;
  for d in select u.*, hd.duty_whom(u.role) as whom from hd.outage_due() u loop
    perform hd.desk_fact('outage_noted', d.outage_id, d.node_id, clock_timestamp(), null, d.percent, d.purpose, d.step,
                         d.whom, null, null);
    perform hd.outage_keep(d.outage_id);
    perform hd.message_put('outage', null, d.whom, null, null, concat_ws(' ', 'O-' || d.outage_id, d.purpose, d.step));
  end loop;
end $$;

grant select on hd.outage, hd.outage_clock, hd.outage_step, hd.outage_node to hd_reader;
grant execute on function hd.outage_reach(int), hd.outage_at(int), hd.outage_notice(bigint, text) to hd_reader;
grant execute on function hd.outage_start(uuid, int, text, timestamptz, text, jsonb),
  hd.outage_ask(uuid, text, bigint, timestamptz, float8, float8, text, text, jsonb), hd.outage_gather(uuid, bigint)
  to hd_dispatcher, hd_leader;
