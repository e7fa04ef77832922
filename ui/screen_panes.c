#include "ui/screen_panes.h"

#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/rows_network.h"
#include "ui/rows_station.h"
#include "ui/sentence.h"
#include "ui/station_alarms.h"

#include <stdio.h>
#include <string.h>

static int put(struct frame *frame, struct pane area, int line, struct row *row)
{
    if (line < area.height) {
        row_fit(row, area.width);
        frame_put(frame, area.x, area.y + line, area.width, row);
    }
    return line + 1;
}

#define WRAP_INDENT 9 /* under the sentence, behind its time */
#define WRAP_LINES  4

static int put_wrapped(struct frame *frame, struct pane area, int line, struct row *row)
{
    struct row rest;
    for (int i = 1; i < WRAP_LINES && line + 1 < area.height && row->cells > area.width; i++) {
        row_wrap(row, area.width, WRAP_INDENT, &rest);
        line = put(frame, area, line, row);
        *row = rest;
    }
    return put(frame, area, line, row);
}

int screen_pane_heading(struct frame *frame, struct pane area, int line, const char *text)
{
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_HEADING, " %s", text);
    return put(frame, area, line, &row);
}

static int put_dim(struct frame *frame, struct pane area, int line, const char *text)
{
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_DIM, "   %s", text);
    return put(frame, area, line, &row);
}

/* ---- facts ---- */

static bool concerns(const struct site *site, const struct fact *fact, int32_t station)
{
    int32_t device = fact->device ? site_device_of_id(site, fact->device) : -1;
    int32_t node = device >= 0  ? site->device[device].node
                   : fact->node ? site_node_of_id(site, fact->node)
                                : -1;
    return station < 0 || (node >= 0 && site_station_of(site, node) == station);
}

/* The day only if it is another one: "03:17", "01-14 22:05". */
static void short_time(struct wall at, struct wall now, char *out, size_t size)
{
    char then[24], today[24];
    wall_text(at, then, sizeof then);
    wall_text(now, today, sizeof today);
    if (strncmp(then, today, 10))
        snprintf(out, size, "%.11s", then + 5);
    else
        snprintf(out, size, "%.5s", then + 11);
}

/* How the alarm stands by now, without colour: its chip is elsewhere, here is what was. */
static void alarm_sign(const struct world *world, const struct fact *fact, struct row *row)
{
    struct alarm_code code;
    const struct alarm *alarm = NULL;
    if (alarm_code_parse(fact->code, &code)) /* by key: an id is searched for */
        alarm = alarm_find(world->site, fact->device, fact->node, fact->point, code.name);
    bool is_shown = alarm && alarm->id == fact->alarm && alarm_state_is_shown(alarm->state);
    if (is_shown)
        row_addf(row, world->is_database_up ? STYLE_EMPHASIS : STYLE_DIM, "%c ",
                 mark_sign(alarm->state));
    else
        row_space(row, 2);
}

static void fact_row(const struct world *world, const struct fact *fact, bool names_station,
                     struct row *row)
{
    char at[24], text[600], object[200] = "";
    enum style style = sentence_style(fact->kind);
    row_clear(row);
    short_time(fact->at, world->now, at, sizeof at);
    row_addf(row, STYLE_DIM, " %s ", at);
    if (fact->kind == FACT_ALARM_RAISED)
        alarm_sign(world, fact, row);
    else
        row_add(row, style == STYLE_NOTICE && world->is_database_up ? STYLE_NOTICE : STYLE_DIM,
                style == STYLE_NOTICE ? "! " : "  ");
    if (names_station)
        sentence_object(world->site, fact, object, sizeof object);
    row_addf(row, STYLE_DIM, "%s%s", object, *object ? " " : "");
    sentence_fact(world->site, fact, text, sizeof text);
    row_add(row, world->is_database_up ? STYLE_TEXT : STYLE_DIM, text);
}

int screen_pane_facts(struct console *console, struct frame *frame, struct pane area, int line,
                      int32_t station)
{
    const struct site *site = console->world.site;
    size_t held = site->journal_count < SITE_JOURNAL ? site->journal_count : SITE_JOURNAL;
    int before = line;
    for (size_t back = 1; back <= held && line < area.height; back++) {
        const struct fact *fact = &site->journal[(site->journal_count - back) % SITE_JOURNAL];
        struct row row;
        /* A reason that is cut is none. The steps between asked and verified are the journal's, not
         * the glance's. */
        if (sentence_style(fact->kind) == STYLE_DIM || !concerns(site, fact, station))
            continue;
        fact_row(&console->world, fact, station < 0, &row);
        bool is_whole = sentence_style(fact->kind) == STYLE_NOTICE;
        line = (is_whole ? put_wrapped : put)(frame, area, line, &row);
    }
    return line == before ? put_dim(frame, area, line, _("none")) : line;
}

/* ---- orders ---- */

#define ORDERS_SHOWN 5

int screen_pane_orders(struct console *console, struct frame *frame, struct pane area, int line,
                       int32_t station)
{
    const struct site *site = console->world.site;
    size_t held = site->command_count < SITE_COMMANDS ? site->command_count : SITE_COMMANDS;
    int shown = 0;
    line = screen_pane_heading(frame, area, line, _("last set-points"));
    for (size_t back = 1; back <= held && shown < ORDERS_SHOWN; back++) {
        const struct command *command =
            &site->command[(site->command_count - back) % SITE_COMMANDS];
        int32_t device = site_device_of_id(site, command->device);
        if (device < 0 || site_station_of(site, site->device[device].node) != station)
            continue;
        struct row row;
        row_clear(&row);
        rows_station_order(&console->world, command, &row);
        line = put(frame, area, line, &row);
        shown++;
    }
    return shown ? line : put_dim(frame, area, line, _("none"));
}

/* ---- alarms ---- */

#define PANE_ALARMS 6

int screen_pane_alarms(struct console *console, struct frame *frame, struct pane area, int line,
                       int32_t node, bool is_whole)
{
    const struct world *world = &console->world;
    struct station_alarms alarms;
    struct row row;
    station_alarms_make(&alarms, world->site, node, is_whole);
    if (!alarm_tally_shown(alarm_tally_of(world->site, node)))
        return line;
    row_clear(&row);
    row_addf(&row, STYLE_HEADING, " %s  ", _("alarms"));
    mark_counts(&row, world, alarm_tally_of(world->site, node), area.width - row.cells);
    line = put(frame, area, line, &row);
    for (int i = 0; i < alarms.count && i < PANE_ALARMS; i++) {
        row_clear(&row);
        row_space(&row, 1);
        mark_alarm(&row, world, alarms.at[i]);
        row_addf(&row, STYLE_DIM, "  %s", _(alarm_state_phrase(alarms.at[i])));
        line = put(frame, area, line, &row);
    }
    return line;
}

/* ---- a station ---- */

/* Whether a sensor that need not be fitted is missed: its device counts more bad values than its
 * other points explain, for one was fitted and has failed. */
static bool misses_optional(const struct console *console, int32_t device)
{
    const struct site *site = console->world.site;
    const struct profile *profile = site->device[device].profile;
    int others = 0;
    for (size_t p = 0; p < profile->point_count; p++) {
        uint8_t quality = site_reading(site, device, (int)p, console->world.now).quality;
        others += quality == QUALITY_RANGE || quality == QUALITY_REFUSED ||
                  quality == QUALITY_FROZEN ||
                  (quality == QUALITY_INVALID && !profile->point[p].is_optional);
    }
    return site->device[device].bad_points > others;
}

static int put_bad_points(struct console *console, struct frame *frame, struct pane area, int line,
                          const struct station_look *look)
{
    const struct site *site = look->world->site;
    int most = line + (area.height - line) / 2, before = line;
    int32_t judged = -1;
    bool is_missed = false;
    for (size_t i = 0; i < look->list->row.count && line < most; i++) {
        const struct station_row *in = &look->list->row.at[i];
        struct row row;
        if (in->kind != STATION_POINT)
            continue;
        uint8_t quality = site_reading(site, in->device, in->point, console->world.now).quality;
        bool is_optional = site->device[in->device].profile->point[in->point].is_optional;
        if (quality == QUALITY_INVALID && is_optional && judged != in->device) {
            judged = in->device;
            is_missed = misses_optional(console, judged);
        }
        if (quality == QUALITY_GOOD || (quality == QUALITY_INVALID && is_optional && !is_missed))
            continue;
        row_clear(&row);
        rows_station_row(look, i, &row);
        line = put(frame, area, line, &row);
    }
    return line == before ? put_dim(frame, area, line, _("none")) : line;
}

int screen_pane_station(struct console *console, struct frame *frame, struct pane area, int line,
                        int32_t station)
{
    struct station_list *list = &console->network.preview;
    if (list->station != station)
        station_list_build(list, console->world.site, station);
    struct station_look look = {&console->world, console->glyphs, list, area.width, NULL};
    for (int i = 0, count = rows_station_head_count(&look); i < count; i++) {
        struct row row;
        row_clear(&row);
        rows_station_head(&look, i, &row);
        line = put(frame, area, line, &row);
    }
    line = screen_pane_alarms(console, frame, area, line + 1, station, true);
    line = screen_pane_heading(frame, area, line + 1, _("values that are not good"));
    line = put_bad_points(console, frame, area, line, &look);
    return screen_pane_orders(console, frame, area, line + 1, station);
}

/* ---- a source or network ---- */

struct troubles {
    const struct console *console;
    struct frame *frame;
    struct pane area;
    int line;
};

static void trouble_row(struct troubles *list, int32_t node)
{
    const struct world *world = &list->console->world;
    const struct site_node *n = &world->site->node[node];
    struct row row;
    row_clear(&row);
    row_space(&row, 1);
    rows_network_state(world, (struct columns *)&list->console->network.columns, node, false,
                       NETWORK_STATE_CELLS, &row);
    row_addf(&row, STYLE_DIM, " %s ", n->code);
    row_add(&row, world->is_live ? STYLE_TEXT : STYLE_DIM, world_node_name(n));
    list->line = put(list->frame, list->area, list->line, &row);
}

/* Stations below that are lost, bad or have alarms; whole subtrees that are well are passed over.
 */
static void walk_troubles(struct troubles *list, int32_t node)
{
    const struct site *site = list->console->world.site;
    const struct site_node *n = &site->node[node];
    bool is_alarmed = alarm_tally_shown(alarm_tally_of(site, node));
    if (list->line >= list->area.height || (n->lost == 0 && n->bad == 0 && !is_alarmed))
        return;
    if (n->kind == NODE_STATION) {
        trouble_row(list, node);
        return;
    }
    for (int32_t child = n->first_child; child >= 0; child = site->node[child].next)
        walk_troubles(list, child);
}

int screen_pane_group(struct console *console, struct frame *frame, struct pane area, int line,
                      int32_t node)
{
    const struct site_node *n = &console->world.site->node[node];
    enum style style = console->world.is_live ? STYLE_TEXT : STYLE_DIM;
    struct row row;
    row_clear(&row);
    row_addf(&row, style, _(" stations %d   households %d"), n->stations, n->households);
    line = put(frame, area, line, &row);
    row_clear(&row);
    if (n->lost == 0 && n->bad == 0)
        row_add(&row, STYLE_DIM, _(" all devices answer with good values"));
    else
        row_addf(&row, style, _(" lost %d   bad %d"), n->lost, n->bad);
    line = put(frame, area, line, &row);
    line = screen_pane_alarms(console, frame, area, line, node, false);
    struct troubles list = {console, frame, area, line + 1};
    walk_troubles(&list, node);
    return list.line;
}
