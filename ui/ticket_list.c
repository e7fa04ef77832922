#include "ui/ticket_list.h"

#include "backend/core/outage.h"

#include "ui/ticket_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void ticket_list_finish(struct ticket_list *list)
{
    free(list->row.at);
    free(list->unfolded.at);
    free(list->pending.at);
    *list = (struct ticket_list){0};
}

void ticket_list_set_part(struct ticket_list *list, enum ticket_part part)
{
    list->part = part;
    list->is_stale = true;
}

void ticket_list_set_order(struct ticket_list *list, enum ticket_order order)
{
    list->order = order;
    list->is_stale = true;
}

void ticket_list_set_filter(struct ticket_list *list, const char *filter)
{
    snprintf(list->filter, sizeof list->filter, "%s", filter);
    list->is_stale = true;
}

static bool is_unfolded(const struct ticket_list *list, int64_t id)
{
    for (size_t i = 0; i < list->unfolded.count; i++)
        if (list->unfolded.at[i] == id)
            return true;
    return false;
}

void ticket_list_set_open(struct ticket_list *list, int64_t id, bool is_open)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->unfolded.count; i++)
        if (list->unfolded.at[i] != id)
            list->unfolded.at[kept++] = list->unfolded.at[i];
    list->unfolded.count = kept;
    if (is_open)
        *VEC_PUSH(&list->unfolded) = id;
    list->is_stale = true;
}

/* ---- rows ---- */

static struct wall midnight(struct wall now)
{
    time_t seconds = (time_t)(now.us / 1000000);
    struct tm parts;
    if (!localtime_r(&seconds, &parts))
        return now;
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    parts.tm_isdst = -1;
    return (struct wall){(int64_t)mktime(&parts) * 1000000};
}

static bool is_in_part(const struct ticket *ticket, enum ticket_part part, struct wall today)
{
    switch (part) {
    case TICKETS_OPEN: return ticket->cycle && ticket_is_open(ticket);
    case TICKETS_CALLBACK: return ticket->state == TICKET_CALLBACK;
    case TICKETS_CLOSED:
        return ticket->cycle && !ticket_is_open(ticket) && ticket->state_since.us >= today.us;
    }
    return false;
}

static int64_t due_of(const struct site *site, const struct ticket *ticket)
{
    const struct ticket_clock *clock = ticket_due_clock(site, ticket);
    return clock ? clock->due.us : INT64_MAX;
}

/* A merged ticket whose parent is on the list as well stands below it. */
static bool has_parent_there(const struct site *site, const struct ticket *ticket,
                             enum ticket_part part, struct wall today)
{
    const struct ticket *parent = ticket->parent ? ticket_of_id(site, ticket->parent) : NULL;
    return part == TICKETS_OPEN && parent && is_in_part(parent, part, today);
}

static const struct site *sorted_site;
static enum ticket_order sorted_by;

static int compare_texts(const struct ticket *a, const struct ticket *b)
{
    char one[TICKET_TEXT], other[TICKET_TEXT];
    if (sorted_by == TICKETS_BY_CREW) {
        ticket_text_crew(sorted_site, a, one, sizeof one);
        ticket_text_crew(sorted_site, b, other, sizeof other);
        if (!*one != !*other)
            return *one ? 1 : -1; /* nobody has it: first */
    } else {
        ticket_text_where(sorted_site, a, one, sizeof one);
        ticket_text_where(sorted_site, b, other, sizeof other);
    }
    return strcmp(one, other);
}

static int compare_rows(const void *one, const void *other)
{
    const struct ticket_list_row *a = one, *b = other;
    const struct ticket *x = ticket_at(sorted_site, a->place),
                        *y = ticket_at(sorted_site, b->place);
    int order = 0;
    switch (sorted_by) {
    case TICKETS_BY_DUE: break;
    case TICKETS_BY_AGE:
        order = (x->reported.us > y->reported.us) - (x->reported.us < y->reported.us);
        break;
    case TICKETS_BY_CREW:
    case TICKETS_BY_PLACE: order = compare_texts(x, y); break;
    }
    if (!order)
        order = (a->due > b->due) - (a->due < b->due);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

/* Who waits for a callback longest; what was closed last. */
static int compare_ended(const void *one, const void *other)
{
    const struct ticket_list_row *a = one, *b = other;
    const struct ticket *x = ticket_at(sorted_site, a->place),
                        *y = ticket_at(sorted_site, b->place);
    int order = (x->state_since.us > y->state_since.us) - (x->state_since.us < y->state_since.us);
    order = order ? order : (a->id > b->id) - (a->id < b->id);
    return x->state == TICKET_CALLBACK && y->state == TICKET_CALLBACK ? order : -order;
}

static void push(struct ticket_list *list, const struct site *site, size_t place, bool is_child)
{
    const struct ticket *ticket = ticket_at(site, place);
    *VEC_PUSH(&list->row) =
        (struct ticket_list_row){.id = ticket->id,
                                 .place = (uint32_t)place,
                                 .due = due_of(site, ticket),
                                 .waiting = -1,
                                 .is_child = is_child,
                                 .has_children = ticket->children > 0 && !is_child,
                                 .is_open = is_unfolded(list, ticket->id)};
}

/* A child that is due before its parent lends it its time. */
static void lend(struct ticket_list *list, const struct site *site, size_t place)
{
    const struct ticket *child = ticket_at(site, place);
    int64_t due = due_of(site, child);
    for (size_t i = 0; i < list->row.count; i++) {
        struct ticket_list_row *row = &list->row.at[i];
        if (row->id != child->parent)
            continue;
        row->has_children = true;
        if (due < row->due) {
            row->due = due;
            row->waiting = (int32_t)place;
        }
    }
}

static void collect(struct ticket_list *list, const struct site *site, struct wall today)
{
    bool has_filter = list->filter[0] != '\0';
    for (int part = 0; part < TICKET_PART_COUNT; part++)
        list->count[part] = 0;
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        for (int part = 0; part < TICKET_PART_COUNT; part++)
            list->count[part] += is_in_part(ticket, (enum ticket_part)part, today) &&
                                 !has_parent_there(site, ticket, (enum ticket_part)part, today);
        if (!is_in_part(ticket, list->part, today))
            continue;
        if (!has_filter && has_parent_there(site, ticket, list->part, today))
            continue;
        if (!has_filter || ticket_text_matches(site, ticket, list->filter))
            push(list, site, i, false);
    }
    for (size_t i = 0; !has_filter && i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        if (is_in_part(ticket, list->part, today) &&
            has_parent_there(site, ticket, list->part, today))
            lend(list, site, i);
    }
}

/* Below each unfolded row its children, in the order of their own clocks. */
static void unfold(struct ticket_list *list, const struct site *site, struct wall today)
{
    size_t tops = list->row.count;
    struct ticket_list_row *top = list->row.at;
    list->row.at = NULL;
    list->row.count = list->row.room = 0;
    for (size_t i = 0; i < tops; i++) {
        *VEC_PUSH(&list->row) = top[i];
        size_t first = list->row.count;
        for (size_t k = 0; top[i].has_children && top[i].is_open && k < ticket_count(site); k++) {
            const struct ticket *child = ticket_at(site, k);
            if (child->parent == top[i].id && is_in_part(child, list->part, today))
                push(list, site, k, true);
        }
        if (list->row.count > first)
            qsort(&list->row.at[first], list->row.count - first, sizeof *top, compare_rows);
    }
    free(top);
}

bool ticket_list_build(struct ticket_list *list, const struct site *site, struct wall now)
{
    struct wall today = midnight(now);
    if (site && site == list->site && list->changes == ticket_changes(site) && !list->is_stale &&
        today.us == list->today)
        return false;
    list->row.count = 0;
    list->site = site;
    list->today = today.us;
    list->is_stale = false;
    list->built++;
    if (!site)
        return true;
    list->changes = ticket_changes(site);
    collect(list, site, today);
    sorted_site = site;
    sorted_by = list->order;
    if (list->row.count)
        qsort(list->row.at, list->row.count, sizeof *list->row.at,
              list->part == TICKETS_OPEN ? compare_rows : compare_ended);
    if (list->unfolded.count && list->part == TICKETS_OPEN)
        unfold(list, site, today);
    return true;
}

const struct ticket *ticket_list_ticket(const struct ticket_list *list, const struct site *site,
                                        int row)
{
    if (!site || site != list->site || row < 0 || (size_t)row >= list->row.count)
        return NULL;
    return ticket_at(site, list->row.at[row].place);
}

const struct ticket_clock *ticket_list_clock(const struct ticket_list *list,
                                             const struct site *site, int row)
{
    const struct ticket *ticket = ticket_list_ticket(list, site, row);
    if (ticket && list->row.at[row].waiting >= 0)
        ticket = ticket_at(site, (size_t)list->row.at[row].waiting);
    return ticket ? ticket_due_clock(site, ticket) : NULL;
}

/* ---- what was asked for ---- */

void ticket_list_asked(struct ticket_list *list, const struct site *site, int64_t id,
                       const char *deed)
{
    const struct ticket *ticket = site ? ticket_of_id(site, id) : NULL;
    size_t kept = 0;
    list->built++;
    for (size_t i = 0; i < list->pending.count; i++) {
        const struct ticket *other = site ? ticket_of_id(site, list->pending.at[i].id) : NULL;
        if (other && other->seq == list->pending.at[i].seq && list->pending.at[i].id != id)
            list->pending.at[kept++] = list->pending.at[i];
    }
    list->pending.count = kept;
    if (!ticket)
        return;
    struct ticket_pending *pending = VEC_PUSH(&list->pending);
    *pending = (struct ticket_pending){.id = id, .seq = ticket->seq};
    snprintf(pending->deed, sizeof pending->deed, "%s", deed);
}

void ticket_list_refused(struct ticket_list *list, int64_t id, const char *deed)
{
    size_t kept = 0;
    list->built++;
    for (size_t i = 0; i < list->pending.count; i++)
        if (list->pending.at[i].id != id || strcmp(list->pending.at[i].deed, deed))
            list->pending.at[kept++] = list->pending.at[i];
    list->pending.count = kept;
}

const char *ticket_list_pending(const struct ticket_list *list, const struct ticket *ticket)
{
    for (size_t i = 0; i < list->pending.count; i++)
        if (list->pending.at[i].id == ticket->id && list->pending.at[i].seq == ticket->seq)
            return list->pending.at[i].deed;
    return NULL;
}
