-- When a crew's next word is expected follows from what it does and from all its open jobs, looked up each time: nothing
-- that becomes of one job can disarm the watch of another.
alter table hd.crew_state rename column next_check to said_next; -- what it said itself, until its next word
alter table hd.crew_state add column heard timestamptz;
update hd.crew_state set heard = since;

create function hd.crew_next(of_crew int) returns timestamptz language sql stable security definer
set search_path = pg_catalog, hd, pg_temp as $$
  with s as (select c.status, c.heard, c.said_next from hd.crew_state c where c.crew_id = of_crew),
  job as ( -- nothing is heard of one on hold; resumed, it counts anew
    select t.state, greatest(t.state_since, (select max(f.at) from hd.fact f
                                             where f.command_id = t.id and f.kind = 'ticket_resumed')) as since
    from hd.ticket t where t.crew_id = of_crew and t.is_open and t.held_since is null),
  doing as ( -- of several jobs it does the furthest
    select w.status, (select max(j.since) from job j where j.state = w.state) as since
    from (values (1, 'on_site', 'on_site'), (2, 'under_way', 'under_way'), (3, 'on_job', 'taken')) w (place, status, state)
    where w.state in (select j.state from job j) or w.status in (select s.status from s)
    order by w.place limit 1),
  take as (select hd.crew_interval('take') as span)
  select least(
    -- every so many minutes from when it was given, whatever is heard of other jobs meanwhile
    (select min(j.since + (1 + floor(greatest(extract(epoch from s.heard - j.since) / extract(epoch from take.span), 0)))
                * take.span)
     from job j cross join take left join s on true where j.state = 'dispatched'),
    coalesce((select s.said_next from s),
             (select greatest((select s.heard from s), d.since) + hd.crew_interval(d.status) from doing d)))
$$;

create or replace view hd.crew_now as
  select c.id, c.code, c.name, c.phone, coalesce(s.status, 'free') as status, s.since, hd.crew_next(c.id) as next_check,
         coalesce(s.is_silent, false) as is_silent, hd.crew_open(c.id) as load,
         (select string_agg('T-' || t.id, ' ' order by t.id) from hd.ticket t
            where t.crew_id = c.id and t.is_open) as jobs,
         (select max(t.finished) from hd.ticket t where t.crew_id = c.id) as last_end,
         c.id in (select d.crew_id from hd.on_duty(clock_timestamp()) d where d.crew_id is not null) as is_on_duty,
         c.leader
  from hd.crew c left join hd.crew_state s on s.crew_id = c.id where not c.retired;

-- What somebody has to do now: T-7 T-9. Not what waits for parts or for its user's word.
create function hd.crew_jobs(of_crew int) returns text language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select coalesce(string_agg('T-' || t.id, ' ' order by t.id), '') from hd.ticket t
  where t.crew_id = of_crew and t.is_open and t.state <> 'to_confirm' and t.held_since is null
$$;

-- The crew's word, or somebody's of it, says what it does.
create or replace function hd.crew_is(crew int, now_status text) returns void language sql
set search_path = pg_catalog, hd, pg_temp as $$
  insert into hd.crew_state as s (crew_id, status, since, heard)
  values (crew, now_status, clock_timestamp(), clock_timestamp())
  on conflict (crew_id) do update
  set status = now_status, since = case when s.status = now_status then s.since else clock_timestamp() end,
      heard = clock_timestamp(), said_next = null, is_silent = false
$$;

-- As before (014); a crew that a desk takes a job from has not been heard of by that.
create or replace function hd.crew_follow(t hd.ticket, deed text) returns void language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  given int;
  was text;
  others text;
  now_status text := case deed when 'take' then 'on_job' when 'go' then 'under_way' when 'arrive' then 'on_site' end;
begin
  if deed = 'dispatch' then
    given := (select f.new_value from hd.fact f where f.command_id = t.id and f.kind = 'ticket_dispatched'
              order by f.seq desc limit 1);
    insert into hd.crew_state as s (crew_id, status, since, last_job)
    values (given, 'free', clock_timestamp(), clock_timestamp())
    on conflict (crew_id) do update set last_job = excluded.last_job;
  end if;
  if t.crew_id is null or t.crew_id = given then
    return;
  end if;
  if now_status is null and not (deed in ('finish', 'refuse', 'dispatch', 'close')
                                 and t.state in ('dispatched', 'taken', 'under_way', 'on_site')) then
    return;
  end if;
  was := coalesce((select s.status from hd.crew_state s where s.crew_id = t.crew_id), 'free');
  others := (select case when bool_or(k.state = 'on_site') then 'on_site'
                         when bool_or(k.state = 'under_way') then 'under_way'
                         when bool_or(k.state = 'taken') then 'on_job' end
             from hd.ticket k where k.crew_id = t.crew_id and k.id <> t.id and k.is_open);
  if now_status = 'on_job' and others in ('under_way', 'on_site') then
    now_status := was;                     -- a second job taken at the first
  elsif now_status is null then
    now_status := coalesce(others, case when was in ('off_duty', 'break') then was else 'free' end);
  end if;
  if deed in ('dispatch', 'close') then
    update hd.crew_state s
    set status = now_status, since = case when s.status = now_status then s.since else clock_timestamp() end
    where s.crew_id = t.crew_id;
  else
    perform hd.crew_is(t.crew_id, now_status);
  end if;
end $$;

-- As before (014). Who goes home or has a break with jobs in hand: the dispatcher is told. A crew does not go home with
-- them at all; a desk may send it, which leaves the jobs' own watch as it is.
create or replace function hd.crew_ask(client uuid, deed text, crew int, number float8, word text, words text, detail jsonb,
                                       out is_ok boolean, out code text, out why text, out who text, out since timestamptz)
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  role text := hd.role_of(session_user);
  c hd.crew;
  jobs text;
begin
  is_ok := false;
  why := '';
  who := '';
  if client is null then
    raise exception 'crew_ask: a client uuid is expected';
  end if;
  number := nullif(number, 'NaN');
  perform hd.fact_lock();
  if exists (select from hd.fact f where f.ticket = client) then
    is_ok := true;
    code := 'done';
    return;
  end if;
  select * into c from hd.crew k where k.id = crew and not k.retired;
  jobs := hd.crew_jobs(c.id);
  code := case
    when coalesce(deed, '') not in ('status', 'check_in', 'put') then 'deed'
    when deed = 'put' then case when role = 'leader' then '' else 'right' end
    when c.id is null then 'gone'
    when role in ('dispatcher', 'leader') or role = 'crew' and hd.crew_is_mine(c.id) then '' else 'right' end;
  if code = '' and deed = 'status'
     and coalesce(word, '') not in ('off_duty', 'free', 'on_job', 'under_way', 'on_site', 'break') then
    code := 'missing';
    why := 'code';
  elsif code = '' and deed = 'status' and word = 'off_duty' and role = 'crew' and jobs <> '' then
    code := 'jobs';
    why := jobs;
  elsif code = '' and deed = 'check_in' and number not between 1 and 1440 then
    code := 'missing';
    why := 'number';
  end if;
  if code <> '' then
    return;
  end if;
  case deed
  when 'status' then
    perform hd.desk_fact('crew_status', c.id, null, clock_timestamp(), null, c.id, null, word,
                         concat_ws(' ', c.name, case when word in ('off_duty', 'break') then nullif(jobs, '') end,
                                   nullif(words, '')), null, client);
    perform hd.crew_is(c.id, word);
    if word in ('off_duty', 'break') and jobs <> '' then
      perform hd.message_put('crew', null, hd.duty_whom((select e.role from hd.escalation_role e
                                                         where e.event = 'silent')), null, null,
                             concat_ws(' ', c.name, nullif(c.phone, ''), word, jobs));
    end if;
  when 'check_in' then
    perform hd.crew_is(c.id, coalesce((select s.status from hd.crew_state s where s.crew_id = c.id), 'free'));
    update hd.crew_state s set said_next = clock_timestamp() + make_interval(mins => number::int)
    where s.crew_id = c.id;
    perform hd.desk_fact('crew_checked_in', c.id, null, clock_timestamp(), extract(epoch from hd.crew_next(c.id)), c.id,
                         null, '', concat_ws(' ', c.name, nullif(words, '')), null, client);
  else
    begin
      perform hd.crew_put(detail->>'code', detail->>'name', coalesce(detail->>'phone', ''),
                          regexp_split_to_array(nullif(btrim(detail->>'skills'), ''), '\s+'),
                          regexp_split_to_array(nullif(btrim(detail->>'areas'), ''), '\s+'),
                          coalesce(detail->>'hook', ''), coalesce(detail->>'login', ''),
                          coalesce(detail->>'retired', '') = '1', coalesce(detail->>'leader', ''), client);
    exception when raise_exception then
      code := 'missing';
      why := left(sqlerrm, 90);
      return;
    end;
  end case;
  is_ok := true;
end $$;

-- Crews that are silent and were not told, or were and are not any more.
create function hd.crew_turned() returns table (crew_id int, next_check timestamptz, is_silent boolean)
language sql stable set search_path = pg_catalog, hd, pg_temp as $$
  select n.crew_id, n.next_check, n.is_late
  from (select s.crew_id, s.is_silent, x.at as next_check, coalesce(x.at < clock_timestamp(), false) as is_late
        from hd.crew_state s join hd.crew c on c.id = s.crew_id and not c.retired
        cross join lateral (select hd.crew_next(s.crew_id) as at) x) n
  where n.is_silent <> n.is_late
$$;

-- Crews whose next word is overdue: told once, until they are heard of.
create or replace function hd.crew_listen() returns int language plpgsql
set search_path = pg_catalog, hd, pg_temp as $$
declare
  c record;
  told int := 0;
begin
  for c in select k.crew_id, k.is_silent, w.name, k.next_check, w.jobs, w.phone
           from hd.crew_turned() k join hd.crew_now w on w.id = k.crew_id loop
    update hd.crew_state s set is_silent = c.is_silent where s.crew_id = c.crew_id;
    continue when not c.is_silent;
    perform hd.desk_fact('crew_silent', c.crew_id, null, clock_timestamp(), extract(epoch from c.next_check),
                         c.crew_id, null, '', concat_ws(' ', c.name, c.jobs), null, null);
    perform hd.message_put('silent', null, hd.duty_whom((select e.role from hd.escalation_role e
                                                         where e.event = 'silent')), null, null,
                           concat_ws(' ', c.name, nullif(c.phone, ''), c.jobs));
    told := told + 1;
  end loop;
  return told;
end $$;

do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.ticket_tick', E'exists (select from hd.crew_state s where s.next_check < clock_timestamp() and not s.is_silent)',
       E'exists (select from hd.crew_turned())'),
      ('hd.crew_put', E'set next_check = null', E'set said_next = null'),
      -- heat that is back is no word of a crew
      ('hd.outage_tell', E'crew_follow(t, \'finish\')', E'crew_follow(t, \'close\')'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;

grant execute on function hd.crew_next(int) to hd_reader;
