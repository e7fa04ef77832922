#include "ui/rows_ticket.h"

#include "backend/base/text.h"
#include "ui/alarm_text.h"
#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/ticket_text.h"

#include <stdio.h>
#include <string.h>

#define NARROW 60

int rows_ticket_lines(int cells)
{
    return cells < NARROW ? 2 : 1;
}

/* ---- the head ---- */

static const char *const part_names[TICKET_PART_COUNT] = {N_("in work"), N_("to call back"),
                                                          N_("closed today")};
static const char *const order_names[TICKET_ORDER_COUNT] = {N_("by due time"), N_("by age"),
                                                            N_("by crew"), N_("by place")};

void rows_ticket_title(const struct ticket_look *look, int above, struct row *out)
{
    const struct ticket_list *list = look->list;
    struct row order;
    row_add(out, STYLE_TITLE, " 3 ");
    if (look->cells >= NARROW)
        row_addf(out, STYLE_TITLE, "%s ", _("tickets"));
    for (int part = 0; part < TICKET_PART_COUNT; part++) {
        bool is_chosen = part == (int)list->part;
        row_addf(out, STYLE_TITLE, "%s%s %d%s", is_chosen ? "[" : " ", _(part_names[part]),
                 list->count[part], is_chosen ? "]" : " ");
    }
    if (list->filter[0])
        row_addf(out, STYLE_TITLE, "  /%s  %zu", list->filter, list->row.count);
    if (above)
        row_addf(out, STYLE_TITLE, _("  above %d"), above);
    row_clear(&order);
    if (look->cells >= NARROW && list->part == TICKETS_OPEN)
        row_addf(&order, STYLE_TITLE, "  %s", _(order_names[list->order]));
    row_join_whole(out, &order, look->cells);
    row_fit(out, look->cells);
    row_pad(out, STYLE_TITLE, look->cells - out->cells);
}

static void add_count(const struct ticket_look *look, enum style style, const char *name, int count,
                      struct row *out)
{
    struct row piece;
    row_clear(&piece);
    row_addf(&piece, STYLE_DIM, "%s ", name);
    row_addf(&piece, count && look->world->is_database_up ? style : STYLE_DIM, "%d", count);
    row_space(&piece, 2);
    row_join_whole(out, &piece, look->cells);
}

void rows_ticket_counts(const struct ticket_look *look, struct row *out)
{
    const struct world *world = look->world;
    struct ticket_tally tally = {0};
    if (world->site)
        tally = ticket_tally_of(world->site, world->now);
    row_space(out, 1);
    add_count(look, STYLE_CLOCK_BREACHED, _("overdue"), tally.overdue, out);
    if (tally.unexplained)
        add_count(look, STYLE_CLOCK_SHORT, _("without a reason"), tally.unexplained, out);
    add_count(look, STYLE_EMPHASIS, _("to dispatch"), tally.to_dispatch, out);
    add_count(look, STYLE_TEXT, _("working"), tally.open - tally.to_dispatch, out);
    add_count(look, STYLE_TEXT, _("on hold"), tally.held, out);
    add_count(look, STYLE_TEXT, _("to call back"), tally.callback, out);
    row_to(out, look->cells);
}

/* ---- columns ---- */

struct widths {
    int bar, purpose, kind, where, state, crew, who;
};

#define FIXED_CELLS (1 + CLOCK_MARK_CELLS + 1 + CLOCK_LEFT_CELLS + 1 + 7)
#define WORDS_LEAST 12

static int taken(const struct widths *w)
{
    return FIXED_CELLS + (w->bar ? w->bar + 1 : 0) + w->purpose + 1 + (w->kind ? w->kind + 1 : 0) +
           2 + w->where + 1 + w->state + 1 + (w->crew ? w->crew + 1 : 0) +
           (w->who ? w->who + 1 : 0);
}

/* What is told elsewhere gives way first, until a few words have room. */
static struct widths widths_for(int cells, bool is_open)
{
    bool is_chinese = lang_is_chinese();
    struct widths w = {.bar = is_open ? 10 : 0,
                       .purpose = !is_open     ? 0
                                  : is_chinese ? 4
                                               : 8,
                       .kind = is_chinese ? 4 : 9,
                       .where = cells >= 120 ? 24 : 16,
                       .state = is_chinese ? 6 : 11,
                       .crew = 10,
                       .who = 9};
    int *const giving[] = {&w.who, &w.bar, &w.crew, &w.kind, &w.bar};
    static const int least[] = {0, 5, 0, 0, 0};
    for (size_t i = 0; i < sizeof giving / sizeof *giving; i++)
        if (cells - taken(&w) < WORDS_LEAST)
            *giving[i] = *giving[i] > least[i] ? least[i] : *giving[i];
    if (cells - taken(&w) < WORDS_LEAST)
        w.where = 12;
    int spare = cells - taken(&w) - 30;
    if (spare > 0)
        w.where += spare / 2 < 16 ? spare / 2 : 16;
    return w;
}

static enum style text_style(const struct ticket_look *look, const struct ticket *ticket)
{
    bool is_quiet = !look->world->is_database_up || ticket->is_held;
    return is_quiet ? STYLE_DIM : STYLE_TEXT;
}

/* A child's marker tells more than its parent's if it is due before. */
static void add_clock(const struct ticket_look *look, int at, const struct ticket *ticket,
                      struct row *out)
{
    const struct world *world = look->world;
    const struct ticket_clock *clock = ticket_list_clock(look->list, world->site, at);
    char since[24];
    row_space(out, 1);
    if (look->list->part == TICKETS_OPEN) {
        const struct ticket_clock *breach = ticket_unexplained(ticket, world->now);
        clock_mark_add(out, world, breach ? breach : clock);
        row_space(out, 1);
        clock_mark_left(out, world, clock, CLOCK_LEFT_CELLS);
        return;
    }
    row_space(out, CLOCK_MARK_CELLS + 1);
    alarm_text_time(ticket->state_since, world->now, 8, since, sizeof since);
    row_right(out, STYLE_DIM, since, CLOCK_LEFT_CELLS);
}

static void add_purpose(const struct ticket_look *look, int at, int cells, struct row *out)
{
    const struct world *world = look->world;
    const struct ticket_clock *clock = ticket_list_clock(look->list, world->site, at);
    const char *phrase = clock ? _(clock_purpose_phrase(clock->purpose)) : "";
    row_left(out, clock ? clock_mark_style(world, clock) : STYLE_DIM, phrase, cells);
}

static void add_number(const struct ticket_look *look, int at, const struct ticket *ticket,
                       struct row *out)
{
    const struct ticket_list_row *row = &look->list->row.at[at];
    char number[32];
    const char *sign = row->has_children
                           ? (row->is_open ? look->glyphs->unfolded : look->glyphs->folded)
                       : row->is_child ? look->glyphs->dot
                                       : " ";
    row_add(out, STYLE_DIM, sign);
    snprintf(number, sizeof number, "T%lld", (long long)ticket->id);
    row_left(out, STYLE_EMPHASIS, number, 6);
}

static void add_urgency(const struct ticket *ticket, struct row *out)
{
    row_add(out, STYLE_EMPHASIS,
            ticket->opening.urgency == TICKET_CRITICAL ? "!"
            : ticket->opening.urgency == TICKET_URGENT ? "*"
                                                       : " ");
}

static const char *words_of(const struct ticket *ticket)
{
    return ticket->text[0]
               ? ticket->text
               : lang_word(ticket_word_phrase(ticket_templates, ticket->opening.template_));
}

/* The flags take their place first: words are told in full beside the list. */
static void add_words(const struct ticket_look *look, const struct ticket *ticket, int cells,
                      bool has_who, struct row *out)
{
    char flags[TICKET_TEXT];
    const struct ticket_claim *claim =
        has_who ? ticket_claim_of(look->world->site, ticket->id) : NULL;
    ticket_text_flags(ticket, flags, sizeof flags);
    struct row tail;
    row_clear(&tail);
    if (flags[0])
        row_addf(&tail, STYLE_EMPHASIS, " %s", flags);
    if (claim)
        row_addf(&tail, STYLE_DIM, " @%s", claim->who);
    row_fit(&tail, cells > 4 ? cells - 4 : 0);
    row_left(out, text_style(look, ticket), words_of(ticket), cells - tail.cells);
    row_join(out, &tail);
}

static void add_state(const struct ticket_look *look, const struct ticket *ticket, int cells,
                      struct row *out)
{
    const char *pending = ticket_list_pending(look->list, ticket);
    enum ticket_deed deed;
    char text[64];
    if (pending) {
        snprintf(text, sizeof text, ">%s",
                 ticket_deed_of(pending, &deed) ? _(ticket_rules[deed].phrase) : pending);
        row_left(out, STYLE_PENDING, text, cells);
    } else if (look->list->part == TICKETS_CLOSED && ticket->closed_code[0]) {
        row_left(out, text_style(look, ticket),
                 lang_word(ticket_word_phrase(ticket_endings, ticket->closed_code)), cells);
    } else {
        row_left(out, text_style(look, ticket), ticket_text_state(ticket->state), cells);
    }
}

static void add_crew(const struct ticket_look *look, const struct ticket *ticket, int cells,
                     struct row *out)
{
    char crew[TICKET_TEXT];
    ticket_text_crew(look->world->site, ticket, crew, sizeof crew);
    row_left(out, text_style(look, ticket), crew, cells);
}

static void add_where(const struct ticket_look *look, const struct ticket *ticket, int cells,
                      struct row *out)
{
    char where[TICKET_TEXT];
    ticket_text_where(look->world->site, ticket, where, sizeof where);
    row_place(out, text_style(look, ticket), where, cells);
}

static void add_claim(const struct ticket_look *look, const struct ticket *ticket, int cells,
                      struct row *out)
{
    const struct ticket_claim *claim = ticket_claim_of(look->world->site, ticket->id);
    char who[FACT_WHO_SIZE + 2] = "";
    if (claim)
        snprintf(who, sizeof who, "@%s", claim->who);
    row_left(out, STYLE_DIM, who, cells);
}

static void wide_row(const struct ticket_look *look, int at, const struct ticket *ticket,
                     struct row *out)
{
    const struct world *world = look->world;
    bool is_open = look->list->part == TICKETS_OPEN;
    struct widths w = widths_for(look->cells, is_open);
    add_clock(look, at, ticket, out);
    if (w.bar) {
        row_space(out, 1);
        clock_mark_bar(out, world, ticket_list_clock(look->list, world->site, at), w.bar);
    }
    row_space(out, 1);
    add_purpose(look, at, w.purpose, out);
    add_number(look, at, ticket, out);
    if (w.kind) {
        row_space(out, 1);
        row_left(out, text_style(look, ticket), ticket_text_kind(ticket->opening.kind), w.kind);
    }
    row_space(out, 1);
    add_urgency(ticket, out);
    add_where(look, ticket, w.where, out);
    row_space(out, 1);
    int tail = w.state + 1 + (w.crew ? w.crew + 1 : 0) + (w.who ? w.who + 1 : 0);
    add_words(look, ticket, look->cells - out->cells - tail, !w.who, out);
    row_space(out, 1);
    add_state(look, ticket, w.state, out);
    if (w.crew) {
        row_space(out, 1);
        add_crew(look, ticket, w.crew, out);
    }
    if (w.who) {
        row_space(out, 1);
        add_claim(look, ticket, w.who, out);
    }
}

/* "!! -01:05 respond T41 complaint" over "   Binhe 5-2-301 not warm   on site" */
static void narrow_row(const struct ticket_look *look, int at, const struct ticket *ticket,
                       int line, struct row *out)
{
    int state = lang_is_chinese() ? 6 : 11;
    if (!line) {
        add_clock(look, at, ticket, out);
        row_space(out, 1);
        add_purpose(look, at, lang_is_chinese() ? 4 : 8, out);
        add_number(look, at, ticket, out);
        row_space(out, 1);
        row_left(out, text_style(look, ticket), ticket_text_kind(ticket->opening.kind),
                 look->cells - out->cells);
        return;
    }
    row_space(out, 4);
    add_where(look, ticket, 14, out);
    row_space(out, 1);
    add_words(look, ticket, look->cells - out->cells - state - 1, true, out);
    row_space(out, 1);
    add_state(look, ticket, state, out);
}

void rows_ticket_row(const struct ticket_look *look, int at, int line, struct row *out)
{
    const struct ticket *ticket = ticket_list_ticket(look->list, look->world->site, at);
    if (!ticket)
        return;
    if (look->cells < NARROW)
        narrow_row(look, at, ticket, line, out);
    else
        wide_row(look, at, ticket, out);
    row_cut(out, look->cells);
}
