/* What happened, as people read it: no number whose meaning they do not know, and a subject. */
#include "backend/core/crew.h"
#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/unit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY 1768406400.0 /* 2026-01-15 00:00 +08:00 */

static struct site *site;

static int setup(void **state)
{
    const struct crew crew = {.id = 3, .code = "3班", .name = "三班"};
    const char *why;
    (void)state;
    setenv("HEATDESK_LOCALE_DIR", CATALOGUE_DIR, 1);
    setenv("TZ", "CST-8", 1);
    site = site_new();
    site_put_crews(site, &crew, 1);
    return lang_init("en", &why) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    site_free(site);
    return 0;
}

struct saying {
    enum fact_kind kind;
    const char *point, *code, *text;
    double old_value, new_value;
    const char *english, *chinese, *who;
};

static const struct saying sayings[] = {
    {FACT_TICKET_DISPATCHED, "", "", "尽快", NAN, 3, "ticket T7 dispatched: 三班 尽快",
     "工单 T7 派单：三班 尽快", "wanglei"},
    {FACT_TICKET_DISPATCHED, "", "", "", NAN, 99, "ticket T7 dispatched", "工单 T7 派单",
     "wanglei"},
    {FACT_TICKET_RESPONDED, "", "", "上门", DAY + 3600, DAY + 7200,
     "ticket T7: user answered: visit 02:00 上门", "工单 T7：已响应用户：上门 02:00 上门",
     "wanglei"},
    {FACT_TICKET_RESPONDED, "", "", "电话", DAY + 3600, NAN, "ticket T7: user answered: 电话",
     "工单 T7：已响应用户：电话", "wanglei"},
    {FACT_TICKET_PROMISED, "", "", "备件", NAN, DAY + 90000,
     "ticket T7: promised: 01-16 01:00 备件", "工单 T7：已承诺：01-16 01:00 备件", "wanglei"},
    {FACT_TICKET_MERGED, "", "", "", NAN, 5, "ticket T7 merged into T5", "工单 T7 并入 T5",
     "wanglei"},
    {FACT_TICKET_LINKED, "", "outage", "", NAN, 5, "ticket T7: linked (outage) O5",
     "工单 T7：已关联（停热）O5", "wanglei"},
    {FACT_TICKET_ESCALATED, "response", "100%", "李强", 1, 100,
     "ticket T7 escalated: respond 100% 李强", "工单 T7 升级：响应 100% 李强", "system"},
    {FACT_TICKET_AMENDED, "", "", "wrong", 12, DAY + 60, "ticket T7: entry amended: 00:01 wrong",
     "工单 T7：更正记录：00:01 wrong", "wanglei"},
    {FACT_OUTAGE_FORECAST, "", "", "备件", NAN, DAY + 3600, "outage O7: new forecast: 01:00 备件",
     "停热 O7：新的预计：01:00 备件", "wanglei"},
    {FACT_OUTAGE_CREW, "", "on", "", NAN, 3, "outage O7: crew 三班 at it",
     "停热 O7：班组 三班 到位", "wanglei"},
    {FACT_OUTAGE_NOTED, "", "gap", "", NAN, NAN, "outage O7: no crew at it", NULL, "system"},
    {FACT_OUTAGE_NOTED, "", "", "看过", NAN, NAN, "outage O7: 看过", NULL, "wanglei"},
    {FACT_OUTAGE_AFFECTED, "", "", "", 1, 24, "outage O7: reach changed, 24 households", NULL,
     "system"},
    {FACT_ALARM_SHELVED, "T2g.1", "HH", "检修", NAN, DAY + 3600,
     "T2g.1 much too high: shelved until 01:00 检修", "T2g.1 过高：已搁置 至 01:00 检修",
     "wanglei"},
    {FACT_ALARM_SHELVED, "", "", "检修", NAN, NAN, "all alarms below it: shelved 检修",
     "其下全部报警：已搁置 检修", "wanglei"},
    {FACT_ALARM_UNSHELVED, "", "", "", NAN, NAN, "all alarms below it: off the shelf",
     "其下全部报警：取消搁置", "wanglei"},
    {FACT_ALARM_UNSHELVED, "", "lost", "", NAN, NAN, "communication lost: off the shelf",
     "通讯中断：取消搁置", "wanglei"},
    {FACT_ALARM_RAISED, "", "lost/1li", "", NAN, NAN, "alarm: communication lost", "报警：通讯中断",
     "wanglei"},
    {FACT_ALARM_RAISED, "", "closed/2bk", "O7", NAN, 7, "alarm: cut off by an outage O7",
     "报警：停热关断 O7", "system"},
    {FACT_ROSTER_CHANGED, "", "plan_cards", "plans.csv: 漏水", NAN, 5,
     "plan cards changed: plans.csv: 漏水", "预案卡修改：plans.csv: 漏水", "wanglei"},
    {FACT_ROSTER_CHANGED, "", "setting", "a 1 -> 2", 1, 2, "setting changed: a 1 -> 2", NULL,
     "wanglei"},
    {FACT_ROSTER_CHANGED, "", "primary", "2班", NAN, NAN, "roster changed: 2班", "排班修改：2班",
     "wanglei"},
};

static void test_sayings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        const struct saying *saying = &sayings[i];
        struct fact fact;
        char out[400], who[FACT_PERSON_SIZE];
        fact_init(&fact, saying->kind, fact_wall(DAY));
        fact.ticket = 7;
        fact.old_value = saying->old_value;
        fact.new_value = saying->new_value;
        snprintf(fact.who, sizeof fact.who, "wanglei");
        snprintf(fact.point, sizeof fact.point, "%s", saying->point);
        snprintf(fact.code, sizeof fact.code, "%s", saying->code);
        snprintf(fact.text, sizeof fact.text, "%s", saying->text);
        lang_set("en");
        sentence_fact(site, &fact, out, sizeof out);
        assert_string_equal(out, saying->english);
        assert_string_equal(sentence_who(&fact, who, sizeof who), saying->who);
        lang_set("zh_CN");
        sentence_fact(site, &fact, out, sizeof out);
        if (saying->chinese)
            assert_string_equal(out, saying->chinese);
    }
}

static void test_counts(void **state)
{
    char out[80];
    (void)state;
    lang_set("en");
    assert_string_equal(lang_counts(out, sizeof out, "%d stations, %d households", 1, 1),
                        "1 station, 1 household");
    assert_string_equal(lang_counts(out, sizeof out, " . %s stations, %d alarms", "21", 11),
                        " . 21 stations, 11 alarms");
    assert_string_equal(lang_counts(out, sizeof out, " %d tickets", 0), " 0 tickets");
    lang_set("zh_CN");
    assert_string_equal(lang_counts(out, sizeof out, _("%d stations"), 1), "1 站");
}

static void test_units(void **state)
{
    (void)state;
    assert_string_equal(unit_word("户", true), "户");
    assert_string_equal(unit_word("户", false), "homes");
    assert_string_equal(unit_word("MPa", false), "MPa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sayings),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
