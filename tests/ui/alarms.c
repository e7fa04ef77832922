#include "tests/ui/alarms.h"

#include "backend/core/alarm_book.h"
#include "backend/core/alarm_rule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECOND_US 1000000LL

static struct wall ago(int seconds)
{
    return (struct wall){FIXTURE_NOW_US - seconds * SECOND_US};
}

static void apply(struct fixture *f, struct fact *fact)
{
    fact->seq = f->site->seq + 1;
    site_apply(f->site, fact);
    site_pass_time(f->site, (struct wall){FIXTURE_NOW_US});
}

int64_t alarms_raise(struct fixture *f, int seconds, int32_t device, int32_t node,
                     const char *point, const char *code, double value, double limit)
{
    struct fact fact;
    fact_init(&fact, FACT_ALARM_RAISED, ago(seconds));
    fact.alarm = fact.at.us + f->site->seq % 1000;
    fact.device = device;
    fact.node = node;
    fact.new_value = value;
    fact.old_value = limit;
    snprintf(fact.point, sizeof fact.point, "%s", point);
    snprintf(fact.code, sizeof fact.code, "%s", code);
    apply(f, &fact);
    return fact.alarm;
}

void alarms_fact(struct fixture *f, enum fact_kind kind, int seconds, int64_t id, double old_value,
                 double new_value, const char *who, const char *text)
{
    const struct alarm *alarm = alarm_of_id(f->site, id);
    struct fact fact;
    fact_init(&fact, kind, ago(seconds));
    fact.alarm = id;
    fact.device = alarm->device;
    fact.node = alarm->node;
    fact.old_value = old_value;
    fact.new_value = new_value;
    memcpy(fact.point, alarm->point, sizeof fact.point);
    snprintf(fact.code, sizeof fact.code, "%s", alarm->code.name);
    snprintf(fact.who, sizeof fact.who, "%s", who);
    snprintf(fact.text, sizeof fact.text, "%s", text);
    apply(f, &fact);
}

void alarms_answer(struct fixture *f, int seconds, int64_t id, const char *who)
{
    alarms_fact(f, FACT_ALARM_ACKNOWLEDGED, seconds, id, NAN, NAN, who, "");
}

static double until(int minutes)
{
    return minutes ? (double)(FIXTURE_NOW_US / SECOND_US + minutes * 60) : (double)NAN;
}

void alarms_shelve(struct fixture *f, int64_t id, int minutes, const char *who, const char *reason)
{
    alarms_fact(f, FACT_ALARM_SHELVED, 60, id, minutes ? (double)NAN : 1, until(minutes), who,
                reason);
}

void alarms_shelve_node(struct fixture *f, int32_t node, int minutes, const char *who,
                        const char *reason)
{
    struct fact fact;
    fact_init(&fact, FACT_ALARM_SHELVED, ago(90));
    fact.node = node;
    fact.new_value = until(minutes);
    snprintf(fact.who, sizeof fact.who, "%s", who);
    snprintf(fact.text, sizeof fact.text, "%s", reason);
    apply(f, &fact);
}

static int32_t node_id(const struct fixture *f, const char *code)
{
    return f->site->node[site_node_of_code(f->site, code)].id;
}

void alarms_start_critical(struct fixture *f, const char *language)
{
    fixture_start_calm(f, language);
    f->site->rules = alarm_rules_start();
    int64_t id = alarms_raise(f, 2400, 1006, 0, "T2h.1", "L/2", 24.6, 25);
    alarms_fact(f, FACT_ALARM_RETURNED, 600, id, 1800, 27, "collector", "");
    id = alarms_raise(f, 9000, 1002, 0, "T2g.1", "H/3", 66.2, 65);
    alarms_answer(f, 8800, id, "zhanglei");
    id = alarms_raise(f, 5000, 1005, 0, "SMOKE", "state/1l", 1, 1);
    alarms_answer(f, 4900, id, "zhanglei");
    alarms_fact(f, FACT_ALARM_RETURNED, 4000, id, 1000, 0, "collector", "");
    alarms_raise(f, 604, 1002, 0, "P2h.2", "LL/1n", 0.12, 0.15);
    fixture_turn(f);
}

void alarms_start_flood(struct fixture *f, const char *language)
{
    fixture_start_calm(f, language);
    f->site->rules = alarm_rules_start();
    alarms_raise(f, 430, 1001, 0, "T1g", "L/2", 58, 60);
    alarms_raise(f, 420, 0, node_id(f, "HS1"), "F1", "LL/1bn", 0, 1);
    for (int station = 1; station <= 8; station++) {
        alarms_raise(f, 400 - station, 1000 + station, 0, "T2g.1", "dev/2", 45, 53);
        alarms_raise(f, 360 - station, 1000 + station, 0, "T2h.1", "L/2", 24, 25);
        if (station <= 4)
            alarms_raise(f, 300 - station, 1000 + station, 0, "T2g.1", "L/3", 34, 35);
    }
    int64_t id = alarms_raise(f, 200, 1004, 0, "LEAK", "state/1in", 1, 1);
    alarms_answer(f, 150, id, "zhanglei");
    alarms_raise(f, 190, 1009, 0, "", "lost/3d", NAN, NAN);
    for (int station = 1; station <= 5; station++)
        alarms_raise(f, 180 - station, 1000 + station, 0, "DOOR", "state/4k", 1, 1);
    alarms_raise(f, 100, 1007, 0, "CP1_Flt.1", "state/2", 1, 1);
    alarms_fact(f, FACT_ALARM_CHATTERING, 90,
                alarms_raise(f, 95, 1003, 0, "XSV.1", "state/2", 1, 1), 4,
                (double)(FIXTURE_NOW_US - 90 * SECOND_US), "collector", "");
    fixture_turn(f);
}

void alarms_start_shelf(struct fixture *f, const char *language)
{
    fixture_start_calm(f, language);
    int64_t id = alarms_raise(f, 7200, 1001, 0, "MP1_Run.1", "state/3", 1, 1);
    alarms_shelve(f, id, 4, "zhanglei", "补水泵检修");
    id = alarms_raise(f, 7100, 1002, 0, "T2g.1", "H/2", 66.2, 65);
    alarms_shelve(f, id, 95, "wanglei", "调节阀卡涩，已派人");
    id = alarms_raise(f, 7000, 1003, 0, "CP1_Flt.1", "state/2", 1, 1);
    alarms_shelve(f, id, 0, "wanglei", "等厂家");
    alarms_shelve_node(f, node_id(f, "N12"), 240, "wanglei", "西线切换试验");
    alarms_raise(f, 50, 1007, 0, "T2h.1", "L/2", 24, 25);
    id = alarms_raise(f, 9000, 1005, 0, "TL", "L/2", 0.4, 0.6);
    alarms_fact(f, FACT_ALARM_OUT_OF_SERVICE, 8000, id, NAN, NAN, "zhanglei", "水箱更换 T-0231");
    id = alarms_raise(f, 9000, 1004, 0, "F2.1", "L/3", 2, 5);
    alarms_fact(f, FACT_ALARM_SUPPRESSED, 8500, id, NAN,
                (double)(FIXTURE_NOW_US - 8500 * SECOND_US), "collector", "CP1_Run=1");
    fixture_turn(f);
}

void alarms_start_many(struct fixture *f, int count)
{
    static const char *const points[] = {"T2g.1", "T2h.1", "P2g.1", "P2h.1", "T1g"};
    static const char *const codes[] = {"HH/1", "H/2", "L/3", "dev/2"};
    int stations = (count + 19) / 20;
    fixture_start_large(f, stations);
    for (int i = 0; i < count; i++)
        alarms_raise(f, 3600 * 24 - i, 1001 + i % stations, 0, points[i / stations % 5],
                     codes[i / stations / 5 % 4], 66, 65);
    fixture_turn(f);
}

void alarms_report(struct fixture *f)
{
    const struct query_actor actors[] = {{"S0003", "plc", "T2g.1", "H", 1204},
                                         {"S0004", "plc", "P2h.1", "LL", 310},
                                         {"S0009", "plc", "T1h", "H", 96},
                                         {"S0002", "plc", "", "lost", 41},
                                         {"N11", "", "", "storm", 7}};
    struct query_report report = {.days = 30,
                                  .alarms = 2310,
                                  .priority = {31, 402, 377, 1500},
                                  .standing = 4,
                                  .chattering = 6,
                                  .fleeting = 212,
                                  .acknowledged = 1900,
                                  .median_ack_s = 48,
                                  .p90_ack_s = 640,
                                  .actor_count = sizeof actors / sizeof *actors};
    struct wall to = {FIXTURE_NOW_US - 12000000};
    struct wall from = {to.us - 30 * 24 * 3600 * 1000000LL};
    for (size_t i = 0; i < report.actor_count; i++)
        report.actor[i] = actors[i];
    alarm_load_begin(&report.load, from, to);
    for (int i = 0; i < 40; i++)
        alarm_load_add(&report.load, (struct wall){from.us + (3600 + i) * 1000000LL});
    alarm_load_end(&report.load);
    console_report(&f->console, &report, NULL);
}
