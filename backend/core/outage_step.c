#include "backend/base/msgid.h"
#include "backend/core/desk_book.h"
#include "backend/core/outage.h"
#include "backend/core/site.h"

#include <stdlib.h>
#include <string.h>

const struct ticket_word plan_people[] = {
    {"dispatcher", MSGID("dispatcher")},
    {"leader", MSGID("shift leader")},
    {"supervisor", MSGID("supervisor")},
    {"crew", MSGID("repair crew")},
    {"source", MSGID("heat source")},
    {"hotline", MSGID("hotline")},
    {NULL, NULL},
};

bool outage_is_doubtful(const struct outage *outage)
{
    return !outage->restored.us && outage->tickets_all > 0 && !outage->tickets;
}

static int compare(const void *one, const void *other)
{
    const struct outage_step *a = one, *b = other;
    if (a->outage != b->outage)
        return a->outage < b->outage ? -1 : 1;
    return (a->n > b->n) - (a->n < b->n);
}

void site_put_outage_steps(struct site *site, const struct outage_step *steps, size_t count)
{
    struct desk_book *book = site->desk;
    free(book->step);
    book->step = alloc_array(count + 1, sizeof *steps);
    if (count) {
        memcpy(book->step, steps, count * sizeof *steps);
        qsort(book->step, count, sizeof *steps, compare);
    }
    book->steps = count;
    site->changes++;
}

const struct outage_step *outage_steps(const struct site *site, int64_t outage, size_t *count)
{
    const struct desk_book *book = site->desk;
    size_t first = 0;
    *count = 0;
    while (first < book->steps && book->step[first].outage < outage)
        first++;
    while (first + *count < book->steps && book->step[first + *count].outage == outage)
        ++*count;
    return *count ? &book->step[first] : NULL;
}

const struct outage_step *outage_next_step(const struct site *site, int64_t outage)
{
    size_t count;
    const struct outage_step *step = outage_steps(site, outage, &count);
    for (size_t i = 0; i < count; i++)
        if (!step[i].done.us)
            return &step[i];
    return NULL;
}

const struct outage_step *outage_last_step(const struct site *site, int64_t outage)
{
    size_t count;
    const struct outage_step *step = outage_steps(site, outage, &count), *last = NULL;
    for (size_t i = 0; i < count; i++)
        if (step[i].done.us && (!last || step[i].done.us >= last->done.us))
            last = &step[i];
    return last;
}

size_t outage_steps_done(const struct site *site, int64_t outage)
{
    size_t count, done = 0;
    const struct outage_step *step = outage_steps(site, outage, &count);
    for (size_t i = 0; i < count; i++)
        done += step[i].done.us != 0;
    return done;
}
