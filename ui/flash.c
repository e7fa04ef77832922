#include "ui/flash.h"

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
    return style >= STYLE_ALARM_CRITICAL && style <= STYLE_ALARM_MEDIUM
               ? style - STYLE_ALARM_CRITICAL + ALARM_CRITICAL
               : 0;
}

static int count_chips(const struct frame *frame)
{
    int count = 0;
    for (int y = 0; y < frame->height; y++)
        for (int i = 0; i < frame->line[y].count; i++) {
            short style = frame->line[y].span[i].style;
            count += priority_of(style) || style == STYLE_ALARM_OFF;
        }
    return count;
}

static bool is_all_in_sight(const struct frame *frame, const struct world *world)
{
    int waiting = 0;
    for (int p = 0; world->site && p < ALARM_NOTICE - 1; p++)
        waiting += alarm_tally_all(world->site)->unacknowledged[p];
    return frame->waiting >= waiting;
}

int flash_frame(struct frame *frame, const struct world *world)
{
    int in_sight = count_chips(frame), flashing = 0;
    bool is_on = flash_is_on(world);
    for (int y = is_all_in_sight(frame, world) ? 1 : 0; y < frame->height; y++)
        for (int i = 0; i < frame->line[y].count; i++) {
            struct row_span *span = &frame->line[y].span[i];
            int priority = priority_of(span->style);
            bool does = priority && flash_does(world, priority, in_sight);
            flashing += does || span->style == STYLE_ALARM_OFF;
            if (does && !is_on)
                span->style = STYLE_ALARM_OFF;
        }
    return flashing;
}
