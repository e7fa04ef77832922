/* Crews: who may say what of which, what a crew may be given, who is suggested and why, and who is
 * on duty. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_crew_test");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    crew_bed_drop(&bed);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crew_bed_clear(&bed);
    return 0;
}

/* crew_ask() with a client of its own; "ok" or "CODE WHY". */
static void ask(struct pg *pg, const char *deed, long long crew, const char *rest,
                const char *wanted)
{
    crew_bed_expect(pg, wanted,
                    "select case when is_ok then concat_ws(' ', 'ok', nullif(code, '')) else"
                    " concat_ws(' ', code, nullif(why, '')) end"
                    " from hd.crew_ask(gen_random_uuid(), '%s', %lld, %s)",
                    deed, crew, rest);
}

static void status(struct pg *pg, long long crew, const char *word)
{
    char rest[80];
    snprintf(rest, sizeof rest, "null, '%s', '', '{}'", word);
    ask(pg, "status", crew, rest, "ok");
}

static void expect_status(long long crew, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted, "select status from hd.crew_now where id = %lld", crew);
}

/* Minutes until its next word, "" = none is expected. */
static void expect_next(long long crew, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted,
                    "select round(extract(epoch from next_check - clock_timestamp()) / 60)"
                    " from hd.crew_now where id = %lld",
                    crew);
}

static void expect_facts(const char *kind, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select count(*) from hd.fact where kind = '%s' and seq > (select"
                    " coalesce(max(seq), 0) from hd.fact where kind = 'imported')",
                    kind);
}

static void test_put(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "'', 'x', '', '{}', '{}', '', '', false",
        "'K9', '', '', '{}', '{}', '', '', false",
        "'K9', 'x', '', '{}', '{S1,nowhere}', '', '', false",
        "'K9', 'x', '', '{}', '{}', 'file:///etc/passwd', '', false",
        "'K9', 'x', '', '{}', '{}', 'http://a b', '', false",
        "'K9', 'x', '', '{}', '{}', '', 'proof_other proof_crew', false",
    };
    long long k1 = crew_bed_crew(&bed, "K1", "{N1}", true);
    assert_int_equal(crew_bed_crew(&bed, "K1", "{N1}", true), k1);
    expect_facts("crew_changed", "1"); /* the same again is nothing new */
    char sql[300];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(sql, sizeof sql, "select hd.crew_put(%s)", wrong[i]);
        assert_string_equal(ground_state(bed.leader, sql), "P0001");
    }
    crew_bed_expect(bed.root, "1", "select count(*) from hd.crew");
    assert_int_equal(crew_bed_crew(&bed, "K1", "{N1,S1}", true), k1);
    crew_bed_expect(bed.root, "N1 S1",
                    "select string_agg(n.code, ' ' order by n.code) from hd.crew c, hd.node n"
                    " where n.id = any(c.areas)");
    /* with a job it cannot go */
    long long job = crew_bed_open(&bed, "repair", 0);
    crew_bed_dispatch(&bed, job, k1);
    assert_string_equal(ground_state(bed.leader, "select hd.crew_put('K1', 'x', '', '{}', '{}', '',"
                                                 " '', true)"),
                        "P0001");
    /* where its messages go may hold a key: not for everybody */
    assert_string_equal(ground_state(bed.dispatcher, "select hook from hd.crew"), "42501");
    assert_string_equal(ground_state(bed.leader, "select hook from hd.crew"), "");
}

static void test_put_by_asking(void **state)
{
    (void)state;
    static const char given[] = "null, '', '', '{\"code\":\"K5\",\"name\":\"night\",\"skills\":"
                                "\"leak valve\",\"areas\":\"S1 S2\",\"leader\":\"wang\"}'";
    ask(bed.dispatcher, "put", 0, given, "right");
    ask(bed.leader, "put", 0, given, "ok");
    crew_bed_expect(bed.root, "night wang {leak,valve} 2",
                    "select concat_ws(' ', name, leader, skills, cardinality(areas)) from hd.crew");
    ask(bed.leader, "put", 0, "null, '', '', '{\"code\":\"K6\"}'",
        "missing a crew needs a code and a name");
}

static void test_status_and_check_in(void **state)
{
    (void)state;
    long long ours = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long other = crew_bed_crew(&bed, "K2", "{N1}", false);
    status(bed.crew, ours, "on_site");
    expect_status(ours, "on_site");
    expect_next(ours, "60");
    ask(bed.crew, "status", other, "null, 'free', '', '{}'", "right");
    ask(bed.crew, "check_in", other, "null, '', '', '{}'", "right");
    status(bed.dispatcher, other, "under_way");
    expect_next(other, "45");
    status(bed.leader, other, "free");
    expect_next(other, "");
    ask(bed.dispatcher, "check_in", other, "null, '', '', '{}'", "ok");
    expect_next(other, ""); /* a free crew is not expected to call */
    ask(bed.dispatcher, "check_in", other, "20, '', 'called', '{}'", "ok");
    expect_next(other, "20");
    ask(bed.dispatcher, "status", other, "null, 'asleep', '', '{}'", "missing code");
    ask(bed.dispatcher, "check_in", other, "0, '', '', '{}'", "missing number");
    ask(bed.dispatcher, "check_in", 999999, "null, '', '', '{}'", "gone");
    ask(bed.dispatcher, "dance", other, "null, '', '', '{}'", "deed");
    /* the same press once more is one */
    static const char once[] = "select concat(is_ok, code) from hd.crew_ask("
                               "'11111111-1111-4111-8111-111111111111', 'status', %lld, null,"
                               " 'break', '', '{}')";
    crew_bed_expect(bed.crew, "t", once, ours);
    crew_bed_expect(bed.crew, "tdone", once, ours);
    crew_bed_expect(bed.root, "crew_status break proof_crew crew K1",
                    "select concat_ws(' ', kind, code, who, text) from hd.fact"
                    " order by seq desc limit 1");
}

static void gate(long long ticket, long long crew, bool second, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted, "select hd.crew_gate(%lld, %lld, %s)", ticket, crew,
                    second ? "true" : "false");
}

/* Each answer, and the stricter wins. */
static void test_gates(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long first = crew_bed_open(&bed, "repair", 0), next = crew_bed_open(&bed, "repair", 0);
    gate(first, 999999, false, "unknown");
    gate(first, crew, false, "");
    crew_bed_dispatch(&bed, first, crew);
    gate(first, crew, false, ""); /* its own job is no second one */
    gate(next, crew, false, "busy");
    gate(next, crew, true, "");
    char rest[60];
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", crew);
    crew_bed_refused(bed.dispatcher, "dispatch", next, rest, "crew busy");
    crew_bed_run(bed.root, "update hd.crew_state set is_silent = true");
    gate(next, crew, false, "silent");
    gate(next, crew, true, "silent");
    crew_bed_run(bed.root, "update hd.crew_state set status = 'off_duty'");
    gate(next, crew, true, "off_duty");
    crew_bed_refused(bed.dispatcher, "dispatch", next, rest, "crew off_duty");
    crew_bed_run(bed.root, "update hd.crew set retired = true");
    gate(next, crew, true, "retired");
    /* a word from it, and it may be given a job again */
    crew_bed_run(bed.root, "update hd.crew set retired = false");
    status(bed.crew, crew, "free");
    gate(next, crew, true, "");
}

/* All of a ticket and of its clocks, but for the number of its newest fact. */
static char *whole(long long ticket)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select (t.*)::text || (select string_agg(c::text, ',' order by purpose)"
             " from hd.ticket_clock c where c.ticket_id = t.id) from hd.ticket t where id = %lld",
             ticket);
    return ground_ask(bed.root, sql);
}

static void second_job_resets_the_first(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long first = crew_bed_open(&bed, "repair", 20), second = crew_bed_open(&bed, "repair", 5);
    crew_bed_dispatch(&bed, first, crew);
    crew_bed_do(bed.crew, "take", first, "null, null, null, '', '', '{}'");
    crew_bed_do(bed.crew, "arrive", first, "null, null, null, '', '', '{}'");
    char *before = whole(first);
    crew_bed_pass(&bed, 0);
    char *since = ground_ask(bed.root, "select since from hd.crew_state");
    crew_bed_dispatch(&bed, second, crew);
    expect_status(crew, "on_site");
    crew_bed_do(bed.crew, "take", second, "null, null, null, '', '', '{}'");
    expect_status(crew, "on_site");
    crew_bed_expect(bed.root, since, "select since from hd.crew_state");
    char *after = whole(first);
    assert_string_equal(before, after);
    crew_bed_expect(bed.root, "2", "select load from hd.crew_now");
    /* and the end of one is not the end of the other */
    crew_bed_do(bed.crew, "finish", first, "null, null, null, 'valve', 'new seal', '{}'");
    expect_status(crew, "on_job");
    crew_bed_expect(bed.root, "taken", "select state from hd.ticket where id = %lld", second);
    crew_bed_do(bed.crew, "finish", second, "null, null, null, 'valve', 'new seal', '{}'");
    expect_status(crew, "free");
    free(before);
    free(after);
    free(since);
}

/* What it does follows from what becomes of its jobs. */
static void test_follow(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long next = crew_bed_crew(&bed, "K2", "{N1}", false);
    long long job = crew_bed_open(&bed, "repair", 5);
    crew_bed_dispatch(&bed, job, crew);
    crew_bed_do(bed.crew, "take", job, "null, null, null, '', '', '{}'");
    expect_status(crew, "on_job");
    crew_bed_do(bed.crew, "go", job, "null, null, null, '', '', '{}'");
    expect_status(crew, "under_way");
    crew_bed_dispatch(&bed, job, next); /* taken from the first */
    expect_status(crew, "free");
    expect_next(crew, "");
    crew_bed_do(bed.dispatcher, "refuse", job, "null, null, null, '', 'no parts', '{}'");
    expect_status(next, "free");
    /* who has gone home stays there, whatever is keyed in later */
    crew_bed_dispatch(&bed, job, next);
    status(bed.dispatcher, next, "off_duty");
    crew_bed_do(bed.dispatcher, "finish", job, "null, null, null, 'valve', 'done', '{}'");
    expect_status(next, "off_duty");
}

static void suggested(long long ticket, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted,
                    "select string_agg(concat_ws(':', code, why, shortfall), ', ' order by rank)"
                    " from hd.crew_suggest(%lld)",
                    ticket);
}

static void test_suggest(void **state)
{
    (void)state;
    crew_bed_crew(&bed, "K3", "{Q2}", false);
    long long far = crew_bed_crew(&bed, "K2", "{N1}", false);
    long long near = crew_bed_crew(&bed, "K1", "{S1}", false);
    long long job = crew_bed_open(&bed, "repair", 5);
    /* the nearest responsible node first */
    suggested(job, "K1:area free skill load=0:, K2:area free skill load=0:,"
                   " K3:free skill load=0:other_area");
    /* a roster: who has no shift falls behind who has one */
    crew_bed_run(bed.leader, "select hd.roster_put('K2', '', '', 'primary', now() - interval '1 h',"
                             " now() + interval '1 h', null)");
    suggested(job, "K2:area on_duty free skill load=0:,"
                   " K1:area free skill load=0:not_rostered,"
                   " K3:free skill load=0:other_area not_rostered");
    /* a job: who has one is refused another, and stands behind those that can go */
    long long other = crew_bed_open(&bed, "repair", 5);
    crew_bed_dispatch(&bed, other, far);
    char wanted[300], *last = ground_ask(bed.root, "select to_char(last_job at time zone"
                                                   " 'Asia/Shanghai', 'HH24:MI')"
                                                   " from hd.crew_state");
    snprintf(wanted, sizeof wanted,
             "K1:area free skill load=0:not_rostered,"
             " K3:free skill load=0:other_area not_rostered,"
             " K2:area on_duty skill load=1 last=%s:busy T%lld",
             last, other);
    suggested(job, wanted);
    free(last);
    /* skill, duty and silence */
    crew_bed_run(bed.leader, "select hd.crew_put('K3', 'x', '', '{weld}', '{Q2}', '', '', false)");
    status(bed.dispatcher, far, "off_duty");
    crew_bed_run(bed.root, "insert into hd.crew_state values (%lld, 'on_site', now(), now(), true)",
                 near);
    crew_bed_expect(bed.dispatcher,
                    "K3:other_area not_rostered no_skill repair, K1:not_rostered silent,"
                    " K2:off_duty busy",
                    "select string_agg(concat_ws(':', code, regexp_replace(shortfall, ' T\\d+',"
                    " '')), ', ' order by rank) from hd.crew_suggest(%lld)",
                    job);
}

static long long shift(const char *crew, const char *person, const char *role, const char *span,
                       long long covers)
{
    char sql[400], number[24] = "null";
    if (covers)
        snprintf(number, sizeof number, "%lld", covers);
    snprintf(sql, sizeof sql, "select hd.roster_put('%s', '%s', '', '%s', %s, %s)", crew, person,
             role, span, number);
    return ground_number(bed.leader, sql);
}

static void on_duty(const char *at, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted,
                    "select string_agg(concat_ws(' ', d.role, c.code, nullif(d.person, '')), ','"
                    " order by d.role, c.code) from hd.on_duty('2026-12-01 %s+08') d"
                    " left join hd.crew c on c.id = d.crew_id",
                    at);
}

#define SPAN(from, to) "'2026-12-" from "+08', '2026-12-" to "+08'"

static void test_on_duty(void **state)
{
    (void)state;
    crew_bed_crew(&bed, "K1", "{N1}", false);
    crew_bed_crew(&bed, "K2", "{N1}", false);
    crew_bed_crew(&bed, "K3", "{N1}", false);
    long long day = shift("K1", "", "primary", SPAN("01 08:00", "01 20:00"), 0);
    shift("K2", "", "primary", SPAN("01 10:00", "01 12:00"), day); /* splits it */
    shift("K3", "", "secondary", SPAN("01 08:00", "01 20:00"), 0);
    shift("", "wang", "leader", SPAN("01 08:00", "01 20:00"), 0);
    shift("", "wang", "vacation", SPAN("01 15:00", "03 00:00"), 0);
    on_duty("07:59", "");
    on_duty("08:00", "leader wang,primary K1,secondary K3");
    on_duty("10:00", "leader wang,primary K2,secondary K3");
    on_duty("12:00", "leader wang,primary K1,secondary K3");
    on_duty("15:00", "primary K1,secondary K3");
    on_duty("20:00", "");
    crew_bed_run(bed.leader, "select hd.crew_put('K3', 'x', '', '{}', '{}', '', '', true)");
    on_duty("12:00", "leader wang,primary K1");
    /* a shift ends early, and one that has not begun never was */
    crew_bed_run(bed.leader, "select hd.roster_end(%lld, '2026-12-01 14:00+08')", day);
    on_duty("14:00", "leader wang");
    crew_bed_run(bed.leader, "select hd.roster_end(%lld, '2026-12-01 07:00+08')", day);
    on_duty("13:00", "leader wang");
}

static void test_wrong_shifts(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "'K9', '', '', 'primary', " SPAN("01 08:00", "01 20:00") ", null",
        "'', '', '', 'primary', " SPAN("01 08:00", "01 20:00") ", null",
        "'K1', '', '', 'primary', " SPAN("01 20:00", "01 08:00") ", null",
        "'K1', '', '', 'secondary', " SPAN("01 09:00", "01 10:00") ", (select id from hd.roster)",
        "'K1', '', '', 'primary', " SPAN("01 07:00", "01 10:00") ", (select id from hd.roster)",
        "'K1', '', '', 'primary', " SPAN("01 09:00", "01 21:00") ", (select id from hd.roster)",
        "'K1', '', '', 'primary', " SPAN("01 09:00", "01 10:00") ", 999999",
    };
    char sql[300];
    crew_bed_crew(&bed, "K1", "{N1}", false);
    shift("K1", "", "primary", SPAN("01 08:00", "01 20:00"), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(sql, sizeof sql, "select hd.roster_put(%s)", wrong[i]);
        assert_string_equal(ground_state(bed.leader, sql), "P0001");
    }
    crew_bed_expect(bed.root, "1", "select count(*) from hd.roster");
}

static void gaps(const char *span, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted,
                    "select string_agg(to_char(starts at time zone 'Asia/Shanghai', 'MMDD HH24') ||"
                    " '-' || to_char(ends at time zone 'Asia/Shanghai', 'MMDD HH24') || ' ' || why,"
                    " ',' order by starts, why) from hd.roster_gaps(%s)",
                    span);
}

/* 6.2.2: a season's repair duty is there day and night; a crew without a phone is not. */
static void test_gaps(void **state)
{
    (void)state;
    crew_bed_crew(&bed, "K1", "{N1}", false);
    crew_bed_run(bed.leader, "select hd.crew_put('K2', 'x', '', '{}', '{}', '', '', false)");
    shift("K1", "", "primary", SPAN("01 00:00", "01 08:00"), 0);
    shift("K1", "", "secondary", SPAN("01 07:00", "01 16:00"), 0);
    shift("K2", "", "primary", SPAN("01 18:00", "02 00:00"), 0);
    shift("", "wang", "leader", SPAN("01 00:00", "02 00:00"), 0); /* is no repair duty */
    shift("K1", "", "vacation", SPAN("01 10:00", "01 11:00"), 0);
    gaps(SPAN("01 00:00", "02 00:00"), "1201 00-1202 00 phone,1201 10-1201 11 nobody,"
                                       "1201 16-1201 18 nobody,1201 18-1202 00 phone");
    /* one gap is one, whatever begins and ends in it */
    gaps(SPAN("03 00:00", "05 00:00"), "1203 00-1205 00 nobody");
    /* and outside the season there is none */
    gaps("'2026-03-14 00:00+08', '2026-03-20 00:00+08'", "0314 00-0316 00 nobody");
    gaps("'2026-11-13 00:00+08', '2026-11-16 00:00+08'", "1115 00-1116 00 nobody");
    crew_bed_run(bed.root, "update hd.setting set value = 1101 where name = 'season_start'");
    gaps("'2026-11-13 00:00+08', '2026-11-16 00:00+08'", "1113 00-1116 00 nobody");
}

/* What a login can read of tickets: rows, their words in the log, and messages about them. */
static void expect_seen(struct pg *pg, const char *wanted)
{
    ground_expect(
        pg,
        "select concat_ws('/', (select string_agg(phone, ' ' order by id) from hd.ticket),"
        " (select string_agg(distinct detail->>'phone', ' ') from hd.fact where kind ="
        " 'ticket_opened'), (select count(*) from hd.message where kind = 'dispatch'))",
        wanted);
}

static long long open_with_phone(const char *phone)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select id from hd.ticket_open(gen_random_uuid(), 'repair', (select id from hd.node"
             " where code = 'H1'), clock_timestamp(), 'cold', '{\"phone\":\"%s\"}')",
             phone);
    return ground_number(bed.dispatcher, sql);
}

/* What a login can read of the rest: crews and their phones, alarms, outages with their steps, and
 * what the log says of these. */
static void expect_rest(struct pg *pg, const char *wanted)
{
    ground_expect(
        pg,
        "select concat_ws('/', (select string_agg(code, ' ' order by code) from hd.crew_now),"
        " (select string_agg(phone, ' ' order by phone) from hd.crew),"
        " (select count(*) from hd.roster), (select count(*) > 0 from hd.alarm_last),"
        " (select string_agg(cause, ' ' order by id) from hd.outage),"
        " (select count(*) from hd.outage_clock where purpose = 'eta'),"
        " (select string_agg(distinct k, ' ' order by k) from (select split_part(kind, '_', 1)"
        " from hd.fact where kind ~ '^(alarm|outage|roster|crew)_') f (k)))",
        wanted);
}

static long long start_outage(const char *node, const char *cause)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select id from hd.outage_start(gen_random_uuid(), (select id from hd.node where code"
             " = '%s'), '', clock_timestamp(), '%s', '{}')",
             node, cause);
    return ground_number(bed.dispatcher, sql);
}

static void test_nothing_else_is_read(void **state)
{
    (void)state;
    char sql[300];
    struct pg *collector = ground_open(&bed.ground, COLLECTOR);
    ground_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node, hd.outage_step,"
                         " hd.alarm_last");
    long long crew = crew_bed_crew(&bed, "B1", "{}", true);
    crew_bed_crew(&bed, "B2", "{}", false);
    ground_run(bed.root, "update hd.crew set phone = '13' || code");
    crew_bed_run(bed.leader, "select hd.roster_put('B2', '', '', 'primary', now() - interval '1 h',"
                             " now() + interval '1 h', null)");
    ground_run(bed.root, "select hd.fact_append(array[(null, clock_timestamp(), 'alarm_raised',"
                         " (select id from hd.node where code = 'S1'), null, '', 77, null, null,"
                         " 'storm/2', '')::hd.fact_input])");
    long long first = start_outage("S1", "pipe"), second = start_outage("N1", "pump");
    start_outage("Q2", "valve");
    expect_rest(bed.crew, "B1/13B1/0/f/0/crew");
    snprintf(sql, sizeof sql,
             "select id from hd.ticket_open(gen_random_uuid(), 'repair', (select id from hd.node"
             " where code = 'H1'), clock_timestamp(), 'cold', '{\"outage\":\"%lld\"}')",
             first);
    crew_bed_dispatch(&bed, ground_number(bed.dispatcher, sql), crew); /* a job below the first */
    crew_bed_expect(bed.dispatcher, "ok",
                    "select case when is_ok then 'ok' else concat_ws(' ', code, why) end"
                    " from hd.outage_ask(gen_random_uuid(), 'crew', %lld, null, %lld, null, 'on',"
                    " '', '{}')",
                    second, crew); /* at the second itself */
    expect_rest(bed.crew, "B1/13B1/0/f/pipe pump/2/crew outage");
    expect_rest(bed.dispatcher, "B1 B2/13B1 13B2/1/t/pipe pump valve/3/alarm crew outage roster");
    expect_rest(collector, "B1 B2/13B1 13B2/1/t/pipe pump valve/3/alarm crew outage roster");
    ground_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node, hd.outage_step,"
                         " hd.alarm_last");
    pg_close(collector);
}

/* A phone on a street sees the jobs of its crew, from their dispatch to the end of the day; a
 * collector's login, which stands in a file, none. */
static void test_only_its_own_jobs_are_read(void **state)
{
    (void)state;
    struct pg *collector = ground_open(&bed.ground, COLLECTOR);
    long long crew = crew_bed_crew(&bed, "B1", "{}", true);
    long long others = crew_bed_crew(&bed, "B2", "{}", false);
    long long first = open_with_phone("111"), second = open_with_phone("222");
    expect_seen(bed.crew, "0");
    crew_bed_dispatch(&bed, first, crew);
    crew_bed_dispatch(&bed, second, others);
    expect_seen(bed.dispatcher, "111 222/111 222/2");
    expect_seen(bed.crew, "111/111/1");
    expect_seen(collector, "0");
    ground_expect(bed.dispatcher,
                  "select string_agg(load::text, ' ' order by code) from hd.crew_now", "1 1");
    ground_expect(bed.crew, "select string_agg(load::text, ' ' order by code) from hd.crew_now",
                  "1"); /* counted all the same */
    crew_bed_dispatch(&bed, first, others);
    crew_bed_dispatch(&bed, second, crew);
    expect_seen(bed.crew, "111 222/111 222/2"); /* it was its own today */
    char *checked = ground_ask(bed.root, "select fact_verify::text from hd.fact_verify()");
    ground_expect(bed.crew, "select fact_verify::text from hd.fact_verify()", checked);
    free(checked);
    crew_bed_pass(&bed, 2 * 1440);
    crew_bed_do(bed.dispatcher, "note", first, "null, null, null, '', 'still cold', '{}'");
    expect_seen(bed.crew, "222/222/1");
    pg_close(collector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_put, clear),
        cmocka_unit_test_setup(test_put_by_asking, clear),
        cmocka_unit_test_setup(test_status_and_check_in, clear),
        cmocka_unit_test_setup(test_gates, clear),
        cmocka_unit_test_setup(second_job_resets_the_first, clear),
        cmocka_unit_test_setup(test_follow, clear),
        cmocka_unit_test_setup(test_suggest, clear),
        cmocka_unit_test_setup(test_on_duty, clear),
        cmocka_unit_test_setup(test_wrong_shifts, clear),
        cmocka_unit_test_setup(test_gaps, clear),
        cmocka_unit_test_setup(test_only_its_own_jobs_are_read, clear),
        cmocka_unit_test_setup(test_nothing_else_is_read, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
