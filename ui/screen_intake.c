#include "ui/screen_intake.h"

#include "backend/base/text.h"
#include "backend/core/outage.h"
#include "ui/console_form.h"
#include "ui/console_seat.h"
#include "ui/lang.h"
#include "ui/outage_deed.h"
#include "ui/screen_network_draw.h"
#include "ui/screen_panes.h"
#include "ui/screen_ticket.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of DESK_LIST_HOUSEHOLDS. */
enum {
    HIT_NODE,
    HIT_CODE,
    HIT_NAME,
    HIT_PHONE,
    HIT_CARD,
    HIT_ADDRESS,
    HIT_STATION,
    HIT_STATUS,
    HIT_ARREARS
};
/* Columns of DESK_LIST_NEIGHBOURS. */
enum { NEAR_ID, NEAR_KIND, NEAR_STATE, NEAR_AT, NEAR_PLACE, NEAR_WORDS, NEAR_PARENT, NEAR_SAME };

#define HITS_MOST       40
#define NEIGHBOUR_HOURS 24
#define OUTAGE_TICKETS  2 /* around, and this call is one more */

static struct intake_screen *intake_of(struct console *console)
{
    return &console->desk.intake;
}

static int64_t key_of(const void *ctx, int row)
{
    const struct intake_screen *intake = ctx;
    return strtoll(desk_cell(&intake->hits, row, HIT_NODE), NULL, 10);
}

static int32_t station_of(const struct console *console)
{
    const struct intake_screen *intake = &console->desk.intake;
    int32_t id =
        (int32_t)strtol(desk_cell(&intake->hits, intake->list.cursor, HIT_STATION), NULL, 10);
    return id && console->world.site ? site_node_of_id(console->world.site, id) : -1;
}

/* What is around the household under the cursor; asked once a household. */
static void look_around(struct console *console)
{
    struct intake_screen *intake = intake_of(console);
    int32_t node =
        (int32_t)strtol(desk_cell(&intake->hits, intake->list.cursor, HIT_NODE), NULL, 10);
    if (node == intake->node)
        return;
    intake->node = node;
    intake->outage = 0;
    desk_table_finish(&intake->neighbours);
    intake->spark = (struct spark){0};
    if (station_of(console) >= 0)
        spark_choose(&intake->spark, console->world.site, station_of(console), 0);
    if (!node || !console->world.is_database_up)
        return;
    console->ports.ask_list(console->ports.ctx, DESK_LIST_NEIGHBOURS, node, node, NEIGHBOUR_HOURS,
                            "");
    console->ports.ask_list(console->ports.ctx, DESK_LIST_OUTAGE_AT, node, node, NAN, "");
}

/* `is_again`: for what was looked for before; who was selected stays so. */
static void look_for(struct console *console, bool is_again)
{
    struct intake_screen *intake = intake_of(console);
    intake->is_again = is_again;
    intake->serial++;
    if (!intake->typed[0]) {
        desk_table_finish(&intake->hits);
        list_refresh(&intake->list, 0, key_of, intake);
        look_around(console);
    } else if (!console->world.is_database_up) {
        intake->is_lost = true;
    } else {
        console->ports.ask_list(console->ports.ctx, DESK_LIST_HOUSEHOLDS, intake->serial, 0,
                                HITS_MOST, intake->typed);
    }
}

static void find(struct console *console, const char *text)
{
    struct intake_screen *intake = intake_of(console);
    snprintf(intake->typed, sizeof intake->typed, "%s", text);
    look_for(console, false);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    struct intake_screen *intake = intake_of(console);
    if (list == DESK_LIST_HOUSEHOLDS && id == intake->serial) {
        intake->is_lost = table->is_lost;
        if (table->is_lost) /* who was found before is not who was typed now */
            desk_table_finish(&intake->hits);
        desk_state_keep(&intake->hits, table);
        if (!intake->is_again) {
            intake->list.cursor = intake->list.top = 0;
            intake->list.key = table->rows ? key_of(intake, 0) : 0;
        }
        list_refresh(&intake->list, table->rows, key_of, intake);
        look_around(console);
    } else if (list == DESK_LIST_NEIGHBOURS && id == intake->node && id) {
        desk_state_keep(&intake->neighbours, table);
    } else if (list == DESK_LIST_OUTAGE_AT && id == intake->node && table->rows) {
        intake->outage = strtoll(desk_cell(table, 0, 0), NULL, 10);
    }
}

void screen_intake_turn(struct console *console)
{
    if (console->place == ON_INTAKE)
        spark_turn(&intake_of(console)->spark, console);
}

/* Back from a ticket: it stands among the others around there now. */
static void load(struct console *console)
{
    struct intake_screen *intake = intake_of(console);
    intake->node = 0;
    if (intake->typed[0])
        look_for(console, true);
}

void screen_intake_open(struct console *console)
{
    intake_of(console)->typed[0] = '\0';
    screen_go(console, ON_INTAKE);
    find(console, "");
    console_act(console, ACTION_FIND, "");
}

/* ---- the form ---- */

static void add_kind(struct form *form)
{
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DEED, "kind", N_("kind"));
    for (int i = 0; i < TICKET_KIND_COUNT; i++)
        form_option(row, ticket_kind_name((enum ticket_kind)i),
                    _(ticket_kind_phrase((enum ticket_kind)i)), "");
    form_choose(row, ticket_kind_name(TICKET_REPAIR));
}

static void add_urgency(struct form *form)
{
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DETAIL, "urgency", N_("urgency"));
    for (int i = TICKET_URGENCY_COUNT; i-- > 0;)
        form_option(row, ticket_urgency_name((enum ticket_urgency)i),
                    _(ticket_urgency_phrase((enum ticket_urgency)i)), "");
    form_choose(row, ticket_urgency_name(TICKET_NORMAL));
}

/* Of one place so many that no single job may be behind it. */
static void tell_around(struct console *console, struct form *form)
{
    const struct desk_table *near = &intake_of(console)->neighbours;
    int count = 0;
    for (int i = 0; i < near->rows; i++) {
        enum ticket_state state;
        count += ticket_state_of(desk_cell(near, i, NEAR_STATE), &state) && state < TICKET_CLOSED;
    }
    if (count >= OUTAGE_TICKETS && !intake_of(console)->outage)
        form_tell(form, _("outage?"), _("%d tickets around: Esc, then o starts an outage"), count);
}

/* Neighbours' open tickets that this one may be one job with. */
static void add_neighbours(struct console *console, struct form *form)
{
    const struct desk_table *near = &intake_of(console)->neighbours;
    struct form_row *row = NULL;
    for (int i = 0; i < near->rows; i++) {
        const char *id = desk_cell(near, i, NEAR_ID), *state = desk_cell(near, i, NEAR_STATE);
        char label[48];
        enum ticket_state known;
        if (desk_cell(near, i, NEAR_PARENT)[0] || !ticket_state_of(state, &known) ||
            known >= TICKET_TO_CONFIRM || strcmp(desk_cell(near, i, NEAR_KIND), "repair") != 0)
            continue; /* one is sent for a repair, and for nothing else */
        if (!row) {
            row = form_add(form, FORM_CHOICE, FORM_TO_DETAIL, "parent", N_("one job with"));
            if (!row)
                return;
            form_option(row, "", _("no: a job of its own"), "");
        }
        snprintf(label, sizeof label, "T%s", id);
        form_option(row, id, label, desk_cell(near, i, NEAR_PLACE));
    }
    if (row)
        form_choose(row, "");
}

/* The outage that cuts this home off, unless the call is about something else. */
static void add_outage(struct console *console, struct form *form)
{
    int64_t outage = intake_of(console)->outage;
    char id[24], label[64];
    if (!outage)
        return;
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DETAIL, "outage", N_("part of it"));
    snprintf(id, sizeof id, "%lld", (long long)outage);
    snprintf(label, sizeof label, _("yes: O%s"), id);
    form_option(row, id, label, "");
    form_option(row, "", _("no: a job of its own"), "");
    form_choose(row, id);
}

static void offer(struct form *form, const char *name, const char *label, const char *text)
{
    struct form_row *row = form_add(form, FORM_TEXT, FORM_TO_DETAIL, name, label);
    if (row && text[0])
        form_offer(row, text);
}

static const char *kind_of_template(const char *code)
{
    return ticket_kind_name(ticket_template_kind(code));
}

static void add_template(struct form *form)
{
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DETAIL, "template", N_("what"));
    form_options(row, ticket_templates);
    row->then = "words";
    row->decides = "kind";
    row->decided = kind_of_template;
}

/* A complaint about what is to be mended, too: two tickets, each with its own clocks. */
static void add_also_repair(struct form *form)
{
    struct form_row *row =
        form_add(form, FORM_TICK, FORM_TO_DETAIL, "also_repair", N_("a repair, too"));
    row->only = "kind";
    row->only_code = ticket_kind_name(TICKET_COMPLAINT);
}

void screen_intake_choose(struct console *console)
{
    if (seat_only_reads(&console->world)) {
        console_seat_refuse(console);
        return;
    }
    struct intake_screen *intake = intake_of(console);
    int at = intake->list.cursor;
    const struct desk_table *hits = &intake->hits;
    bool is_found = at < hits->rows;
    struct form *form = console_form_start(console, DESK_TICKET_OPEN, "repair", 0, _("new ticket"));
    form->node = is_found ? (int32_t)key_of(intake, at) : 0;
    form_fix(form, "source", "phone");
    if (intake->outage)
        form_tell(form, _("outage"), _("O%lld is active here"), (long long)intake->outage);
    tell_around(console, form);
    add_template(form);
    add_kind(form);
    add_also_repair(form);
    form_add(form, FORM_TEXT, FORM_TO_WORDS, "words", N_("words"))->is_needed = true;
    offer(form, "phone", N_("phone"), desk_cell(hits, at, HIT_PHONE));
    offer(form, "caller", N_("caller"), desk_cell(hits, at, HIT_NAME));
    offer(form, "place", N_("place"), is_found ? desk_cell(hits, at, HIT_ADDRESS) : intake->typed);
    add_urgency(form);
    struct form_row *began = form_add(form, FORM_TIME, FORM_TO_AT, "at", N_("call began"));
    if (began)
        began->empty = N_("right now");
    add_outage(console, form);
    add_neighbours(console, form);
    console_form_open(console);
}

/* ---- drawing ---- */

static void status_add(struct row *row, const struct desk_table *hits, int at)
{
    const char *status = desk_cell(hits, at, HIT_STATUS);
    if (!strcmp(status, "stopped"))
        row_addf(row, STYLE_NOTICE, " %s", _("heat stopped"));
    else if (!strcmp(status, "resumed"))
        row_addf(row, STYLE_DIM, " %s", _("heat resumed"));
    if (desk_cell(hits, at, HIT_ARREARS)[0] == '1')
        row_addf(row, STYLE_NOTICE, " %s", _("in arrears"));
}

static void draw_hits(struct console *console, struct frame *frame, struct pane area)
{
    struct intake_screen *intake = intake_of(console);
    struct row row;
    list_fit(&intake->list, area.height);
    for (int line = 0; line < area.height; line++) {
        int at = intake->list.top + line;
        if (at >= intake->hits.rows)
            break;
        row_clear(&row);
        row_add(&row, STYLE_TEXT, " ");
        row_place(&row, STYLE_TEXT, desk_cell(&intake->hits, at, HIT_ADDRESS), area.width * 2 / 5);
        row_space(&row, 1);
        row_left(&row, STYLE_TEXT, desk_cell(&intake->hits, at, HIT_NAME), 10);
        row_space(&row, 1);
        row_left(&row, STYLE_DIM, desk_cell(&intake->hits, at, HIT_PHONE), 12);
        status_add(&row, &intake->hits, at);
        row_fit(&row, area.width);
        screen_put(frame, area, line, &row, at == intake->list.cursor);
    }
}

static int draw_neighbours(struct console *console, struct frame *frame, struct pane area, int line)
{
    const struct intake_screen *intake = intake_of(console);
    const struct desk_table *near = &intake->neighbours;
    struct row row;
    if (!near->rows || line >= area.height)
        return line;
    line = screen_pane_heading(frame, area, line, _("tickets around, 24 hours"));
    for (int i = 0; i < near->rows && line < area.height; i++) {
        struct wall at = {(int64_t)(desk_cell_number(near, i, NEAR_AT) * 1e6)};
        char age[16];
        enum ticket_kind kind;
        enum ticket_state state;
        world_age_text(wall_ms_since(at, console->world.now), age, sizeof age);
        row_clear(&row);
        row_addf(&row, desk_cell(near, i, NEAR_SAME)[0] == '1' ? STYLE_EMPHASIS : STYLE_TEXT,
                 " T%s", desk_cell(near, i, NEAR_ID));
        if (ticket_kind_of(desk_cell(near, i, NEAR_KIND), &kind))
            row_addf(&row, STYLE_TEXT, " %s", _(ticket_kind_phrase(kind)));
        if (ticket_state_of(desk_cell(near, i, NEAR_STATE), &state))
            row_addf(&row, STYLE_DIM, " %s", _(ticket_state_phrase(state)));
        row_addf(&row, STYLE_DIM, " %s", age);
        row_addf(&row, STYLE_TEXT, " %s %s", desk_cell(near, i, NEAR_PLACE),
                 desk_cell(near, i, NEAR_WORDS));
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + line++, area.width, &row);
    }
    return line;
}

static int draw_person(struct console *console, struct frame *frame, struct pane area, int line)
{
    const struct intake_screen *intake = intake_of(console);
    int at = intake->list.cursor;
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_EMPHASIS, " %s %s", desk_cell(&intake->hits, at, HIT_NAME),
             desk_cell(&intake->hits, at, HIT_ADDRESS));
    status_add(&row, &intake->hits, at);
    row_fit(&row, area.width);
    frame_put(frame, area.x, area.y + line++, area.width, &row);
    const struct outage *outage =
        intake->outage ? outage_of_id(console->world.site, intake->outage) : NULL;
    if (outage && line < area.height) {
        char eta[24] = "";
        if (outage->eta.us)
            wall_text(outage->eta, eta, sizeof eta);
        row_clear(&row);
        row_addf(&row, STYLE_CLOCK_BREACHED, " O%lld ", (long long)outage->id);
        row_addf(&row, STYLE_TEXT, "%s  %s %.16s", outage->cause, _("expected back"),
                 eta[0] ? eta : "?");
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + line++, area.width, &row);
    }
    return line;
}

static void draw_spark(struct console *console, struct frame *frame, struct pane area, int line)
{
    struct row row;
    if (line >= area.height)
        return;
    spark_row(&intake_of(console)->spark, console, area.width, &row);
    frame_put(frame, area.x, area.y + line, area.width, &row);
}

static void draw_around(struct console *console, struct frame *frame, struct pane area)
{
    int line = 0;
    int32_t station = station_of(console);
    if (!intake_of(console)->node || !console->world.site)
        return;
    line = draw_person(console, frame, area, line);
    line = draw_neighbours(console, frame, area, line);
    if (station < 0 || line >= area.height)
        return;
    line = screen_pane_station(console, frame, area, line, station);
    draw_spark(console, frame, area, line);
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct intake_screen *intake = intake_of(console);
    struct row row;
    char title[300];
    bool is_split = area.width >= 100;
    snprintf(title, sizeof title, " F2 %s  /%s", _("new call"), intake->typed);
    screen_title(frame, area, title);
    int hits = is_split ? area.height - 1 : (area.height - 1) / 2;
    struct pane left = {area.x, area.y + 1, is_split ? area.width / 2 : area.width, hits};
    if (!intake->hits.rows || intake->is_lost) {
        row_clear(&row);
        if (intake->is_lost && intake->typed[0])
            row_addf(&row, STYLE_NOTICE, " %s", _("the database is away: nobody was looked for"));
        else
            row_add(&row, STYLE_DIM,
                    intake->typed[0] ? _(" nobody found: Enter takes the words as the place")
                                     : _(" phone or its end, address, card, name or initials"));
        row_fit(&row, left.width);
        frame_put(frame, left.x, left.y, left.width, &row);
    }
    draw_hits(console, frame, left);
    struct pane right =
        is_split ? (struct pane){area.x + left.width + 1, area.y + 1, area.width - left.width - 1,
                                 area.height - 1}
                 : (struct pane){area.x, area.y + 1 + hits, area.width, area.height - 1 - hits};
    if (is_split)
        screen_wall(console, frame, right);
    draw_around(console, frame, right);
}

/* ---- keys ---- */

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct intake_screen *intake = intake_of(console);
    int target = screen_list_target(&intake->list, id);
    if (target >= 0) {
        list_select(&intake->list, target, key_of(intake, target));
        look_around(console);
        return true;
    }
    if (id == ACTION_OPEN)
        screen_intake_choose(console);
    if (id == ACTION_OUTAGE && station_of(console) >= 0)
        outage_deed_start(console, station_of(console), argument, "");
    else if (id == ACTION_OUTAGE)
        console_say(console, STYLE_NOTICE, "%s", _("select a household first"));
    return id == ACTION_OPEN || id == ACTION_OUTAGE;
}

static unsigned objects(struct console *console)
{
    (void)console;
    return 1u << OBJECT_STATION;
}

static void watch(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx)
{
    int32_t station = station_of(console);
    (void)margin;
    if (station >= 0)
        screen_network_devices(console, station, add, ctx);
}

static void answer(struct console *console, const struct desk_answer *answer)
{
    if (answer->call == DESK_OUTAGE_START && answer->is_ok) { /* the next call here is part of it */
        intake_of(console)->node = 0;
        look_around(console);
    }
    if (answer->call != DESK_TICKET_OPEN)
        return;
    if (!strcmp(answer->code, "known")) {
        console_say(console, STYLE_NOTICE, _("T%lld is open for it"), (long long)answer->id);
        return;
    }
    if (!answer->is_ok)
        return;
    /* The hits it was opened from are old now: one more Enter there would open a second one. */
    if (console->place == ON_INTAKE && console->mode == MODE_SCREEN)
        screen_ticket_open_new(console, answer->id);
    console_say(console, STYLE_EMPHASIS,
                answer->linked ? _("T%lld and T%lld opened") : _("T%lld opened"),
                (long long)answer->id, (long long)answer->linked);
}

const struct screen screen_intake = {
    .place = ON_INTAKE,
    .action = ACTION_CALL,
    .title = N_("new call"),
    .load = load,
    .draw = draw,
    .act = act,
    .find = find,
    .objects = objects,
    .answer = answer,
    .table = table,
    .watch = watch,
};
