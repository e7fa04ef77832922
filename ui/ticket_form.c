#include "ui/ticket_form.h"

#include "backend/base/text.h"
#include "backend/core/crew.h"
#include "backend/core/ticket_event.h"
#include "ui/alarm_text.h"
#include "ui/form_time.h"
#include "ui/lang.h"
#include "ui/ticket_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows that take their part of the argument ---- */

static size_t next_word(const char *text, char *out, size_t size)
{
    size_t length = strcspn(text, " ");
    snprintf(out, size, "%.*s", (int)length, text);
    return length;
}

static void take(struct ticket_draft *draft, size_t length)
{
    draft->rest += length;
    draft->rest += strspn(draft->rest, " ");
}

static bool fits(const struct form_option *option, const char *word, bool is_whole)
{
    size_t length = is_whole ? sizeof option->label : strlen(word);
    return !strncmp(option->code, word, length) || !strncmp(option->label, word, length);
}

/* By code or label, whole before its beginning. */
static void take_choice(struct ticket_draft *draft, struct form_row *row)
{
    char word[64];
    size_t length = next_word(draft->rest, word, sizeof word);
    for (int pass = 0; length && pass < 2; pass++)
        for (size_t i = 0; i < row->option.count; i++)
            if (fits(&row->option.at[i], word, pass == 0)) {
                row->chosen = (int)i;
                take(draft, length);
                return;
            }
}

static struct form_row *choice(struct ticket_draft *draft, const char *label,
                               const struct ticket_word *words)
{
    struct form_row *row = form_add(draft->form, FORM_CHOICE, FORM_TO_WORD, "code", label);
    row->is_needed = true;
    row->then = "words";
    form_options(row, words);
    take_choice(draft, row);
    return row;
}

/* Takes all that is left. */
static struct form_row *words(struct ticket_draft *draft, enum form_slot slot, const char *name,
                              const char *label, bool is_needed)
{
    struct form_row *row = form_add(draft->form, FORM_TEXT, slot, name, label);
    row->is_needed = is_needed;
    if (*draft->rest)
        field_set(&row->field, draft->rest);
    draft->rest = "";
    return row;
}

static struct form_row *text(struct ticket_draft *draft, const char *name, const char *label,
                             const char *value)
{
    struct form_row *row = form_add(draft->form, FORM_TEXT, FORM_TO_DETAIL, name, label);
    form_offer(row, value);
    return row;
}

static struct form_row *time_ahead(struct ticket_draft *draft, enum form_slot slot,
                                   const char *name, const char *label)
{
    struct form_row *row = form_add(draft->form, FORM_TIME, slot, name, label);
    struct wall at;
    char word[32];
    size_t length = next_word(draft->rest, word, sizeof word);
    row->is_ahead = row->is_needed = true;
    if (length && form_time_read(word, draft->console->world.now, true, &at)) {
        field_set(&row->field, word);
        take(draft, length);
    }
    return row;
}

/* Keyed in later than it happened. */
static void happened(struct ticket_draft *draft)
{
    form_add(draft->form, FORM_TIME, FORM_TO_AT, "when", N_("when"))->empty = N_("right now");
}

static void happened_before(struct ticket_draft *draft)
{
    form_add(draft->form, FORM_TIME, FORM_TO_AT, "when", N_("when"))->is_needed = true;
}

static void children(struct ticket_draft *draft)
{
    if (draft->ticket->children)
        form_add(draft->form, FORM_TICK, FORM_TO_DETAIL, "children", N_("merged ones too"));
}

/* ---- deeds ---- */

/* "2 look at valve": the crew by code or name, else the list is asked for. */
static void rows_dispatch(struct ticket_draft *draft)
{
    struct console *console = draft->console;
    struct form_row *row = form_add(draft->form, FORM_CHOICE, FORM_TO_NUMBER, "crew", N_("crew"));
    char word[64], id[16];
    size_t length = next_word(draft->rest, word, sizeof word);
    const struct crew *crew = length ? crew_of_code(console->world.site, word) : NULL;
    row->is_list = row->is_needed = true;
    if (crew) {
        snprintf(id, sizeof id, "%d", crew->id);
        form_option(row, id, crew->name, "");
        row->chosen = 0;
        take(draft, length);
    } else {
        row->is_awaited = true;
        console->ports.ask_list(console->ports.ctx, DESK_LIST_SUGGEST, draft->ticket->id, 0, 0, "");
    }
    words(draft, FORM_TO_WORDS, "words", N_("instruction"), false);
    happened(draft);
}

static void rows_progress(struct ticket_draft *draft)
{
    static const enum ticket_deed said[] = {TICKET_TAKE, TICKET_GO, TICKET_ARRIVE, TICKET_REFUSE};
    struct form_row *row =
        form_add(draft->form, FORM_CHOICE, FORM_TO_DEED, "deed", N_("crew says"));
    row->is_needed = true;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (ticket_allows(draft->ticket, said[i]))
            form_option(row, ticket_rules[said[i]].name, _(ticket_rules[said[i]].phrase), "");
    row->chosen = row->option.count ? 0 : -1;
    bool is_crew = !strcmp(draft->console->world.session->role, "crew"); /* it says what it does */
    for (size_t i = 0; i < 3 && !is_crew; i++) /* what it was before, with its time */
        if (!ticket_allows(draft->ticket, said[i]))
            form_option(row, ticket_rules[said[i]].name, _(ticket_rules[said[i]].phrase),
                        _("keyed in late: say when"));
    bool is_late = row->chosen < 0;
    take_choice(draft, row);
    words(draft, FORM_TO_WORDS, "words", N_("words"), false);
    (is_late ? happened_before : happened)(draft);
}

static void rows_respond(struct ticket_draft *draft)
{
    words(draft, FORM_TO_WORDS, "measure", N_("measure taken"), true);
    time_ahead(draft, FORM_TO_NUMBER, "visit", N_("visit"));
    form_add(draft->form, FORM_TICK, FORM_TO_DETAIL, "resolved", N_("solved at once"));
    time_ahead(draft, FORM_TO_DETAIL, "promised", N_("promised until"))->unless = "resolved";
    form_add(draft->form, FORM_TIME, FORM_TO_OTHER, "contact", N_("user reached"))->empty =
        N_("right now");
}

static void rows_promise(struct ticket_draft *draft)
{
    time_ahead(draft, FORM_TO_NUMBER, "number", N_("promised until"));
    words(draft, FORM_TO_WORDS, "words", N_("because"), true);
}

static void rows_measure(struct ticket_draft *draft)
{
    struct form_row *row =
        form_add(draft->form, FORM_NUMBER, FORM_TO_NUMBER, "number", N_("room, C"));
    char word[16];
    size_t length = next_word(draft->rest, word, sizeof word);
    row->is_needed = true;
    row->low = -30;
    row->high = 60;
    if (length && strspn(word, "-.0123456789") == length) {
        field_set(&row->field, word);
        take(draft, length);
    }
    words(draft, FORM_TO_WORDS, "name", N_("signed by"), true);
    happened(draft);
}

static void rows_finish(struct ticket_draft *draft)
{
    choice(draft, N_("what it was"), ticket_causes);
    words(draft, FORM_TO_WORDS, "words", N_("found, done"), true);
    form_add(draft->form, FORM_TEXT, FORM_TO_DETAIL, "materials", N_("materials"));
    children(draft);
    happened(draft);
}

/* A complaint that was solved on the phone has no promise to go back to. */
static void rows_deny(struct ticket_draft *draft)
{
    words(draft, FORM_TO_WORDS, "words", N_("words"), true);
    if (draft->ticket->opening.kind == TICKET_COMPLAINT && !draft->ticket->promised.us)
        time_ahead(draft, FORM_TO_DETAIL, "promised", N_("promised until"));
}

static void rows_confirm(struct ticket_draft *draft)
{
    static const struct ticket_word ways[] = {
        {"signature", N_("by signature")}, {"online", N_("online")}, {NULL, NULL}};
    struct form_row *row = choice(draft, N_("how"), ways);
    if (row->chosen < 0)
        row->chosen = 0;
    row->then = "name";
    words(draft, FORM_TO_WORDS, "name", N_("by whom"), true);
    children(draft);
    happened(draft);
}

static void rows_close(struct ticket_draft *draft)
{
    choice(draft, N_("result"), ticket_endings);
    words(draft, FORM_TO_WORDS, "words", N_("words"), false);
    form_add(draft->form, FORM_NUMBER, FORM_TO_NUMBER, "original", N_("duplicate of"));
    children(draft);
}

static void rows_call_back(struct ticket_draft *draft)
{
    static const struct ticket_word answers[] = {
        {"yes", N_("solved")}, {"no", N_("not solved")}, {NULL, NULL}};
    choice(draft, N_("the user says"), answers)->then = "number";
    struct form_row *row =
        form_add(draft->form, FORM_NUMBER, FORM_TO_NUMBER, "number", N_("rating"));
    row->low = 1;
    row->high = 5;
    row->empty = N_("1 bad .. 5 good");
    words(draft, FORM_TO_WORDS, "words", N_("words"), false);
}

static void rows_decide(struct ticket_draft *draft)
{
    static const struct ticket_word results[] = {
        {"accepted", N_("accepted")}, {"refused", N_("refused")}, {NULL, NULL}};
    choice(draft, N_("result"), results);
    words(draft, FORM_TO_WORDS, "words", N_("because"), false);
}

/* Each overrun has its own reason; the one that was first stands first. */
static void rows_explain(struct ticket_draft *draft)
{
    struct form_row *row =
        form_add(draft->form, FORM_CHOICE, FORM_TO_DETAIL, "purpose", N_("overrun"));
    row->is_needed = true;
    for (int i = 0; i < draft->ticket->clock_count; i++) {
        const struct ticket_clock *clock = &draft->ticket->clock[i];
        char left[24];
        if (!clock_is_breached(clock, draft->console->world.now))
            continue;
        ticket_text_left(clock_left_ms(clock, draft->console->world.now), left, sizeof left);
        form_option(row, clock_purpose_name(clock->purpose),
                    _(clock_purpose_phrase(clock->purpose)), left);
        if (row->chosen < 0 && !clock->is_explained)
            row->chosen = (int)row->option.count - 1;
    }
    choice(draft, N_("reason"), ticket_breaches);
    words(draft, FORM_TO_WORDS, "words", N_("words"), false);
    draft->form->at = 1; /* the first without a reason is chosen already */
}

/* ---- merging ---- */

#define CANDIDATES 8

static bool is_candidate(const struct site *site, const struct ticket *a, const struct ticket *b,
                         bool is_near)
{
    int32_t one = ticket_text_node(site, a), other = ticket_text_node(site, b);
    bool is_same = one >= 0 && other >= 0 &&
                   (one == other || (site_station_of(site, one) >= 0 &&
                                     site_station_of(site, one) == site_station_of(site, other)));
    bool is_sent = a->opening.kind != TICKET_REPAIR || b->opening.kind == TICKET_REPAIR;
    return a != b && is_sent && ticket_is_open(b) && b->cycle && !b->parent && is_same == is_near;
}

/* Tickets of the same station, oldest first, to choose from; without one the number is typed. */
static void rows_merge(struct ticket_draft *draft)
{
    const struct site *site = draft->console->world.site;
    struct form_row *row = form_add(draft->form, FORM_CHOICE, FORM_TO_NUMBER, "number", N_("into"));
    const char *digits = draft->rest + (draft->rest[0] == 'T' || draft->rest[0] == 't');
    row->is_list = row->is_needed = true;
    for (size_t i = 0; !*digits && i < ticket_count(site) && row->option.count < CANDIDATES; i++) {
        const struct ticket *other = ticket_at(site, i);
        char id[24], label[96], where[TICKET_TEXT];
        if (!is_candidate(site, draft->ticket, other, true))
            continue;
        ticket_text_where(site, other, where, sizeof where);
        snprintf(id, sizeof id, "%lld", (long long)other->id);
        snprintf(label, sizeof label, "T%s %.70s", id, where);
        form_option(row, id, label, other->text);
    }
    if (row->option.count) {
        row->chosen = 0;
        return;
    }
    row->kind = FORM_NUMBER;
    field_set(&row->field, digits);
}

static void rows_link(struct ticket_draft *draft)
{
    static const struct ticket_word kinds[] = {
        {"outage", N_("outage")}, {"alarm", N_("alarm")}, {"ticket", N_("ticket")}, {NULL, NULL}};
    const struct ticket *ticket = draft->ticket;
    struct form_row *row = form_add(draft->form, FORM_CHOICE, FORM_TO_DEED, "deed", N_("deed"));
    form_option(row, "link", _("link"), "");
    if (ticket->outage || ticket->alarm || ticket->linked)
        form_option(row, "unlink", _("undo"), "");
    row->chosen = 0;
    choice(draft, N_("to"), kinds);
    struct form_row *number =
        form_add(draft->form, FORM_NUMBER, FORM_TO_NUMBER, "number", N_("number"));
    field_set(&number->field, draft->rest + (draft->rest[0] == 'T' || draft->rest[0] == 'O'));
    draft->rest = "";
}

static void rows_edit(struct ticket_draft *draft)
{
    const struct ticket_opening *opening = &draft->ticket->opening;
    text(draft, "place", N_("place"), opening->place);
    text(draft, "phone", N_("phone"), opening->phone);
    text(draft, "caller", N_("caller"), opening->caller);
    struct form_row *row =
        form_add(draft->form, FORM_CHOICE, FORM_TO_DETAIL, "urgency", N_("urgency"));
    for (int i = 0; i < TICKET_URGENCY_COUNT; i++)
        form_option(row, ticket_urgency_name((enum ticket_urgency)i),
                    _(ticket_urgency_phrase((enum ticket_urgency)i)), "");
    row->chosen = (int)opening->urgency;
    words(draft, FORM_TO_WORDS, "words", N_("words"), false)->empty = N_("as they are");
}

/* Newest first; what was struck or corrects others cannot be corrected. */
static void rows_amend(struct ticket_draft *draft)
{
    const struct ticket *ticket = draft->ticket;
    struct form_row *row = form_add(draft->form, FORM_CHOICE, FORM_TO_OTHER, "entry", N_("entry"));
    row->is_list = row->is_needed = true;
    for (size_t back = 1; back <= ticket->event_count; back++) {
        const struct ticket_event *event = &ticket->event[ticket->event_count - back];
        char seq[24], at[24];
        if (event->is_struck || event->kind == FACT_TICKET_AMENDED)
            continue;
        snprintf(seq, sizeof seq, "%lld", (long long)event->seq);
        alarm_text_moment(event->at, draft->console->world.now, at, sizeof at);
        form_option(row, seq, at, _(fact_kind_phrase(event->kind)));
    }
    row->chosen = row->option.count ? 0 : -1;
    form_add(draft->form, FORM_TICK, FORM_TO_NOWHERE, "strike", N_("never happened"));
    struct form_row *at =
        form_add(draft->form, FORM_TIME, FORM_TO_NUMBER, "number", N_("right time"));
    at->is_needed = true;
    at->unless = "strike";
    words(draft, FORM_TO_WORDS, "words", N_("because"), true);
}

static void rows_hold(struct ticket_draft *draft)
{
    choice(draft, N_("waits for"), ticket_holds);
    words(draft, FORM_TO_WORDS, "words", N_("words"), false);
}

void ticket_form_rows(struct ticket_draft *draft, enum action_id action, enum ticket_deed deed)
{
    if (action == ACTION_PROGRESS) {
        rows_progress(draft);
        return;
    }
    switch (deed) {
    case TICKET_DISPATCH: rows_dispatch(draft); return;
    case TICKET_RESPOND: rows_respond(draft); return;
    case TICKET_PROMISE: rows_promise(draft); return;
    case TICKET_DECIDE: rows_decide(draft); return;
    case TICKET_MEASURE: rows_measure(draft); return;
    case TICKET_FINISH: rows_finish(draft); return;
    case TICKET_CONFIRM: rows_confirm(draft); return;
    case TICKET_CLOSE: rows_close(draft); return;
    case TICKET_CALL_BACK: rows_call_back(draft); return;
    case TICKET_HOLD: rows_hold(draft); return;
    case TICKET_MERGE: rows_merge(draft); return;
    case TICKET_LINK:
    case TICKET_UNLINK: rows_link(draft); return;
    case TICKET_EXPLAIN: rows_explain(draft); return;
    case TICKET_EDIT: rows_edit(draft); return;
    case TICKET_AMEND: rows_amend(draft); return;
    case TICKET_DENY: rows_deny(draft); return;
    case TICKET_SURVEY:
    case TICKET_REOPEN:
    case TICKET_NOTE: words(draft, FORM_TO_WORDS, "words", N_("words"), true); return;
    case TICKET_ARCHIVE:
    case TICKET_CHASE:
    case TICKET_SPLIT: words(draft, FORM_TO_WORDS, "words", N_("words"), false); return;
    case TICKET_TAKE:
    case TICKET_GO:
    case TICKET_ARRIVE:
    case TICKET_REFUSE:
    case TICKET_RESUME: return;
    }
}
