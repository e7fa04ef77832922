#include "ui/value.h"

#include "backend/base/text.h"
#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *value_unit(const struct point *point)
{
    static const char *const degrees[] = {"\u2103", "\u00b0C", "degC", "deg C"};
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
        if (!strcmp(point->unit, degrees[i]))
            return "C";
    return strcmp(point->unit, "m\u00b3/h") ? point->unit : "m3/h";
}

bool value_is_word(const struct point *point)
{
    return point->label_count > 0 || point->type == POINT_BOOL || point->type == POINT_ENUM ||
           point->type == POINT_BITS;
}

static void plain_number(double value, int decimals, char *out, size_t size)
{
    snprintf(out, size, "%.*f", decimals, value);
    /* "-0.0" is nobody's temperature */
    if (out[0] == '-' && strspn(out + 1, "0.") == strlen(out + 1))
        memmove(out, out + 1, strlen(out));
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
    char number[64] = "", text[80];
    enum quality quality = reading.quality;
    if (quality_has_number(quality) && isfinite(reading.value)) {
        if (value_is_word(point) || decimals >= point_decimals(point))
            value_number(point, reading.value, number, sizeof number);
        else
            plain_number(reading.value, decimals, number, sizeof number);
    }
    char mark[2] = {quality_mark(quality), '\0'};
    snprintf(text, sizeof text, "%s%s", mark[0] == ' ' ? "" : mark, number);
    if (text_width(text) > cells && !value_is_word(point))
        snprintf(text, sizeof text, "%.*s", cells, "################");
    row_right(row, value_style(world, reading), text, cells);
}
