/* The rest of rows_station.h: one point in full, and one order. */
#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/rows_station.h"
#include "ui/sentence.h"
#include "ui/setpoint.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void figure(const struct point *point, double value, char *out, size_t size)
{
    if (!isfinite(value))
        snprintf(out, size, "?");
    else if (point)
        value_number(point, value, out, size);
    else
        snprintf(out, size, "%g", value);
}

/* What was asked may lie before all that the journal still holds: then nobody knows the values. */
void rows_station_order(const struct world *world, const struct command *command, struct row *out)
{
    char at[16], old[64], new[64], state[128];
    const struct point *point = sentence_point(world->site, command->device, command->point);
    wall_time_text(command->asked_at, at, sizeof at);
    figure(point, command->seen, old, sizeof old);
    figure(point, command->wanted, new, sizeof new);
    row_addf(out, STYLE_DIM, "   %.5s ", at);
    row_addf(out, STYLE_TEXT, "%s ", command->point);
    if (isfinite(command->seen) || isfinite(command->wanted))
        row_addf(out, STYLE_TEXT, "%s -> %s ", old, new);
    enum style style = rows_station_command(command, state, sizeof state);
    row_add(out, style, state);
    if (command->who[0])
        row_addf(out, STYLE_DIM, "  %s", command->who);
}

struct detail {
    const struct station_look *look;
    const struct site_device *device;
    const struct point *point;
    struct reading reading;
    struct wall at; /* of the reading */
    struct row *out;
    int count;
};

static struct row *add_line(struct detail *detail, const char *label)
{
    struct row *row = &detail->out[detail->count];
    row_clear(row);
    if (detail->count < STATION_DETAIL_MOST - 1)
        detail->count++;
    row_space(row, 3);
    row_left(row, STYLE_DIM, label, 12);
    return row;
}

static bool take(struct detail *detail, const struct station_look *look, size_t row)
{
    if (row >= look->list->row.count || look->list->row.at[row].kind != STATION_POINT)
        return false;
    const struct station_row *in = &look->list->row.at[row];
    detail->look = look;
    detail->device = &look->world->site->device[in->device];
    detail->point = &detail->device->profile->point[in->point];
    detail->reading = site_reading(look->world->site, in->device, in->point, look->world->now);
    detail->at = site_read_at(look->world->site, in->device, in->point);
    return true;
}

static void add_value(struct detail *detail)
{
    char text[128], age[16];
    struct row *row = add_line(detail, _("value"));
    value_text(detail->point, detail->reading, text, sizeof text);
    row_add(row, value_style(detail->look->world, detail->reading), text);
    if (quality_has_number((enum quality)detail->reading.quality))
        row_addf(row, STYLE_DIM, "  %s", _(quality_name((enum quality)detail->reading.quality)));
    if (!detail->at.us)
        return;
    world_age_text(wall_ms_since(detail->at, detail->look->world->now), age, sizeof age);
    row_addf(row, STYLE_DIM, "  %s", age);
}

static void add_range(struct detail *detail, const char *label, double low, double high)
{
    int decimals = point_decimals(detail->point);
    if (isfinite(low) && isfinite(high))
        row_addf(add_line(detail, label), STYLE_TEXT, "%.*f..%.*f %s", decimals, low, decimals,
                 high, value_unit(detail->point));
}

static const char *area_word(enum area area)
{
    switch (area) {
    case AREA_HOLDING: return _("holding reg");
    case AREA_INPUT: return _("input reg");
    case AREA_COIL: return _("coil");
    case AREA_DISCRETE: return _("discrete");
    }
    return "";
}

#define LABEL_CELLS   15
#define WRAPPED_LINES 3

static void add_wrapped(struct detail *detail, enum style style, const char *text)
{
    for (int i = 0; i < WRAPPED_LINES && *text; i++) {
        int bytes = i + 1 < WRAPPED_LINES ? row_break(text, detail->look->cells - LABEL_CELLS)
                                          : (int)strlen(text);
        row_add_bytes(add_line(detail, ""), style, text, bytes);
        text += bytes;
        text += strspn(text, " ");
    }
}

static void add_setpoint(struct detail *detail, int32_t device, int point)
{
    char text[300];
    if (sentence_not_in_force(detail->look->world->site, device, point, detail->look->world->now,
                              text, sizeof text))
        add_wrapped(detail, STYLE_NOTICE, text);
    struct guard_limits limits = setpoint_limits(detail->device, point);
    add_range(detail, _("may be set"), limits.low, limits.high);
    if (limits.step > 0) {
        struct row *row = add_line(detail, _("step limit"));
        row_addf(row, STYLE_TEXT, "%.*f %s", point_decimals(detail->point), limits.step,
                 value_unit(detail->point));
        if (detail->point->step_wait_s > 0)
            row_addf(row, STYLE_TEXT, _(" within %d min"), (detail->point->step_wait_s + 59) / 60);
    }
    const struct command *command =
        site_command(detail->look->world->site, detail->device->id, detail->point->id);
    if (!command)
        return;
    char state[128], why[400];
    enum style style = rows_station_command(command, state, sizeof state);
    struct row *row = add_line(detail, _("last order"));
    row_add(row, style, state);
    if (command->state == COMMAND_VERIFIED)
        return;
    sentence_command_end(command, why, sizeof why);
    add_wrapped(detail, style, why);
}

int rows_station_detail(const struct station_look *look, size_t at,
                        struct row out[STATION_DETAIL_MOST])
{
    struct detail detail = {.out = out};
    if (!take(&detail, look, at))
        return 0;
    const struct point *point = detail.point;
    row_clear(&out[0]);
    row_addf(&out[0], STYLE_HEADING, " %s  %s", point_name(point, lang_is_chinese()), point->id);
    detail.count = 1;
    add_value(&detail);
    add_range(&detail, _("plausible"), point->low, point->high);
    if (point->access == ACCESS_WRITE)
        add_setpoint(&detail, look->list->row.at[at].device, look->list->row.at[at].point);
    struct row *row = add_line(&detail, area_word((enum area)point->area));
    row_addf(row, STYLE_DIM, "%u", point->address);
    if (point->document && *point->document)
        row_addf(row, STYLE_DIM, _("  in the manual %s"), point->document);
    for (int i = 0; i < detail.count; i++)
        row_fit(&out[i], look->cells);
    return detail.count;
}

void rows_station_line(const struct station_look *look, size_t at, struct row *out)
{
    struct detail detail = {.out = NULL};
    char text[400], age[16];
    if (!take(&detail, look, at))
        return;
    const struct point *point = detail.point;
    value_text(point, detail.reading, text, sizeof text);
    row_addf(out, STYLE_DIM, " %s %s ", point_name(point, lang_is_chinese()), point->id);
    row_add(out, value_style(look->world, detail.reading), text);
    if (detail.at.us) {
        world_age_text(wall_ms_since(detail.at, look->world->now), age, sizeof age);
        if (quality_has_number((enum quality)detail.reading.quality))
            row_addf(out, STYLE_DIM, "  %s", _(quality_name((enum quality)detail.reading.quality)));
        row_addf(out, STYLE_DIM, "  %s", age);
    }
    const struct command *command = site_command(look->world->site, detail.device->id, point->id);
    if (command && command->state != COMMAND_VERIFIED) {
        enum style style = rows_station_command(command, text, sizeof text);
        row_addf(out, style, "  %s ", text);
        sentence_command_end(command, text, sizeof text);
        row_add(out, style, text);
    }
}
