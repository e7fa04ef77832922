-- What an outage is and when it was is not a matter of choice: below a station it is of the secondary network and has
-- 12 hours (7.3.6); a correction lies neither before the outage nor after the telling, and moves its start behind
-- nothing that was done at it; a forecast is within 30 days; the reasons of a breach are those of tickets.

-- Whether an entry may have been at that moment.
create function hd.outage_fits(o hd.outage, entry bigint, at timestamptz) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select outage_fits.at <= e.stored + interval '1 s'
         and case e.kind
             when 'outage_started' then
               outage_fits.at >= e.stored - interval '30 days'
               and not exists (select from hd.desk_events(o.id, 'outage') k where k.seq <> e.seq and k.at < outage_fits.at)
             else outage_fits.at >= o.started end
  from hd.fact e where e.seq = entry
$$;

do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.outage_start', E'    when kind not in (\'primary\', \'secondary\', \'source\') then \'kind\'\n',
       E'    when kind not in (\'primary\', \'secondary\', \'source\') then \'kind\'\n'
       '    when kind <> \'secondary\' and node_kind not in (\'source\', \'network\', \'junction\') then \'network\'\n'),
      ('hd.outage_ask', E'when \'explain\' then case when coalesce(word, \'\') = \'\' then \'code\' end\n',
       E'when \'explain\' then case when not hd.is_word(\'breach\', word) then \'code\' end\n'),
      ('hd.outage_ask', E'late is not null and coalesce(detail->>\'reason\', \'\') = \'\' then\n',
       E'late is not null and not hd.is_word(\'breach\', detail->>\'reason\') then\n'),
      ('hd.outage_ask', E'and not (f.kind = \'outage_started\' and number is null)) then\n    code := \'gone\';\n',
       E'and not (f.kind = \'outage_started\' and number is null)) then\n    code := \'gone\';\n'
       '  elsif code = \'\' and deed in (\'amend\', \'forecast\') and not coalesce(abs(number) < 1e11, true) then\n'
       '    code := \'missing\';\n    why := \'number\';\n'
       '  elsif code = \'\' and deed = \'forecast\' and to_timestamp(number) > clock_timestamp() + interval \'30 days\' then\n'
       '    code := \'time\';\n    why := \'far\';\n'
       '  elsif code = \'\' and deed = \'amend\' and number is not null\n'
       '        and not hd.outage_fits(o, other::bigint, to_timestamp(number)) then\n'
       '    code := \'time\';\n    why := \'state\';\n'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
