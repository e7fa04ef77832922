#include "ui/rows_waiting.h"

#include "backend/base/text.h"
#include "backend/core/alarm_cause.h"
#include "backend/core/crew.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"
#include "ui/alarm_text.h"
#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/ticket_text.h"

#include <stdio.h>
#include <string.h>

/* How many causes are kept, and how many of them are shown: the rest is counted. */
#define CANDIDATES 32
#define CAUSES     3
#define NARROW     60

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
    /* The code alone, and less of a name, rather than half a number. */
    int most = words_most(look);
    if (text_width(where) + text_width(what) + 2 > most)
        where[strcspn(where, " ")] = '\0';
    alarm_text_fit(world->site, alarm, most - text_width(where) - 2, what, sizeof what);
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

/* ---- what is due next ---- */

#define DUE_SHOWN 4

/* A ticket's or an outage's next clock, or a crew whose word is overdue. */
struct due {
    int64_t at; /* us */
    const struct ticket *ticket;
    const struct outage *outage;
    const struct crew *crew;
    const struct ticket_clock *clock;
};

struct dues {
    struct due at[DUE_SHOWN]; /* the first ones, in order */
    int count;
};

static void add_due(struct dues *dues, struct due due)
{
    int at = dues->count < DUE_SHOWN ? dues->count++ : DUE_SHOWN;
    while (at > 0 && dues->at[at - 1].at > due.at) {
        if (at < DUE_SHOWN)
            dues->at[at] = dues->at[at - 1];
        at--;
    }
    if (at < DUE_SHOWN)
        dues->at[at] = due;
}

static void find_tickets(struct dues *dues, const struct world *world)
{
    const struct site *site = world->site;
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        const struct ticket_clock *clock =
            ticket->cycle && ticket_is_open(ticket) ? ticket_next_clock(ticket) : NULL;
        if (clock && world_shows(world, ticket))
            add_due(dues, (struct due){.at = clock->due.us, .ticket = ticket, .clock = clock});
    }
}

/* A crew's strip is about its own jobs and its own word. */
static void find_dues(struct dues *dues, const struct world *world)
{
    const struct site *site = world->site;
    bool is_office = !world_is_crew(world);
    *dues = (struct dues){.count = 0};
    find_tickets(dues, world);
    for (size_t i = 0; is_office && i < outage_count(site); i++) {
        const struct outage *outage = outage_at(site, i);
        const struct ticket_clock *clock = outage->restored.us ? NULL : outage_next_clock(outage);
        if (clock)
            add_due(dues, (struct due){.at = clock->due.us, .outage = outage, .clock = clock});
    }
    for (size_t i = 0; i < crew_count(site); i++) {
        const struct crew *crew = crew_at(site, i);
        if (crew->is_silent && crew->next_check.us && (is_office || crew->is_mine))
            add_due(dues, (struct due){.at = crew->next_check.us, .crew = crew});
    }
}

static void clock_item(const struct frame_look *look, const struct due *due, int cells,
                       struct row *out)
{
    const struct world *world = look->world;
    char where[TICKET_TEXT] = "", fitted[TICKET_TEXT], left[24];
    int32_t node = due->outage ? site_node_of_id(world->site, due->outage->node) : -1;
    if (due->ticket)
        ticket_text_where(world->site, due->ticket, where, sizeof where);
    else if (node >= 0)
        snprintf(where, sizeof where, "%s", world_node_name(&world->site->node[node]));
    if (clock_stage_of(due->clock, world->now) != CLOCK_CALM) {
        clock_mark_add(out, world, due->clock);
        row_space(out, 1);
    }
    ticket_text_left(clock_left_ms(due->clock, world->now), left, sizeof left);
    row_add(out, clock_mark_style(world, due->clock), left);
    row_addf(out, STYLE_DIM, " %s ", _(clock_purpose_phrase(due->clock->purpose)));
    row_addf(out, world->is_database_up ? STYLE_EMPHASIS : STYLE_DIM, "%c%lld",
             due->ticket ? 'T' : 'O', (long long)(due->ticket ? due->ticket->id : due->outage->id));
    int width = text_width(where), room = cells - out->cells - 1;
    row_space(out, look->cells >= NARROW);
    text_fit_place(fitted, sizeof fitted, where, width < room ? width : room);
    for (size_t end = strlen(fitted); end > 0 && fitted[end - 1] == ' ';)
        fitted[--end] = '\0';
    if (look->cells >= NARROW)
        row_add(out, STYLE_DIM, fitted);
}

static void due_item(const struct frame_look *look, const struct due *due, struct row *out)
{
    const struct world *world = look->world;
    struct row words;
    char left[24];
    int cells = look->cells >= 160 ? 44 : 34;
    rows_frame_part(look, out);
    row_clear(&words);
    if (due->clock) {
        clock_item(look, due, cells, &words);
    } else {
        ticket_text_left(wall_ms_since(world->now, due->crew->next_check), left, sizeof left);
        row_addf(&words, world->is_database_up ? STYLE_CLOCK_BREACHED : STYLE_DIM,
                 _("crew %s silent %s"), due->crew->name, left);
    }
    row_fit(&words, cells);
    row_join(out, &words);
}

/* What waits longest or is due first stands in front. Causes keep their own order among
 * themselves, by what is worst: each counts as due when it was raised. */
static void add_in_order(const struct frame_look *look, const struct waiting *waiting,
                         const struct dues *dues, struct row *out)
{
    int cause = 0, due = 0, causes = waiting->count < CAUSES ? waiting->count : CAUSES;
    while (cause < causes || due < dues->count) {
        bool is_cause =
            due == dues->count ||
            (cause < causes && waiting->at[cause].speaker->raised_at.us <= dues->at[due].at);
        if (is_cause)
            add_cause(look, waiting->at[cause++].speaker, out);
        else
            due_item(look, &dues->at[due++], out);
        if (is_cause && cause == causes && waiting->count > CAUSES)
            row_addf(out, STYLE_DIM, " +%d%s", waiting->count - CAUSES,
                     waiting->has_more ? "~" : "");
    }
}

void rows_waiting(const struct frame_look *look, struct row *out)
{
    static const struct waiting nothing;
    static struct waiting waiting;
    bool is_office = !world_is_crew(look->world);
    struct dues dues;
    if (is_office) {
        add_flood(look, out);
        add_silence(look, out);
        find_waiting(&waiting, look->world->site);
    }
    find_dues(&dues, look->world);
    add_in_order(look, is_office ? &waiting : &nothing, &dues, out);
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
