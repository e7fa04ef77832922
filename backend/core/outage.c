#include "backend/core/outage.h"

#include "backend/core/desk_book.h"
#include "backend/core/site.h"
#include "backend/core/ticket_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void outage_read_clocks(struct outage *outage, const char *text)
{
    char purpose[16], stopped[24];
    double started, due;
    int explained, used;
    outage->clock_count = 0;
    while (outage->clock_count < OUTAGE_CLOCKS &&
           sscanf(text, "%15s %lf %lf %23s %d%n", purpose, &started, &due, stopped, &explained,
                  &used) == 5) {
        struct ticket_clock *clock = &outage->clock[outage->clock_count];
        *clock = (struct ticket_clock){.cycle = 1,
                                       .started = fact_wall(started),
                                       .due = fact_wall(due),
                                       .is_explained = explained != 0};
        if (strcmp(stopped, "-") != 0) {
            clock->stopped = fact_wall(strtod(stopped, NULL));
            clock->stopped_by = 1; /* by which fact is the database's to know */
        }
        if (clock_purpose_of(purpose, &clock->purpose))
            outage->clock_count++;
        text += used;
        text += *text == ';';
    }
}

const struct ticket_clock *outage_next_clock(const struct outage *outage)
{
    const struct ticket_clock *next = NULL;
    for (int i = 0; i < outage->clock_count; i++) {
        const struct ticket_clock *clock = &outage->clock[i];
        if (clock_is_running(clock) && (!next || clock->due.us < next->due.us))
            next = clock;
    }
    return next;
}

static bool is_repair(enum clock_purpose purpose)
{
    return purpose == CLOCK_SECONDARY || purpose == CLOCK_PRIMARY || purpose == CLOCK_SOURCE;
}

const struct ticket_clock *ticket_due_clock(const struct site *site, const struct ticket *ticket)
{
    const struct ticket_clock *first = ticket_next_clock(ticket);
    const struct outage *outage = ticket->outage ? outage_of_id(site, ticket->outage) : NULL;
    if (!outage || outage->restored.us || !ticket_is_open(ticket))
        return first;
    for (int i = 0; i < outage->clock_count; i++) {
        const struct ticket_clock *clock = &outage->clock[i];
        if (is_repair(clock->purpose) && clock_is_running(clock) &&
            (!first || clock->due.us < first->due.us))
            first = clock;
    }
    return first;
}

static int64_t due_of(const struct outage *outage)
{
    const struct ticket_clock *clock = outage_next_clock(outage);
    return outage->restored.us ? INT64_MAX : clock ? clock->due.us : INT64_MAX - 1;
}

static int compare(const void *one, const void *other)
{
    const struct outage *a = one, *b = other;
    int64_t first = due_of(a), second = due_of(b);
    if (first != second)
        return first < second ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

void site_put_outages(struct site *site, const struct outage *outages, size_t count)
{
    struct desk_book *book = site->desk;
    free(book->outage);
    book->outage = alloc_array(count + 1, sizeof *outages);
    if (count)
        memcpy(book->outage, outages, count * sizeof *outages);
    qsort(book->outage, count, sizeof *outages, compare);
    book->outages = count;
    ticket_book_touch(site); /* what is due first of the tickets below */
    site->changes++;
}

size_t outage_count(const struct site *site)
{
    return site->desk->outages;
}

const struct outage *outage_at(const struct site *site, size_t index)
{
    return &site->desk->outage[index];
}

const struct outage *outage_of_id(const struct site *site, int64_t id)
{
    for (size_t i = 0; i < site->desk->outages; i++)
        if (site->desk->outage[i].id == id)
            return &site->desk->outage[i];
    return NULL;
}
