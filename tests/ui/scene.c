#include "tests/ui/scene.h"

#include "tests/ui/alarms.h"
#include "tests/ui/desks.h"
#include "tests/ui/tickets.h"
#include "tests/ui/trends.h"

#include <math.h>
#include <string.h>

#define ORDER 21 /* the number that the database gives the order of the dialog scenes */

static void away(struct fixture *f)
{
    f->session.state = SESSION_DOWN;
    f->session.since = f->world.mono;
    fixture_later(f, 252000);
}

static void collector_silent(struct fixture *f)
{
    fixture_later(f, 75000);
}

static void collector_unknown(struct fixture *f)
{
    f->collector.is_known = false;
}

static void answer(struct fixture *f, bool ok, const char *code, const char *sentence)
{
    console_setpoint_answer(&f->console, f->console.setpoint.ticket, ok, ORDER, code, sentence);
}

static void step(struct fixture *f, enum fact_kind kind, double value, const char *code,
                 const char *text)
{
    fixture_later(f, 400);
    fixture_fact(f, kind, 1002, "T2g_SP.1", ORDER, 53, value, "collector", code, text);
}

static void sent(struct fixture *f)
{
    answer(f, true, "", "");
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", ORDER, 53, 54, "wanglei", "", "");
    step(f, FACT_COMMAND_CLAIMED, 3, "", "");
    step(f, FACT_COMMAND_SENT, 54, "", "");
}

static void verified(struct fixture *f)
{
    sent(f);
    step(f, FACT_COMMAND_ACCEPTED, NAN, "", "");
    step(f, FACT_COMMAND_VERIFIED, 54, "", "");
}

static void refused(struct fixture *f)
{
    answer(f, true, "", "");
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", ORDER, 53, 54, "wanglei", "", "");
    step(f, FACT_COMMAND_REFUSED, NAN, "changed", "52.0");
}

static void failed(struct fixture *f)
{
    sent(f);
    step(f, FACT_COMMAND_FAILED, NAN, "exception-3", "");
}

static void unresolved(struct fixture *f)
{
    sent(f);
    step(f, FACT_COMMAND_UNRESOLVED, NAN, "timeout", "");
}

static void refused_by_database(struct fixture *f)
{
    answer(f, false, "right", "no right");
}

/* ---- alarms ---- */

static void seconds_ago(struct fixture *f, int seconds)
{
    f->world.now.us = FIXTURE_NOW_US - seconds * 1000000LL;
}

/* Its id is when it was raised. */
static int64_t raise_alarm(struct fixture *f, int seconds, int32_t device, const char *point,
                           const char *code, double value, double limit)
{
    seconds_ago(f, seconds);
    int64_t id = f->world.now.us;
    fixture_fact(f, FACT_ALARM_RAISED, device, point, id, limit, value, "collector", code, "");
    return id;
}

/* One in each state that a mark shows: waiting, answered, gone by itself, shelved. */
static void alarms(struct fixture *f)
{
    int64_t id = raise_alarm(f, 7200, 1001, "MP1_Run.1", "state/3", 1, 1);
    fixture_fact(f, FACT_ALARM_SHELVED, 1001, "MP1_Run.1", id, NAN,
                 (double)(FIXTURE_NOW_US / 1000000 + 250), "zhanglei", "state", "检修");
    id = raise_alarm(f, 2400, 1006, "T2h.1", "L/2", 24.6, 25);
    seconds_ago(f, 600);
    fixture_fact(f, FACT_ALARM_RETURNED, 1006, "T2h.1", id, 1800, 27, "collector", "L", "");
    id = raise_alarm(f, 1500, 1002, "T2g.1", "H/2", 66.2, 65);
    seconds_ago(f, 1400);
    fixture_fact(f, FACT_ALARM_ACKNOWLEDGED, 1002, "T2g.1", id, NAN, NAN, "wanglei", "H", "");
    raise_alarm(f, 604, 1002, "P2h.1", "LL/1l", 0.12, 0.15);
    raise_alarm(f, 95, 1008, "CP1_Flt.1", "state/2", 1, 1);
    raise_alarm(f, 48, 1009, "T1h", "H/3", 56.3, 55);
    fixture_turn(f);
}

/* The console opened with nothing, so the horn has rung; it is silenced. */
static void silenced(struct fixture *f)
{
    alarms(f);
    fixture_keys(f, "m");
}

/* The dark half of the flashing. */
static void dark(struct fixture *f)
{
    alarms(f);
    fixture_later(f, 500);
}

static void all_with_note(struct fixture *f)
{
    fixture_keys(f, "A '已派人");
}

static void trend_mark(struct fixture *f)
{
    trends_marks(f);
    fixture_keys(f, "N N");
}

static void suggested(struct fixture *f)
{
    static char *cells[][6] = {
        {"13", "3", "抢修班", "100", "area on_duty free skill load=0", ""},
        {"11", "1", "维修一班", "85", "area on_duty skill load=1", "busy"},
        {"12", "2", "维修二班", "-5", "load=2", "other_area busy no_skill"},
    };
    struct desk_table table = {.rows = 3, .columns = 6, .cell = &cells[0][0]};
    console_desk_list(&f->console, DESK_LIST_SUGGEST, f->console.form.id, &table);
}

#define TO_STATION  "/ 'S0002 Enter Enter"
#define TO_SETPOINT TO_STATION " w"
#define TO_GUARD    TO_SETPOINT " '54 Enter"
#define TO_SENDING  TO_GUARD " '02"

const struct scene scenes[] = {
    {"calm", fixture_start_calm, "", NULL, true},
    {"network", fixture_start, "", NULL, true},
    {"network-open", fixture_start, "/ 'S0004 Enter Esc Space", NULL, false},
    {"network-group", fixture_start, "Down", NULL, false},
    {"network-filter", fixture_start, "/ 'bhl", NULL, true},
    {"network-nothing", fixture_start, "/ 'xyz", NULL, false},
    {"station-calm", fixture_start_calm, TO_STATION, NULL, false},
    {"station", fixture_start, TO_STATION, NULL, true},
    {"station-bad", fixture_start, "/ 'S0004 Enter Enter Down Down Down Down Down Down Down", NULL,
     true},
    {"station-lost", fixture_start, "/ 'S0003 Enter Enter", NULL, false},
    {"station-trovis", fixture_start, "/ 'S0009 Enter Enter", NULL, false},
    {"station-none", fixture_start, "5", NULL, false},
    {"journal", fixture_start, "9", NULL, true},
    {"journal-refused", fixture_start, "9 Down", NULL, false},
    {"journal-filter", fixture_start, "9 / '锦绣", NULL, false},
    {"help", fixture_start, "?", NULL, true},
    {"help-end", fixture_start, "? End", NULL, false},
    {"command", fixture_start, ":", NULL, false},
    {"command-theme", fixture_start, ": 'th Tab", NULL, false},
    {"setpoint-value", fixture_start, TO_SETPOINT " '54", NULL, false},
    {"setpoint-limit", fixture_start, TO_SETPOINT " '154 Enter", NULL, false},
    {"setpoint-step", fixture_start, TO_SETPOINT " '64 Enter", NULL, false},
    {"setpoint-undo", fixture_start, TO_STATION " u", NULL, false},
    {"setpoint-guard", fixture_start, TO_GUARD, NULL, true},
    {"setpoint-wrong", fixture_start, TO_GUARD " '03", NULL, false},
    {"setpoint-trovis", fixture_start, "/ 'S0009 Enter Enter w", NULL, false},
    {"setpoint-asking", fixture_start, TO_SENDING, NULL, false},
    {"setpoint-sent", fixture_start, TO_SENDING, sent, true},
    {"setpoint-verified", fixture_start, TO_SENDING, verified, false},
    {"setpoint-refused", fixture_start, TO_SENDING, refused, false},
    {"setpoint-denied", fixture_start, TO_SENDING, refused_by_database, false},
    {"setpoint-failed", fixture_start, TO_SENDING, failed, false},
    {"setpoint-unknown", fixture_start, TO_SENDING, unresolved, false},
    {"setpoint-lost", fixture_start, "/ 'S0003 Enter Enter w", NULL, false},
    {"database-away", fixture_start, "", away, true},
    {"database-away-station", fixture_start, TO_STATION, away, false},
    {"collector-away", fixture_start, "", collector_silent, true},
    {"collector-none", fixture_start, "", collector_unknown, false},
    {"connecting", fixture_start_connecting, "", NULL, true},
    {"schema-refused", fixture_start_refused, "", NULL, false},
    {"network-alarms", fixture_start_calm, "", alarms, true},
    {"network-alarms-dark", fixture_start_calm, "", dark, false},
    {"network-alarms-group", fixture_start_calm, "Left", silenced, true},
    {"station-alarms", fixture_start_calm, TO_STATION, alarms, true},
    {"trend", trends_start, TO_STATION " v", trends_marks, true},
    {"trend-hour", trends_start, TO_STATION " v + + + + Left Left Left", trends_marks, false},
    {"trend-past", trends_start, TO_STATION " v PgUp Left Left Left", trends_marks, false},
    {"trend-mark", trends_start, TO_STATION " v Down", trend_mark, true},
    {"trend-none", trends_start, "6", NULL, false},
    {"trend-away", trends_start, TO_STATION " v", away, false},
    {"alarms-calm", fixture_start_calm, "2", NULL, true},
    {"alarms-critical", alarms_start_critical, "2", NULL, true},
    {"alarms-answering", alarms_start_critical, "2 a", NULL, false},
    {"alarms-flood", alarms_start_flood, "2 1 2", NULL, true},
    {"alarms-flood-open", alarms_start_flood, "2 1 2 Right", NULL, true},
    {"alarms-flood-end", alarms_start_flood, "2 1 2 Right End", NULL, false},
    {"alarms-filter", alarms_start_flood, "2 / 'S0004 Enter", NULL, false},
    {"alarms-place", alarms_start_flood, "2 b b Space Space", NULL, false},
    {"alarms-shelf", alarms_start_shelf, "2 Tab", NULL, true},
    {"alarms-out", alarms_start_shelf, "2 Tab Tab", NULL, true},
    {"alarms-report", alarms_start_shelf, "2 Tab Tab Tab", alarms_report, true},
    {"alarms-report-asked", alarms_start_shelf, ": 'report Space '7 Enter", NULL, false},
    {"alarms-shelve", alarms_start_critical, "2 s", NULL, true},
    {"alarms-shelve-node", alarms_start_flood, "s '检修 Tab '90", NULL, false},
    {"alarms-note", alarms_start_flood, "2", all_with_note, true},
    {"tickets-none", fixture_start_calm, "3", NULL, false},
    {"tickets-calm", tickets_start_calm, "3", NULL, true},
    {"tickets-late", tickets_start_late, "3", NULL, true},
    {"tickets-callback", tickets_start_late, "3 Tab", NULL, false},
    {"tickets-closed", tickets_start_late, "3 Tab Tab", NULL, false},
    {"tickets-filter", tickets_start_late, "3 / 'S0002 Enter", NULL, false},
    {"tickets-wall", tickets_start_late, "B", NULL, true},
    {"tickets-dispatch", tickets_start_late, "3 Down Down d", suggested, true},
    {"tickets-respond", tickets_start_late, "3 Down r", NULL, true},
    {"tickets-asked", tickets_start_late, ": 'note Space 'x Enter 3 n 'abc Enter", NULL, false},
    {"ticket-page", tickets_start_late, ": 'ticket Space '47 Enter", tickets_page, true},
    {"intake", desks_start, "F2 'hmy5-2", desks_found, true},
    {"intake-nobody", desks_start, "F2 'abc", NULL, false},
    {"outages", desks_start, "4", NULL, true},
    {"outages-none", tickets_start_calm, "4", NULL, false},
    {"outages-plan", desks_start, "4 p", desks_plans, true},
    {"outages-unstep", desks_start, "4 u", NULL, false},
    {"outages-forecast", desks_start, "4 f", NULL, false},
    {"outages-start", desks_start, "o", NULL, false},
    {"crews", desks_start, "8", desks_roster, true},
    {"rates", desks_start, "7 Down", desks_rates, true},
    {"lines", desks_start, ": 'lines Enter", desks_lines, true},
    {"lines-place", desks_start, ": 'lines Enter b b b / 'tcp: Enter Down", desks_lines, false},
    {"lines-old", desks_start, ": 'lines Enter", desks_lines_old, false},
    {"lines-none", desks_start, ": 'lines Enter", NULL, false},
    {"jobs", desks_start_crew, "", NULL, true},
    {"wall-tickets", desks_start, ": 'wall Enter", NULL, true},
    {"wall-outages", desks_start, ": 'wall Enter Right", NULL, true},
    {"wall-alarms", alarms_start_flood, ": 'wall Enter", NULL, true},
    {"wall-rates", desks_start, ": 'wall Enter Left", desks_rates, true},
    {"wall-rates-unread", fixture_start_calm, ": 'wall Space '30 Enter Left", NULL, false},
    {"wall-calm", fixture_start_calm, ": 'wall Enter", NULL, false},
    {"wall-away", alarms_start_critical, ": 'wall Enter", away, false},
    {"wall-refused", fixture_start_calm, ": 'wall Space '2 Enter", NULL, false},
    {"ticket-unread", tickets_start_late, ": 'ticket Space '48 Enter", NULL, false},
    {"ticket-from-alarm", alarms_start_critical, "2 Down t", NULL, true},
    {"no-data", fixture_start_silent, "", NULL, true},
    {"empty", fixture_start_empty, "", NULL, true},
};
const size_t scene_count = sizeof scenes / sizeof *scenes;

const struct scene *scene_of(const char *name)
{
    for (size_t i = 0; i < scene_count; i++)
        if (!strcmp(scenes[i].name, name))
            return &scenes[i];
    return NULL;
}

void scene_play(const struct scene *scene, struct fixture *f, const char *language, int width,
                int height)
{
    scene->start(f, language);
    fixture_draw(f, width, height);
    fixture_keys(f, scene->keys);
    fixture_draw(f, width, height);
    if (scene->then) {
        scene->then(f);
        fixture_draw(f, width, height);
    }
}
