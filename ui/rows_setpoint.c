#include "ui/rows_setpoint.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/station_list.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct page {
    const struct setpoint *dialog;
    const struct world *world;
    const struct glyphs *glyphs;
    const struct site_device *device;
    const struct point *point;
    struct row *rows;
    int count;
    int cells;
    int edit;
};

#define LABEL_CELLS 13
#define GUARD_CELLS 3

static struct row *line(struct page *page, const char *label)
{
    struct row *row = &page->rows[page->count];
    row_clear(row);
    if (page->count < ROWS_SETPOINT_MOST - 1)
        page->count++;
    row_space(row, 1);
    row_left(row, STYLE_DIM, label, LABEL_CELLS);
    return row;
}

static void add_wrapped(struct page *page, const char *label, enum style style, const char *text)
{
    while (*text) {
        int bytes = row_break(text, page->cells - LABEL_CELLS - 1);
        row_add_bytes(line(page, label), style, text, bytes);
        text += bytes;
        text += strspn(text, " ");
        label = "";
    }
}

static void number(const struct page *page, double value, char *out, size_t size)
{
    if (isfinite(value))
        value_number(page->point, value, out, size);
    else
        snprintf(out, size, "?");
}

static void add_change(struct page *page)
{
    const struct setpoint *dialog = page->dialog;
    char old[64], new[64];
    number(page, dialog->seen, old, sizeof old);
    number(page, dialog->wanted, new, sizeof new);
    struct row *row = line(page, _("change"));
    row_addf(row, STYLE_TEXT, "%s -> ", old);
    if (dialog->state == SETPOINT_VALUE)
        row_left(row, STYLE_EDIT, dialog->input, 12);
    else
        row_add(row, STYLE_EMPHASIS, new);
    row_addf(row, STYLE_DIM, " %s", value_unit(page->point));
}

static void add_limits(struct page *page)
{
    const struct guard_limits *limits = &page->dialog->limits;
    char low[64], high[64], step[64], text[300];
    size_t at;
    value_figure(page->point, limits->low, low, sizeof low);
    value_figure(page->point, limits->high, high, sizeof high);
    value_figure(page->point, limits->step, step, sizeof step);
    if (isfinite(limits->low) && isfinite(limits->high))
        at = (size_t)snprintf(text, sizeof text, _("%s to %s"), low, high);
    else
        at = (size_t)snprintf(text, sizeof text, "%s", _("none"));
    int wait_min = (page->point->step_wait_s + 59) / 60;
    if (limits->step > 0 && wait_min > 0)
        snprintf(text + at, sizeof text - at, _(", a change of at most %s within %d min"), step,
                 wait_min);
    else if (limits->step > 0)
        snprintf(text + at, sizeof text - at, _(", a step of at most %s"), step);
    else if (wait_min > 0)
        snprintf(text + at, sizeof text - at, _(", then wait %d min"), wait_min);
    add_wrapped(page, _("limits"), STYLE_TEXT, text);
    if (!isfinite(page->dialog->replaced))
        return;
    value_figure(page->point, page->dialog->replaced, low, sizeof low);
    snprintf(text, sizeof text, _("changed outside: back to %s at once"), low);
    add_wrapped(page, "", STYLE_TEXT, text);
}

/* What the numbers of a list of choices mean. */
static void add_choices(struct page *page)
{
    const struct point *point = page->point;
    char text[600] = "";
    size_t at = 0;
    for (size_t i = 0; i < point->label_count && at < sizeof text; i++) {
        const struct point_label *label = &point->label[i];
        const char *name = lang_is_chinese() && label->zh ? label->zh : label->en;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%d %s", i ? "   " : "", label->value,
                               name ? name : "");
    }
    add_wrapped(page, _("choices"), STYLE_TEXT, text);
}

/* What must be so, and what is, where that differs. */
static void add_authority(struct page *page)
{
    const struct world *world = page->world;
    const struct point *point = page->point;
    char value[64];
    if (point->authority < 0)
        return;
    const struct point *authority = &page->device->profile->point[point->authority];
    value_number(authority, point->authority_value, value, sizeof value);
    struct row *row = line(page, _("needs"));
    row_addf(row, STYLE_TEXT, "%s = %s", point_name(authority, lang_is_chinese()), value);
    int32_t device = site_device_of_id(world->site, page->dialog->device_id);
    struct reading now = site_reading(world->site, device, point->authority, world->now);
    if (!quality_has_number((enum quality)now.quality) || now.value == point->authority_value)
        return;
    value_text(authority, now, value, sizeof value);
    row_addf(row, STYLE_NOTICE, _(", now: %s"), value);
}

/* The collector does these by itself; the operator must know beforehand. */
static void add_touched(struct page *page)
{
    const struct profile *profile = page->device->profile;
    const struct point *point = page->point;
    const char *label = _("also sets");
    if (profile->unlock_address >= 0) {
        row_addf(line(page, label), STYLE_TEXT, _("unlock register %d is set to %u"),
                 profile->unlock_address, profile->unlock_value);
        label = "";
    }
    if (point->level_coil >= 0) {
        const struct point *coil = &profile->point[point->level_coil];
        row_addf(line(page, label), STYLE_TEXT, _("level: %s is brought to %d"), coil->id,
                 point->level_value);
        label = "";
    }
    add_authority(page);
    if (profile->write_budget_day > 0)
        row_addf(line(page, ""), STYLE_DIM, _("at most %d writes a day: memory wears out"),
                 profile->write_budget_day);
}

/* It may be set for later; whoever sets it must not wait for what cannot come. */
static void add_force(struct page *page)
{
    char text[300];
    int32_t device = site_device_of_id(page->world->site, page->dialog->device_id);
    int point = (int)(page->point - page->device->profile->point);
    if (sentence_not_in_force(page->world->site, device, point, page->world->now, text,
                              sizeof text))
        add_wrapped(page, _("note"), STYLE_NOTICE, text);
}

static void add_question(struct page *page)
{
    const struct setpoint *dialog = page->dialog;
    line(page, "");
    if (dialog->state == SETPOINT_VALUE) {
        add_wrapped(page, _("step 1 of 2"), STYLE_TEXT,
                    dialog->is_undo ? _("the value before the last change; Enter takes it")
                                    : _("type the value, Enter; Esc leaves all as it was"));
    } else {
        /* The code itself is not repeated here: it is to be read off the station's line. */
        struct row *row = line(page, _("step 2 of 2"));
        row_left(row, STYLE_EDIT, dialog->input, GUARD_CELLS);
        page->edit = page->count - 1;
        row_addf(row, STYLE_TEXT, " %s", _("type the last two of the station's code"));
        add_wrapped(page, "", STYLE_NOTICE, dialog->note);
    }
    add_wrapped(page, "", STYLE_NOTICE, dialog->error);
}

static const enum command_state way[] = {COMMAND_ASKED, COMMAND_CLAIMED, COMMAND_SENT,
                                         COMMAND_ACCEPTED, COMMAND_VERIFIED};

static int place_of(enum command_state state)
{
    if (state == COMMAND_UNRESOLVED)
        return place_of(COMMAND_SENT); /* nobody has answered */
    for (int i = 0; i < 5; i++)
        if (way[i] == state)
            return i;
    return state == COMMAND_APPROVED ? 0 : -1;
}

static void add_way(struct page *page)
{
    const struct setpoint *dialog = page->dialog;
    bool is_numbered = dialog->last.id != 0;
    int reached = is_numbered ? place_of(dialog->last.state) : -1;
    if (reached < 0 && dialog->state == SETPOINT_ENDED)
        return;
    struct row *row = line(page, _("progress"));
    for (int i = 0; i < 5; i++) {
        const char *mark = i <= reached       ? page->glyphs->done
                           : i == reached + 1 ? page->glyphs->doing
                                              : page->glyphs->waiting;
        enum style style = i <= reached ? STYLE_TEXT : i == reached + 1 ? STYLE_PENDING : STYLE_DIM;
        row_addf(row, style, "%s%s %s", i ? "  " : "", mark, sentence_state(way[i]));
    }
}

static void add_ending(struct page *page, const char *state, const char *why)
{
    char text[700];
    snprintf(text, sizeof text, "%s%s%s", state, *why ? ": " : "", why);
    add_wrapped(page, _("result"), STYLE_NOTICE, text);
}

static void add_outcome(struct page *page)
{
    const struct setpoint *dialog = page->dialog;
    const struct command *last = &dialog->last;
    char text[400];
    if (!last->id) {
        if (dialog->is_refused)
            add_ending(page, _("refused"), dialog->error);
        else
            add_wrapped(page, _("result"), STYLE_NOTICE, dialog->error);
        return;
    }
    sentence_command_end(last, text, sizeof text);
    if (last->state == COMMAND_VERIFIED) {
        char read_back[64];
        number(page, isfinite(last->read_back) ? last->read_back : last->wanted, read_back,
               sizeof read_back);
        row_addf(line(page, _("result")), STYLE_EMPHASIS, _("verified: the device holds %s"),
                 read_back);
    } else if (last->state == COMMAND_UNRESOLVED) {
        add_wrapped(page, _("result"), STYLE_NOTICE,
                    _("unknown: no answer; it is being read, do not send again"));
    } else if (command_is_final(last->state)) {
        add_ending(page, sentence_state(last->state), text);
    }
}

static void add_progress(struct page *page)
{
    line(page, "");
    add_way(page);
    add_outcome(page);
    row_add(line(page, ""), STYLE_DIM,
            page->dialog->state == SETPOINT_ENDED ? _("Enter or Esc closes")
                                                  : _("Esc closes; the order goes on by itself"));
}

static void add_subject(struct page *page)
{
    const struct site *site = page->world->site;
    int32_t index = site_node_of_id(site, page->dialog->station_id);
    if (index >= 0)
        row_addf(line(page, _("station")), STYLE_EMPHASIS, "%s %s", site->node[index].code,
                 world_node_name(&site->node[index]));
    int32_t circuit = index >= 0 ? station_list_circuit(site, index, page->point->circuit) : -1;
    const char *whose = circuit >= 0 ? world_node_name(&site->node[circuit]) : "";
    row_addf(line(page, _("set-point")), STYLE_TEXT, "%s%s%s  %s", whose, *whose ? " " : "",
             point_name(page->point, lang_is_chinese()), page->point->id);
}

static void add_barred(struct page *page)
{
    const struct world *world = page->world;
    int32_t device = site_device_of_id(world->site, page->dialog->device_id);
    int point = (int)(page->point - page->device->profile->point);
    struct reading reading = site_reading(world->site, device, point, world->now);
    char value[128];
    value_text(page->point, reading, value, sizeof value);
    row_add(line(page, _("value")), value_style(world, reading), value);
    add_authority(page);
    line(page, "");
    add_ending(page, _("refused"), page->dialog->error);
    row_add(line(page, ""), STYLE_DIM, _("Esc closes"));
}

static void add_order(struct page *page, int *column)
{
    bool is_typing = page->dialog->state == SETPOINT_VALUE;
    add_change(page);
    *column = page->rows[page->count - 1].cells - 13 - text_width(value_unit(page->point));
    page->edit = is_typing ? page->count - 1 : -1;
    add_limits(page);
    add_choices(page);
    add_touched(page);
    add_force(page);
    if (is_typing || page->dialog->state == SETPOINT_GUARD)
        add_question(page);
    else
        add_progress(page);
}

int rows_setpoint(const struct setpoint *dialog, const struct world *world,
                  const struct glyphs *glyphs, int cells, struct row rows[ROWS_SETPOINT_MOST],
                  int *edit, int *column)
{
    struct page page = {.dialog = dialog,
                        .world = world,
                        .glyphs = glyphs,
                        .rows = rows,
                        .cells = cells,
                        .edit = -1};
    int32_t device = world->site ? site_device_of_id(world->site, dialog->device_id) : -1;
    page.point = sentence_point(world->site, dialog->device_id, dialog->point);
    if (device < 0 || !page.point) {
        add_wrapped(&page, "", STYLE_NOTICE, _("This point is no longer in the plant."));
        *edit = -1;
        return page.count;
    }
    page.device = &world->site->device[device];
    add_subject(&page);
    if (dialog->state == SETPOINT_BARRED)
        add_barred(&page);
    else
        add_order(&page, column);
    if (dialog->state == SETPOINT_GUARD)
        *column = LABEL_CELLS + 1;
    *column += (int)dialog->length;
    *edit = page.edit;
    for (int i = 0; i < page.count; i++)
        row_fit(&rows[i], cells);
    return page.count;
}
