-- 7.3.4 b, whoever forecasts what: the plan is due when heat is expected to be away for more than 24 h, and when it has
-- been. A breach of that stays on record. A forecast that has passed is told, until there is a new one. And a crew
-- that goes off duty leaves its outages, which shows.

-- By a new forecast. One that falls back takes the plan's clock away; one that had breached by then ends with it, late,
-- and runs on should the forecast grow again.
create function hd.outage_foreseen(clocks hd.clock_run[], o hd.outage, limit_s float8, at timestamptz, seq bigint)
returns hd.clock_run[] language plpgsql immutable set search_path = pg_catalog, hd, pg_temp as $$
declare
  is_long constant boolean := o.eta > o.started + interval '24 h';
  k hd.clock_run;
  made hd.clock_run[] := '{}';
begin
  foreach k in array clocks loop
    if k.purpose = 'plan' and is_long then
      k.stopped := null;
      k.stopped_by := null;
    elsif k.purpose = 'plan' and k.stopped is null then
      continue when at <= k.due;
      k.stopped := at;
      k.stopped_by := seq;
    end if;
    made := made || k;
  end loop;
  return case when is_long then hd.clock_begin(made, 'plan', 1, at, limit_s) else made end;
end $$;

-- By time alone: at `at` it has lasted for more than 24 h, and nobody has started a plan.
create function hd.outage_overlong(clocks hd.clock_run[], o hd.outage, limit_s float8, at timestamptz)
returns hd.clock_run[] language sql immutable set search_path = pg_catalog, hd, pg_temp as $$
  select case when o.plan_started is null and o.restored is null and at > o.started + interval '24 h'
              then hd.clock_begin(clocks, 'plan', 1, o.started + interval '24 h', limit_s) else clocks end
$$;

-- As before (015_outage), with these two.
create or replace function hd.outage_keep(number bigint) returns void language plpgsql
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
    c := hd.outage_overlong(c, o, (told->>'limit.plan')::float8, e.at);
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
        c := hd.outage_foreseen(c, o, (told->>'limit.plan')::float8, e.at, e.seq);
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
  c := hd.outage_overlong(c, o, (told->>'limit.plan')::float8, clock_timestamp());
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

-- A crew is not there any more: its outages' logs say so at once, and those that are without any crew then are told.
create function hd.crew_leave(c hd.crew, why text) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  o hd.outage;
begin
  for o in select k.* from hd.outage k where k.restored is null and c.id = any (k.crews) order by k.id loop
    perform hd.desk_fact('outage_crew', o.id, o.node_id, clock_timestamp(), null, c.id, null, 'off',
                         concat_ws(' ', c.name, why), null, null);
    perform hd.outage_keep(o.id);
    if exists (select from hd.outage k where k.id = o.id and k.crew_gap_since is not null) then
      perform hd.message_put('outage', null, hd.duty_whom((select e.role from hd.escalation_role e where e.event = 'gap')),
                             null, null, concat_ws(' ', 'O-' || o.id, 'gap', c.name, why));
    end if;
  end loop;
end $$;

insert into hd.escalation_role values ('gap', 'dispatcher'), ('forecast', 'dispatcher'), ('forecast_again', 'leader');

-- Forecasts that have passed: to the dispatcher at once, then to the leader, again and again until there is a new one.
create function hd.outage_forecast_tell() returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  d record;
  whom text;
begin
  for d in
    select o.id, o.node_id, o.eta, told.n
    from hd.outage o
    cross join lateral (
      select count(*)::int as n, max(f.stored) as last from hd.fact f
      where f.command_id = o.id and f.kind = 'outage_noted' and f.code = 'forecast_over'
        and f.new_value = extract(epoch from o.eta)::float8) told
    where o.restored is null and o.eta < clock_timestamp()
      and (told.last is null or told.last < clock_timestamp() - make_interval(
             mins => (select s.value from hd.setting s where s.name = 'escalate_again_minutes')))
    order by o.eta, o.id limit 20 loop
    whom := hd.duty_whom((select e.role from hd.escalation_role e
                          where e.event = case d.n when 0 then 'forecast' else 'forecast_again' end));
    perform hd.desk_fact('outage_noted', d.id, d.node_id, clock_timestamp(), d.n + 1, extract(epoch from d.eta), null,
                         'forecast_over', concat_ws(' ', to_char(d.eta at time zone 'Asia/Shanghai', 'MM-DD HH24:MI'),
                                                    nullif(whom, '')), null, null);
    perform hd.outage_keep(d.id);
    perform hd.message_put('outage', null, whom, null, null, concat_ws(' ', 'O-' || d.id, 'forecast_over',
                           to_char(d.eta at time zone 'Asia/Shanghai', 'MM-DD HH24:MI')));
  end loop;
end $$;

do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.outage_tick', E'  perform hd.outage_steps_tell();\n', E'  perform hd.outage_steps_tell();
  perform hd.outage_forecast_tell();
  perform hd.outage_keep(k.id) from hd.outage k -- a day has passed
  where k.restored is null and k.plan_started is null and k.started < clock_timestamp() - interval \'24 h\'
    and not exists (select from hd.outage_clock x where x.outage_id = k.id and x.purpose = \'plan\')
    and exists (select from hd.fact f where f.command_id = k.id and f.kind = \'outage_started\'
                and f.detail ? \'limit.plan\');
'),
      ('hd.outage_tick', E'HH24:MI\'), null,\n                           null);\n', E'HH24:MI\'), null,\n                           null);
      perform hd.message_put(\'outage\', null, hd.duty_whom((select e.role from hd.escalation_role e
                                                            where e.event = \'gap\')), null, null,
                             concat_ws(\' \', \'O-\' || o.id, \'gap\'));
'),
      ('hd.crew_ask', E'    perform hd.crew_is(c.id, word);\n', E'    perform hd.crew_is(c.id, word);
    if word = \'off_duty\' then
      perform hd.crew_leave(c, word);
    end if;
'),
      ('hd.crew_put', E'where s.crew_id = made.id and made.retired;\n', E'where s.crew_id = made.id and made.retired;
  if made.retired and not was.retired then
    perform hd.crew_leave(made, \'retired\');
  end if;
'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
