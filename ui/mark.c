#include "ui/mark.h"

#include "ui/alarm_text.h"

char mark_sign(enum alarm_state state)
{
    switch (state) {
    case ALARM_UNACKNOWLEDGED: return '!';
    case ALARM_RETURNED: return '~';
    case ALARM_LATCHED: return 'L';
    case ALARM_SHELVED: return 's';
    case ALARM_SUPPRESSED: return 'd';
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

/* Without a sign the count would run into the priority: what was answered is counted as "3:12". */
static char counted_sign(enum alarm_state state)
{
    char sign = mark_sign(state);
    return sign == ' ' ? ':' : sign;
}

void mark_tally(struct row *row, const struct world *world, const struct alarm_tally *tally,
                bool is_quiet)
{
    enum alarm_state state;
    int priority;
    if (!mark_worst(tally, &state, &priority))
        return;
    int alike = counts_of(tally, state)[priority - 1], others = alarm_tally_shown(tally) - alike;
    enum style style =
        is_quiet && world->is_database_up ? STYLE_EMPHASIS : style_in(world, state, priority);
    row_addf(row, style, "%d%c", priority, alike > 1 ? counted_sign(state) : mark_sign(state));
    if (alike > 1)
        row_addf(row, is_quiet ? style : STYLE_TEXT, "%d", alike);
    if (others)
        row_addf(row, is_quiet ? style : STYLE_DIM, "+%d", others);
}

void mark_held(struct row *row, const struct site *site, int32_t index, struct wall now)
{
    for (size_t i = 0; i < alarm_subtree_count(site); i++) {
        const struct alarm_subtree *subtree = alarm_subtree_at(site, i);
        if (subtree->node != site->node[index].id)
            continue;
        row_space(row, row->cells > 0);
        if (alarm_word_runs(&subtree->shelf, now))
            row_addf(row, STYLE_DIM, "%c", mark_sign(ALARM_SHELVED));
        if (alarm_word_runs(&subtree->service, now))
            row_addf(row, STYLE_DIM, "%c", mark_sign(ALARM_OUT_OF_SERVICE));
    }
}

static void add_count(struct row *row, const struct world *world, enum alarm_state state,
                      int priority, int32_t count)
{
    row_addf(row, style_in(world, state, priority), "%d%c", priority, counted_sign(state));
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

/* ---- one alarm ---- */

static size_t rank_of(enum alarm_state state)
{
    enum alarm_state as = state == ALARM_LATCHED ? ALARM_ACKNOWLEDGED : state;
    for (size_t i = 0; i < ASKING; i++)
        if (asking[i] == as)
            return i;
    return ASKING;
}

int mark_compare(const struct alarm *a, const struct alarm *b)
{
    size_t first = rank_of(a->state), second = rank_of(b->state);
    if (first != second)
        return first < second ? -1 : 1;
    if (a->code.priority != b->code.priority)
        return a->code.priority < b->code.priority ? -1 : 1;
    return (a->id < b->id) - (a->id > b->id);
}

void mark_alarm(struct row *row, const struct world *world, const struct alarm *alarm)
{
    char age[16], text[ALARM_TEXT];
    world_age_text(wall_ms_since(alarm->raised_at, world->now), age, sizeof age);
    alarm_text_condition(world->site, alarm, text, sizeof text);
    mark_add(row, world, alarm->state, alarm->code.priority);
    row_space(row, 1);
    row_right(row, STYLE_DIM, age, 7);
    row_addf(row, world->is_database_up ? STYLE_TEXT : STYLE_DIM, " %s", text);
}
