-- A plan that was started by mistake is stopped, with the reason: nothing of it is to be done any more, and its clocks
-- run on as if it had never been started. Both entries stay in the record.

-- Which clocks of an outage run again at that moment: those that the plan's start had stopped, and with a forecast what
-- that says of the plan (7.3.4 b).
create function hd.outage_planless(clocks hd.clock_run[], o hd.outage, starts bigint[], limit_s float8, at timestamptz,
                                   seq bigint)
returns hd.clock_run[] language plpgsql immutable set search_path = pg_catalog, hd, pg_temp as $$
declare
  k hd.clock_run;
  made hd.clock_run[] := '{}';
begin
  foreach k in array clocks loop
    if k.purpose = 'source' or k.stopped_by = any (starts) then
      k.stopped := null;
      k.stopped_by := null;
    end if;
    made := made || k;
  end loop;
  return case when o.eta is null then made else hd.outage_foreseen(made, o, limit_s, at, seq) end;
end $$;

do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.outage_keep', E'  plan_since timestamptz; ', E'  plan_starts bigint[] := \'{}\';          -- the facts that started one\n'
       '  plan_since timestamptz; '),
      ('hd.outage_keep', E'    when \'outage_plan_started\' then\n', E'    when \'outage_plan_stopped\' then
      if o.plan_started is not null and o.restored is null then
        o.plan := \'\';
        o.plan_title := \'\';
        o.plan_title_en := \'\';
        o.plan_started := null;
        ticks := \'{}\';
        card := \'[]\';
        c := hd.outage_planless(c, o, plan_starts, (told->>\'limit.plan\')::float8, e.at, e.seq);
      end if;
    when \'outage_plan_started\' then
      plan_starts := plan_starts || e.seq;
'),
      ('hd.outage_ask', E'when \'plan\' then \'plan_started\'\n', E'when \'plan\' then \'plan_started\' when \'unplan\' then \'plan_stopped\'\n'),
      ('hd.outage_ask', E'      when \'notice\' then case when not has_words then \'words\' end\n',
       E'      when \'unplan\' then case when o.plan = \'\' then \'plan\' when not has_words then \'words\' end\n'
       '      when \'notice\' then case when not has_words then \'words\' end\n'),
      ('hd.outage_ask', E'  elsif code = \'\' and deed = \'step\' then\n',
       E'  elsif code = \'\' and deed = \'unplan\' then\n'
       '    if said < o.plan_started then\n'
       '      code := \'time\';\n'
       '      why := \'state\';\n'
       '    end if;\n'
       '    line := concat_ws(\': \', o.plan_title, words);\n'
       '  elsif code = \'\' and deed = \'step\' then\n'),
      ('hd.outage_ask', E'when \'step\' then o.plan end', E'when \'step\' then o.plan when \'unplan\' then o.plan end'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
