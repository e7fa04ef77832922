#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "backend/base/vec.h"
#include "backend/core/ticket_event.h"
#include "backend/core/ticket_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct child {
    int64_t id;
    double reported_s;
};
struct span {
    struct wall from, to;
};

/* What is only needed while the facts are gone through. */
struct fold {
    struct ticket *ticket;
    int64_t finish; /* seq of the finish that counts */
    VEC(struct child) child;
    VEC(struct span) hold;
    bool is_manned; /* a crew is at its outage: nobody else need be sent */
    bool is_undone; /* its closing rests on an entry that was struck */
};

/* A number of a fact as an id; what is none is 0. */
static int64_t id_of(double number)
{
    return number >= 1 && number < 9e15 ? (int64_t)number : 0;
}

static void move(struct ticket *ticket, enum ticket_state state, const struct ticket_event *event)
{
    ticket->state = state;
    ticket->state_since = event->at;
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
    if (!isnan(fact_detail_number(&fact, "accept_due")))
        opening->is_decided_same_day = true;
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
    if (ticket->opening.recorded.us < event->at.us)
        ticket->opening.recorded = event->at;
    ticket->node = event->node;
    ticket->reported = event->at;
    ticket->cycle = 1;
    ticket->room_c = NAN;
    snprintf(ticket->text, sizeof ticket->text, "%s", event->text ? event->text : "");
    move(ticket, TICKET_ACCEPTED, event);
    ticket_run_cycle(ticket, event->at, ticket->opening.recorded);
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

static void unconfirm(struct fold *fold, const struct ticket_event *event)
{
    struct ticket *ticket = fold->ticket;
    move(ticket, ticket->crew ? TICKET_ON_SITE : TICKET_ACCEPTED, event);
    ticket->heat_back.us = 0;
    for (int i = 0; fold->finish && i < ticket->clock_count; i++)
        if (ticket->clock[i].stopped_by == fold->finish &&
            ticket->clock[i].purpose != CLOCK_DISPATCH)
            ticket->clock[i].stopped = (struct wall){ticket->clock[i].stopped_by = 0};
    if (ticket->opening.kind == TICKET_REPAIR && !ticket->crew) {
        ticket_run_begin(ticket, CLOCK_DISPATCH, event->at);
        ticket_run_waive(ticket, fold->is_manned || ticket->parent, event->at);
    }
}

static void reopen(struct ticket *ticket, const struct ticket_event *event)
{
    ticket->cycle++;
    ticket->crew = 0;
    ticket->heat_back.us = 0;
    ticket->parent = 0; /* a job of its own again */
    ticket->promised.us = 0;
    ticket->closed_code[0] = '\0';
    move(ticket, TICKET_ACCEPTED, event);
    ticket_run_cycle(ticket, event->at, event->at);
}

/* The parent's crew does it now. */
static void merge(struct ticket *ticket, const struct ticket_event *event)
{
    ticket->parent = id_of(event->new_value);
    if (ticket->state >= TICKET_DISPATCHED && ticket->state <= TICKET_ON_SITE) {
        move(ticket, TICKET_ACCEPTED, event);
        ticket->crew = 0;
    }
    ticket_run_waive(ticket, true, event->at);
}

/* Left by a parent that is closed, and with it who was sent: somebody else is to be. */
static void split(struct fold *fold, const struct ticket_event *event)
{
    struct ticket *ticket = fold->ticket;
    ticket->parent = 0;
    if (!strcmp(event->code, "left")) {
        ticket_run_end(ticket, PURPOSE(DISPATCH), event);
        if (ticket->opening.kind == TICKET_REPAIR && !ticket->crew)
            ticket_run_begin(ticket, CLOCK_DISPATCH, event->at);
    }
    ticket_run_waive(ticket, fold->is_manned, event->at);
}

static void release(struct fold *fold, int64_t id)
{
    for (size_t i = 0; i < fold->child.count; i++)
        if (fold->child.at[i].id == id)
            fold->child.at[i--] = fold->child.at[--fold->child.count];
}

static void gather(struct fold *fold, const struct ticket_event *event)
{
    release(fold, id_of(event->new_value));
    *VEC_PUSH(&fold->child) = (struct child){id_of(event->new_value), event->old_value};
}

static void link_outage(struct fold *fold, const struct ticket_event *event, bool is_on)
{
    struct ticket *ticket = fold->ticket;
    ticket->outage = is_on ? id_of(event->new_value) : 0;
    fold->is_manned = is_on && event->old_value == 1;
    ticket_run_waive(ticket, fold->is_manned || ticket->parent, event->at);
}

static void link_to(struct fold *fold, const struct ticket_event *event, bool is_on)
{
    struct ticket *ticket = fold->ticket;
    int64_t id = is_on ? id_of(event->new_value) : 0;
    if (!strcmp(event->code, "outage"))
        link_outage(fold, event, is_on);
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
        clock_purpose_of(event->point, &purpose) ? ticket_run_clock(ticket, purpose, cycle) : NULL;
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
    struct wall end = event->at.us > ticket->held_since.us ? event->at : ticket->held_since;
    *VEC_PUSH(&fold->hold) = (struct span){ticket->held_since, end};
    ticket->is_held = false;
    ticket->held_since.us = 0;
    ticket->hold[0] = '\0';
}

/* The clocks that an entry stops, and whose closing rests on it. */
static unsigned stops(enum fact_kind kind)
{
    switch ((int)kind) { /* no closing rests on the others */
    case FACT_TICKET_RESPONDED: return PURPOSE(RESPONSE);
    case FACT_TICKET_DECIDED: return PURPOSE(ACCEPT);
    case FACT_TICKET_SURVEYED: return PURPOSE(SURVEY);
    case FACT_TICKET_MEASURED: return PURPOSE(TEMP_CHECK);
    case FACT_TICKET_FINISHED: return PURPOSE(REPAIR) | PURPOSE(HANDLE);
    }
    return 0;
}

/* Closed as done, with a clock that runs as the entry was struck that stopped it: that closing is
 * none, nor what was built on it. */
static bool is_undone(struct fold *fold, const struct ticket_event *event)
{
    const struct ticket *ticket = fold->ticket;
    unsigned struck = 0;
    if (event->kind == FACT_TICKET_REOPENED)
        fold->is_undone = false;
    if (event->kind == FACT_TICKET_CLOSED) {
        for (size_t i = 0; i < ticket->event_count; i++)
            struck |= ticket->event[i].is_struck ? stops(ticket->event[i].kind) : 0;
        fold->is_undone = false;
        for (int i = 0; !strcmp(event->code, "done") && i < ticket->clock_count; i++)
            fold->is_undone |=
                clock_is_running(&ticket->clock[i]) && struck & 1u << ticket->clock[i].purpose;
    }
    return fold->is_undone &&
           (event->kind == FACT_TICKET_CLOSED || event->kind == FACT_TICKET_CALLED_BACK ||
            event->kind == FACT_TICKET_ARCHIVED);
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
        ticket_run_end(ticket, PURPOSE(DISPATCH), event);
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
        ticket_run_end(ticket, PURPOSE(RESPONSE), event);
        break;
    case FACT_TICKET_PROMISED: ticket_run_promise(ticket, event); break;
    case FACT_TICKET_DECIDED:
        ticket_run_end(ticket, PURPOSE(ACCEPT), event);
        if (!strcmp(event->code, "accepted"))
            ticket_run_begin(ticket, CLOCK_SURVEY, event->at);
        break;
    case FACT_TICKET_SURVEYED: ticket_run_end(ticket, PURPOSE(SURVEY), event); break;
    case FACT_TICKET_MEASURED:
        ticket->room_c = event->new_value;
        ticket_run_end(ticket, PURPOSE(TEMP_CHECK), event);
        break;
    case FACT_TICKET_FINISHED:
        move(ticket, TICKET_TO_CONFIRM, event);
        snprintf(ticket->cause, sizeof ticket->cause, "%s", event->code);
        fold->finish = event->seq;
        ticket_run_end(ticket,
                       PURPOSE(DISPATCH) | PURPOSE(REPAIR) | PURPOSE(PROMISE) | PURPOSE(HANDLE),
                       event);
        break;
    case FACT_TICKET_UNCONFIRMED: unconfirm(fold, event); break;
    case FACT_TICKET_CLOSED:
        move(ticket, event->new_value == 1 ? TICKET_CALLBACK : TICKET_CLOSED, event);
        snprintf(ticket->closed_code, sizeof ticket->closed_code, "%s", event->code);
        ticket_run_end(ticket, ALL_PURPOSES, event);
        break;
    case FACT_TICKET_CALLED_BACK:
        ticket->rating = (int8_t)id_of(event->new_value);
        if (!strcmp(event->code, "yes"))
            move(ticket, TICKET_ARCHIVED, event);
        break;
    case FACT_TICKET_REOPENED: reopen(ticket, event); break;
    case FACT_TICKET_ARCHIVED: move(ticket, TICKET_ARCHIVED, event); break;
    case FACT_TICKET_HELD: hold(ticket, event); break;
    case FACT_TICKET_MERGED: merge(ticket, event); break;
    case FACT_TICKET_SPLIT: split(fold, event); break;
    case FACT_TICKET_GATHERED: gather(fold, event); break;
    case FACT_TICKET_RELEASED: release(fold, id_of(event->new_value)); break;
    case FACT_TICKET_LINKED: link_to(fold, event, true); break;
    case FACT_TICKET_UNLINKED: link_to(fold, event, false); break;
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
    for (size_t i = 0; i < fold->hold.count; i++) {
        int64_t from = fold->hold.at[i].from.us, to = fold->hold.at[i].to.us;
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
    for (size_t i = 0; i < fold->child.count; i++)
        first = fmin(first, fold->child.at[i].reported_s);
    if (isinf(first))
        return;
    int64_t earlier = clock->started.us - fact_wall(first).us;
    if (earlier <= 0)
        return;
    clock->started.us -= earlier;
    clock->due.us -= earlier;
}

/* Everything that is a sum of the events; identity and the events stay. */
static void reset(struct ticket *ticket)
{
    struct ticket fresh = {.id = ticket->id,
                           .clock = ticket->clock,
                           .clock_room = ticket->clock_room,
                           .event = ticket->event,
                           .event_count = ticket->event_count,
                           .event_room = ticket->event_room};
    *ticket = fresh;
}

bool ticket_fold(struct ticket *ticket)
{
    struct fold fold = {.ticket = ticket};
    bool is_open = false;
    uint32_t *order = alloc_array(ticket->event_count + 1, sizeof *order);
    size_t count = ticket_order(ticket, order);
    reset(ticket);
    for (size_t i = 0; i < count; i++) {
        const struct ticket_event *event = &ticket->event[order[i]];
        if (is_open && is_undone(&fold, event))
            continue;
        if (!is_open && event->kind == FACT_TICKET_OPENED)
            is_open = open_ticket(ticket, event);
        else if (is_open)
            step(&fold, event);
        if (event->at.us > ticket->touched.us)
            ticket->touched = event->at;
    }
    free(order);
    ticket->children = (int32_t)fold.child.count;
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (clock->purpose == CLOCK_DISPATCH && clock->cycle == 1)
            start_at_first_report(&fold, clock);
        add_holds(&fold, clock);
    }
    if (ticket->event_count)
        ticket->seq = ticket->event[ticket->event_count - 1].seq;
    free(fold.child.at);
    free(fold.hold.at);
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
    char dated[4];
    event->is_dated = fact_detail(fact, "dated", dated, sizeof dated) && dated[0] == '1';
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
    free(ticket->clock);
    ticket->event = NULL;
    ticket->clock = NULL;
    ticket->event_count = ticket->event_room = 0;
    ticket->clock_count = ticket->clock_room = 0;
}
