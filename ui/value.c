#include "ui/value.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *value_unit(const struct point *point)
{
    static const char *const degrees[] = {"\u2103", "\u00b0C", "degC", "deg C"};
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
        if (!strcmp(point->unit, degrees[i]))
            return "C";
    return strcmp(point->unit, "m\u00b3/h") ? unit_word(point->unit, lang_is_chinese()) : "m3/h";
}

bool value_is_word(const struct point *point)
{
    return point->label_count > 0 || point->type == POINT_BOOL || point->type == POINT_ENUM ||
           point->type == POINT_BITS;
}

/* A screen has hundreds of numbers a frame, and printf's exact arithmetic is most of its cost.
 * "-0.0" is nobody's temperature: there is no sign without a figure. */
static void plain_number(double value, int decimals, char *out, size_t size)
{
    static const double power[] = {1, 10, 100, 1000};
    char text[32];
    if (decimals < 0 || decimals > 3 || !(fabs(value) < 1e9)) {
        snprintf(out, size, "%.*f", decimals < 0 ? 0 : decimals, value);
        return;
    }
    long long whole = (long long)rint(value * power[decimals]);
    bool is_negative = whole < 0;
    size_t at = sizeof text - 1, used = 0;
    text[at] = '\0';
    if (is_negative)
        whole = -whole;
    for (; whole || used <= (size_t)decimals; whole /= 10, used++) {
        if (decimals && used == (size_t)decimals)
            text[--at] = '.';
        text[--at] = (char)('0' + whole % 10);
    }
    if (is_negative)
        text[--at] = '-';
    if (size) {
        size_t length = sizeof text - 1 - at < size - 1 ? sizeof text - 1 - at : size - 1;
        memcpy(out, text + at, length);
        out[length] = '\0';
    }
}

void value_number(const struct point *point, double value, char *out, size_t size)
{
    char text[64];
    if (value_is_word(point)) {
        point_value_text(point, value, lang_is_chinese(), text, sizeof text);
        if (*text) {
            text_clean(out, size, text, strlen(text));
            return;
        }
        if (point->type == POINT_BOOL) {
            snprintf(out, size, "%s", value != 0 ? _("on") : _("off"));
            return;
        }
    }
    plain_number(value, point_decimals(point), out, size);
}

void value_figure(const struct point *point, double value, char *out, size_t size)
{
    plain_number(value, point_decimals(point), out, size);
    if (!strchr(out, '.'))
        return;
    for (size_t end = strlen(out); end && (out[end - 1] == '0' || out[end - 1] == '.'); end--) {
        bool is_point = out[end - 1] == '.';
        out[end - 1] = '\0';
        if (is_point)
            return;
    }
}

struct reading value_in(const struct point *point, struct reading reading, const char *unit)
{
    reading.value *= unit_factor(value_unit(point), unit);
    return reading;
}

void value_text(const struct point *point, struct reading reading, char *out, size_t size)
{
    enum quality quality = reading.quality;
    if (!quality_has_number(quality) || !isfinite(reading.value)) {
        snprintf(out, size, "%s", _(quality_name(quality)));
        return;
    }
    char number[64];
    value_number(point, reading.value, number, sizeof number);
    const char *unit = value_is_word(point) ? "" : value_unit(point);
    snprintf(out, size, "%s%s%s", number, *unit ? " " : "", unit);
}

enum style value_style(const struct world *world, struct reading reading)
{
    if (!world->is_live)
        return STYLE_DIM;
    switch ((enum quality)reading.quality) {
    case QUALITY_GOOD: return STYLE_TEXT;
    case QUALITY_MANUAL: return STYLE_VALUE_MANUAL;
    case QUALITY_FROZEN:
    case QUALITY_STALE: return STYLE_VALUE_STALE;
    case QUALITY_RANGE:
    case QUALITY_INVALID:
    case QUALITY_REFUSED: return STYLE_VALUE_BAD;
    case QUALITY_LOST: return STYLE_VALUE_LOST;
    case QUALITY_NEVER: return STYLE_DIM;
    }
    return STYLE_DIM;
}

void value_cell(struct row *row, const struct world *world, const struct point *point,
                struct reading reading, int cells)
{
    value_cell_short(row, world, point, reading, cells, 9);
}

void value_cell_short(struct row *row, const struct world *world, const struct point *point,
                      struct reading reading, int cells, int decimals)
{
    char text[80] = "", *number = text;
    enum quality quality = reading.quality;
    if (quality_mark(quality) != ' ')
        *number++ = quality_mark(quality);
    *number = '\0';
    if (quality_has_number(quality) && isfinite(reading.value)) {
        if (value_is_word(point) || decimals >= point_decimals(point))
            value_number(point, reading.value, number, sizeof text - 1);
        else
            plain_number(reading.value, decimals, number, sizeof text - 1);
    }
    if (text_width(text) > cells && !value_is_word(point))
        snprintf(text, sizeof text, "%.*s", cells, "################");
    row_right(row, value_style(world, reading), text, cells);
}
