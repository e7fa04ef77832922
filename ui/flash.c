#include "ui/flash.h"

#include "backend/base/text.h"

#include <string.h>

bool flash_is_on(const struct world *world)
{
    int64_t half = world->now.us / (FLASH_HALF_MS * 1000);
    return half % 2 == 0;
}

bool flash_may(enum alarm_state state, int priority)
{
    return state == ALARM_UNACKNOWLEDGED && priority < ALARM_NOTICE;
}

bool flash_does(const struct world *world, int priority, int in_sight)
{
    bool is_flood = world->site && alarm_flood_of(world->site)->is_flood;
    if (!world->is_database_up || priority >= ALARM_NOTICE)
        return false;
    return priority == ALARM_CRITICAL || (in_sight <= FLASH_MOST && !is_flood);
}

/* Priority of a chip that may flash, 0 = none; what is dark already is not told by its style. */
static int priority_of(short style)
{
    if (style == STYLE_CLOCK_MARK)
        return ALARM_HIGH;
    return style >= STYLE_ALARM_CRITICAL && style <= STYLE_ALARM_MEDIUM
               ? style - STYLE_ALARM_CRITICAL + ALARM_CRITICAL
               : 0;
}

static bool is_chip(const struct row_span *span)
{
    return priority_of(span->style) || span->style == STYLE_ALARM_OFF;
}

static bool is_steady(const struct frame *frame, int y, const struct row_span *span)
{
    const struct pane *pane = &frame->steady;
    char before[ROW_TEXT];
    if (!pane->width || y < pane->y || y >= pane->y + pane->height)
        return false;
    memcpy(before, frame->line[y].text, (size_t)span->at);
    before[span->at] = '\0';
    int x = text_width(before);
    return x >= pane->x && x < pane->x + pane->width;
}

typedef bool look_fn(void *ctx, struct row_span *span);

/* The first lines whose chips flash: of alarms, and of clocks. */
struct first_lines {
    int alarm, clock;
};

/* How many of the chips that may flash `look` takes. */
static int each_chip(struct frame *frame, struct first_lines first, look_fn *look, void *ctx)
{
    int count = 0;
    for (int y = 0; y < frame->height; y++)
        for (int i = 0; i < frame->line[y].count; i++) {
            struct row_span *span = &frame->line[y].span[i];
            bool is_in = y >= (span->style == STYLE_CLOCK_MARK ? first.clock : first.alarm);
            count += is_in && is_chip(span) && !is_steady(frame, y, span) && look(ctx, span);
        }
    return count;
}

static bool take(void *ctx, struct row_span *span)
{
    (void)ctx;
    (void)span;
    return true;
}

struct phase {
    const struct world *world;
    int in_sight;
    bool is_on;
};

static bool flash(void *ctx, struct row_span *span)
{
    const struct phase *phase = ctx;
    if (span->style == STYLE_ALARM_OFF)
        return true;
    bool does = flash_does(phase->world, priority_of(span->style), phase->in_sight);
    if (does && !phase->is_on)
        span->style = STYLE_ALARM_OFF;
    return does;
}

static bool is_all_in_sight(const struct frame *frame, const struct world *world)
{
    int waiting = 0;
    for (int p = 0; world->site && p < ALARM_NOTICE - 1; p++)
        waiting += alarm_tally_all(world->site)->unacknowledged[p];
    return frame->waiting >= waiting;
}

#define FRAME_HEAD 2 /* top line and strip repeat what is said below them */

/* The board has the worst on top: one in sight is enough for the strip to stand still. */
static bool has_clock_below(const struct frame *frame)
{
    for (int y = FRAME_HEAD; y < frame->height; y++)
        for (int i = 0; i < frame->line[y].count; i++)
            if (frame->line[y].span[i].style == STYLE_CLOCK_MARK)
                return true;
    return false;
}

int flash_frame(struct frame *frame, const struct world *world)
{
    const struct first_lines first = {is_all_in_sight(frame, world) ? FRAME_HEAD : 0,
                                      has_clock_below(frame) ? FRAME_HEAD : 0};
    struct phase phase = {world, each_chip(frame, first, take, NULL), flash_is_on(world)};
    return each_chip(frame, first, flash, &phase);
}
