/* A32: text from outside, in every field that a screen shows, cleaned as the store delivers it and
 * raw as a mistake might let it through: nothing but printable characters, and no row shifted. */
#include "backend/base/text.h"
#include "tests/ui/check.h"
#include "ui/screen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const hostile[] = {
    "\x1b[2J\x1b[1;1Howned\x1b]0;title\x07",
    "\x1bP+q\x1b\\\x1b_x\x1b\\\x9b"
    "31m\xc2\x9b"
    "31m",
    "abc\xe2\x80\xae"
    "fed\xe2\x81\xa6x\xe2\x81\xa9", /* overrides and isolates */
    "line\nfeed\r\ttab\v\f\b\b\b\x7f",
    "%n%s%d%100000d%%{point}{old}{text}{who}",
    "'; drop table fact; -- \"\\\\\" <b>&amp;",
    "\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe4\xb8", /* no UTF-8 at all */
    "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87",
    "\xcc\x81\xcc\x82\xcc\x83",
    "\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf\xc2\xad\xf3\xa0\x81\x81\xf3\xa0\x81\xbf",
    "\xe2\x80\xa8\xe2\x80\xa9\xef\xb7\xba\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
    "千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千千",
    "",
};
#define HOSTILE (sizeof hostile / sizeof *hostile)

static const char *const ways[] = {
    "",
    "Down",
    "Down Enter",
    "Down Enter End",
    "Down Enter w '1",
    "9",
    "9 Down End",
    "9 / '1",
    "?",
    ": 'station Space 'x Enter",
    "/ '1",
    "Down Enter Home w '1 Enter",
};
static const int sizes[][2] = {{40, 20}, {80, 24}, {132, 43}, {200, 60}};

/* The wall between two panes stands in one column on each line of the body. */
static void check_wall(const struct fixture *f)
{
    int column = f->frame.width * 58 / 100;
    if (f->frame.width < 100 || f->frame.width >= 160 || f->console.place != ON_NETWORK ||
        f->console.mode == MODE_SETPOINT)
        return;
    for (int y = 2; y < f->frame.height - 1; y++) {
        struct row left = f->frame.line[y];
        row_cut(&left, column);
        if (left.cells != column || f->frame.line[y].text[left.length] != '|')
            fail_msg("line %d is shifted: %s", y, f->frame.line[y].text);
    }
}

static void through_all_screens(struct fixture *f)
{
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            fixture_keys(f, s ? "" : ways[w]);
            fixture_draw(f, sizes[s][0], sizes[s][1]);
            check_frame(&f->frame);
            check_wall(f);
        }
        fixture_keys(f, "Esc Esc Esc Esc Esc Esc 1 Home");
    }
}

/* 64 KB of it in every name, code, endpoint, reason and user. */
static void test_cleaned_text_everywhere(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start_hostile(&f);
    through_all_screens(&f);
    fixture_finish(&f);
}

static void put(char *field, size_t size, const char *text)
{
    snprintf(field, size, "%s", text);
}

/* What would come if somebody forgot to clean it. */
static void spoil(struct fixture *f, const char *text)
{
    static char spoiled[512]; /* the site's texts are not its own to free one by one */
    put(spoiled, sizeof spoiled, text);
    for (size_t i = 0; i < f->site->node_count; i++) {
        f->site->node[i].name = spoiled;
    }
    for (size_t i = 0; i < f->site->device_count; i++) {
        struct site_device *device = &f->site->device[i];
        device->code = device->endpoint = spoiled;
        put(device->lost_code, sizeof device->lost_code, text);
        fixture_fact(f, (enum fact_kind)(i * 5 % FACT_KIND_COUNT), device->id, "T2g_SP.1",
                     (int64_t)i + 50, NAN, 1e308, text, text, text);
        fixture_fact(f, FACT_CHANGED_OUTSIDE, device->id, text, 0, NAN, 1e308, text, text, text);
    }
    put(f->session.who, sizeof f->session.who, text);
    put(f->session.role, sizeof f->session.role, text);
    put(f->collector.name, sizeof f->collector.name, text);
}

static void test_raw_text_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < HOSTILE; i++) {
        struct fixture f;
        fixture_start(&f, "zh_CN");
        spoil(&f, hostile[i]);
        through_all_screens(&f);
        fixture_keys(&f, "/ 'T2g Esc");
        console_setpoint_answer(&f.console, -1, false, 0, hostile[i], hostile[i]);
        fixture_draw(&f, 132, 43);
        check_frame(&f.frame);
        fixture_finish(&f);
    }
}

/* A database that answers badly, before there is a plant and after. */
static void test_raw_text_of_the_database(void **state)
{
    (void)state;
    for (size_t i = 0; i < HOSTILE; i++) {
        struct fixture f;
        fixture_start_refused(&f, "zh_CN");
        put(f.session.why, sizeof f.session.why, hostile[i]);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            fixture_draw(&f, sizes[s][0], sizes[s][1]);
            check_frame(&f.frame);
        }
        fixture_finish(&f);
        fixture_start(&f, "zh_CN");
        fixture_keys(&f, "/ 'S0002 Enter Enter w '54 Enter '02");
        console_setpoint_answer(&f.console, f.console.setpoint.ticket, false, 0, hostile[i],
                                hostile[i]);
        fixture_draw(&f, 80, 24);
        check_frame(&f.frame);
        fixture_finish(&f);
    }
}

/* The same through the keyboard and by pasting, byte for byte. */
static void test_raw_text_typed(void **state)
{
    (void)state;
    for (size_t i = 0; i < HOSTILE; i++) {
        struct fixture f;
        fixture_start(&f, "zh_CN");
        fixture_keys(&f, "/");
        for (const char *p = hostile[i]; *p; p++)
            console_paste(&f.console, (unsigned char)*p);
        fixture_draw(&f, 80, 24);
        check_frame(&f.frame);
        for (uint32_t c = 0; c < 0x2100; c++) {
            console_paste(&f.console, c);
            if (c % 40 == 0) {
                fixture_draw(&f, 80, 24);
                check_frame(&f.frame);
                fixture_keys(&f, "Esc /");
            }
        }
        fixture_finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cleaned_text_everywhere),
        cmocka_unit_test(test_raw_text_everywhere),
        cmocka_unit_test(test_raw_text_of_the_database),
        cmocka_unit_test(test_raw_text_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
