/* The horn as a table of cases: what comes in when, and whether the bell rings then. */
#include "tests/ui/tickets.h"
#include "ui/horn.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum deed { NOTHING, RAISE_1, RAISE_2, RAISE_4, GATHER, CLEAR, ANSWER, SILENCE, AWAY, BACK };

struct step {
    int64_t at_ms;
    enum deed deed;
    bool rings;
};

struct horn_case {
    const char *name;
    enum deed before; /* there when the console opened */
    struct step step[12];
};

/* A step's deed is done, then the horn is asked. The first step's horn opens the console. */
static const struct horn_case horn_cases[] = {
    {"calm", NOTHING, {{0, NOTHING, false}, {60000, NOTHING, false}}},
    {"known at opening", RAISE_2, {{0, NOTHING, false}, {60000, NOTHING, false}}},
    {"critical at opening", RAISE_1, {{0, NOTHING, true}, {1000, NOTHING, false}}},
    {"critical at once", NOTHING, {{0, NOTHING, false}, {1, RAISE_1, true}, {2, NOTHING, false}}},
    {"a lesser one", NOTHING, {{0, NOTHING, false}, {1, RAISE_2, true}, {70000, NOTHING, false}}},
    {"the lowest is silent", NOTHING, {{0, NOTHING, false}, {1, RAISE_4, false}}},
    {"one a second",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_2, true},
      {300, RAISE_2, false},
      {600, RAISE_2, false},
      {1001, NOTHING, true},
      {2002, NOTHING, false}}},
    {"critical ones each ten seconds",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {3000, RAISE_1, false},
      {6000, RAISE_1, false},
      {10001, NOTHING, true},
      {20001, NOTHING, false}}},
    {"a lesser one between critical ones",
     NOTHING,
     {{0, NOTHING, false}, {1, RAISE_1, true}, {3000, RAISE_2, true}, {10001, NOTHING, false}}},
    {"again each minute until answered",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {59000, NOTHING, false},
      {60001, NOTHING, true},
      {120001, NOTHING, true},
      {121000, ANSWER, false},
      {200000, NOTHING, false}}},
    {"what a cause gathers is silent",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {30000, GATHER, false},
      {40000, NOTHING, false},
      {50000, CLEAR, true},
      {51000, NOTHING, false}}},
    {"silenced for five minutes",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {1000, SILENCE, false},
      {61000, RAISE_2, false},
      {200000, NOTHING, false},
      {300000, NOTHING, false},
      {301000, NOTHING, true}}},
    {"a new critical one ends the silence",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {1000, SILENCE, false},
      {20000, RAISE_1, true},
      {80000, NOTHING, true}}},
    {"answered before its ring",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {3000, RAISE_1, false},
      {4000, ANSWER, false},
      {10001, NOTHING, false}}},
    {"away and back",
     NOTHING,
     {{0, NOTHING, false},
      {1, RAISE_1, true},
      {2000, AWAY, false},
      {70000, NOTHING, false},
      {71000, BACK, true}}},
};

struct heard {
    struct fixture *f;
    int64_t next, answered; /* ids */
    int station;
};

static void raise_alarm(struct heard *heard, const char *code)
{
    fixture_fact(heard->f, FACT_ALARM_RAISED, 1001 + heard->station++, "P2g.1", heard->next++, 0.5,
                 0.4, "collector", code, "");
}

static void do_deed(struct heard *heard, enum deed deed)
{
    static const char *const codes[] = {
        [RAISE_1] = "HH/1d", [RAISE_2] = "HH/2", [RAISE_4] = "HH/4"};
    struct fixture *f = heard->f;
    switch (deed) {
    case NOTHING: return;
    case RAISE_1:
    case RAISE_2:
    case RAISE_4: raise_alarm(heard, codes[deed]); return;
    case GATHER: /* by the critical one of the first station */
        fixture_fact(f, FACT_ALARM_RAISED, 1001, "P2h.1", heard->next++, 1, 1, "collector", "H/2",
                     "");
        return;
    case CLEAR:
        fixture_fact(f, FACT_ALARM_RETURNED, 1001, "P2g.1", FIXTURE_NOW_US, 1, 1, "collector", "HH",
                     "");
        return;
    case ANSWER:
        for (; heard->answered < heard->next; heard->answered++)
            fixture_fact(f, FACT_ALARM_ACKNOWLEDGED,
                         1001 + (int32_t)(heard->answered - FIXTURE_NOW_US), "P2g.1",
                         heard->answered, NAN, NAN, "wanglei", "HH", "");
        return;
    case SILENCE: fixture_keys(f, "m"); return;
    case AWAY: f->session.state = SESSION_DOWN; return;
    case BACK: f->session.state = SESSION_UP; return;
    }
}

static void play_horn(const struct horn_case *c)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct heard heard = {f, FIXTURE_NOW_US, FIXTURE_NOW_US, 0};
    fixture_start_calm(f, "en");
    do_deed(&heard, c->before);
    struct mono first = f->world.mono;
    for (size_t i = 0; i < 12 && (i == 0 || c->step[i].at_ms); i++) {
        int64_t passed = mono_ms_since(first, f->world.mono);
        fixture_later(f, c->step[i].at_ms - passed);
        do_deed(&heard, c->step[i].deed);
        fixture_turn(f);
        if (horn_hear(&f->console.horn, &f->world) != c->step[i].rings)
            fail_msg("%s: at %lld ms it %s", c->name, (long long)c->step[i].at_ms,
                     c->step[i].rings ? "is silent" : "rings");
    }
    fixture_finish(f);
    free(f);
}

static void test_horn(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof horn_cases / sizeof *horn_cases; i++)
        play_horn(&horn_cases[i]);
}

/* Over-pressure in a station of which a lesser storm was answered: it rings, and again. */
static void test_worse_than_its_cause(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    int64_t id = FIXTURE_NOW_US;
    int rings = 0;
    fixture_start_calm(f, "en");
    fixture_fact(f, FACT_ALARM_RAISED, 1001, "", id++, 20, 20, "collector", "storm/3d", "");
    fixture_turn(f);
    horn_hear(&f->console.horn, &f->world);
    fixture_fact(f, FACT_ALARM_ACKNOWLEDGED, 1001, "", id - 1, NAN, NAN, "wanglei", "storm", "");
    fixture_fact(f, FACT_ALARM_RAISED, 1001, "T2g.1", id++, 50, 45, "collector", "dev/3", "");
    for (int i = 0; i < 60; i++) {
        fixture_later(f, 1000);
        fixture_turn(f);
        rings += horn_hear(&f->console.horn, &f->world);
    }
    assert_int_equal(rings, 0); /* the storm explains it */
    fixture_fact(f, FACT_ALARM_RAISED, 1001, "P2g.1", id++, 0.65, 0.7, "collector", "HH/1", "");
    for (int i = 0; i < 150; i++) {
        fixture_later(f, 1000);
        fixture_turn(f);
        rings += horn_hear(&f->console.horn, &f->world);
    }
    assert_true(rings >= 2);
    fixture_finish(f);
    free(f);
}

static bool hears(struct fixture *f, int64_t seconds)
{
    fixture_later(f, seconds * 1000);
    return horn_hear(&f->console.horn, &f->world);
}

/* T48 is to be dispatched within two minutes, T49 within six, T44 passes 75 % in nine. */
static void test_clocks(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    tickets_start_late(f, "en");
    assert_false(hears(f, 0)); /* what is overdue already is known */
    assert_false(hears(f, 119));
    assert_true(hears(f, 2));
    assert_false(hears(f, 10));
    fixture_keys(f, "m");
    assert_false(hears(f, 240)); /* T49, silenced */
    assert_true(hears(f, 200));  /* T44 */
    tickets_fact(f, FACT_TICKET_CLOSED, -1, 44, NAN, 0, "done", "");
    assert_false(hears(f, 240)); /* closed: it is over */
    fixture_finish(f);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_horn), cmocka_unit_test(test_clocks),
                                       cmocka_unit_test(test_worse_than_its_cause)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
