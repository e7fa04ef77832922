#include "ui/clock_mark.h"

#include "ui/ticket_text.h"

#include <string.h>

/* Stopped in time, or waived: no stage that asks for anybody. */
static bool is_settled(const struct ticket_clock *clock, const struct world *world)
{
    return !clock_is_running(clock) && clock_stage_of(clock, world->now) != CLOCK_BREACHED;
}

enum style clock_mark_style(const struct world *world, const struct ticket_clock *clock)
{
    if (!world->is_database_up)
        return STYLE_DIM;
    if (is_settled(clock, world))
        return STYLE_DIM;
    switch (clock_stage_of(clock, world->now)) {
    case CLOCK_CALM: return STYLE_TEXT;
    case CLOCK_HALF: return STYLE_CLOCK_HALF;
    case CLOCK_LATE: return STYLE_CLOCK_LATE;
    case CLOCK_SHORT: return STYLE_CLOCK_SHORT;
    case CLOCK_BREACHED: return STYLE_CLOCK_BREACHED;
    }
    return STYLE_TEXT;
}

static bool is_waiting(const struct ticket_clock *clock, enum clock_stage stage)
{
    return stage == CLOCK_SHORT ? clock_is_running(clock)
                                : stage == CLOCK_BREACHED && !clock->is_explained;
}

void clock_mark_add(struct row *row, const struct world *world, const struct ticket_clock *clock)
{
    static const char *const marks[] = {"  ", "50", "75", "90", "!!"};
    if (!clock || is_settled(clock, world)) {
        row_space(row, CLOCK_MARK_CELLS);
        return;
    }
    enum clock_stage stage = clock_stage_of(clock, world->now);
    bool is_chip = is_waiting(clock, stage) && world->is_database_up;
    bool is_told = stage == CLOCK_BREACHED && clock->is_explained;
    row_add(row, is_chip ? STYLE_CLOCK_MARK : clock_mark_style(world, clock),
            is_told                                               ? "! "
            : stage == CLOCK_BREACHED && !clock_is_running(clock) ? "!?"
                                                                  : marks[stage]);
}

void clock_mark_left(struct row *row, const struct world *world, const struct ticket_clock *clock,
                     int cells)
{
    char text[24];
    if (!clock) {
        row_right(row, STYLE_DIM, "--", cells);
        return;
    }
    ticket_text_left(clock_left_ms(clock, world->now), text, sizeof text);
    row_right(row, clock_mark_style(world, clock), text, cells);
}

void clock_mark_bar(struct row *row, const struct world *world, const struct ticket_clock *clock,
                    int cells)
{
    static const double stages[] = {0.5, 0.75, 0.9};
    char bar[64];
    if (!clock || cells < 1 || cells >= (int)sizeof bar) {
        row_space(row, cells);
        return;
    }
    double fraction = clock_fraction(clock, world->now);
    int full = fraction >= 1 ? cells : fraction > 0 ? (int)(fraction * cells) : 0;
    memset(bar, '.', (size_t)cells);
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        bar[(int)(stages[i] * cells)] = '|';
    memset(bar, '=', (size_t)full);
    bar[cells] = '\0';
    row_add_bytes(row, clock_mark_style(world, clock), bar, full);
    row_add_bytes(row, STYLE_DIM, bar + full, cells - full);
}
