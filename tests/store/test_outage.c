/* Outages: their clocks by hand (7.3.4, 7.3.6), what they reach against a search of our own over
 * random networks, deeds and what they lack, the time without a crew. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOTHING "null, null, null, '', '', '{}'"

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_outage");
    ground_run(bed.root, "create table kept.start as select date_trunc('minute', now()) as at");
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
    ground_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node");
    return 0;
}

/* An outage by its facts alone; minutes count from when the test began, so that the day after which
 * a plan is due at the latest is not over. */
#define START "(select k.at from kept.start k)"

static void fact(long long id, const char *kind, int minutes, const char *code, const char *number,
                 const char *other)
{
    crew_bed_run(bed.root,
                 "select hd.desk_fact('outage_%s', %lld, 1, " START " + interval '%d min', %s,"
                 " %s, null, '%s', 'pipe', case when '%s' = 'started' then '{\"limit.eta\":1800,"
                 "\"limit.plan\":1800,\"limit.primary\":86400,\"limit.secondary\":43200,"
                 "\"limit.source\":86400}'::jsonb end, null), hd.outage_keep(%lld)",
                 kind, id, minutes, other, number, code, kind, id);
}

#define AT(minutes) "extract(epoch from " START " + interval '" #minutes " min')"

/* "purpose started due stopped", in minutes from the start. */
static void expect_clocks(long long id, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(concat_ws(' ', purpose, (extract(epoch from started - " START
                    ") / 60)::int, (extract(epoch from due - " START ") / 60)::int,"
                    " (extract(epoch from stopped - " START ") / 60)::int), ', ' order by purpose)"
                    " from hd.outage_clock where outage_id = %lld",
                    id);
}

static void test_primary_and_secondary(void **state)
{
    (void)state;
    fact(9001, "started", 0, "primary", "null", "null");
    expect_clocks(9001, "eta 0 30, primary 0 1440");
    fact(9001, "forecast", 12, "", AT(300), "null");
    fact(9001, "restored", 290, "", "null", "null");
    expect_clocks(9001, "eta 0 30 12, primary 0 1440 290");
    fact(9002, "started", 0, "secondary", "null", "null");
    expect_clocks(9002, "eta 0 30, secondary 0 720");
    fact(9002, "restored", 800, "", "null", "null");
    expect_clocks(9002, "eta 0 30 800, secondary 0 720 800");
}

/* Both conditions, in either order: the clock stops with the later one. */
static void test_source(void **state)
{
    (void)state;
    fact(9003, "started", 0, "source", "null", "null");
    fact(9003, "plan_started", 60, "source", "null", "null");
    expect_clocks(9003, "eta 0 30, source 0 1440");
    fact(9003, "reallocated", 600, "", "null", "null");
    expect_clocks(9003, "eta 0 30, source 0 1440 600");
    fact(9004, "started", 0, "source", "null", "null");
    fact(9004, "reallocated", 60, "", "null", "null");
    expect_clocks(9004, "eta 0 30, source 0 1440");
    fact(9004, "plan_started", 1500, "source", "null", "null");
    expect_clocks(9004, "eta 0 30, plan 1440 1470 1500, source 0 1440 1500");
}

/* 7.3.4 b: the forecast starts the plan's clock, at minute five already; one that falls back before
 * the plan was started takes it away, one later does not. */
static void test_plan_by_forecast(void **state)
{
    (void)state;
    fact(9005, "started", 0, "primary", "null", "null");
    fact(9005, "forecast", 5, "", AT(1440), "null"); /* 24 h are not more than 24 h */
    expect_clocks(9005, "eta 0 30 5, primary 0 1440");
    fact(9005, "forecast", 6, "", AT(1441), "null");
    expect_clocks(9005, "eta 0 30 5, plan 6 36, primary 0 1440");
    fact(9005, "forecast", 10, "", AT(600), "null");
    expect_clocks(9005, "eta 0 30 5, primary 0 1440");
    fact(9005, "forecast", 50, "", AT(2000), "null");
    expect_clocks(9005, "eta 0 30 5, plan 50 80, primary 0 1440");
    fact(9005, "plan_started", 70, "leak", "null", "null");
    fact(9005, "forecast", 90, "", AT(600), "null");
    expect_clocks(9005, "eta 0 30 5, plan 50 80 70, primary 0 1440");
    crew_bed_expect(bed.root, "5", "select forecasts from hd.outage where id = %d", 9005);
}

/* A breach stays: the forecast that falls back ends it late, one that grows again takes it up. */
static void test_plan_breached(void **state)
{
    (void)state;
    fact(9007, "started", 0, "primary", "null", "null");
    fact(9007, "forecast", 5, "", AT(2000), "null");
    fact(9007, "forecast", 36, "", AT(600), "null");
    expect_clocks(9007, "eta 0 30 5, plan 5 35 36, primary 0 1440");
    fact(9007, "forecast", 50, "", AT(700), "null");
    expect_clocks(9007, "eta 0 30 5, plan 5 35 36, primary 0 1440");
    fact(9007, "forecast", 60, "", AT(2000), "null");
    expect_clocks(9007, "eta 0 30 5, plan 5 35, primary 0 1440");
    fact(9007, "plan_started", 70, "leak", "null", "null");
    expect_clocks(9007, "eta 0 30 5, plan 5 35 70, primary 0 1440");
}

/* Whatever was forecast, or nothing: after 24 h the plan is due. */
static void test_plan_by_time(void **state)
{
    (void)state;
    fact(9008, "started", -1500, "primary", "null", "null");
    expect_clocks(9008, "eta -1500 -1470, plan -60 -30, primary -1500 -60");
    fact(9008, "forecast", -1490, "", AT(-600), "null");
    expect_clocks(9008, "eta -1500 -1470 -1490, plan -60 -30, primary -1500 -60");
    fact(9008, "plan_started", -20, "leak", "null", "null");
    expect_clocks(9008, "eta -1500 -1470 -1490, plan -60 -30 -20, primary -1500 -60");
    fact(9009, "started", -1500, "primary", "null", "null");
    fact(9009, "restored", -50, "", "null", "null");
    expect_clocks(9009, "eta -1500 -1470 -50, plan -60 -30 -50, primary -1500 -60 -50");
    fact(9010, "started", -1500, "primary", "null", "null");
    fact(9010, "plan_started", -100, "leak", "null", "null");
    expect_clocks(9010, "eta -1500 -1470, primary -1500 -60");
    fact(9011, "started", -1500, "primary", "null", "null");
    fact(9011, "restored", -60, "", "null", "null");
    expect_clocks(9011, "eta -1500 -1470 -60, primary -1500 -60 -60");
}

/* A moved or struck entry is another sum, whatever was recorded after it. */
static void test_amended(void **state)
{
    (void)state;
    char seq[24];
    fact(9006, "started", 0, "secondary", "null", "null");
    fact(9006, "restored", 800, "", "null", "null");
    snprintf(seq, sizeof seq, "%lld",
             ground_number(bed.root, "select max(seq) from hd.fact where command_id = 9006"));
    fact(9006, "amended", 900, "", AT(700), seq);
    expect_clocks(9006, "eta 0 30 700, secondary 0 720 700");
    fact(9006, "amended", 901, "", "'NaN'", seq);
    expect_clocks(9006, "eta 0 30, secondary 0 720");
}

/* ---- deeds ---- */

static void expect_said(struct pg *pg, const char *deed, long long id, const char *rest,
                        const char *wanted)
{
    crew_bed_expect(pg, wanted,
                    "select case when is_ok then 'ok' else concat_ws(' ', code, nullif(why, ''))"
                    " end from hd.outage_ask(gen_random_uuid(), '%s', %lld, %s)",
                    deed, id, rest);
}

static long long start(const char *node, int minutes_ago)
{
    char sql[300];
    snprintf(
        sql, sizeof sql,
        "select id from hd.outage_start(gen_random_uuid(), (select id from hd.node where code ="
        " '%s'), '', clock_timestamp() - interval '%d min', 'pipe', '{}')",
        node, minutes_ago);
    return ground_number(bed.dispatcher, sql);
}

static void test_deeds(void **state)
{
    (void)state;
    char rest[120];
    long long id = start("S1", 40), crew = crew_bed_crew(&bed, "A", "{}", false);
    struct pg *pg = bed.dispatcher;
    crew_bed_expect(bed.root, "secondary 1",
                    "select kind || ' ' || stations from hd.outage where"
                    " id = %lld",
                    id);
    assert_int_equal(start("S1", 1), 0);          /* one at a place */
    expect_said(pg, "hold", id, NOTHING, "hold"); /* 7.3.4 a */
    expect_said(pg, "forecast", id, NOTHING, "missing number");
    expect_said(pg, "forecast", id, "null, 1, null, '', 'x', '{}'", "time past");
    expect_said(pg, "crew", id, "null, 4711, null, 'on', '', '{}'", "crew unknown");
    expect_said(pg, "amend", id, "null, null, 1, '', 'x', '{}'", "right");
    expect_said(pg, "restore", id, NOTHING, "reason eta"); /* its 30 minutes are over */
    snprintf(rest, sizeof rest, "null, %lld, null, 'on', '', '{}'", crew);
    expect_said(pg, "crew", id, rest, "ok");
    crew_bed_expect(bed.root, "t", "select crew_gap_since is null from hd.outage where id = %lld",
                    id);
    expect_said(pg, "restore", id, "null, null, null, '', '', '{\"reason\":\"late_record\"}'",
                "ok");
    expect_said(pg, "forecast", id, "null, extract(epoch from now()) + 999, null, '', 'x', '{}'",
                "state restored");
    expect_said(pg, "note", id, "null, null, null, '', 'x', '{}'", "ok");
    expect_said(pg, "note", 4711, "null, null, null, '', 'x', '{}'", "gone");
    assert_string_equal(ground_state(bed.crew, "select hd.outage_gather(gen_random_uuid(), 1)"),
                        "42501");
}

/* Neither what it is nor when it was can be chosen so that it looks better. */
static void test_guards(void **state)
{
    (void)state;
    char rest[200];
    const char *const kind = "select code from hd.outage_start(gen_random_uuid(), (select id from"
                             " hd.node where code = '%s'), '%s', null, 'pipe', '{}')";
    crew_bed_expect(bed.dispatcher, "network", kind, "S1", "primary");
    crew_bed_expect(bed.dispatcher, "network", kind, "H1", "source");
    crew_bed_expect(bed.dispatcher, "", kind, "N1", "source");
    long long id = start("S1", 40);
    struct pg *leader = bed.leader;
    expect_said(bed.dispatcher, "forecast", id, "null, 'Infinity', null, '', 'x', '{}'",
                "missing number");
    expect_said(bed.dispatcher, "forecast", id,
                "null, extract(epoch from now()) + 40 * 86400, null, '', 'x', '{}'", "time far");
    expect_said(bed.dispatcher, "explain", id, "null, null, null, 'so', '', '{}'", "missing code");
    expect_said(bed.dispatcher, "restore", id, "null, null, null, '', '', '{\"reason\":\"so\"}'",
                "reason eta");
    expect_said(bed.dispatcher, "note", id, "null, null, null, '', 'dug up', '{}'", "ok");
    static const char *const wrong[] = {
        /* the start ahead, long ago, behind what was done; a note ahead, before the start */
        "extract(epoch from now()) + 86400 * 300, (select min(seq) from hd.fact where kind ="
        " 'outage_started' and command_id = %lld)",
        "0, (select min(seq) from hd.fact where kind = 'outage_started' and command_id = %lld)",
        "extract(epoch from clock_timestamp()), (select min(seq) from hd.fact where kind ="
        " 'outage_started' and command_id = %lld)",
        "extract(epoch from now()) + 3600, (select max(seq) from hd.fact where kind ="
        " 'outage_noted' and command_id = %lld)",
        "extract(epoch from now()) - 3600, (select max(seq) from hd.fact where kind ="
        " 'outage_noted' and command_id = %lld)"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char entry[300];
        snprintf(entry, sizeof entry, wrong[i], id);
        char said[500];
        snprintf(said, sizeof said, "null, %s, '', 'mistyped', '{}'", entry);
        expect_said(leader, "amend", id, said, "time state");
    }
    snprintf(rest, sizeof rest,
             "null, extract(epoch from now()) - 3000, (select min(seq) from hd.fact where"
             " command_id = %lld), '', 'earlier', '{}'",
             id);
    expect_said(leader, "amend", id, rest, "ok");
}

/* Half an hour without a crew, and a limit that is over, are told once each. */
static void test_told_once(void **state)
{
    (void)state;
    long long id = start("S1", 40);
    for (int i = 0; i < 3; i++)
        crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "100%,gap",
                    "select string_agg(code, ',' order by code) from hd.fact where kind ="
                    " 'outage_noted' and command_id = %lld",
                    id);
}

static void pass(long long id, int minutes)
{
    crew_bed_run(bed.root,
                 "alter table hd.fact disable trigger user;"
                 " update hd.fact set at = at - interval '%d min', stored = stored - interval"
                 " '%d min' where command_id = %lld;"
                 " update hd.fact set new_value = new_value - %d * 60 where command_id = %lld"
                 " and (kind = 'outage_forecast' or code = 'forecast_over');"
                 " alter table hd.fact enable always trigger fact_keep_rows;"
                 " alter table hd.fact enable always trigger fact_keep_all;"
                 " select hd.outage_keep(%lld)",
                 minutes, minutes, id, minutes, id, id);
}

/* Nobody has to do anything for it: time alone makes the plan due. */
static void test_a_day_passes(void **state)
{
    (void)state;
    long long id = start("S1", 1439);
    static const char plan[] = "select count(*) from hd.outage_clock where purpose = 'plan' and"
                               " outage_id = %lld";
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "0", plan, id);
    crew_bed_run(bed.root,
                 "alter table hd.fact disable trigger user;"
                 " update hd.fact set at = at - interval '2 min' where command_id = %lld;"
                 " alter table hd.fact enable always trigger fact_keep_rows;"
                 " alter table hd.fact enable always trigger fact_keep_all;"
                 " update hd.outage set started = started - interval '2 min' where id = %lld",
                 id, id);
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "1", plan, id);
}

static void expect_forecast_told(long long id, const char *wanted)
{
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(m.name, ' ' order by m.id) from hd.message m where m.kind ="
                    " 'outage' and m.text like 'O%lld forecast_over %%'",
                    id);
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(substr(text, 13), ' ' order by seq) from hd.fact where kind"
                    " = 'outage_noted' and code = 'forecast_over' and command_id = %lld",
                    id);
}

/* T34: a forecast that has passed is asked for, of the dispatcher and then of the leader. */
static void test_forecast_over(void **state)
{
    (void)state;
    crew_bed_duty(&bed, "dan", "dispatcher");
    crew_bed_duty(&bed, "lea", "leader");
    long long id = start("S1", 5);
    expect_said(bed.dispatcher, "forecast", id,
                "null, extract(epoch from now()) + 600, null, '', 'x', '{}'", "ok");
    pass(id, 9);
    expect_forecast_told(id, "");
    pass(id, 2);
    expect_forecast_told(id, "dan");
    expect_forecast_told(id, "dan");
    pass(id, 14);
    expect_forecast_told(id, "dan");
    pass(id, 2);
    expect_forecast_told(id, "dan lea");
    pass(id, 16);
    expect_forecast_told(id, "dan lea lea");
    expect_said(bed.dispatcher, "forecast", id,
                "null, extract(epoch from now()) + 600, null, '', 'x', '{}'", "ok");
    pass(id, 9);
    expect_forecast_told(id, "dan lea lea");
    pass(id, 2);
    expect_forecast_told(id, "dan lea lea dan"); /* a new one is asked for anew */
}

/* Who goes off duty is not at it any more: the log of 7.3.4 a says so, and the dispatcher is told.
 */
static void a_crew_goes_home_and_no_gap_shows(void **state)
{
    (void)state;
    char rest[120];
    crew_bed_duty(&bed, "dan", "dispatcher");
    long long id = start("S1", 5), k1 = crew_bed_crew(&bed, "K1", "{}", true);
    long long k2 = crew_bed_crew(&bed, "K2", "{}", false);
    static const char told[] = "select string_agg(name || ': ' || text, ', ' order by id)"
                               " from hd.message where kind = 'outage' and text like '%gap%'";
    static const char home[] = "select is_ok from hd.crew_ask(gen_random_uuid(), 'status',"
                               " %lld::int, null, 'off_duty', '', '{}')";
    snprintf(rest, sizeof rest, "null, %lld, null, 'on', '', '{}'", k1);
    expect_said(bed.dispatcher, "crew", id, rest, "ok");
    snprintf(rest, sizeof rest, "null, %lld, null, 'on', '', '{}'", k2);
    expect_said(bed.dispatcher, "crew", id, rest, "ok");
    static const char log[] = "select string_agg(f.code || ' ' || c.code, ',' order by f.seq) from"
                              " hd.fact f join hd.crew c on c.id = f.new_value where f.kind ="
                              " 'outage_crew' and f.command_id = %lld";
    crew_bed_expect(bed.crew, "t", home, k1);
    crew_bed_expect(bed.root, "on K1,on K2,off K1", log, id);
    ground_expect(bed.root, told, ""); /* the other is there */
    crew_bed_expect(bed.dispatcher, "t", home, k2);
    crew_bed_expect(bed.root, "on K1,on K2,off K1,off K2", log, id);
    crew_bed_expect(bed.root, "t",
                    "select crew_gap_since > now() - interval '1 min' from hd.outage where id ="
                    " %lld",
                    id);
    char wanted[80];
    snprintf(wanted, sizeof wanted, "dan: O%lld gap crew K2 off_duty", id);
    crew_bed_expect(bed.root, wanted, "%s", told);
    snprintf(rest, sizeof rest, "null, %lld, null, 'on', '', '{}'", k1);
    expect_said(bed.dispatcher, "crew", id, rest, "ok");
    crew_bed_run(bed.leader, "select hd.crew_put('K1', 'x', '', '{}', '{}', '', '', true)");
    crew_bed_expect(bed.root, "f", "select crew_gap_since is null from hd.outage where id = %lld",
                    id);
}

/* Tickets below join it, those elsewhere and other kinds do not; a new one is offered it. */
static void test_gather(void **state)
{
    (void)state;
    long long below = crew_bed_open(&bed, "repair", 5);
    long long enquiry = crew_bed_open(&bed, "enquiry", 5);
    long long id = start("S1", 3);
    crew_bed_expect(bed.dispatcher, "t",
                    "select hd.outage_at((select id from hd.node where code = 'H1')) = %lld", id);
    expect_said(bed.dispatcher, "gather", id, NOTHING, "ok");
    expect_said(bed.dispatcher, "gather", id, NOTHING, "ok");
    char wanted[40];
    snprintf(wanted, sizeof wanted, "%lld 1", below);
    crew_bed_expect(bed.root, wanted,
                    "select min(id) || ' ' || count(*) from hd.ticket where outage_id = %lld", id);
    crew_bed_expect(bed.root, "t", "select outage_id is null from hd.ticket where id = %lld",
                    enquiry);
}

/* ---- reach ---- */

enum { NODES = 30, LINKS = 40, ROUNDS = 60 };

struct net {
    int from[LINKS], to[LINKS];
    bool is_closed[LINKS];
};

static uint64_t chance_state = 11;
static int chance(int below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((chance_state >> 33) % (uint64_t)below);
}

/* Nodes 0 and 1 are sources, from 10 on stations, the rest junctions. */
static void flood(const struct net *net, int cut, bool *reached)
{
    bool is_news = true;
    memset(reached, 0, NODES * sizeof *reached);
    reached[0] = cut != 0;
    reached[1] = cut != 1;
    while (is_news) {
        is_news = false;
        for (int i = 0; i < LINKS; i++) {
            int a = net->from[i], b = net->to[i];
            if (net->is_closed[i] || a == cut || b == cut || reached[a] == reached[b])
                continue;
            reached[a] = reached[b] = is_news = true;
        }
    }
}

static void test_reach(void **state)
{
    (void)state;
    struct net net;
    char values[4000], wanted[300];
    bool before[NODES], after[NODES];
    for (int round = 0; round < ROUNDS; round++) {
        size_t at = 0;
        for (int i = 0; i < LINKS; i++) {
            net.from[i] = chance(NODES);
            net.to[i] = (net.from[i] + 1 + chance(NODES - 1)) % NODES;
            net.is_closed[i] = chance(5) == 0;
            at += (size_t)snprintf(values + at, sizeof values - at,
                                   "%s('x%d', 50000 + %d, 50000 + %d, 1, '%s')", i ? "," : "", i,
                                   net.from[i], net.to[i], net.is_closed[i] ? "closed" : "open");
        }
        ground_run(bed.root,
                   "delete from hd.link; delete from hd.outage_node;"
                   " delete from hd.node where id >= 50000;"
                   " insert into hd.node (id, code, kind, name) select 50000 + i, 'x' || i,"
                   " case when i < 2 then 'source' when i >= 10 then 'station' else"
                   " 'junction' end, 'x' from generate_series(0, 29) i");
        char insert[4200];
        snprintf(insert, sizeof insert,
                 "insert into hd.link (code, from_id, to_id, length_m, valve) values %s", values);
        ground_run(bed.root, insert);
        int cut = chance(10); /* a source or a junction */
        flood(&net, -1, before);
        flood(&net, cut, after);
        at = 0;
        wanted[0] = '\0';
        for (int i = 10; i < NODES; i++)
            if (before[i] && !after[i])
                at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%s%d", at ? "," : "", i);
        bool has_link = false;
        for (int i = 0; i < LINKS; i++)
            has_link |= net.from[i] == cut || net.to[i] == cut;
        if (has_link)
            crew_bed_expect(bed.root, wanted,
                            "select string_agg((node_id - 50000)::text, ',' order by node_id) from"
                            " hd.outage_reach(%d)",
                            50000 + cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_primary_and_secondary, clear),
        cmocka_unit_test_setup(test_source, clear),
        cmocka_unit_test_setup(test_plan_by_forecast, clear),
        cmocka_unit_test_setup(test_plan_breached, clear),
        cmocka_unit_test_setup(test_plan_by_time, clear),
        cmocka_unit_test_setup(test_guards, clear),
        cmocka_unit_test_setup(test_amended, clear),
        cmocka_unit_test_setup(test_deeds, clear),
        cmocka_unit_test_setup(test_told_once, clear),
        cmocka_unit_test_setup(test_a_day_passes, clear),
        cmocka_unit_test_setup(test_forecast_over, clear),
        cmocka_unit_test_setup(a_crew_goes_home_and_no_gap_shows, clear),
        cmocka_unit_test_setup(test_gather, clear),
        cmocka_unit_test_setup(test_reach, clear), /* the last: it makes another network */
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
