#include "backend/core/ticket_book.h"

#include "backend/base/alloc.h"
#include "backend/base/vec.h"
#include "backend/core/lookup.h"
#include "backend/core/outage.h"
#include "backend/core/site.h"
#include "backend/core/ticket_event.h"

#include <stdlib.h>
#include <string.h>

struct ticket_book {
    VEC(struct ticket) ticket;
    struct lookup by_id;
    uint64_t changes;
    int64_t loaded; /* the newest fact when it was loaded */
    bool is_short;
    struct ticket_claim *claim;
    size_t claim_count;
    uint32_t *board; /* places, made from `board_changes` */
    size_t board_count;
    uint64_t board_changes;
};

static uint64_t next_change(void)
{
    static uint64_t changes; /* never the same in two sites */
    return ++changes;
}

struct ticket_book *ticket_book_new(void)
{
    struct ticket_book *book = alloc_new(sizeof *book);
    book->changes = next_change();
    return book;
}

void ticket_book_free(struct ticket_book *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < book->ticket.count; i++)
        ticket_finish(&book->ticket.at[i]);
    free(book->ticket.at);
    free(book->claim);
    free(book->board);
    lookup_finish(&book->by_id);
    free(book);
}

static uint32_t hash_id(int64_t id)
{
    return lookup_hash_int((int32_t)(id ^ id >> 32));
}

static uint32_t hash_place(const void *ctx, int32_t place)
{
    return hash_id(((const struct ticket_book *)ctx)->ticket.at[place].id);
}

static bool is_id(const void *ctx, int32_t place, const void *key)
{
    return ((const struct ticket_book *)ctx)->ticket.at[place].id == *(const int64_t *)key;
}

static struct ticket *find(const struct ticket_book *book, int64_t id)
{
    int32_t place = lookup_find(&book->by_id, hash_id(id), is_id, book, &id);
    return place < 0 ? NULL : &book->ticket.at[place];
}

bool ticket_book_apply(struct site *site, const struct fact *fact)
{
    struct ticket_book *book = site->tickets;
    if (!fact_is_ticket(fact->kind))
        return false;
    struct ticket *ticket = find(book, fact->ticket);
    if (!ticket && fact->kind != FACT_TICKET_OPENED) {
        book->is_short |= fact->seq > book->loaded;
        return true;
    }
    if (!ticket) {
        ticket = VEC_PUSH(&book->ticket);
        *ticket = (struct ticket){.id = fact->ticket};
        lookup_add(&book->by_id, (int32_t)book->ticket.count - 1, hash_place, book);
    }
    if (ticket_take(ticket, fact))
        ticket_fold(ticket);
    book->changes = next_change();
    return true;
}

size_t ticket_count(const struct site *site)
{
    return site->tickets->ticket.count;
}

const struct ticket *ticket_at(const struct site *site, size_t place)
{
    return &site->tickets->ticket.at[place];
}

const struct ticket *ticket_of_id(const struct site *site, int64_t id)
{
    return find(site->tickets, id);
}

const struct ticket *ticket_of_alarm(const struct site *site, int64_t alarm)
{
    const struct ticket *found = NULL;
    for (size_t i = 0; alarm && i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        if (ticket->alarm != alarm || !ticket->cycle)
            continue;
        if (!found || ticket_is_open(ticket) || !ticket_is_open(found))
            found = ticket;
    }
    return found;
}

uint64_t ticket_changes(const struct site *site)
{
    return site->tickets->changes;
}

bool ticket_book_is_short(const struct site *site)
{
    return site->tickets->is_short;
}

void site_put_tickets_until(struct site *site, int64_t seq)
{
    site->tickets->loaded = seq;
}

void ticket_book_touch(struct site *site)
{
    site->tickets->changes = next_change();
}

/* ---- the board ---- */

struct board_row {
    int64_t due; /* INT64_MAX: no clock runs */
    int64_t id;
    uint32_t place;
};

static int compare_rows(const void *one, const void *other)
{
    const struct board_row *a = one, *b = other;
    if (a->due != b->due)
        return a->due < b->due ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static bool has_open_parent(const struct ticket_book *book, const struct ticket *ticket)
{
    const struct ticket *parent = ticket->parent ? find(book, ticket->parent) : NULL;
    return parent && ticket_is_open(parent);
}

size_t ticket_board(const struct site *site, const uint32_t **places)
{
    struct ticket_book *book = site->tickets;
    *places = book->board;
    if (book->board_changes == book->changes)
        return book->board_count;
    struct board_row *rows = alloc_array(book->ticket.count + 1, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < book->ticket.count; i++) {
        const struct ticket *ticket = &book->ticket.at[i];
        if (!ticket_is_open(ticket) || !ticket->cycle || has_open_parent(book, ticket))
            continue;
        const struct ticket_clock *clock = ticket_due_clock(site, ticket);
        rows[count++] =
            (struct board_row){clock ? clock->due.us : INT64_MAX, ticket->id, (uint32_t)i};
    }
    qsort(rows, count, sizeof *rows, compare_rows);
    book->board = alloc_resize(book->board, count + 1, sizeof *book->board);
    for (size_t i = 0; i < count; i++)
        book->board[i] = rows[i].place;
    free(rows);
    book->board_count = count;
    book->board_changes = book->changes;
    *places = book->board;
    return count;
}

struct ticket_tally ticket_tally_of(const struct site *site, struct wall now)
{
    struct ticket_tally tally = {0};
    for (size_t i = 0; i < site->tickets->ticket.count; i++) {
        const struct ticket *ticket = &site->tickets->ticket.at[i];
        tally.callback += ticket->state == TICKET_CALLBACK;
        if (!ticket->cycle || !ticket_is_open(ticket))
            continue;
        tally.open++;
        tally.to_dispatch += ticket->state == TICKET_ACCEPTED && !ticket->parent;
        tally.held += ticket->is_held;
        const struct ticket_clock *next = ticket_next_clock(ticket);
        bool is_overdue = next && clock_is_breached(next, now);
        tally.overdue += is_overdue;
        tally.unexplained += !is_overdue && ticket_unexplained(ticket, now) != NULL;
    }
    return tally;
}

/* ---- claims ---- */

void site_put_claims(struct site *site, const struct ticket_claim *claims, size_t count)
{
    struct ticket_book *book = site->tickets;
    size_t bytes = count * sizeof *claims;
    if (count == book->claim_count && (!count || !memcmp(claims, book->claim, bytes)))
        return;
    book->claim = alloc_resize(book->claim, count + 1, sizeof *claims);
    if (count)
        memcpy(book->claim, claims, bytes);
    book->claim_count = count;
    book->changes = next_change();
    site->changes++;
}

size_t ticket_claim_count(const struct site *site)
{
    return site->tickets->claim_count;
}

const struct ticket_claim *ticket_claim_of(const struct site *site, int64_t id)
{
    const struct ticket_book *book = site->tickets;
    for (size_t i = 0; i < book->claim_count; i++)
        if (book->claim[i].ticket == id)
            return &book->claim[i];
    return NULL;
}
