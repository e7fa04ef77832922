#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "backend/core/ticket_event.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHILDREN 200 /* of one parent that are counted */
#define HOLDS    40

/* What is only needed while the facts are gone through. */
struct fold {
    struct ticket *ticket;
    int64_t finish; /* seq of the finish that counts */
    struct {
        int64_t id;
        double reported_s;
    } child[CHILDREN];
    int children;
    struct {
        struct wall from, to;
    } hold[HOLDS];
    int holds;
};

/* A number of a fact as an id; what is none is 0. */
static int64_t id_of(double number)
{
    return number >= 1 && number < 9e15 ? (int64_t)number : 0;
}

static struct wall after_s(struct wall at, int32_t seconds)
{
    return (struct wall){at.us + seconds * INT64_C(1000000)};
}

static struct ticket_clock *clock_at(struct ticket *ticket, enum clock_purpose purpose, int cycle)
{
    for (int i = 0; i < ticket->clock_count; i++)
        if (ticket->clock[i].purpose == purpose && ticket->clock[i].cycle == cycle)
            return &ticket->clock[i];
    return NULL;
}

/* One clock a purpose and cycle; a rule that is off begins none. */
static void begin(struct ticket *ticket, enum clock_purpose purpose, struct wall at,
                  struct wall due)
{
    if (ticket->clock_count == TICKET_CLOCKS || clock_at(ticket, purpose, ticket->cycle))
        return;
    ticket->clock[ticket->clock_count++] = (struct ticket_clock){
        .purpose = purpose, .cycle = ticket->cycle, .started = at, .due = due};
}

static void begin_limit(struct ticket *ticket, enum clock_purpose purpose, struct wall at)
{
    int32_t limit = ticket->opening.limit_s[purpose];
    if (limit > 0)
        begin(ticket, purpose, at, after_s(at, limit));
}

#define PURPOSE(name) (1u << CLOCK_##name)
#define ALL_PURPOSES  (~0u)

static void end(struct ticket *ticket, unsigned purposes, const struct ticket_event *event)
{
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (clock->stopped_by || !(purposes & 1u << clock->purpose))
            continue;
        clock->stopped = event->at;
        clock->stopped_by = event->seq;
    }
}

static void move(struct ticket *ticket, enum ticket_state state, const struct ticket_event *event)
{
    ticket->state = state;
    ticket->state_since = event->at;
}

static void begin_cycle(struct ticket *ticket, struct wall at, struct wall recorded)
{
    switch (ticket->opening.kind) {
    case TICKET_REPAIR:
        begin_limit(ticket, CLOCK_DISPATCH, at);
        begin_limit(ticket, CLOCK_REPAIR, at);
        break;
    case TICKET_COMPLAINT: begin_limit(ticket, CLOCK_RESPONSE, recorded); break;
    case TICKET_APPLICATION: /* only once: it is decided the day it comes */
        if (ticket->cycle == 1 && ticket->opening.accept_due.us)
            begin(ticket, CLOCK_ACCEPT, at, ticket->opening.accept_due);
        break;
    case TICKET_TEMP_CHECK: begin_limit(ticket, CLOCK_TEMP_CHECK, at); break;
    case TICKET_ENQUIRY:
    case TICKET_DEFECT: begin_limit(ticket, CLOCK_HANDLE, at); break;
    }
}

/* ---- what a call told ---- */

static void take_text(const struct fact *fact, const char *name, char *out, size_t size)
{
    char text[200];
    if (fact_detail(fact, name, text, sizeof text))
        text_clean(out, size, text, strlen(text));
}

static void take_opening(struct ticket_opening *opening, const struct ticket_event *event)
{
    const struct fact fact = {.detail = event->detail};
    char word[24] = "", name[40];
    take_text(&fact, "urgency", word, sizeof word);
    ticket_urgency_of(word, &opening->urgency);
    take_text(&fact, "source", opening->source, sizeof opening->source);
    take_text(&fact, "template", opening->template_, sizeof opening->template_);
    take_text(&fact, "phone", opening->phone, sizeof opening->phone);
    take_text(&fact, "caller", opening->caller, sizeof opening->caller);
    take_text(&fact, "place", opening->place, sizeof opening->place);
    double number = fact_detail_number(&fact, "above");
    if (number > 0 && number < INT32_MAX)
        opening->above = (int32_t)number;
    number = fact_detail_number(&fact, "recorded");
    if (!isnan(number))
        opening->recorded = fact_wall(number);
    number = fact_detail_number(&fact, "accept_due");
    if (!isnan(number))
        opening->accept_due = fact_wall(number);
    if (fact_detail(&fact, "drill", word, sizeof word))
        opening->is_drill = word[0] == '1';
    for (int i = 0; i < CLOCK_PURPOSE_COUNT; i++) {
        snprintf(name, sizeof name, "limit.%s", clock_purpose_name((enum clock_purpose)i));
        number = fact_detail_number(&fact, name);
        if (number > 0 && number < INT32_MAX)
            opening->limit_s[i] = (int32_t)number;
    }
}

static bool open_ticket(struct ticket *ticket, const struct ticket_event *event)
{
    ticket->opening = (struct ticket_opening){.urgency = TICKET_NORMAL};
    if (!ticket_kind_of(event->code, &ticket->opening.kind))
        return false;
    take_opening(&ticket->opening, event);
    if (!ticket->opening.recorded.us)
        ticket->opening.recorded = event->at;
    ticket->node = event->node;
    ticket->reported = event->at;
    ticket->cycle = 1;
    ticket->room_c = NAN;
    snprintf(ticket->text, sizeof ticket->text, "%s", event->text ? event->text : "");
    move(ticket, TICKET_ACCEPTED, event);
    begin_cycle(ticket, event->at, ticket->opening.recorded);
    return true;
}

/* ---- steps ---- */

static void edit(struct ticket *ticket, const struct ticket_event *event)
{
    take_opening(&ticket->opening, event);
    if (event->node)
        ticket->node = event->node;
    if (event->text && event->text[0])
        snprintf(ticket->text, sizeof ticket->text, "%s", event->text);
}

static void promise(struct ticket *ticket, const struct ticket_event *event)
{
    ticket->promised = fact_wall(event->new_value);
    begin(ticket, CLOCK_PROMISE, event->at, ticket->promised);
    struct ticket_clock *clock = clock_at(ticket, CLOCK_PROMISE, ticket->cycle);
    if (clock)
        clock->due = ticket->promised;
}

static void unconfirm(struct fold *fold, const struct ticket_event *event)
{
    struct ticket *ticket = fold->ticket;
    move(ticket, ticket->crew ? TICKET_ON_SITE : TICKET_ACCEPTED, event);
    ticket->heat_back.us = 0;
    for (int i = 0; fold->finish && i < ticket->clock_count; i++)
        if (ticket->clock[i].stopped_by == fold->finish)
            ticket->clock[i].stopped = (struct wall){ticket->clock[i].stopped_by = 0};
}

static void reopen(struct ticket *ticket, const struct ticket_event *event)
{
    ticket->cycle++;
    ticket->crew = 0;
    ticket->heat_back.us = 0;
    ticket->closed_code[0] = '\0';
    move(ticket, TICKET_ACCEPTED, event);
    begin_cycle(ticket, event->at, event->at);
}

static void waive(struct ticket *ticket, bool is_waived)
{
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (!is_waived || (clock->purpose == CLOCK_DISPATCH && !clock->stopped_by))
            clock->is_waived = is_waived;
    }
}

static void release(struct fold *fold, int64_t id)
{
    for (int i = 0; i < fold->children; i++)
        if (fold->child[i].id == id)
            fold->child[i--] = fold->child[--fold->children];
}

static void gather(struct fold *fold, const struct ticket_event *event)
{
    release(fold, id_of(event->new_value));
    if (fold->children == CHILDREN)
        return;
    fold->child[fold->children].id = id_of(event->new_value);
    fold->child[fold->children++].reported_s = event->old_value;
}

static void link_to(struct ticket *ticket, const struct ticket_event *event, bool is_on)
{
    int64_t id = is_on ? id_of(event->new_value) : 0;
    if (!strcmp(event->code, "outage"))
        ticket->outage = id;
    else if (!strcmp(event->code, "alarm"))
        ticket->alarm = id;
    else
        ticket->linked = id;
}

/* What its outage said of it: heat is back, or was not after all. */
static void hear(struct ticket *ticket, const struct ticket_event *event)
{
    if (!strcmp(event->code, "restored"))
        ticket->heat_back = event->at;
    else if (!strcmp(event->code, "not_restored"))
        ticket->heat_back.us = 0;
}

static void explain(struct ticket *ticket, const struct ticket_event *event)
{
    enum clock_purpose purpose;
    int cycle = isnan(event->old_value) ? ticket->cycle : (int)id_of(event->old_value);
    struct ticket_clock *clock =
        clock_purpose_of(event->point, &purpose) ? clock_at(ticket, purpose, cycle) : NULL;
    if (clock)
        clock->is_explained = true;
}

static void hold(struct ticket *ticket, const struct ticket_event *event)
{
    if (ticket->is_held)
        return;
    ticket->is_held = true;
    ticket->held_since = event->at;
    snprintf(ticket->hold, sizeof ticket->hold, "%s", event->code);
}

static void unhold(struct fold *fold, const struct ticket_event *event)
{
    struct ticket *ticket = fold->ticket;
    if (!ticket->is_held)
        return;
    if (fold->holds < HOLDS) {
        fold->hold[fold->holds].from = ticket->held_since;
        fold->hold[fold->holds++].to =
            event->at.us > ticket->held_since.us ? event->at : ticket->held_since;
    }
    ticket->is_held = false;
    ticket->held_since.us = 0;
    ticket->hold[0] = '\0';
}

static void step(struct fold *fold, const struct ticket_event *event)
{
    struct ticket *ticket = fold->ticket;
    /* Other kinds only count as heard. */
    switch ((int)event->kind) {
    case FACT_TICKET_EDITED: edit(ticket, event); break;
    case FACT_TICKET_DISPATCHED:
        move(ticket, TICKET_DISPATCHED, event);
        ticket->crew = (int32_t)id_of(event->new_value);
        end(ticket, PURPOSE(DISPATCH), event);
        break;
    case FACT_TICKET_TAKEN: move(ticket, TICKET_TAKEN, event); break;
    case FACT_TICKET_UNDER_WAY: move(ticket, TICKET_UNDER_WAY, event); break;
    case FACT_TICKET_ON_SITE: move(ticket, TICKET_ON_SITE, event); break;
    case FACT_TICKET_REFUSED:
        move(ticket, TICKET_ACCEPTED, event);
        ticket->crew = 0;
        ticket->refusals++;
        break;
    case FACT_TICKET_RESPONDED:
        ticket->visit = fact_wall(event->new_value);
        end(ticket, PURPOSE(RESPONSE), event);
        break;
    case FACT_TICKET_PROMISED: promise(ticket, event); break;
    case FACT_TICKET_DECIDED:
        end(ticket, PURPOSE(ACCEPT), event);
        if (!strcmp(event->code, "accepted"))
            begin_limit(ticket, CLOCK_SURVEY, event->at);
        break;
    case FACT_TICKET_SURVEYED: end(ticket, PURPOSE(SURVEY), event); break;
    case FACT_TICKET_MEASURED:
        ticket->room_c = event->new_value;
        end(ticket, PURPOSE(TEMP_CHECK), event);
        break;
    case FACT_TICKET_FINISHED:
        move(ticket, TICKET_TO_CONFIRM, event);
        snprintf(ticket->cause, sizeof ticket->cause, "%s", event->code);
        fold->finish = event->seq;
        end(ticket, PURPOSE(REPAIR) | PURPOSE(PROMISE) | PURPOSE(HANDLE), event);
        break;
    case FACT_TICKET_UNCONFIRMED: unconfirm(fold, event); break;
    case FACT_TICKET_CLOSED:
        move(ticket, event->new_value == 1 ? TICKET_CALLBACK : TICKET_CLOSED, event);
        snprintf(ticket->closed_code, sizeof ticket->closed_code, "%s", event->code);
        end(ticket, ALL_PURPOSES, event);
        break;
    case FACT_TICKET_CALLED_BACK:
        ticket->rating = (int8_t)id_of(event->new_value);
        if (!strcmp(event->code, "yes"))
            move(ticket, TICKET_ARCHIVED, event);
        break;
    case FACT_TICKET_REOPENED: reopen(ticket, event); break;
    case FACT_TICKET_ARCHIVED: move(ticket, TICKET_ARCHIVED, event); break;
    case FACT_TICKET_HELD: hold(ticket, event); break;
    case FACT_TICKET_MERGED:
        ticket->parent = id_of(event->new_value);
        waive(ticket, true);
        break;
    case FACT_TICKET_SPLIT:
        ticket->parent = 0;
        waive(ticket, false);
        break;
    case FACT_TICKET_GATHERED: gather(fold, event); break;
    case FACT_TICKET_RELEASED: release(fold, id_of(event->new_value)); break;
    case FACT_TICKET_LINKED: link_to(ticket, event, true); break;
    case FACT_TICKET_UNLINKED: link_to(ticket, event, false); break;
    case FACT_TICKET_EXPLAINED: explain(ticket, event); break;
    case FACT_TICKET_NOTED: hear(ticket, event); break;
    case FACT_TICKET_ESCALATED: ticket->escalations++; break;
    case FACT_TICKET_CHASED: ticket->chased++; break;
    }
    if (event->kind == FACT_TICKET_RESUMED || event->kind == FACT_TICKET_CLOSED ||
        event->kind == FACT_TICKET_REOPENED)
        unhold(fold, event);
}

/* ---- the end ---- */

static void add_holds(const struct fold *fold, struct ticket_clock *clock)
{
    for (int i = 0; i < fold->holds; i++) {
        int64_t from = fold->hold[i].from.us, to = fold->hold[i].to.us;
        if (clock->started.us > from)
            from = clock->started.us;
        if (clock->stopped_by && clock->stopped.us < to)
            to = clock->stopped.us;
        clock->held_ms += to > from ? (to - from) / 1000 : 0;
    }
}

/* The first report of a merged group starts its dispatch (DOMAIN §1.1). */
static void start_at_first_report(const struct fold *fold, struct ticket_clock *clock)
{
    double first = INFINITY;
    for (int i = 0; i < fold->children; i++)
        first = fmin(first, fold->child[i].reported_s);
    if (isinf(first))
        return;
    int64_t earlier = clock->started.us - fact_wall(first).us;
    if (earlier <= 0)
        return;
    clock->started.us -= earlier;
    clock->due.us -= earlier;
}

static void amend(struct ticket *ticket)
{
    for (size_t i = 0; i < ticket->event_count; i++) {
        ticket->event[i].at = ticket->event[i].told;
        ticket->event[i].is_struck = false;
    }
    for (size_t i = 0; i < ticket->event_count; i++) {
        const struct ticket_event *by = &ticket->event[i];
        for (size_t k = 0; by->kind == FACT_TICKET_AMENDED && k < ticket->event_count; k++) {
            struct ticket_event *event = &ticket->event[k];
            if ((double)event->seq != by->old_value || event->kind == FACT_TICKET_AMENDED)
                continue;
            event->is_struck = isnan(by->new_value);
            event->at = event->is_struck ? event->told : fact_wall(by->new_value);
        }
    }
}

/* Everything that is a sum of the events; identity and the events stay. */
static void reset(struct ticket *ticket)
{
    struct ticket fresh = {.id = ticket->id,
                           .event = ticket->event,
                           .event_count = ticket->event_count,
                           .event_room = ticket->event_room};
    *ticket = fresh;
}

bool ticket_fold(struct ticket *ticket)
{
    struct fold fold = {.ticket = ticket};
    bool is_open = false;
    amend(ticket);
    reset(ticket);
    for (size_t i = 0; i < ticket->event_count; i++) {
        const struct ticket_event *event = &ticket->event[i];
        if (event->is_struck || event->kind == FACT_TICKET_AMENDED)
            continue;
        if (!is_open && event->kind == FACT_TICKET_OPENED)
            is_open = open_ticket(ticket, event);
        else if (is_open)
            step(&fold, event);
        if (event->at.us > ticket->touched.us)
            ticket->touched = event->at;
    }
    ticket->children = fold.children;
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (clock->purpose == CLOCK_DISPATCH && clock->cycle == 1)
            start_at_first_report(&fold, clock);
        add_holds(&fold, clock);
    }
    if (ticket->event_count)
        ticket->seq = ticket->event[ticket->event_count - 1].seq;
    return is_open;
}

bool ticket_take(struct ticket *ticket, const struct fact *fact)
{
    if (ticket->event_count && fact->seq <= ticket->event[ticket->event_count - 1].seq)
        return false;
    if (ticket->event_count == ticket->event_room) {
        ticket->event_room = ticket->event_room ? ticket->event_room * 2 : 8;
        ticket->event = alloc_resize(ticket->event, ticket->event_room, sizeof *ticket->event);
    }
    bool has_text = fact->kind == FACT_TICKET_OPENED || fact->kind == FACT_TICKET_EDITED;
    struct ticket_event *event = &ticket->event[ticket->event_count++];
    *event = (struct ticket_event){
        .seq = fact->seq,
        .told = fact->at,
        .at = fact->at,
        .kind = fact->kind,
        .node = fact->node,
        .old_value = fact->old_value,
        .new_value = fact->new_value,
        .text = has_text ? alloc_text(fact->text) : NULL,
        .detail = fact->detail && fact->detail[0] ? alloc_text(fact->detail) : NULL};
    memcpy(event->code, fact->code, sizeof event->code);
    memcpy(event->point, fact->point, sizeof event->point);
    return true;
}

void ticket_finish(struct ticket *ticket)
{
    for (size_t i = 0; i < ticket->event_count; i++) {
        free(ticket->event[i].text);
        free(ticket->event[i].detail);
    }
    free(ticket->event);
    ticket->event = NULL;
    ticket->event_count = ticket->event_room = 0;
}
