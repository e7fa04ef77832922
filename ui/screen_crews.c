/* Screen 8: crews, what each does and for how long, when its next word is due; below it who is on
 * duty in the next days, and the gaps (6.2.2). */
#include "backend/core/crew.h"
#include "backend/core/ticket_book.h"
#include "ui/console_form.h"
#include "ui/lang.h"
#include "ui/screen.h"
#include "ui/screen_panes.h"
#include "ui/ticket_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of DESK_LIST_ROSTER. */
enum { SHIFT_STARTS, SHIFT_ENDS, SHIFT_ROLE, SHIFT_WHO, SHIFT_PHONE, SHIFT_GAP };
#define ROSTER_DAYS 7

static const struct ticket_word roles[] = {
    {"primary", N_("first on duty")},
    {"secondary", N_("second on duty")},
    {"dispatcher", N_("dispatcher")},
    {"leader", N_("shift leader")},
    {"supervisor", N_("supervisor")},
    {"vacation", N_("away")},
    {NULL, NULL},
};

static int64_t key_of(const void *ctx, int row)
{
    return crew_at(((const struct console *)ctx)->world.site, (size_t)row)->id;
}

static void refresh(struct console *console)
{
    if (console->world.site)
        list_refresh(&console->desk.crews, (int)crew_count(console->world.site), key_of, console);
}

static const struct crew *selected(struct console *console)
{
    refresh(console);
    return console->world.site && console->desk.crews.count
               ? crew_at(console->world.site, (size_t)console->desk.crews.cursor)
               : NULL;
}

static void load(struct console *console)
{
    refresh(console);
    if (console->place == ON_CREWS && console->world.is_database_up)
        console->ports.ask_list(console->ports.ctx, DESK_LIST_ROSTER, 0, 0, ROSTER_DAYS, "");
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    (void)id;
    if (list == DESK_LIST_ROSTER && !table->is_lost)
        desk_state_keep(&console->desk.roster, table);
}

/* The job that it is furthest with, in words. */
static void in_hand(const struct site *site, const struct crew *crew, struct row *row)
{
    const struct ticket *best = NULL;
    char where[TICKET_TEXT];
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        if (ticket->crew == crew->id && !ticket->is_held && ticket->state >= TICKET_DISPATCHED &&
            ticket->state <= TICKET_ON_SITE && (!best || ticket->state > best->state))
            best = ticket;
    }
    if (!best)
        return;
    ticket_text_where(site, best, where, sizeof where);
    row_addf(row, STYLE_TEXT, "  T%lld %s", (long long)best->id, where);
    row_addf(row, STYLE_DIM, "  %s", best->text);
}

/* Cells of the columns; what has none is not shown. The last, jobs, takes what is left. */
struct columns_of_crews {
    int name, does, since, phone, duty, word;
};

static struct columns_of_crews columns_within(int cells)
{
    if (cells >= 100)
        return (struct columns_of_crews){14, 13, 8, 14, 8, 15};
    if (cells >= 72)
        return (struct columns_of_crews){10, 10, 8, 13, 8, 12};
    return (struct columns_of_crews){10, 10, 7, 0, 0, 0};
}

static void cell(struct row *row, enum style style, const char *text, int cells)
{
    if (!cells)
        return;
    row_left(row, style, text, cells - 1);
    row_space(row, 1);
}

static void heading(int cells, struct row *row)
{
    struct columns_of_crews fit = columns_within(cells);
    row_clear(row);
    row_space(row, 2);
    cell(row, STYLE_HEADING, _("crew"), fit.name);
    cell(row, STYLE_HEADING, _("status"), fit.does);
    row_right(row, STYLE_HEADING, _("for"), fit.since);
    row_space(row, 2);
    cell(row, STYLE_HEADING, _("phone"), fit.phone);
    cell(row, STYLE_HEADING, fit.duty ? _("duty") : "", fit.duty);
    cell(row, STYLE_HEADING, _("next word"), fit.word);
    row_add(row, STYLE_HEADING, _("jobs"));
    row_fit(row, cells);
}

static void add_row(const struct console *console, const struct crew *crew, int cells,
                    struct row *row)
{
    struct columns_of_crews fit = columns_within(cells);
    char age[16] = "", word[64] = "";
    struct wall now = console->world.now;
    bool is_late = crew->next_check.us && crew->next_check.us < now.us;
    if (crew->next_check.us) {
        world_age_text(llabs(wall_ms_since(now, crew->next_check)), age, sizeof age);
        snprintf(word, sizeof word, is_late ? _("%s late") : _("in %s"), age);
    }
    age[0] = '\0';
    if (crew->since.us)
        world_age_text(wall_ms_since(crew->since, now), age, sizeof age);
    row_clear(row);
    row_add(row, crew->is_silent ? STYLE_CLOCK_BREACHED : STYLE_TEXT,
            crew->is_silent ? " !" : "  ");
    cell(row, STYLE_EMPHASIS, crew->name, fit.name);
    row_add(row, crew->is_silent ? STYLE_NOTICE : STYLE_TEXT,
            crew->is_silent ? _("silent") : _(ticket_code_phrase(FACT_CREW_STATUS, crew->status)));
    row_to(row, 2 + fit.name + fit.does);
    row_right(row, STYLE_DIM, age, fit.since);
    row_space(row, 2);
    cell(row, STYLE_TEXT, crew->phone, fit.phone);
    cell(row, STYLE_DIM, crew->is_on_duty ? _("on duty") : "", fit.duty);
    int behind = row->cells + fit.word;
    if (fit.word)
        row_add(row, is_late ? STYLE_NOTICE : STYLE_DIM, word);
    row_to(row, behind);
    row_add(row, STYLE_TEXT, crew->jobs[0] ? crew->jobs : "-");
    in_hand(console->world.site, crew, row);
    row_fit(row, cells);
}

static void shift_row(const struct desk_table *roster, int at, struct row *row)
{
    struct wall starts = {(int64_t)(desk_cell_number(roster, at, SHIFT_STARTS) * 1e6)};
    struct wall ends = {(int64_t)(desk_cell_number(roster, at, SHIFT_ENDS) * 1e6)};
    const char *role = desk_cell(roster, at, SHIFT_ROLE);
    bool is_gap = desk_cell(roster, at, SHIFT_GAP)[0] == '1';
    char from[24], until[24];
    wall_text(starts, from, sizeof from);
    wall_text(ends, until, sizeof until);
    row_clear(row);
    row_addf(row, is_gap ? STYLE_NOTICE : STYLE_TEXT, " %.11s - %.11s  ", from + 5, until + 5);
    if (is_gap)
        row_add(row, STYLE_NOTICE,
                !strcmp(role, "phone") ? _("shift without a phone") : _("nobody has the duty"));
    else
        row_addf(row, STYLE_TEXT, "%s  %s", _(ticket_word_phrase(roles, role)),
                 desk_cell(roster, at, SHIFT_WHO));
    if (desk_cell(roster, at, SHIFT_PHONE)[0])
        row_addf(row, STYLE_DIM, "  %s", desk_cell(roster, at, SHIFT_PHONE));
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct list *list = &console->desk.crews;
    const struct desk_table *roster = &console->desk.roster;
    char title[100];
    struct row row;
    refresh(console);
    snprintf(title, sizeof title, " 8 %s  %d", _("crews"), list->count);
    screen_title(frame, area, title);
    if (list->count) {
        heading(area.width, &row);
        frame_put(frame, area.x, area.y + 1, area.width, &row);
    }
    int rest = area.height - 2, most = roster->rows ? rest / 2 : rest;
    int height = list->count < most ? list->count : most; /* the roster follows */
    int shifts = roster->rows ? rest - height - 1 : 0;
    struct pane body = {area.x, area.y + 2, area.width, height};
    list_fit(list, body.height);
    if (!list->count) {
        row_clear(&row);
        row_add(&row, STYLE_DIM, _(" no crew yet: heatdesk crew put CODE NAME"));
        frame_put(frame, body.x, area.y + 1, body.width, &row);
    }
    for (int line = 0; line < body.height && list->top + line < list->count; line++) {
        int at = list->top + line;
        add_row(console, crew_at(console->world.site, (size_t)at), body.width, &row);
        screen_put(frame, body, line, &row, at == list->cursor);
    }
    struct pane below = {area.x, area.y + 3 + height, area.width, shifts};
    int line = shifts > 0 ? screen_pane_heading(frame, below, 0, _("roster, 7 days")) : 0;
    for (int at = 0; at < roster->rows && line < shifts; at++, line++) {
        shift_row(roster, at, &row);
        row_fit(&row, below.width);
        frame_put(frame, below.x, below.y + line, below.width, &row);
    }
}

static void open_status(struct console *console, const struct crew *crew, const char *argument)
{
    static const char *const states[] = {"free",    "on_job", "under_way",
                                         "on_site", "break",  "off_duty"};
    char title[120];
    snprintf(title, sizeof title, _("%s: %s"), crew->name, _("what it does"));
    struct form *form = console_form_start(console, DESK_CREW_ASK, "status", crew->id, title);
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", N_("status"));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        form_option(row, states[i], _(ticket_code_phrase(FACT_CREW_STATUS, states[i])), "");
    row->chosen = 0; /* of who has a job that nobody was heard of yet */
    form_choose(row, argument[0] ? argument : crew->status);
    form_add(form, FORM_TEXT, FORM_TO_WORDS, "words", N_("words"));
    console_form_open(console);
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct list *list = &console->desk.crews;
    if (!console->world.site)
        return false;
    refresh(console); /* the list may have become another since it was drawn */
    int target = screen_list_target(list, id);
    if (target >= 0) {
        list_select(list, target, key_of(console, target));
        return true;
    }
    const struct crew *crew = selected(console);
    if (id == ACTION_CREW_STATUS && crew)
        open_status(console, crew, argument);
    if (id == ACTION_HEARD && crew && console_can_ask(console)) {
        struct desk_request request;
        desk_request_init(&request, DESK_CREW_ASK, "check_in");
        request.id = crew->id;
        request.words = argument;
        console->ports.ask_desk(console->ports.ctx, &request);
    }
    return id == ACTION_CREW_STATUS || id == ACTION_HEARD;
}

static unsigned objects(struct console *console)
{
    return selected(console) ? 1u << OBJECT_CREW : 0;
}

const struct screen screen_crews = {
    .place = ON_CREWS,
    .action = ACTION_CREWS,
    .title = N_("crews"),
    .load = load,
    .draw = draw,
    .act = act,
    .objects = objects,
    .table = table,
};
