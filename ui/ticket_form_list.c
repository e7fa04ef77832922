/* What a form's rows are filled with from elsewhere: the crews, and an alarm with its values. */
#include "backend/core/alarm_book.h"
#include "ui/alarm_text.h"
#include "ui/console_form.h"
#include "ui/lang.h"
#include "ui/screen_ticket.h"
#include "ui/ticket_form.h"
#include "ui/value.h"

#include <stdio.h>
#include <string.h>

/* ---- crews ---- */

enum crew_gate { GATE_NONE, GATE_SECOND, GATE_SHUT }; /* … to one with a job; to nobody */

static const struct {
    const char *code, *word;
    enum crew_gate gate; /* what a dispatch is refused for (hd.crew_gate) */
} crew_words[] = {
    {"area", N_("its area"), GATE_NONE},
    {"on_duty", N_("on duty"), GATE_NONE},
    {"free", N_("free"), GATE_NONE},
    {"skill", N_("skilled"), GATE_NONE},
    {"other_area", N_("not its area"), GATE_NONE},
    {"off_duty", N_("off duty"), GATE_SHUT},
    {"not_rostered", N_("not rostered"), GATE_NONE},
    {"silent", N_("silent"), GATE_SHUT},
    {"busy", N_("busy"), GATE_SECOND},
    {"no_skill", N_("not skilled"), GATE_NONE},
};

static void add_reason(char *out, size_t size, const char *word)
{
    size_t at = strlen(out);
    snprintf(out + at, size - at, "%s%s", at ? ", " : "", word);
}

/* "area on_duty free load=2" in the screen's words: those that are refused for, or the others.
 * The gate that stands furthest in the way. */
static enum crew_gate reasons(const char *codes, bool is_gate, char *out, size_t size)
{
    enum crew_gate gate = GATE_NONE;
    for (size_t length; *codes; codes += length, codes += strspn(codes, " ")) {
        char text[40];
        int jobs;
        length = strcspn(codes, " ");
        for (size_t i = 0; i < sizeof crew_words / sizeof *crew_words; i++)
            if (strlen(crew_words[i].code) == length &&
                !strncmp(crew_words[i].code, codes, length) &&
                (crew_words[i].gate != GATE_NONE) == is_gate) {
                add_reason(out, size, _(crew_words[i].word));
                gate = crew_words[i].gate > gate ? crew_words[i].gate : gate;
            }
        if (is_gate || sscanf(codes, "load=%d", &jobs) != 1 || jobs <= 0)
            continue;
        snprintf(text, sizeof text, _("jobs %d"), jobs);
        add_reason(out, size, text);
    }
    return gate;
}

/* What stands behind a crew: why not, first, as who is refused is not to be found out by Enter. */
static enum crew_gate crew_note(const char *why, const char *lacks, char *out, size_t size)
{
    char gates[120] = "", good[160] = "", bad[160] = "";
    enum crew_gate gate = reasons(lacks, true, gates, sizeof gates);
    reasons(why, false, good, sizeof good);
    reasons(lacks, false, bad, sizeof bad);
    *out = '\0';
    if (gate != GATE_NONE)
        snprintf(out, size, gate == GATE_SECOND ? _("%s (second job); ") : _("refused, %s; "),
                 gates);
    size_t at = strlen(out);
    snprintf(out + at, size - at, "%s", good);
    at = strlen(out);
    if (*bad)
        snprintf(out + at, size - at, _("; but %s"), bad);
    return gate;
}

/* A crew that has a job takes another when that is meant. */
static void offer_second(struct form *form)
{
    if (!form_row_of(form, "second"))
        form_add(form, FORM_TICK, FORM_TO_DETAIL, "second", N_("a second job"));
}

void ticket_form_suggest(struct console *console, int64_t id, const struct desk_table *table)
{
    struct form *form = &console->form;
    struct form_row *row = form_row_of(form, "crew");
    if (console->mode != MODE_FORM || form->id != id || !row || !row->is_awaited)
        return;
    for (int i = 0; i < table->rows; i++) {
        char note[200];
        enum crew_gate gate =
            crew_note(desk_cell(table, i, 4), desk_cell(table, i, 5), note, sizeof note);
        const char *name = desk_cell(table, i, 2);
        form_option(row, desk_cell(table, i, 0), *name ? name : desk_cell(table, i, 1), note);
        if (gate == GATE_SECOND)
            offer_second(form);
    }
    form_arrived(row);
}

/* ---- a ticket from an alarm ---- */

/* What the station measures now, in one line: the crew reads it on the way. */
static void values_text(const struct world *world, int32_t node, char *out, size_t size)
{
    static const char *const ids[] = {"T1g",   "T1h",   "P1g",   "P1h",   "T2g.1",
                                      "T2h.1", "P2g.1", "P2h.1", "T2g.2", "T2h.2"};
    const struct site *site = world->site;
    int32_t station = site_station_of(site, node);
    int32_t d = station >= 0 ? site->node[station].first_device : -1;
    size_t at = 0;
    *out = '\0';
    for (; d >= 0; d = site->device[d].next)
        for (size_t i = 0; i < sizeof ids / sizeof *ids && at < size; i++) {
            int point = profile_find(site->device[d].profile, ids[i]);
            char value[64];
            if (point < 0)
                continue;
            struct reading reading = site_reading(site, d, point, world->now);
            if (!quality_has_number((enum quality)reading.quality))
                continue;
            value_text(&site->device[d].profile->point[point], reading, value, sizeof value);
            at += (size_t)snprintf(out + at, size - at, "%s%s %s", at ? ", " : "", ids[i], value);
        }
}

static void add_kind(struct form *form, const char *kind)
{
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DEED, "kind", N_("kind"));
    for (int i = 0; i < TICKET_KIND_COUNT; i++)
        if (i == TICKET_REPAIR || i == TICKET_DEFECT || i == TICKET_TEMP_CHECK)
            form_option(row, ticket_kind_name((enum ticket_kind)i),
                        _(ticket_kind_phrase((enum ticket_kind)i)), "");
    row->chosen = 0;
    form_choose(row, kind);
}

static void add_urgency(struct form *form, int priority)
{
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DETAIL, "urgency", N_("urgency"));
    for (int i = 0; i < TICKET_URGENCY_COUNT; i++)
        form_option(row, ticket_urgency_name((enum ticket_urgency)i),
                    _(ticket_urgency_phrase((enum ticket_urgency)i)), "");
    row->chosen = priority == ALARM_CRITICAL ? TICKET_CRITICAL
                  : priority == ALARM_HIGH   ? TICKET_URGENT
                                             : TICKET_NORMAL;
}

void ticket_form_raise(struct console *console, const struct alarm *alarm, const char *kind)
{
    const struct world *world = &console->world;
    const struct site *site = world->site;
    const struct ticket *known = ticket_of_alarm(site, alarm->id);
    char where[ALARM_TEXT], what[ALARM_TEXT], values[300], words[FIELD_SIZE], id[24];
    if (known && ticket_is_open(known)) {
        console_say(console, STYLE_TEXT, _("T%lld is open for it"), (long long)known->id);
        screen_ticket_open(console, known->id);
        return;
    }
    alarm_text_where(site, alarm, where, sizeof where);
    alarm_text_condition(site, alarm, what, sizeof what);
    values_text(world, alarm->site_node, values, sizeof values);
    struct form *form =
        console_form_start(console, DESK_TICKET_OPEN, "repair", 0, _("ticket from an alarm"));
    form_tell(form, _("where"), "%s", where);
    form_tell(form, _("alarm"), "%s", what);
    form_tell(form, _("values"), "%s", values);
    form->node = alarm->site_node >= 0 ? site->node[alarm->site_node].id : 0;
    snprintf(id, sizeof id, "%lld", (long long)alarm->id);
    form_fix(form, "alarm", id);
    form_fix(form, "source", "alarm");
    if (!form->node)
        form_fix(form, "place", where);
    snprintf(words, sizeof words, "%.150s%s%.300s%s", what, *values ? " (" : "", values,
             *values ? ") " : " ");
    field_set(&form_add(form, FORM_TEXT, FORM_TO_WORDS, "words", N_("words"))->field, words);
    form_row_of(form, "words")->is_needed = true;
    add_kind(form, kind);
    add_urgency(form, alarm->code.priority);
    console_form_open(console);
}
