#include "ui/journal.h"

#include "ui/rows_journal.h"

#include <stdio.h>
#include <stdlib.h>

void journal_finish(struct journal *journal)
{
    free(journal->older.at);
    free(journal->shown.at);
    *journal = (struct journal){0};
}

static size_t held(const struct site *site)
{
    return site->journal_count < SITE_JOURNAL ? site->journal_count : SITE_JOURNAL;
}

/* The ring's fact `back` places before the newest (1 = the newest). */
static const struct fact *in_ring(const struct site *site, size_t back)
{
    return &site->journal[(site->journal_count - back) % SITE_JOURNAL];
}

static void show(struct journal *journal, const struct world *world, const struct fact *fact)
{
    if (rows_journal_matches(world, fact, journal->filter))
        *VEC_PUSH(&journal->shown) = fact->seq;
}

bool journal_build(struct journal *journal, const struct world *world)
{
    const struct site *site = world->site;
    if (!site || (!journal->is_dirty && journal->built_count == site->journal_count))
        return false;
    journal->shown.count = 0;
    journal->built_count = site->journal_count;
    journal->is_dirty = false;
    int64_t oldest = held(site) ? in_ring(site, held(site))->seq : INT64_MAX;
    /* What the ring has let go since would be missing between the two: asked for anew. */
    if (journal->older.count && oldest > journal->older_than) {
        journal->older.count = 0;
        journal->is_complete = false;
        journal->is_torn = journal->is_asked;
    }
    if (!journal->older.count)
        journal->older_than = oldest;
    for (size_t back = 1; back <= held(site); back++)
        show(journal, world, in_ring(site, back));
    /* After a reconnect the ring may reach further back than it did: no fact twice. */
    for (size_t i = 0; i < journal->older.count; i++)
        if (journal->older.at[i].seq < oldest)
            show(journal, world, &journal->older.at[i]);
    return true;
}

static const struct fact *find_older(const struct journal *journal, int64_t seq)
{
    size_t low = 0, high = journal->older.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (journal->older.at[middle].seq > seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low < journal->older.count && journal->older.at[low].seq == seq ? &journal->older.at[low]
                                                                           : NULL;
}

static const struct fact *find_in_ring(const struct site *site, int64_t seq)
{
    size_t low = 1, high = held(site);
    while (low <= high) {
        size_t middle = (low + high) / 2;
        const struct fact *fact = in_ring(site, middle);
        if (fact->seq == seq)
            return fact;
        if (fact->seq > seq)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return NULL;
}

const struct fact *journal_fact(const struct journal *journal, const struct site *site, int row)
{
    if (row < 0 || (size_t)row >= journal->shown.count)
        return NULL;
    int64_t seq = journal->shown.at[row];
    const struct fact *fact = find_in_ring(site, seq);
    return fact ? fact : find_older(journal, seq);
}

void journal_reload(struct journal *journal)
{
    journal->is_dirty = true;
    journal->is_asked = journal->is_torn = journal->is_complete = false;
}

void journal_set_filter(struct journal *journal, const char *filter)
{
    snprintf(journal->filter, sizeof journal->filter, "%s", filter);
    journal->is_dirty = true;
}

int64_t journal_oldest(const struct journal *journal, const struct site *site)
{
    int64_t oldest = held(site) ? in_ring(site, held(site))->seq : site->seq + 1;
    if (journal->older.count && journal->older.at[journal->older.count - 1].seq < oldest)
        oldest = journal->older.at[journal->older.count - 1].seq;
    return oldest;
}

void journal_add_older(struct journal *journal, const struct fact *facts, size_t count)
{
    int64_t last =
        journal->older.count ? journal->older.at[journal->older.count - 1].seq : INT64_MAX;
    journal->is_asked = false;
    if (journal->is_torn) {
        journal->is_torn = false;
        return;
    }
    journal->is_complete = count == 0 || journal->older.count >= JOURNAL_OLDEST;
    for (size_t i = 0; i < count && !journal->is_complete; i++) {
        if (facts[i].seq >= last)
            continue;
        *VEC_PUSH(&journal->older) = facts[i];
        last = facts[i].seq;
    }
    journal->is_dirty = true;
}
