#include "tests/ui/scene.h"

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
