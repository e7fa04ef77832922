#include "ui/rows_waiting.h"

#include "backend/base/text.h"
#include "backend/core/alarm_cause.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/mark.h"

#include <stdio.h>
#include <string.h>

/* How many causes are kept, and how many of them are shown: the rest is counted. */
#define CANDIDATES 32
#define CAUSES     3

/* A cause that waits, by the most urgent of what it speaks for. */
struct waiting_cause {
    const struct alarm *speaker, *alarm;
};

struct waiting {
    struct waiting_cause at[CANDIDATES]; /* in order */
    int count;
    bool has_more;
    uint64_t changes; /* of the site that it was made from */
};

/* What is unacknowledged below an acknowledged cause speaks for itself. */
static const struct alarm *spokesman(const struct site *site, const struct alarm *alarm)
{
    const struct alarm *root = alarm_root_of(site, alarm);
    return root->state == ALARM_UNACKNOWLEDGED ? root : alarm;
}

static void insert(struct waiting *waiting, const struct waiting_cause *cause)
{
    int from = 0;
    while (from < waiting->count && waiting->at[from].speaker != cause->speaker)
        from++;
    int at = from;
    while (at > 0 && mark_compare(cause->alarm, waiting->at[at - 1].alarm) < 0)
        at--;
    if (from < waiting->count && at == from &&
        mark_compare(cause->alarm, waiting->at[at].alarm) > 0)
        return;
    if (from == CANDIDATES) {
        waiting->has_more = true;
        from--;
    } else if (from == waiting->count) {
        waiting->count++;
    }
    if (at > from)
        return;
    memmove(&waiting->at[at + 1], &waiting->at[at], (size_t)(from - at) * sizeof waiting->at[0]);
    waiting->at[at] = *cause;
}

/* One look at what is open, mostly from the newest back: then hardly any moves another. Kept until
 * an alarm changes: each key asks. */
static void find_waiting(struct waiting *waiting, const struct site *site)
{
    const struct alarm_tally *all = alarm_tally_all(site);
    if (waiting->changes == alarm_changes(site))
        return;
    *waiting = (struct waiting){.changes = alarm_changes(site)};
    if (!all->unacknowledged[ALARM_CRITICAL - 1] && !all->unacknowledged[ALARM_HIGH - 1])
        return;
    for (size_t i = alarm_open_count(site); i-- > 0;) {
        const struct alarm *alarm = alarm_open_at(site, i);
        if (alarm->state != ALARM_UNACKNOWLEDGED || alarm->code.priority > ALARM_HIGH)
            continue;
        const struct waiting_cause cause = {spokesman(site, alarm), alarm};
        insert(waiting, &cause);
    }
}

/* One alarm leaves room for what else is waiting. */
static int words_most(const struct frame_look *look)
{
    return look->cells >= 160 ? 80 : look->cells >= 100 ? 60 : look->cells * 5 / 8;
}

static void add_cause(const struct frame_look *look, const struct alarm *alarm, struct row *out)
{
    const struct world *world = look->world;
    char where[ALARM_TEXT], what[ALARM_TEXT], age[16];
    struct row words;
    alarm_text_where(world->site, alarm, where, sizeof where);
    alarm_text_condition(world->site, alarm, what, sizeof what);
    world_age_text(wall_ms_since(alarm->raised_at, world->now), age, sizeof age);
    rows_frame_part(look, out);
    mark_add(out, world, alarm->state, alarm->code.priority);
    row_clear(&words);
    /* The code alone rather than half a number. */
    int most = words_most(look);
    if (text_width(where) + text_width(what) + 2 > most)
        where[strcspn(where, " ")] = '\0';
    row_addf(&words, world->is_database_up ? STYLE_EMPHASIS : STYLE_DIM, " %s %s", where, what);
    row_fit(&words, most);
    row_addf(&words, STYLE_DIM, " %s", age);
    row_join(out, &words);
}

static void add_flood(const struct frame_look *look, struct row *out)
{
    const struct alarm_flood *flood = alarm_flood_of(look->world->site);
    char at[16];
    if (!flood->is_flood)
        return;
    wall_time_text(flood->since, at, sizeof at);
    rows_frame_part(look, out);
    row_addf(out, look->world->is_database_up ? STYLE_NOTICE : STYLE_DIM, _("FLOOD since %.5s: %d"),
             at, flood->in_window);
}

static void add_silence(const struct frame_look *look, struct row *out)
{
    char rest[16];
    if (!look->silent_ms)
        return;
    world_age_text(look->silent_ms, rest, sizeof rest);
    rows_frame_part(look, out);
    row_addf(out, STYLE_EMPHASIS, _("horn silent for %s"), rest);
}

void rows_waiting(const struct frame_look *look, struct row *out)
{
    const struct site *site = look->world->site;
    static struct waiting waiting;
    add_flood(look, out);
    add_silence(look, out);
    find_waiting(&waiting, site);
    for (int i = 0; i < waiting.count && i < CAUSES; i++)
        add_cause(look, waiting.at[i].speaker, out);
    if (waiting.count > CAUSES)
        row_addf(out, STYLE_DIM, " +%d%s", waiting.count - CAUSES, waiting.has_more ? "~" : "");
}

/* ---- shelves ---- */

struct ending {
    int64_t until;             /* the earliest, µs, 0 = none */
    int count;                 /* within the warning */
    const struct alarm *alarm; /* whose it is; NULL: a subtree's */
    int32_t node;
};

static void consider(struct ending *ending, const struct world *world, int64_t until,
                     const struct alarm *alarm, int32_t node)
{
    if (!until || until <= world->now.us || until - world->now.us > ALARM_SHELF_WARN_MS * 1000)
        return;
    ending->count++;
    if (ending->until && until >= ending->until)
        return;
    ending->until = until;
    ending->alarm = alarm;
    ending->node = node;
}

static void find_ending(struct ending *ending, const struct world *world)
{
    const struct site *site = world->site;
    *ending = (struct ending){.node = -1};
    if (!alarm_tally_all(site)->held && !alarm_subtree_count(site))
        return;
    for (size_t i = 0, count = alarm_open_count(site); i < count; i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        if (alarm->state == ALARM_SHELVED && alarm->shelf.is_on)
            consider(ending, world, alarm->shelf.until, alarm, -1);
    }
    for (size_t i = 0, count = alarm_subtree_count(site); i < count; i++) {
        const struct alarm_subtree *subtree = alarm_subtree_at(site, i);
        if (subtree->shelf.is_on)
            consider(ending, world, subtree->shelf.until, NULL, subtree->node);
    }
}

void rows_ending(const struct frame_look *look, struct row *out)
{
    const struct world *world = look->world;
    const struct site *site = world->site;
    char where[ALARM_TEXT] = "", rest[16];
    struct ending ending;
    find_ending(&ending, world);
    if (!ending.count)
        return;
    int32_t node = ending.node > 0 ? site_node_of_id(site, ending.node) : -1;
    if (ending.alarm)
        alarm_text_where(site, ending.alarm, where, sizeof where);
    else if (node >= 0)
        snprintf(where, sizeof where, "%s %s", site->node[node].code,
                 world_node_name(&site->node[node]));
    world_age_text((ending.until - world->now.us) / 1000, rest, sizeof rest);
    rows_frame_part(look, out);
    row_addf(out, world->is_database_up ? STYLE_EMPHASIS : STYLE_DIM, _("shelf ends in %s: %s"),
             rest, where);
    if (ending.count > 1)
        row_addf(out, STYLE_DIM, " +%d", ending.count - 1);
}
