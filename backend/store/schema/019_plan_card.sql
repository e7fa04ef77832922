-- Plan cards (7.3.1): what is done in which order, by whom and by when, once something of a kind has happened.
-- An outage copies the steps into its own record when the plan is started (hd.outage_ask), so a card that changes
-- later rewrites no outage that runs.
create table hd.plan_card (
  code text collate "C" primary key,
  title text not null, title_en text not null default '' -- '' = as the title
);
create table hd.plan_card_step (
  card text collate "C" not null references hd.plan_card on delete cascade,
  n int not null check (n between 1 and 40),
  minutes int check (minutes between 0 and 10080), -- from the start of the plan; null = no time
  who text not null default '',            -- dispatcher leader supervisor crew source hotline, or a name
  text text not null, text_en text not null default '',
  primary key (card, n)
);

-- All cards anew, a row a step, in order; all or nothing. How many cards.
create function hd.plan_load(codes text[], titles text[], titles_en text[], minutes int[], people text[], texts text[],
                             texts_en text[]) returns int
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
declare
  count int;
begin
  if exists (select from unnest(codes, titles, texts) r (code, title, words)
             where coalesce(btrim(r.code), '') = '' or coalesce(btrim(r.words), '') = '') then
    raise exception 'plan_load: expected a code and a text in each row';
  end if;
  delete from hd.plan_card;
  insert into hd.plan_card
  select r.code, max(hd.clean(r.title, 60)), max(hd.clean(r.title_en, 90))
  from unnest(codes, titles, titles_en) u (code, title, title_en) cross join lateral (
    select hd.clean(u.code, 23) as code, u.title, u.title_en) r
  group by r.code;
  get diagnostics count = row_count;
  insert into hd.plan_card_step
  select hd.clean(r.code, 23), row_number() over (partition by hd.clean(r.code, 23) order by r.place), r.minutes,
         hd.clean(r.who, 60), hd.clean(r.words, 200), hd.clean(r.words_en, 200)
  from unnest(codes, minutes, people, texts, texts_en) with ordinality r (code, minutes, who, words, words_en, place);
  perform hd.desk_fact('roster_changed', null, null, clock_timestamp(), null, count, null, 'plan_cards',
                       (select 'plans.csv: ' || string_agg(c.title, ', ' order by c.code) from hd.plan_card c), null, null);
  return count;
end $$;

-- What an outage keeps of a card; null = there is none of this code.
create function hd.plan_copy(card text) returns jsonb language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select jsonb_build_object('title', c.title, 'title_en', c.title_en, 'steps', (
           select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                    'text', s.text, 'text_en', nullif(s.text_en, ''), 'who', nullif(s.who, ''), 'minutes', s.minutes))
                  order by s.n), '[]')
           from hd.plan_card_step s where s.card = c.code))
  from hd.plan_card c where c.code = plan_copy.card
$$;

-- A starting set in our own words; a utility puts its own in its place (plans.csv). The three codes that are kinds
-- of outages are what the console offers first for such an outage. Minutes are starting values.
insert into hd.plan_card values
  ('source', '热源停运', 'Heat source fault'),
  ('primary', '一次网泄漏', 'Leak in the primary network'),
  ('secondary', '二次网泄漏', 'Leak in the secondary network'),
  ('power', '热力站停电', 'Power loss at stations'),
  ('cold', '寒潮', 'Cold spell');
insert into hd.plan_card_step (card, n, minutes, who, text, text_en) values
  ('source', 1, 5, 'dispatcher', '向热源厂核实停运原因、预计恢复时间和可用负荷', 'Ask the plant for the cause, the time it needs and the load it still has'),
  ('source', 2, 10, 'leader', '报告值班领导，启动应急预案，各岗位到位', 'Report to the officer in charge, start the plan, everybody to their posts'),
  ('source', 3, 20, 'dispatcher', '关注一次网定压和补水，循环泵保持运行，防止汽化和冻结', 'Hold the primary pressure and make-up, keep the pumps turning against boiling and frost'),
  ('source', 4, 60, 'source', '调峰热源点火、提高其余热源负荷', 'Fire the peak-load source and raise the other sources'),
  ('source', 5, 120, 'dispatcher', '切换联络阀，重新分配各热源供热范围', 'Turn the connecting valves and re-allocate the areas of the sources'),
  ('source', 6, 150, 'dispatcher', '下调各站二次供温设定，医院、学校、养老机构优先', 'Lower the set-points of the stations; hospitals, schools and care homes come first'),
  ('source', 7, 180, 'hotline', '发布停热或降温公告，统一客服口径', 'Publish the notice and give the hotline its words'),
  ('source', 8, 1440, 'supervisor', '24小时内完成热源调配并上报主管部门（7.3.6）', 'Re-allocation done within 24 h and reported to the authority (7.3.6)'),
  ('primary', 1, 5, 'dispatcher', '根据补水量、压力和流量变化判断泄漏管段', 'Find the leaking section from make-up, pressures and flows'),
  ('primary', 2, 15, 'crew', '抢修队携带设备出动，现场设警戒，防止烫伤和塌陷', 'The repair crew leaves with its equipment; fence the place off: scalding and subsidence'),
  ('primary', 3, 45, 'crew', '关闭两端分段阀，隔离泄漏管段', 'Close the section valves at both ends of the leak'),
  ('primary', 4, 60, 'dispatcher', '确定影响的热力站，其余管网恢复定压、转供', 'List the stations that are cut off; restore pressure and feed the rest another way'),
  ('primary', 5, 75, 'hotline', '发布停热公告，说明范围和预计恢复时间', 'Publish the notice with the area and the expected time'),
  ('primary', 6, 90, 'dispatcher', '停运站循环泵低频运行或泄水防冻', 'Stations without heat: pumps at low speed, or drained against frost'),
  ('primary', 7, NULL, 'crew', '泄水、开挖、抢修，连续作业直至修复（7.3.4）', 'Drain, dig, repair; without a break until it is done (7.3.4)'),
  ('primary', 8, NULL, 'crew', '充水、排气、缓慢升压升温，检查焊口和补偿器', 'Fill, vent, raise pressure and temperature slowly, check welds and compensators'),
  ('primary', 9, NULL, 'dispatcher', '逐站恢复供热，核对供回温和压力', 'Bring the stations back one by one and check temperatures and pressures'),
  ('secondary', 1, 5, 'dispatcher', '核对补水量、二次回压和水箱液位，确认泄漏小区', 'Check make-up, secondary return pressure and tank level; which community leaks'),
  ('secondary', 2, 15, 'crew', '抢修队出动，关闭泄漏支路阀门，切断进水和用电隐患', 'The crew leaves, closes the branch and keeps the water off electrics'),
  ('secondary', 3, 30, 'dispatcher', '补水不足时停循环泵，避免抽空', 'Stop the circulation pump when the make-up cannot hold the pressure'),
  ('secondary', 4, 40, 'hotline', '通知受影响用户，提醒关闭户内放风阀', 'Tell the users; ask them to close their air vents'),
  ('secondary', 5, NULL, 'crew', '开挖、抢修，连续作业，12小时内完成（7.3.6）', 'Dig and repair without a break, within 12 h (7.3.6)'),
  ('secondary', 6, NULL, 'crew', '充水排气，检查无渗漏', 'Fill and vent, check that nothing leaks'),
  ('secondary', 7, NULL, 'dispatcher', '恢复循环，核对供回温，回访末端用户', 'Circulate again, check temperatures, ask the users at the far end'),
  ('power', 1, 5, 'dispatcher', '确认停电站点和范围，区分外线停电和站内故障', 'Which stations, and whether it is the grid or the station itself'),
  ('power', 2, 10, 'dispatcher', '向供电部门核实原因和预计送电时间', 'Ask the power company for the cause and the time'),
  ('power', 3, 20, 'crew', '电工到站检查，具备条件的接入发电机', 'An electrician to the station; connect a generator where there is one'),
  ('power', 4, 30, 'dispatcher', '关闭一次侧调节阀，防止板换汽化和超温送电', 'Close the primary control valve against boiling and a hot restart'),
  ('power', 5, 60, 'hotline', '超过1小时发布停热公告', 'Longer than an hour: publish the notice'),
  ('power', 6, 120, 'crew', '气温低于0度时泄水防冻或投用临时热源', 'Below 0 C: drain against frost, or bring temporary heat'),
  ('power', 7, NULL, 'crew', '送电后检查相序，先补水定压再启循环泵，最后开一次阀', 'Power back: phase order, make-up and pressure first, then the pump, the primary valve last'),
  ('cold', 1, 60, 'leader', '接到寒潮预警后召集会商，确定升温方案和时间', 'After the warning: meet and settle by how much and when to raise'),
  ('cold', 2, 120, 'source', '热源提前升温，确认燃料、水、电和备用机组', 'Sources raise ahead of it; fuel, water, power and stand-by units checked'),
  ('cold', 3, 180, 'dispatcher', '复核各站气候补偿曲线，关注调节阀开度超过90%的站', 'Check the heating curves; stations whose valve is above 90 % have no reserve'),
  ('cold', 4, 240, 'crew', '抢修队加强备勤，检查车辆、发电机和备件', 'Crews on stronger stand-by; vehicles, generators and spares checked'),
  ('cold', 5, 360, 'crew', '巡检架空管、阀井和不采暖房间的防冻措施', 'Walk the overhead pipes, valve pits and unheated rooms: frost protection'),
  ('cold', 6, NULL, 'hotline', '增加客服坐席，准备答复口径', 'More seats at the hotline, with prepared answers'),
  ('cold', 7, NULL, 'dispatcher', '加密室温抽测和末端站巡检，直到预警解除', 'Measure rooms and far stations more often until the warning is lifted');

grant select on hd.plan_card, hd.plan_card_step to hd_reader;
grant execute on function hd.plan_load(text[], text[], text[], int[], text[], text[], text[]) to hd_admin;
