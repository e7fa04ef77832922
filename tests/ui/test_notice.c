/* Notices: what is told by which level, gathered and not too often; and as escape sequences nothing
 * but printable text, whatever an alarm is called. */
#include "tests/ui/check.h"
#include "tests/ui/tickets.h"
#include "ui/osc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct desk {
    struct fixture *f;
    struct notice_words words;
    int64_t next;
    int station;
};

static struct desk begin(enum notice_level level)
{
    struct desk desk = {.f = calloc(1, sizeof *desk.f), .next = FIXTURE_NOW_US};
    fixture_start_calm(desk.f, "en");
    desk.f->console.notice.level = level;
    fixture_turn(desk.f);
    horn_hear(&desk.f->console.horn, &desk.f->world); /* what stands is known */
    return desk;
}

static void end(struct desk *desk)
{
    fixture_finish(desk->f);
    free(desk->f);
}

static void raise_alarm(struct desk *desk, const char *code)
{
    fixture_fact(desk->f, FACT_ALARM_RAISED, 1001 + desk->station++, "P2g.1", desk->next++, 0.5,
                 0.4, "collector", code, "");
}

static bool hears(struct desk *desk, int64_t ms)
{
    struct fixture *f = desk->f;
    fixture_later(f, ms);
    horn_hear(&f->console.horn, &f->world);
    return notice_hear(&f->console.notice, &f->console.horn, &f->world, &desk->words);
}

static void test_levels(void **state)
{
    static const struct {
        enum notice_level level;
        const char *code;
        bool is_told;
    } cases[] = {
        {NOTICE_OFF, "HH/1", false},     {NOTICE_CRITICAL, "HH/1", true},
        {NOTICE_CRITICAL, "H/2", false}, {NOTICE_HIGH, "H/2", true},
        {NOTICE_HIGH, "H/3", false},     {NOTICE_ALL, "H/3", true},
        {NOTICE_ALL, "H/4", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk desk = begin(cases[i].level);
        assert_false(hears(&desk, 1000));
        raise_alarm(&desk, cases[i].code);
        assert_int_equal(hears(&desk, 10), cases[i].is_told);
        assert_false(hears(&desk, 10000)); /* once */
        end(&desk);
    }
}

static void test_words(void **state)
{
    (void)state;
    struct desk desk = begin(NOTICE_HIGH);
    raise_alarm(&desk, "H/2");
    assert_true(hears(&desk, 10));
    assert_false(desk.words.is_critical);
    assert_non_null(strstr(desk.words.body, "S0001 滨河里换热站"));
    assert_non_null(strstr(desk.words.title, "new alarms: 1"));
    /* within five seconds they are gathered, the worst is named */
    raise_alarm(&desk, "H/2");
    assert_false(hears(&desk, 1000));
    raise_alarm(&desk, "HH/1");
    raise_alarm(&desk, "H/2");
    assert_false(hears(&desk, 1000));
    assert_true(hears(&desk, 3001));
    assert_non_null(strstr(desk.words.title, "new alarms: 3"));
    assert_non_null(strstr(desk.words.body, "S0003"));
    assert_true(desk.words.is_critical);
    end(&desk);
}

/* Silenced with the horn; a new critical one breaks through both. */
static void test_silence(void **state)
{
    (void)state;
    struct desk desk = begin(NOTICE_HIGH);
    fixture_keys(desk.f, "m");
    raise_alarm(&desk, "H/2");
    assert_false(hears(&desk, 1000));
    raise_alarm(&desk, "HH/1");
    assert_true(hears(&desk, 1000));
    end(&desk);
}

static void test_clocks(void **state)
{
    (void)state;
    struct desk desk = {.f = calloc(1, sizeof *desk.f)};
    tickets_start_late(desk.f, "en");
    assert_false(hears(&desk, 0));
    assert_true(hears(&desk, 121000)); /* T48 is to be dispatched */
    assert_non_null(strstr(desk.words.title, "clocks that run out: 1"));
    assert_string_equal(desk.words.body, "T48"); /* nobody's name or words */
    end(&desk);
}

static void test_verb(void **state)
{
    (void)state;
    struct desk desk = begin(NOTICE_HIGH);
    fixture_keys(desk.f, ": 'notify Space 'test Enter");
    assert_int_equal(desk.f->tells, 1);
    fixture_keys(desk.f, ": 'notify Space 'critical Enter");
    assert_int_equal(desk.f->console.notice.level, NOTICE_CRITICAL);
    fixture_keys(desk.f, ": 'notify Space 'loud Enter");
    fixture_draw(desk.f, 132, 43);
    assert_true(fixture_shows(desk.f, "notify: test, off, critical, high or all"));
    assert_int_equal(desk.f->console.notice.level, NOTICE_CRITICAL);
    end(&desk);
}

/* ---- as escape sequences ---- */

static void expect(enum osc_kind kind, bool is_tmux, const char *title, const char *body,
                   const char *bytes)
{
    char out[OSC_BYTES];
    size_t length = osc_notice(out, kind, is_tmux, title, body);
    assert_string_equal(out, bytes);
    assert_int_equal(length, strlen(bytes));
}

static void test_sequences(void **state)
{
    (void)state;
    assert_int_equal(osc_kind_of("kitty(0.26.5)"), OSC_99);
    assert_int_equal(osc_kind_of("WezTerm 2022"), OSC_9);
    assert_int_equal(osc_kind_of("VTE(7005)"), OSC_777);
    assert_int_equal(osc_kind_of("XTerm(379)"), OSC_NONE);
    assert_int_equal(osc_kind_of(""), OSC_NONE);
    assert_true(osc_is_tmux("tmux 3.3a"));
    expect(OSC_9, false, "a", "b", "\033]9;a: b\a");
    expect(OSC_9, false, "a", "", "\033]9;a\a");
    expect(OSC_777, false, "a", "b", "\033]777;notify;a;b\a");
    expect(OSC_99, false, "a", "惠民园", "\033]99;;a: 惠民园\033\\");
    expect(OSC_NONE, false, "a", "b", "");
    expect(OSC_NONE, true, "a", "b", "");
    expect(OSC_9, true, "a", "b", "\033Ptmux;\033\033]9;a: b\a\033\\");
    expect(OSC_777, false, "a;b", "c\a\033]0;x\nd", "\033]777;notify;a,b;c??]0,x?d\a");
}

/* Hostile and huge texts: one sequence, its end its only control, never longer than the room. */
static void test_hostile(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char title[600], body[600], out[OSC_BYTES];
        for (int i = 0; i < 599; i++) {
            title[i] = (char)(chance(&seed) % 255 + 1);
            body[i] = chance(&seed) % 3 ? (char)(chance(&seed) % 32 + 1) : ';';
        }
        title[chance(&seed) % 600] = title[599] = body[599] = '\0';
        size_t length = osc_notice(out, OSC_777, round % 2, title, body);
        assert_true(length < OSC_BYTES);
        size_t controls = 0, parts = 0;
        for (size_t i = 0; i < length; i++) {
            controls += (unsigned char)out[i] < ' ';
            parts += out[i] == ';';
        }
        assert_int_equal(controls, round % 2 ? 5 : 2);
        assert_int_equal(parts, round % 2 ? 4 : 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),  cmocka_unit_test(test_words),
        cmocka_unit_test(test_silence), cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_verb),    cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
