/* A ticket's entries count in the order in which things happened, whatever the order of typing. */
#include "backend/base/clock.h"
#include "backend/core/site.h"
#include "backend/core/ticket_book.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0_S 1768492200.0
#define LIMITS                                                                                     \
    "limit.dispatch\x1f"                                                                           \
    "1800\x1flimit.repair\x1f"                                                                     \
    "86400\x1flimit.survey\x1f"                                                                    \
    "259200"

static struct site *site;
static int64_t seq;

static void say_by(enum fact_kind kind, double minute, const char *code, double number,
                   double other, const char *detail)
{
    struct fact fact;
    fact_init(&fact, kind, fact_wall(T0_S + 60 * minute));
    fact.seq = ++seq;
    fact.ticket = 1;
    fact.new_value = number;
    fact.old_value = other;
    fact.detail = detail;
    snprintf(fact.code, sizeof fact.code, "%s", code);
    site_apply(site, &fact);
}

static void start(const char *kind)
{
    site = site_new();
    seq = 0;
    say_by(FACT_TICKET_OPENED, 0, kind, NAN, NAN,
           LIMITS "\x1f"
                  "accept_due\x1f"
                  "1768579200");
}

static const struct ticket *ticket(void)
{
    return ticket_of_id(site, 1);
}

static double stopped_minute(enum clock_purpose purpose)
{
    for (int i = 0; i < ticket()->clock_count; i++)
        if (ticket()->clock[i].purpose == purpose)
            return ticket()->clock[i].stopped_by
                       ? ((double)ticket()->clock[i].stopped.us / 1e6 - T0_S) / 60
                       : -1;
    return -2;
}

/* The radio said that they were there; that they had been sent was typed after it. */
static void test_report_before_dispatch(void **state)
{
    (void)state;
    start("repair");
    say_by(FACT_TICKET_ON_SITE, 20, "", NAN, NAN, NULL);
    assert_float_equal(stopped_minute(CLOCK_DISPATCH), -1, 0);
    say_by(FACT_TICKET_DISPATCHED, 5, "", 7, NAN,
           "dated\x1f"
           "1");
    assert_int_equal(ticket()->state, TICKET_ON_SITE);
    assert_int_equal(ticket()->crew, 7);
    assert_float_equal(stopped_minute(CLOCK_DISPATCH), 5, 1e-6);
    site_free(site);
}

/* What is done now is behind what was done before, though the database's clock went back. */
static void test_clock_goes_back(void **state)
{
    (void)state;
    start("repair");
    say_by(FACT_TICKET_DISPATCHED, 70, "", 7, NAN, NULL);
    say_by(FACT_TICKET_TAKEN, 12, "", NAN, NAN, NULL); /* an hour back */
    assert_int_equal(ticket()->state, TICKET_TAKEN);
    say_by(FACT_TICKET_UNDER_WAY, 80, "", NAN, NAN, NULL);
    assert_int_equal(ticket()->state, TICKET_UNDER_WAY);
    site_free(site);
}

/* Closed as done by a survey that never was: it is open, and the three days run. */
static void test_struck_survey(void **state)
{
    (void)state;
    start("application");
    say_by(FACT_TICKET_DECIDED, 5, "accepted", NAN, NAN, NULL); /* seq 2 */
    say_by(FACT_TICKET_SURVEYED, 100, "", NAN, NAN, NULL);
    say_by(FACT_TICKET_CLOSED, 200, "done", 0, NAN, NULL);
    say_by(FACT_TICKET_ARCHIVED, 300, "", NAN, NAN, NULL);
    say_by(FACT_TICKET_AMENDED, 400, "", NAN, 3, NULL);
    assert_int_equal(ticket()->state, TICKET_ACCEPTED);
    assert_float_equal(stopped_minute(CLOCK_SURVEY), -1, 0);
    say_by(FACT_TICKET_SURVEYED, 500, "", NAN, NAN, NULL);
    say_by(FACT_TICKET_CLOSED, 510, "done", 0, NAN, NULL);
    assert_int_equal(ticket()->state, TICKET_CLOSED);
    assert_float_equal(stopped_minute(CLOCK_SURVEY), 500, 1e-6);
    site_free(site);
}

/* ---- property: a course typed in any order is the same course ---- */

static uint64_t chance_state = 3;
static uint32_t chance(uint32_t below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance_state >> 33) % below;
}

struct step {
    enum fact_kind kind;
    double minute, number;
};
#define STEPS 12

/* A job as it may go: sent, some of what a crew says, done, denied, sent again. */
static int make_course(struct step *step)
{
    static const enum fact_kind job[] = {FACT_TICKET_TAKEN, FACT_TICKET_UNDER_WAY,
                                         FACT_TICKET_ON_SITE};
    int count = 0;
    double minute = 1 + chance(20);
    while (count < STEPS - 5) {
        step[count++] = (struct step){FACT_TICKET_DISPATCHED, minute, 1 + chance(3)};
        for (int i = 0; i < 3; i++)
            if (chance(3))
                step[count++] = (struct step){job[i], minute += 1 + chance(30), NAN};
        step[count++] = (struct step){chance(2) ? FACT_TICKET_REFUSED : FACT_TICKET_FINISHED,
                                      minute += 1 + chance(30), NAN};
        if (step[count - 1].kind == FACT_TICKET_FINISHED) {
            if (chance(2))
                return count;
            step[count++] = (struct step){FACT_TICKET_UNCONFIRMED, minute += 1 + chance(30), NAN};
        }
        minute += 1 + chance(30);
    }
    return count;
}

struct sum {
    enum ticket_state state;
    struct wall since;
    int32_t crew;
    int refusals, clocks;
    struct ticket_clock clock[8];
};

/* As the database marks them: what lies before what is there already. */
static struct sum type(const struct step *step, const int *order, int count)
{
    double last = 0;
    start("repair");
    for (int i = 0; i < count; i++) {
        const struct step *s = &step[order[i]];
        say_by(s->kind, s->minute, s->kind == FACT_TICKET_FINISHED ? "air" : "", s->number, NAN,
               s->minute < last ? "dated\x1f"
                                  "1"
                                : NULL);
        last = s->minute > last ? s->minute : last;
    }
    struct sum sum = {ticket()->state,    ticket()->state_since, ticket()->crew,
                      ticket()->refusals, ticket()->clock_count, {{0}}};
    for (int i = 0; i < sum.clocks && i < 8; i++) {
        sum.clock[i] = ticket()->clock[i];
        sum.clock[i].stopped_by = sum.clock[i].stopped_by != 0; /* numbered by typing */
    }
    site_free(site);
    return sum;
}

static void expect_same(const struct sum *a, const struct sum *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->since.us, b->since.us);
    assert_int_equal(a->crew, b->crew);
    assert_int_equal(a->refusals, b->refusals);
    assert_int_equal(a->clocks, b->clocks);
    for (int i = 0; i < a->clocks && i < 8; i++) {
        assert_int_equal(a->clock[i].purpose, b->clock[i].purpose);
        assert_int_equal(a->clock[i].cycle, b->clock[i].cycle);
        assert_int_equal(a->clock[i].due.us, b->clock[i].due.us);
        assert_int_equal(a->clock[i].stopped.us, b->clock[i].stopped.us);
        assert_int_equal(a->clock[i].stopped_by, b->clock[i].stopped_by);
    }
}

static void test_any_order_of_typing(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct step step[STEPS + 5];
        int count = make_course(step), order[STEPS + 5];
        for (int i = 0; i < count; i++)
            order[i] = i;
        struct sum told = type(step, order, count);
        for (int i = count - 1; i > 0; i--) {
            int other = (int)chance((uint32_t)i + 1), kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        struct sum mixed = type(step, order, count);
        expect_same(&told, &mixed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_before_dispatch),
        cmocka_unit_test(test_clock_goes_back),
        cmocka_unit_test(test_struck_survey),
        cmocka_unit_test(test_any_order_of_typing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
