#include "ui/mark.h"

char mark_sign(enum alarm_state state)
{
    switch (state) {
    case ALARM_UNACKNOWLEDGED: return '!';
    case ALARM_RETURNED: return '~';
    case ALARM_LATCHED: return '=';
    case ALARM_SHELVED: return 's';
    case ALARM_SUPPRESSED: return '-';
    case ALARM_OUT_OF_SERVICE: return 'o';
    case ALARM_NORMAL:
    case ALARM_ACKNOWLEDGED: break;
    }
    return ' ';
}

static enum style of_priority(enum style first, int priority)
{
    int most = ALARM_PRIORITY_COUNT;
    return (enum style)((int)first + (priority < 1 ? 1 : priority > most ? most : priority) - 1);
}

enum style mark_style(enum alarm_state state, int priority)
{
    switch (state) {
    case ALARM_UNACKNOWLEDGED: return of_priority(STYLE_ALARM_CRITICAL, priority);
    case ALARM_ACKNOWLEDGED:
    case ALARM_LATCHED: return of_priority(STYLE_ALARM_CRITICAL_SEEN, priority);
    case ALARM_RETURNED: return STYLE_ALARM_RETURNED;
    case ALARM_NORMAL:
    case ALARM_SHELVED:
    case ALARM_SUPPRESSED:
    case ALARM_OUT_OF_SERVICE: break;
    }
    return STYLE_DIM;
}

static enum style style_in(const struct world *world, enum alarm_state state, int priority)
{
    return world->is_database_up ? mark_style(state, priority) : STYLE_DIM;
}

void mark_add(struct row *row, const struct world *world, enum alarm_state state, int priority)
{
    row_addf(row, style_in(world, state, priority), "%d%c", priority, mark_sign(state));
}

/* In the order in which they ask for a person. */
static const enum alarm_state asking[] = {ALARM_UNACKNOWLEDGED, ALARM_RETURNED, ALARM_ACKNOWLEDGED};
#define ASKING (sizeof asking / sizeof *asking)

static const int32_t *counts_of(const struct alarm_tally *tally, enum alarm_state state)
{
    return state == ALARM_UNACKNOWLEDGED ? tally->unacknowledged
           : state == ALARM_RETURNED     ? tally->returned
                                         : tally->acknowledged;
}

bool mark_worst(const struct alarm_tally *tally, enum alarm_state *state, int *priority)
{
    for (size_t i = 0; i < ASKING; i++)
        for (int p = 1; p <= ALARM_PRIORITY_COUNT; p++)
            if (counts_of(tally, asking[i])[p - 1]) {
                *state = asking[i];
                *priority = p;
                return true;
            }
    return false;
}

/* Without its count "3 " would run into it: what was answered is counted as "3:12". */
static void add_count(struct row *row, const struct world *world, enum alarm_state state,
                      int priority, int32_t count)
{
    char sign = mark_sign(state);
    enum style style = style_in(world, state, priority);
    row_addf(row, style, "%d%c", priority, sign == ' ' ? ':' : sign);
    row_addf(row, world->is_database_up ? STYLE_TEXT : STYLE_DIM, "%d", count);
}

void mark_counts(struct row *row, const struct world *world, const struct alarm_tally *tally,
                 int cells)
{
    int first = row->cells;
    for (size_t i = 0; i < ASKING; i++)
        for (int p = 1; p <= ALARM_PRIORITY_COUNT; p++) {
            struct row piece;
            int32_t count = counts_of(tally, asking[i])[p - 1];
            if (!count)
                continue;
            row_clear(&piece);
            row_space(&piece, row->cells > first);
            add_count(&piece, world, asking[i], p, count);
            if (!row_join_whole(row, &piece, first + cells))
                return;
        }
}
