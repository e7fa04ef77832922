#include "ui/trend_sheet.h"

#include "backend/base/csv.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void put_head(FILE *out, const struct trend_view *view, const struct site *site)
{
    csv_put(out, "time", true, false);
    for (int i = 0; i < view->count; i++) {
        static const char *const parts[] = {"mean", "least", "most"};
        const struct trend_line *line = &view->line[i];
        int32_t device;
        const struct point *point = trend_line_point(line, site, &device);
        const char *code = point ? site->node[site->device[device].node].code : "";
        for (int part = 0; part < 3; part++) {
            char title[160];
            snprintf(title, sizeof title, "%s/%s%s%s%s %s", code,
                     line->circuit >= 0 ? "curve of " : "", line->point,
                     point && *point->unit ? " " : "", point ? value_unit(point) : "", parts[part]);
            csv_put(out, title, false, true);
        }
    }
    putc('\n', out);
}

static void put_number(FILE *out, const struct point *point, double value)
{
    char text[48] = "";
    if (point && isfinite(value))
        snprintf(text, sizeof text, "%.*f", point_decimals(point) + 1, value);
    csv_put(out, text, false, false);
}

char *trend_sheet(const struct trend_view *view, const struct world *world, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    struct wall from, to;
    int64_t step = trend_view_slot_us(view);
    if (!out)
        abort();
    trend_view_window(view, world->now, &from, &to);
    put_head(out, view, world->site);
    for (struct wall at = from; at.us < to.us; at.us += step) {
        char moment[24];
        wall_text(at, moment, sizeof moment);
        csv_put(out, moment, true, false);
        for (int i = 0; i < view->count; i++) {
            int32_t device;
            const struct point *point = trend_line_point(&view->line[i], world->site, &device);
            struct trend_slot slot = trend_line_at(&view->line[i], (struct wall){at.us + step / 2});
            put_number(out, point, slot.mean);
            put_number(out, point, slot.least);
            put_number(out, point, slot.most);
        }
        putc('\n', out);
    }
    if (fclose(out) != 0)
        abort();
    return text;
}
