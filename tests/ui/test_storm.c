/* Random keys, sizes, facts, reloads and outages: never a crash, and every frame exact. */
#include "backend/base/text.h"
#include "tests/ui/check.h"
#include "ui/keymap.h"
#include "ui/lang.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define KEYS 20000

static uint32_t random_press(uint64_t *seed)
{
    static const char *const often[] = {"Enter", "Enter", "Down",      "Down",  "Up",  "PgDn",
                                        "PgUp",  "Home",  "End",       "Esc",   "Tab", "Right",
                                        "Left",  "Space", "Backspace", "F1",    "F3",  "F4",
                                        "F6",    "F7",    "F9",        "Ctrl-L"};
    uint64_t r = chance(seed);
    switch (r % 4) {
    case 0: return keymap_press(often[(r >> 8) % (sizeof often / sizeof *often)]);
    case 1: return (uint32_t)(r >> 8) % 128;
    case 2: return (uint32_t) "wu/.:gnN1590123456789?hjkl"[(r >> 8) % 26];
    }
    return (uint32_t)((r >> 8) % 0x110020);
}

/* Something happens to the world now and then. */
static void disturb(struct fixture *f, uint64_t *seed)
{
    uint64_t r = chance(seed);
    int32_t device = (int32_t)(chance(seed) % f->site->device_count);
    int64_t id = f->site->device[device].id;
    switch (r % 16) {
    case 0: f->session.state = (enum session_state)(chance(seed) % 4); break;
    case 1: f->session.state = SESSION_UP; break;
    case 2: f->collector.is_known = chance(seed) % 2; break;
    case 3: fixture_later(f, (int64_t)(chance(seed) % 20000)); break;
    case 4: f->collector.seen = f->world.now; break;
    case 5: fixture_reload(f); break;
    case 6:
        console_setpoint_answer(&f->console, f->console.setpoint.ticket, chance(seed) % 2, 1000,
                                "busy", "no");
        break;
    case 7: lang_set(chance(seed) % 2 ? "zh_CN" : "en"); break;
    case 8: f->console.glyphs = chance(seed) % 2 ? &glyphs_ascii : &glyphs_narrow; break;
    case 9:
        site_observe_state(f->site, device, chance(seed) % 2, (int)(chance(seed) % 9),
                           f->world.now);
        break;
    case 10:
        fixture_value(f, device, "T2g.1", 1e12, (enum quality)(chance(seed) % QUALITY_COUNT));
        break;
    default:
        fixture_fact(f, (enum fact_kind)(chance(seed) % FACT_KIND_COUNT), (int32_t)id, "T2g_SP.1",
                     1000, 53, NAN, "wanglei", "timeout", "text");
    }
}

static void random_size(uint64_t *seed, int *width, int *height)
{
    static const int usual[][2] = {{80, 24}, {132, 43}, {200, 60}, {40, 20}};
    uint64_t r = chance(seed);
    *width = usual[r % 4][0];
    *height = usual[r % 4][1];
    if (r % 3 == 0) {
        *width = 1 + (int)((r >> 8) % (r % 5 ? 60 : 500));
        *height = 1 + (int)((r >> 24) % (r % 5 ? 20 : 200));
    }
}

static void storm(uint64_t seed)
{
    struct fixture f;
    int width = 80, height = 24;
    fixture_start(&f, "zh_CN");
    for (int i = 0; i < KEYS; i++) {
        if (i % 50 == 0)
            random_size(&seed, &width, &height);
        if (i % 7 == 0)
            disturb(&f, &seed);
        fixture_turn(&f);
        if (chance(&seed) % 50)
            console_key(&f.console, random_press(&seed));
        else
            console_paste(&f.console, random_press(&seed));
        if (i % 3 == 0) {
            fixture_draw(&f, width, height);
            check_frame(&f.frame);
        }
    }
    fixture_finish(&f);
}

static void test_storm(void **state)
{
    (void)state;
    storm(20260115);
}

static void test_another_storm(void **state)
{
    (void)state;
    storm(0x5eed5eed5eedULL);
}

/* Each screen and the dialog at every size there is near the edges. */
static void test_every_small_size(void **state)
{
    static const char *const ways[] = {
        "",  "Down Enter", "/ 'S0002 Enter Enter", "/ 'S0002 Enter Enter w '54 Enter", "9",
        "?", ": 'th"};
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct fixture f;
        fixture_start(&f, "zh_CN");
        fixture_keys(&f, ways[i]);
        for (int width = 1; width <= 90; width++)
            for (int height = 1; height <= 12; height++) {
                fixture_draw(&f, width, height);
                check_frame(&f.frame);
            }
        fixture_draw(&f, 500, 200);
        check_frame(&f.frame);
        fixture_finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_storm),
        cmocka_unit_test(test_another_storm),
        cmocka_unit_test(test_every_small_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
