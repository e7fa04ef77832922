-- What an operator sets: limits of new tickets, and settings, each with its record.

-- Seconds of a clock, and whether the rule holds at all. Open tickets keep what they were opened with.
create function hd.ticket_limit_put(limit_purpose text, limit_seconds int, limit_is_on boolean) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  was hd.ticket_limit;
begin
  if limit_seconds is null or limit_seconds not between 60 and 2592000 or limit_is_on is null then
    raise exception 'ticket limit: expected 60 to 2592000 seconds, and whether it is on';
  end if;
  perform hd.fact_lock();
  select * into was from hd.ticket_limit l where l.purpose = limit_purpose;
  if not found then
    raise exception 'ticket limit: there is no clock %, expected one of %', limit_purpose,
      (select string_agg(l.purpose, ', ') from hd.ticket_limit l);
  end if;
  if was.clause <> '' and hd.role_of(session_user) <> 'admin' and (limit_seconds > was.limit_s or not limit_is_on) then
    raise exception 'ticket limit: % is the limit of %, which only an admin loosens', was.limit_s, was.clause
      using errcode = '42501';
  end if;
  update hd.ticket_limit l set limit_s = limit_seconds, is_on = limit_is_on where l.purpose = limit_purpose;
  perform hd.desk_fact('roster_changed', null, null, clock_timestamp(), was.limit_s * was.is_on::int,
                       limit_seconds * limit_is_on::int, limit_purpose, 'limit',
                       concat_ws(' ', limit_purpose, was.limit_s, '->', limit_seconds,
                                 case when not limit_is_on then 'off' end), null, null);
end $$;
grant execute on function hd.ticket_limit_put(text, int, boolean) to hd_leader, hd_admin;

-- As before; and a day that no year has, or a number that is none, is refused instead of breaking every report.
create or replace function hd.setting_set(setting_name text, setting_value int) returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  was int;
begin
  if setting_value is null or setting_value < 0 then
    raise exception 'setting %: expected a number that is not negative', setting_name;
  elsif setting_name in ('season_start', 'season_end') and not hd.is_month_day(setting_value) then
    raise exception 'setting %: % is no day, expected month and day as 1115', setting_name, setting_value;
  end if;
  perform hd.fact_lock();
  select s.value into was from hd.setting s where s.name = setting_name;
  if not found then
    raise exception 'there is no setting %', setting_name;
  end if;
  update hd.setting s set value = setting_value where s.name = setting_name;
  perform hd.desk_fact('roster_changed', null, null, clock_timestamp(), was, setting_value, null, 'setting',
                       concat_ws(' ', setting_name, was, '->', setting_value), null, null);
end $$;

create function hd.is_month_day(value int) returns boolean language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select value / 100 between 1 and 12
         and value % 100 between 1 and extract(day from make_date(2023, least(greatest(value / 100, 1), 12), 1)
                                                       + interval '1 month' - interval '1 day')
$$;

-- The moment at which the season that began at `start` is over: midnight behind its last day.
create function hd.season_end(start timestamptz) returns timestamptz language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select min(e.over) from (
    select make_timestamptz(y, v.value / 100, v.value % 100, 0, 0, 0, 'Asia/Shanghai') + interval '1 day' as over
    from hd.setting v, generate_series(extract(year from start)::int, extract(year from start)::int + 1) y
    where v.name = 'season_end') e
  where e.over > start
$$;
grant execute on function hd.season_end(timestamptz) to hd_reader;
