/* A step of the cursor is drawn where it left, where it leads to and beside, a new value in its
 * row: after any keys and changes that is cell by cell what a whole frame shows. */
#include "tests/ui/check.h"
#include "ui/keymap.h"
#include "ui/rows_network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TURNS 6000

/* The linker leads this call through here and on to the real one (--wrap). */
static long row_calls;

void __real_rows_network_row(const struct network_look *look, const struct outline_row *in,
                             struct row *out);
void __wrap_rows_network_row(const struct network_look *look, const struct outline_row *in,
                             struct row *out);

void __wrap_rows_network_row(const struct network_look *look, const struct outline_row *in,
                             struct row *out)
{
    row_calls++;
    __real_rows_network_row(look, in, out);
}

/* What the desk does: a part of the frame if nothing else has happened. */
struct shown {
    struct frame frame;
    uint64_t changes;
    int width, height;
    bool is_dirty;
    int parts;
};

static void show(struct fixture *f, struct shown *shown)
{
    shown->parts++;
    if (shown->is_dirty || !console_refresh(&f->console, &shown->frame, shown->changes)) {
        console_draw(&f->console, &shown->frame, shown->width, shown->height);
        shown->parts--;
    }
    shown->changes = f->site->changes;
    shown->is_dirty = false;
}

static void styles_of(const struct row *row, short style[ROW_TEXT])
{
    for (int i = 0; i < row->count; i++)
        for (int at = 0; at < row->span[i].length; at++)
            style[row->span[i].at + at] = row->span[i].style;
}

static void check_equal(const struct frame *part, const struct frame *whole)
{
    assert_int_equal(part->cursor_x, whole->cursor_x);
    assert_int_equal(part->cursor_y, whole->cursor_y);
    assert_int_equal(part->is_typing, whole->is_typing);
    assert_int_equal(part->waiting, whole->waiting);
    assert_memory_equal(&part->steady, &whole->steady, sizeof part->steady);
    for (int y = 1; y < whole->height; y++) { /* the top line moves with the second alone */
        short a[ROW_TEXT] = {0}, b[ROW_TEXT] = {0};
        assert_int_equal(part->line[y].cells, whole->line[y].cells);
        assert_string_equal(part->line[y].text, whole->line[y].text);
        styles_of(&part->line[y], a);
        styles_of(&whole->line[y], b);
        assert_memory_equal(a, b, sizeof a);
    }
}

static void press(struct fixture *f, struct shown *shown, uint64_t *seed)
{
    static const char *const keys[] = {"Down", "Down", "Down", "Down", "Up",    "Up",    "Up",
                                       "j",    "k",    "PgDn", "PgUp", "Home",  "End",   "Right",
                                       "Left", "Tab",  "n",    ".",    "Space", "Enter", "Esc",
                                       "Esc",  "/",    ":",    "1",    "1",     "w",     "?"};
    uint64_t r = chance(seed);
    shown->is_dirty |=
        !console_key(&f->console, keymap_press(keys[r % (sizeof keys / sizeof *keys)]));
}

/* All of a device is read anew, and one value is another. */
static void observe(struct fixture *f, int32_t index, double value)
{
    struct reading readings[512];
    const struct site_device *device = &f->site->device[index];
    size_t count = device->profile->point_count;
    assert_true(count <= 512);
    memcpy(readings, device->reading, count * sizeof *readings);
    int at = profile_find(device->profile, "T1g");
    if (at >= 0)
        readings[at] = (struct reading){.value = fmod(value, 90), .quality = QUALITY_GOOD};
    site_observe(f->site, index, (struct wall){device->at.us + 1}, readings);
}

/* A value in a row changes, for which a part is drawn; time, size and alarms are drawn whole. */
static void disturb(struct fixture *f, struct shown *shown, uint64_t *seed)
{
    static const int sizes[][2] = {{200, 60}, {132, 43}, {100, 24}, {80, 24}, {40, 20}, {80, 3}};
    uint64_t r = chance(seed), which = chance(seed);
    int32_t device = (int32_t)(which % f->site->device_count);
    switch (r % 40) {
    case 0:
        shown->width = sizes[which % 6][0];
        shown->height = sizes[which % 6][1];
        break;
    case 1: fixture_later(f, (int64_t)(which % 3000)); break;
    case 2:
        fixture_fact(f, FACT_ALARM_RAISED, f->site->device[device].id, "P2g.1", f->world.now.us,
                     0.5, 0.6, "collector", "H/3", "");
        break;
    case 3: console_say(&f->console, STYLE_NOTICE, "said"); break;
    default: /* the others are values */
        if (r % 2)
            observe(f, device, (double)(which >> 20) / 1e9);
        return;
    }
    shown->is_dirty = true;
}

static void storm(uint64_t seed)
{
    struct fixture f;
    struct shown shown = {.width = 200, .height = 60, .is_dirty = true};
    struct frame whole;
    fixture_start_large(&f, 300);
    frame_init(&shown.frame);
    frame_init(&whole);
    for (int i = 0; i < TURNS; i++) {
        fixture_turn(&f);
        for (uint64_t keys = chance(&seed) % 3; keys > 0; keys--)
            press(&f, &shown, &seed);
        disturb(&f, &shown, &seed);
        show(&f, &shown);
        console_draw(&f.console, &whole, shown.width, shown.height);
        check_equal(&shown.frame, &whole);
    }
    print_message("%d of %d frames were drawn in part\n", shown.parts, TURNS);
    assert_true(shown.parts > TURNS / 10);
    frame_finish(&whole);
    frame_finish(&shown.frame);
    fixture_finish(&f);
}

static void test_parts_are_the_whole(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++)
        storm(seed);
}

/* Counted, not timed: of a whole page no more than two rows are made anew. */
static void test_a_step_makes_two_rows(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start_large(&f, 300);
    fixture_draw(&f, 200, 60);
    for (int i = 0; i < 20; i++) {
        row_calls = 0;
        assert_true(console_key(&f.console, PRESS_DOWN));
        assert_true(console_refresh(&f.console, &f.frame, f.site->changes));
        assert_int_equal(row_calls, 2);
    }
    assert_false(console_key(&f.console, PRESS_ENTER));
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parts_are_the_whole),
                                       cmocka_unit_test(test_a_step_makes_two_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
