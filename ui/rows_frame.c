#include "ui/rows_frame.h"

#include "backend/base/text.h"
#include "backend/core/ticket_book.h"
#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/phrase.h"
#include "ui/rows_waiting.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <stdio.h>
#include <string.h>

void rows_frame_outdoor(const struct site *site, int32_t *device, int *point)
{
    *device = -1;
    *point = -1;
    int best = NODE_KIND_COUNT;
    for (size_t i = 0; site && i < site->device_count; i++) {
        int kind = site->node[site->device[i].node].kind;
        if (kind >= best)
            continue;
        int found = profile_find(site->device[i].profile, "OT");
        if (found < 0)
            continue;
        best = kind;
        *device = (int32_t)i;
        *point = found;
    }
}

static const char *role_word(const char *role)
{
    static const char *const words[][2] = {
        {"dispatcher", N_("dispatcher")}, {"leader", N_("shift leader")},
        {"supervisor", N_("supervisor")}, {"crew", N_("crew")},
        {"collector", N_("collector")},   {"admin", N_("admin")},
        {"auditor", N_("auditor")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i][0], role))
            return _(words[i][1]);
    return role;
}

/* "db * ok" or "db x away 4:12" */
static void add_link(struct row *row, const struct glyphs *glyphs, const char *name, bool up,
                     const char *word, bool is_wide)
{
    row_addf(row, up ? STYLE_DIM : STYLE_NOTICE, " %s %s", name, up ? glyphs->up : glyphs->down);
    if (!up || is_wide)
        row_addf(row, up ? STYLE_DIM : STYLE_NOTICE, " %s", word);
    row_space(row, 1);
}

static void add_links(const struct frame_look *look, struct row *row)
{
    const struct world *world = look->world;
    char age[16], word[64];
    bool is_wide = look->cells >= 78, has_alarms = row->cells > 0;
    if (world->site && (is_wide || (world->is_database_up && !has_alarms))) {
        snprintf(age, sizeof age, "-");
        if (look->data_at.us)
            world_age_text(wall_ms_since(look->data_at, world->now), age, sizeof age);
        row_addf(row, world->is_live ? STYLE_DIM : STYLE_EMPHASIS, _(" data %s "), age);
    }
    world_age_text(mono_ms_since(world->session->since, world->mono), age, sizeof age);
    snprintf(word, sizeof word, "%s", _("ok"));
    if (!world->is_database_up)
        snprintf(word, sizeof word, _("away %s"), age);
    add_link(row, look->glyphs, _("db"), world->is_database_up, word, is_wide);
    if (world->is_database_up)
        add_link(row, look->glyphs, _("collector"), world->is_collector_up,
                 world->is_collector_up ? _("ok") : _("silent"), is_wide);
    else
        row_addf(row, STYLE_DIM, " %s ? ", _("collector"));
}

static void add_outdoor(const struct frame_look *look, struct row *row)
{
    const struct site *site = look->world->site;
    char text[64];
    if (!site || look->outdoor_device < 0)
        return;
    const struct site_device *device = &site->device[look->outdoor_device];
    struct reading reading =
        site_reading(site, look->outdoor_device, look->outdoor_point, look->world->now);
    if (!quality_has_number((enum quality)reading.quality))
        return;
    value_text(&device->profile->point[look->outdoor_point], reading, text, sizeof text);
    char mark = quality_mark((enum quality)reading.quality);
    row_addf(row, value_style(look->world, reading), _("  outdoors %.*s%s"), mark != ' ', &mark,
             text);
}

/* That a desk is locked is told at any width. */
static void add_locked(const struct frame_look *look, struct row *row, int cells)
{
    struct row piece;
    char since[16];
    wall_time_text(look->locked_at, since, sizeof since);
    row_clear(&piece);
    row_space(&piece, row->cells ? 2 : 0);
    row_addf(&piece, STYLE_EDIT, _(" view only since %.5s "), since);
    if (row_join_whole(row, &piece, cells))
        return;
    row_clear(&piece);
    row_addf(&piece, STYLE_EDIT, "%s", _(" view only "));
    row_join(row, &piece);
}

/* Who sits here goes before whose login it is, and both before what they may. */
static void add_person(const struct frame_look *look, struct row *row, int cells)
{
    const struct session_status *session = look->world->session;
    const char *at = look->operator[0] ? "@" : "";
    struct row piece;
    int most = look->operator[0] ? 3 : 2;
    for (int left_out = 0; session->who[0] && left_out < most; left_out++) {
        row_clear(&piece);
        if (left_out < 2)
            row_addf(&piece, STYLE_TEXT, "  %s%s%s", look->operator, at, session->who);
        else
            row_addf(&piece, STYLE_TEXT, "  %s", look->operator);
        if (!left_out)
            row_addf(&piece, STYLE_TEXT, " %s", role_word(session->role));
        if (row_join_whole(row, &piece, cells))
            return;
    }
}

/* The time is told whole or not at all: without its seconds before it goes. */
static void add_clock(const struct frame_look *look, struct row *row, int cells)
{
    char at[24], minute[24];
    int rest = cells - row->cells;
    wall_text(look->world->now, at, sizeof at);
    snprintf(minute, sizeof minute, "%.5s", at + 11);
    const char *const forms[] = {cells >= 90 ? at : rest >= 16 ? at + 5 : at + 11, at + 11, minute};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct row piece;
        row_clear(&piece);
        row_addf(&piece, STYLE_TEXT, "%s%s", row->cells ? "  " : " ", forms[i]);
        if (row_join_whole(row, &piece, cells))
            return;
    }
}

#define CLOCK_CELLS 10 /* "  18:26:37" */

static void add_left(const struct frame_look *look, struct row *row, int cells)
{
    const char *const names[] = {_(" heatdesk  dispatch desk"), " heatdesk", ""};
    int name = look->cells >= 120 ? 0 : look->cells >= 60 ? 1 : 2;
    while (names[name][0] && text_width(names[name]) + CLOCK_CELLS > cells)
        name++;
    row_add(row, STYLE_EMPHASIS, names[name]);
    if (look->locked_at.us)
        add_locked(look, row, cells);
    add_clock(look, row, cells);
    if (!look->locked_at.us)
        add_person(look, row, cells);
    struct row piece;
    row_clear(&piece);
    add_outdoor(look, &piece);
    row_join_whole(row, &piece, cells);
}

static struct ticket_tally own_jobs(const struct world *world)
{
    struct ticket_tally tally = {0};
    for (size_t i = 0; i < ticket_count(world->site); i++) {
        const struct ticket *ticket = ticket_at(world->site, i);
        const struct ticket_clock *next = ticket_next_clock(ticket);
        bool is_own = ticket->cycle && ticket_is_open(ticket) && world_shows(world, ticket);
        tally.open += is_own;
        tally.overdue += is_own && next && clock_is_breached(next, world->now);
    }
    return tally;
}

/* How many tickets are open, wait for a dispatch, are overdue; nothing if none is open. */
static void add_tickets(const struct frame_look *look, struct row *row)
{
    const struct world *world = look->world;
    struct ticket_tally tally = {0};
    enum style style = world->is_database_up ? STYLE_TEXT : STYLE_DIM;
    if (world->site)
        tally = world_is_crew(world) ? own_jobs(world) : ticket_tally_of(world->site, world->now);
    if (!tally.open)
        return;
    row_space(row, 1);
    if (look->cells >= 78)
        row_addf(row, STYLE_DIM, "%s ", look->cells >= 100 ? _("tickets") : "T");
    if (look->cells >= 78)
        row_addf(row, style, "%d", tally.open);
    if (tally.to_dispatch && look->cells >= 130)
        row_addf(row, style, _("  to dispatch %d"), tally.to_dispatch);
    if (tally.overdue)
        row_addf(row, world->is_database_up ? STYLE_CLOCK_BREACHED : STYLE_DIM,
                 look->cells >= 100  ? _("  overdue %d")
                 : look->cells >= 78 ? " !%d"
                                     : "T!%d",
                 tally.overdue);
    row_space(row, 1);
}

/* How many wait, have gone by themselves, were answered and stand, by priority; nothing when all is
 * well. Who looks and the weather give way before it. */
static void add_alarms(const struct frame_look *look, struct row *row)
{
    const struct world *world = look->world;
    const struct alarm_tally *tally = world->site ? alarm_tally_all(world->site) : NULL;
    if (!tally || !alarm_tally_shown(tally) || world_is_crew(world))
        return;
    row_space(row, 1);
    if (look->cells >= 100)
        row_addf(row, STYLE_DIM, "%s ", _("alarms"));
    mark_counts(row, world, tally, look->cells >= 160 ? 40 : look->cells >= 78 ? 19 : 7);
    row_space(row, look->cells >= 78 ? 2 : 1);
}

/* Nobody may take it for now: the whole line says so, in a style of its own. */
static void past_line(const struct frame_look *look, struct row *out)
{
    const struct past_view *past = look->past;
    char at[24];
    wall_text(past->at, at, sizeof at);
    row_addf(out, STYLE_EDIT, _(" PAST %s"), at);
    if (past->is_busy)
        row_addf(out, STYLE_EDIT, "  %s", _("loading"));
    else if (past->is_playing)
        row_addf(out, STYLE_EDIT, _("  playing x%d"), past->speed);
    if (look->cells >= 60)
        row_addf(out, STYLE_EDIT, "  %s", _("[ ] a minute  P play  Esc now"));
    if (past->waiting) {
        row_add(out, STYLE_EDIT, "  ");
        row_addf(out, STYLE_NOTICE, _(" now unanswered: %d "), past->waiting);
    }
    row_cut(out, look->cells);
    row_pad(out, STYLE_EDIT, look->cells - out->cells);
}

void rows_frame_top(const struct frame_look *look, struct row *out)
{
    if (look->past) {
        past_line(look, out);
        return;
    }
    struct row links;
    /* a narrow screen that is locked says so rather than how many tickets there are */
    bool is_close = look->locked_at.us && look->cells < 78;
    row_clear(&links);
    if (!is_close)
        add_tickets(look, &links);
    add_alarms(look, &links);
    add_links(look, &links);
    row_cut(&links, look->cells - (is_close ? text_width(_(" view only ")) : 0));
    int rest = look->cells - links.cells;
    add_left(look, out, rest);
    row_cut(out, rest > 0 ? rest : 0);
    row_to(out, rest);
    row_join(out, &links);
}

void rows_frame_part(const struct frame_look *look, struct row *row)
{
    if (row->cells > 1)
        row_addf(row, STYLE_DIM, " %s ", look->glyphs->separator);
}

static void item(const struct frame_look *look, struct row *row, enum style style, const char *text)
{
    rows_frame_part(look, row);
    row_add(row, style, text);
}

static void add_world(const struct frame_look *look, struct row *row)
{
    const struct world *world = look->world;
    char age[16], text[600], why[400];
    world_age_text(mono_ms_since(world->session->since, world->mono), age, sizeof age);
    phrase_text(world->session->why, why, sizeof why);
    if (world->session->state == SESSION_REFUSED)
        snprintf(text, sizeof text, _("DATABASE REFUSES %s: %s"), age, why);
    else if (world->session->state == SESSION_UP && !world->site)
        snprintf(text, sizeof text, "%s", _("loading the plant"));
    else if (!world->is_database_up && !world->site)
        snprintf(text, sizeof text, _("connecting to the database %s  %s"), age, why);
    else if (!world->is_database_up)
        snprintf(text, sizeof text,
                 _("DATABASE AWAY for %s: nothing here is live; reconnecting by itself"), age);
    else if (!world->collector->is_known)
        snprintf(text, sizeof text, "%s", _("NO COLLECTOR has reported yet: nothing is live"));
    else if (!world->is_collector_up) {
        world_age_text(wall_ms_since(world->collector->seen, world->now), age, sizeof age);
        snprintf(text, sizeof text, _("COLLECTOR SILENT for %s: nothing here is live"), age);
    } else
        return;
    item(look, row, STYLE_NOTICE, text);
}

static bool has_gone_wrong(const struct command *command)
{
    return (command_is_final(command->state) && command->state != COMMAND_VERIFIED) ||
           command->state == COMMAND_UNRESOLVED;
}

static void command_item(const struct frame_look *look, const struct command *command,
                         struct row *row)
{
    const struct site *site = look->world->site;
    char age[16], text[300], old[32], new[32];
    const struct point *point = sentence_point(site, command->device, command->point);
    int32_t device = site_device_of_id(site, command->device);
    if (!point || device < 0)
        return;
    int32_t station = site_station_of(site, site->device[device].node);
    value_number(point, command->seen, old, sizeof old);
    value_number(point, command->wanted, new, sizeof new);
    world_age_text(wall_ms_since(command->asked_at, look->world->now), age, sizeof age);
    snprintf(text, sizeof text, "%s %s %s -> %s %s %s",
             station >= 0 ? site->node[station].code : "", command->point, old, new,
             sentence_state(command->state), age);
    item(look, row,
         command->state == COMMAND_VERIFIED ? STYLE_EMPHASIS
         : has_gone_wrong(command)          ? STYLE_NOTICE
                                            : STYLE_PENDING,
         text);
}

#define ENDED_SHOWN_MS 60000

/* Own orders that are under way, or ended a moment ago: the dialog may have been closed long since.
 */
static bool is_of_interest(const struct frame_look *look, const struct command *command)
{
    if (strcmp(command->who, look->world->session->who))
        return false;
    return !command_is_final(command->state) ||
           wall_ms_since(command->changed_at, look->world->now) < ENDED_SHOWN_MS;
}

/* What the line has no room for is cut at its end: so the newest first. */
static void add_commands(const struct frame_look *look, bool wrong, struct row *row)
{
    const struct site *site = look->world->site;
    size_t held = site->command_count < SITE_COMMANDS ? site->command_count : SITE_COMMANDS;
    for (size_t back = 1; back <= held; back++) {
        const struct command *command =
            &site->command[(site->command_count - back) % SITE_COMMANDS];
        if (is_of_interest(look, command) && has_gone_wrong(command) == wrong)
            command_item(look, command, row);
    }
}

/* What of this waits for an answer is an alarm, and shouts in its own place: here it only stands.
 */
static void add_counts(const struct frame_look *look, struct row *row)
{
    const struct site *site = look->world->site;
    int lost = 0, bad = 0;
    char text[100];
    for (int32_t root = site_first_root(site); root >= 0; root = site->node[root].next) {
        lost += site->node[root].lost;
        bad += site->node[root].bad;
    }
    if (lost) {
        snprintf(text, sizeof text, _("communication lost %d of %zu"), lost, site->device_count);
        item(look, row, look->world->is_live ? STYLE_EMPHASIS : STYLE_DIM, text);
    }
    if (bad) {
        snprintf(text, sizeof text, _("bad values at %d"), bad);
        item(look, row, look->world->is_live ? STYLE_EMPHASIS : STYLE_DIM, text);
    }
}

#define OUTSIDE_SHOWN_MS (8 * 3600 * 1000LL)

/* The latest foreign write of the shift. */
static void add_outside(const struct frame_look *look, struct row *row)
{
    const struct site *site = look->world->site;
    size_t held = site->journal_count < SITE_JOURNAL ? site->journal_count : SITE_JOURNAL;
    for (size_t back = 1; back <= held; back++) {
        const struct fact *fact = &site->journal[(site->journal_count - back) % SITE_JOURNAL];
        int64_t age_ms = wall_ms_since(fact->at, look->world->now);
        if (age_ms > OUTSIDE_SHOWN_MS)
            return;
        if (fact->kind != FACT_CHANGED_OUTSIDE)
            continue;
        char object[200], sentence[300], text[520], at[16];
        wall_time_text(fact->at, at, sizeof at);
        sentence_object(site, fact, object, sizeof object);
        sentence_fact(site, fact, sentence, sizeof sentence);
        snprintf(text, sizeof text, "%.5s %s %s", at, object, sentence);
        item(look, row, STYLE_EMPHASIS, text);
        return;
    }
}

void rows_frame_strip(const struct frame_look *look, struct row *out)
{
    row_space(out, 1);
    add_world(look, out);
    if (look->world->site) {
        rows_waiting(look, out);
        add_commands(look, true, out);
        add_commands(look, false, out);
    }
    if (look->world->site && !world_is_crew(look->world)) {
        rows_ending(look, out);
        add_counts(look, out);
        add_outside(look, out);
    }
    if (out->cells == 1)
        row_add(out, STYLE_DIM, _("nothing is waiting"));
    row_fit(out, look->cells);
}

static bool is_offered(const struct action *action, unsigned place, unsigned objects)
{
    return (action->place & place) && *action->label && (objects & 1u << action->object) &&
           action->object != OBJECT_NONE;
}

#define ITEM_LEAST 5 /* a letter, a blank, a letter, two blanks */

static int item_cells(const struct action *action)
{
    char key[16];
    action_key(action, key, sizeof key);
    return text_width(_(key)) + text_width(_(action->label)) + 3;
}

struct keys_line {
    unsigned place, objects;
    const bool *withheld;
    int cells, kept, at;
};

static struct keys_line keys_line(unsigned place, unsigned objects, const bool *withheld, int cells)
{
    const struct action *help = &actions[ACTION_HELP];
    int kept = is_offered(help, place, objects) ? item_cells(help) : 0;
    return (struct keys_line){place, objects, withheld, cells, kept, 1};
}

/* Whether the action stands on the line, behind those before it. Help keeps its place: it is where
 * all that has no room here is found. */
static bool takes_place(struct keys_line *line, int id)
{
    const struct action *action = &actions[id];
    int room =
        id < ACTION_HELP && line->kept < line->cells ? line->cells - line->kept : line->cells;
    if (!is_offered(action, line->place, line->objects) || (line->withheld && line->withheld[id]) ||
        line->at + ITEM_LEAST > room)
        return false;
    int cells = item_cells(action);
    if (line->at + cells > room)
        return false;
    line->at += cells;
    return true;
}

void rows_frame_keys(unsigned place, unsigned objects, const bool withheld[ACTION_COUNT], int cells,
                     struct row *out)
{
    struct keys_line line = keys_line(place, objects, withheld, cells);
    row_space(out, 1);
    for (int id = 1; id < ACTION_COUNT; id++) {
        char key[16];
        if (!takes_place(&line, id))
            continue;
        action_key(&actions[id], key, sizeof key);
        row_add(out, STYLE_KEY, _(key));
        row_addf(out, STYLE_DIM, " %s  ", _(actions[id].label));
    }
    row_cut(out, cells);
}

enum action_id rows_frame_key_at(unsigned place, unsigned objects,
                                 const bool withheld[ACTION_COUNT], int cells, int x)
{
    struct keys_line line = keys_line(place, objects, withheld, cells);
    for (int id = 1; id < ACTION_COUNT; id++) {
        int from = line.at;
        if (takes_place(&line, id) && x >= from && x < line.at - 2)
            return (enum action_id)id;
    }
    return ACTION_NONE;
}
