/* Readings that one core decides a second with the full starting set. Load: 1,000 stations of the
 * shipped PLC profile with two circuits; each round every value is new, within its limits but for
 * one station in fifty, whose supply swings above a limit and back. Only readings that a rule looks
 * at are counted: of set-points and other circuits none. Then what a flood costs the site: 10,000
 * raised alarms applied and grouped, standing alone and below 1,100 causes. */
#include "backend/base/alloc.h"
#include "backend/core/alarm_cause.h"
#include "backend/core/alarm_watch.h"
#include "tests/bench/common/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATIONS = 1000, ROUNDS = 60, TURNS = 7, FLOOD = 10000, PERIOD_MS = 10000, LINE = 10 };

static uint64_t seed = 1;

static double draw(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 33) / (double)(1u << 31);
}

/* Stations with a controller each, so many of them at one endpoint. */
static struct site *make_site(int on_line)
{
    struct site *site = site_new();
    struct conf_errors errors = {.file = "station-plc"};
    size_t length;
    const char *text = profile_shipped("station-plc", &length);
    site_add_profile(site, profile_parse("station-plc", text, length, &errors));
    struct node_input source = {
        .id = 1, .kind = NODE_SOURCE, .code = "Q1", .name = "", .initials = ""};
    site_add_node(site, &source);
    for (int n = 0; n < STATIONS; n++) {
        char code[16], endpoint[32];
        snprintf(code, sizeof code, "S%04d", n);
        snprintf(endpoint, sizeof endpoint, "tcp:10.0.%d.%d:502", n / on_line / 250,
                 n / on_line % 250);
        struct node_input station = {.id = 10 + n,
                                     .parent_id = 1,
                                     .kind = NODE_STATION,
                                     .code = code,
                                     .name = "",
                                     .initials = "",
                                     .households = 500};
        struct device_input device = {.id = 1 + n,
                                      .node_id = 10 + n,
                                      .code = "plc",
                                      .endpoint = endpoint,
                                      .profile = "station-plc",
                                      .unit = 1 + n % on_line};
        site_add_node(site, &station);
        site_add_device(site, &device);
    }
    return site;
}

/* Where a point runs in a station that is well. */
static double usual(const char *id)
{
    static const struct {
        const char *code;
        double value;
    } table[] = {{"T1g", 95},    {"T1h", 45},    {"P1g", 0.9},    {"P1h", 0.5},   {"DP1", 0.2},
                 {"F1", 60},     {"Q1", 2.5},    {"T2g", 48},     {"T2h", 38},    {"P2g", 0.45},
                 {"P2h", 0.3},   {"DP2", 0.1},   {"DPs", 0.02},   {"F2", 200},    {"Fm", 0.5},
                 {"TL", 1.2},    {"UPS", 100},   {"CV_U", 50},    {"CV_SP", 50},  {"OT", -3},
                 {"TR_min", 20}, {"TR_avg", 21}, {"CP1_Run", 1},  {"CP1_Rem", 1}, {"CP2_Rem", 1},
                 {"CV_Mode", 2}, {"T2g_SP", 48}, {"BP_P2h", 0.3}, {"AUTH", 1},    {"F1_SP", 60},
                 {"CP1_A", 40},  {"E1", 1000},   {"V1", 1000}};
    size_t length = strcspn(id, ".");
    if (!strncmp(id, "CURVE_", 6))
        return strstr(id, "_OT") ? 13 - 4 * (id[6] - '0') : 30 + 3.6 * (id[6] - '0');
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].code) == length && !strncmp(table[i].code, id, length))
            return table[i].value;
    return 0;
}

static bool is_analog(const struct point *point)
{
    return point->access == ACCESS_READ && point->unit[0];
}

static int32_t counted(const struct alarm_rule_list *list)
{
    int32_t count = 0, last = -1;
    for (size_t i = 0; i < list->count; i++) {
        const struct alarm_rule *rule = &list->rule[i];
        if (rule->point < 0 || rule->point == last || rule->circuit > 2 ||
            rule->kind == ALARM_OUTSIDE)
            continue;
        last = rule->point;
        count++;
    }
    return count;
}

struct load {
    struct site *site;
    struct reading *usual, *now;
    size_t points;
    int supply; /* point index of T2g.1 */
    struct alarm_moment moment;
};

static void next_values(struct load *load, int station, int round)
{
    const struct profile *profile = load->site->profile[0];
    for (size_t p = 0; p < load->points; p++) {
        load->now[p] = load->usual[p];
        if (is_analog(&profile->point[p]))
            load->now[p].value *= 1 + 0.002 * draw();
    }
    if (station % 50 == 0)
        load->now[load->supply].value = round / 10 % 2 ? 72 : 48;
}

/* Seconds for all rounds of all stations; making the values is not counted. */
static double run(struct load *load, struct alarm_watch *watch, size_t *news)
{
    double spent = 0;
    struct reading *made = alloc_array(load->points * STATIONS, sizeof *made);
    for (int round = 0; round < ROUNDS; round++) {
        for (int s = 0; s < STATIONS; s++) {
            next_values(load, s, round);
            memcpy(&made[(size_t)s * load->points], load->now, load->points * sizeof *made);
        }
        load->moment.now = mono_after_ms(load->moment.now, PERIOD_MS);
        load->moment.at.us += PERIOD_MS * 1000;
        double from = thread_cpu_s();
        for (int s = 0; s < STATIONS; s++)
            alarm_watch_round(watch, s, &made[(size_t)s * load->points], &load->moment);
        spent += thread_cpu_s() - from;
        *news += watch->news.count;
        watch->news.count = 0;
    }
    free(made);
    return spent;
}

static double decide_rate(struct load *load)
{
    struct alarm_rules *rules = alarm_rules_start();
    struct alarm_rule_sets *sets = alarm_rule_sets_new(rules, load->site);
    struct alarm_watch watch;
    double rate[TURNS];
    size_t news = 0;
    int32_t each = counted(alarm_rule_sets_of(sets, 0));
    alarm_watch_init(&watch, load->site, sets);
    for (int s = 0; s < STATIONS; s++)
        alarm_watch_circuits(&watch, s, 1 | 1 << 1 | 1 << 2);
    for (int turn = 0; turn < TURNS; turn++)
        rate[turn] = (double)each * STATIONS * ROUNDS / run(load, &watch, &news);
    if (news < STATIONS / 50)
        give_up("alarms", "none was raised");
    printf("bench_alarm: %zu rules, %d of %zu points a station looked at, %zu news\n",
           alarm_rule_sets_of(sets, 0)->count, each, load->points, news);
    alarm_watch_finish(&watch);
    alarm_rule_sets_free(sets);
    alarm_rules_free(rules);
    return median(rate, TURNS);
}

/* A set-point of each station changed by nobody here, within a minute: what one of them costs. */
static bool wave(const struct load *load)
{
    struct alarm_rules *rules = alarm_rules_start();
    struct alarm_rule_sets *sets = alarm_rule_sets_new(rules, load->site);
    struct alarm_watch watch;
    struct alarm_moment moment = load->moment;
    int point = profile_find(load->site->profile[0], "T2g_SP.1");
    alarm_watch_init(&watch, load->site, sets);
    double from = thread_cpu_s();
    for (int s = 0; s < STATIONS; s++) {
        moment.now.ns++;
        alarm_watch_outside(&watch, s, point, 50, 70, &moment);
    }
    double spent = thread_cpu_s() - from;
    if (watch.news.count <= STATIONS)
        give_up("wave", "it is not one alarm");
    alarm_watch_finish(&watch);
    alarm_rule_sets_free(sets);
    alarm_rules_free(rules);
    return figure("alarm.outside_us", spent / STATIONS * 1e6, "us", 20);
}

static struct fact raise_of(int station, int at_ms, const char *point, const char *code)
{
    struct fact fact;
    fact_init(&fact, FACT_ALARM_RAISED, (struct wall){1768000000000000 + at_ms * 1000});
    fact.alarm = fact.at.us;
    fact.node = 10 + station;
    fact.device = 1 + station;
    snprintf(fact.point, sizeof fact.point, "%s", point);
    snprintf(fact.code, sizeof fact.code, "%s", code);
    return fact;
}

/* The same below causes: each line of ten stations has its gateway's alarm, each device its loss,
 * each station its power, and all of them seven alarms of values. */
static bool flood_below(void)
{
    static const char *const names[] = {"L/2", "LL/1", "H/3", "HH/1", "dev/2", "rate/3", "order/3"};
    enum { NAMES = sizeof names / sizeof *names, ALL = STATIONS * (NAMES + 3) };
    struct site *site = make_site(LINE);
    struct alarm_groups groups = {0};
    double grouped[TURNS];
    for (int s = 0; s < STATIONS; s++) {
        struct fact fact[] = {raise_of(s, s, "PWR", "state/1is"), raise_of(s, s, "", "lost/3d"),
                              raise_of(s, s, "", s % LINE ? "sensor/3" : "gateway/2g")};
        for (int i = 0; i < 3; i++)
            site_apply(site, &fact[i]);
        for (int i = 0; i < NAMES; i++) {
            struct fact value = raise_of(s, STATIONS * (i + 1) + s, "T2g.1", names[i]);
            site_apply(site, &value);
        }
    }
    for (int i = 0; i < TURNS; i++) {
        double from = thread_cpu_s();
        alarm_groups_make(&groups, site);
        grouped[i] = thread_cpu_s() - from;
    }
    if (groups.count + groups.child_count != ALL)
        give_up("flood", "an alarm is missing below its cause");
    alarm_groups_finish(&groups);
    site_free(site);
    return figure("alarm.causes_group_ms", median(grouped, TURNS) * 1e3, "ms", 10);
}

/* Raised alarms into the site, and the list with causes first, the source's stop among them. */
static bool flood(struct site *site)
{
    static const char *const names[] = {"L/2",    "LL/1",    "H/3",    "HH/1",    "dev/2",
                                        "cold/1", "state/2", "rate/3", "order/3", "frozen/4k"};
    struct alarm_groups groups = {0};
    double from = thread_cpu_s();
    for (int i = 0; i < FLOOD; i++) {
        struct fact fact = raise_of(i % STATIONS, i, "T2g.1", names[i / STATIONS]);
        site_apply(site, &fact);
    }
    double applied = thread_cpu_s() - from;
    double grouped[TURNS];
    for (int i = 0; i < TURNS; i++) {
        from = thread_cpu_s();
        alarm_groups_make(&groups, site);
        grouped[i] = thread_cpu_s() - from;
    }
    size_t shown = groups.count + groups.child_count;
    alarm_groups_finish(&groups);
    if (shown != FLOOD)
        give_up("flood", "an alarm is missing");
    bool is_ok = figure("alarm.flood_apply_us", applied / FLOOD * 1e6, "us", 20);
    return figure("alarm.flood_group_ms", median(grouped, TURNS) * 1e3, "ms", 20) && is_ok;
}

int main(void)
{
    struct load load = {.site = make_site(1),
                        .moment = {.now = {1000000000},
                                   .at = {1768000000000000},
                                   .minute_of_day = 600,
                                   .is_season = true}};
    const struct profile *profile = load.site->profile[0];
    load.points = profile->point_count;
    load.usual = alloc_array(load.points, sizeof *load.usual);
    load.now = alloc_array(load.points, sizeof *load.now);
    load.supply = profile_find(profile, "T2g.1");
    for (size_t p = 0; p < load.points; p++)
        load.usual[p] = (struct reading){usual(profile->point[p].id), QUALITY_GOOD, 0};
    bool is_ok = figure_at_least("alarm.decide_readings_s", decide_rate(&load), "1/s", 1000000);
    is_ok = flood(load.site) && is_ok;
    is_ok = flood_below() && is_ok;
    is_ok = wave(&load) && is_ok;
    free(load.usual);
    free(load.now);
    site_free(load.site);
    return !is_ok;
}
