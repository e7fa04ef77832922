#include "ui/alarm_text.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/station_list.h"
#include "ui/value.h"
#include "ui/world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int32_t node_of(const struct site *site, const struct alarm *alarm)
{
    int32_t device = alarm->device ? site_device_of_id(site, alarm->device) : -1;
    return device >= 0   ? site->device[device].node
           : alarm->node ? site_node_of_id(site, alarm->node)
                         : -1;
}

void alarm_text_where(const struct site *site, const struct alarm *alarm, char *out, size_t size)
{
    int32_t node = node_of(site, alarm);
    if (node < 0) {
        snprintf(out, size, "%s", alarm->node || alarm->device ? "?" : _("whole plant"));
        return;
    }
    int32_t station = site_station_of(site, node);
    const struct site_node *shown = &site->node[station >= 0 ? station : node];
    snprintf(out, size, "%s %s", shown->code, world_node_name(shown));
}

/* ---- the condition ---- */

struct figures {
    const struct point *point; /* NULL: the device's own, or unknown */
    char value[80], limit[80];
    const char *unit, *gap; /* the gap before a unit that is there */
};

static void figure(const struct point *point, double value, bool is_limit, char *out, size_t size)
{
    if (!isfinite(value))
        snprintf(out, size, "?");
    else if (!point)
        snprintf(out, size, "%g", value);
    else if (is_limit && !value_is_word(point))
        value_figure(point, value, out, size);
    else
        value_number(point, value, out, size);
}

/* What stands behind the words, by kind. */
static void comparison(const struct alarm *alarm, const struct figures *f, char *out, size_t size)
{
    *out = '\0';
    if (!isfinite(alarm->value))
        return;
    switch ((enum alarm_kind)alarm->code.kind) {
    case ALARM_LL:
    case ALARM_L:
    case ALARM_COLD:
        snprintf(out, size, "%s < %s%s%s", f->value, f->limit, f->gap, f->unit);
        return;
    case ALARM_H:
    case ALARM_HH: snprintf(out, size, "%s > %s%s%s", f->value, f->limit, f->gap, f->unit); return;
    case ALARM_ORDER:
        snprintf(out, size, "%s <= %s%s%s", f->value, f->limit, f->gap, f->unit);
        return;
    case ALARM_DEVIATION:
        snprintf(out, size, _("%s%s%s, target %s"), f->value, f->gap, f->unit, f->limit);
        return;
    case ALARM_DIFFER:
        snprintf(out, size, _("%s%s%s, elsewhere %s"), f->value, f->gap, f->unit, f->limit);
        return;
    case ALARM_RATE:
        snprintf(out, size, _("%s%s%s, more than %s in a minute"), f->value, f->gap, f->unit,
                 f->limit);
        return;
    case ALARM_OUTSIDE:
        snprintf(out, size, "%s -> %s%s%s", f->limit, f->value, f->gap, f->unit);
        return;
    case ALARM_NETWORK:
        snprintf(out, size, "%.0f %% > %.0f %%", alarm->value, alarm->limit);
        return;
    case ALARM_MASS: lang_counts(out, size, _("%.0f stations"), alarm->value); return;
    case ALARM_CLOSED: snprintf(out, size, "O%.0f", alarm->value); return;
    case ALARM_STATE:
    case ALARM_BITS:
    case ALARM_FROZEN: snprintf(out, size, "%s%s%s", f->value, f->gap, f->unit); return;
    case ALARM_SENSOR:
    case ALARM_LOST:
    case ALARM_GATEWAY:
    case ALARM_STORM:
    case ALARM_KIND_COUNT: return;
    }
}

/* Which of the devices: a station has a controller and a meter. */
static const char *device_name(const struct site *site, const struct alarm *alarm)
{
    int32_t device = alarm->device ? site_device_of_id(site, alarm->device) : -1;
    bool is_whole = alarm->point[0] || alarm->code.kind == ALARM_GATEWAY;
    return device >= 0 && !is_whole ? site->device[device].code : alarm->point;
}

/* The circuit's name tells a person more than the number behind the point's name. */
static void subject(const struct site *site, const struct alarm *alarm, const struct point *point,
                    char *out, size_t size)
{
    int32_t node = node_of(site, alarm);
    int32_t station = node >= 0 ? site_station_of(site, node) : -1;
    int32_t circuit =
        station >= 0 && point ? station_list_circuit(site, station, point->circuit) : -1;
    const char *zone = circuit >= 0 ? world_node_name(&site->node[circuit]) : "";
    snprintf(out, size, "%s%s%s", zone, *zone ? " " : "",
             point ? point_name(point, lang_is_chinese()) : device_name(site, alarm));
}

/* The line that is dead, or why the device does not answer. */
static const char *reason_of(const struct site *site, const struct alarm *alarm)
{
    int32_t device = alarm->device ? site_device_of_id(site, alarm->device) : -1;
    if (device < 0)
        return "";
    if (alarm->code.kind == ALARM_GATEWAY)
        return site->device[device].endpoint;
    if (alarm->code.kind == ALARM_LOST && site->device[device].is_lost)
        return sentence_code(site->device[device].lost_code);
    return "";
}

/* "supply", "too high" and "66.0 > 65.0 C"; a state's own word says it all: "pump:", "", "stopped".
 */
struct parts {
    char name[300], phrase[100], figures[300];
};

static void parts_of(const struct site *site, const struct alarm *alarm, struct parts *parts)
{
    struct figures f = {.point = sentence_point(site, alarm->device, alarm->point)};
    f.unit = f.point && !value_is_word(f.point) ? value_unit(f.point) : "";
    f.gap = *f.unit ? " " : "";
    figure(f.point, alarm->value, false, f.value, sizeof f.value);
    figure(f.point, alarm->limit, true, f.limit, sizeof f.limit);
    subject(site, alarm, f.point, parts->name, sizeof parts->name - 1);
    comparison(alarm, &f, parts->figures, sizeof parts->figures);
    if (!*parts->figures)
        snprintf(parts->figures, sizeof parts->figures, "%s", reason_of(site, alarm));
    bool is_plain = alarm->code.kind == ALARM_STATE && *parts->name;
    if (is_plain) {
        size_t end = strlen(parts->name);
        snprintf(parts->name + end, sizeof parts->name - end, ":");
    }
    snprintf(parts->phrase, sizeof parts->phrase, "%s",
             is_plain ? "" : _(alarm_kind_phrase(alarm->code.kind)));
}

static void join(const char *name, const char *phrase, const char *figures, char *out, size_t size)
{
    char raw[1024];
    snprintf(raw, sizeof raw, "%s%s%s%s%s", name, *name && *phrase ? " " : "", phrase,
             *figures && (*name || *phrase) ? " " : "", figures);
    text_clean(out, size, raw, strlen(raw));
}

void alarm_text_condition(const struct site *site, const struct alarm *alarm, char *out,
                          size_t size)
{
    struct parts parts;
    parts_of(site, alarm, &parts);
    join(parts.name, parts.phrase, parts.figures, out, size);
}

#define NAME_LEAST 14 /* cells: less of a name says less than the point's code */

void alarm_text_fit(const struct site *site, const struct alarm *alarm, int cells, char *out,
                    size_t size)
{
    struct parts parts;
    char fitted[300] = "";
    parts_of(site, alarm, &parts);
    join(parts.name, parts.phrase, parts.figures, out, size);
    int room = cells - (text_width(out) - text_width(parts.name));
    if (text_width(out) <= cells)
        return;
    if (room >= NAME_LEAST || (room > 3 && !alarm->point[0])) {
        text_fit(fitted, sizeof fitted, parts.name, room);
        join(fitted, parts.phrase, parts.figures, out, size);
        return;
    }
    const char *const ways[][2] = {
        {parts.phrase, parts.figures}, {"", parts.figures}, {parts.phrase, ""}};
    for (size_t i = 0; alarm->point[0] && i < sizeof ways / sizeof *ways; i++) {
        join(alarm->point, ways[i][0], ways[i][1], fitted, sizeof fitted);
        if (text_width(fitted) <= cells && (*ways[i][0] || *ways[i][1])) {
            snprintf(out, size, "%s", fitted);
            return;
        }
    }
}

/* ---- state ---- */

bool alarm_text_is_loud(const struct alarm *alarm)
{
    return alarm->state == ALARM_UNACKNOWLEDGED || alarm->state == ALARM_RETURNED;
}

static bool word_matches(const struct alarm_word *word, const char *filter)
{
    return word->stamp &&
           (text_contains(word->who, filter) || (word->text && text_contains(word->text, filter)));
}

bool alarm_text_matches(const struct site *site, const struct alarm *alarm, const char *filter)
{
    char text[ALARM_TEXT];
    if (!*filter || text_contains(alarm->point, filter) || text_contains(alarm->code.name, filter))
        return true;
    alarm_text_where(site, alarm, text, sizeof text);
    if (text_contains(text, filter) || word_matches(&alarm->acknowledged, filter) ||
        word_matches(&alarm->shelf, filter) || word_matches(&alarm->service, filter))
        return true;
    alarm_text_condition(site, alarm, text, sizeof text);
    return text_contains(text, filter);
}

/* ---- time and number ---- */

#define DAY_US (24 * 3600 * 1000000LL)

void alarm_text_time(struct wall at, struct wall now, int cells, char *out, size_t size)
{
    char then[24];
    int64_t away = at.us > now.us ? at.us - now.us : now.us - at.us;
    bool is_near = away < DAY_US;
    wall_text(at, then, sizeof then);
    snprintf(out, size, "%.*s", cells >= 8 && is_near ? 8 : 5, then + (is_near ? 11 : 5));
}

void alarm_text_moment(struct wall at, struct wall now, char *out, size_t size)
{
    char then[24], today[24];
    wall_text(at, then, sizeof then);
    wall_text(now, today, sizeof today);
    int skip = strncmp(then, today, 10) ? 5 : 11;
    snprintf(out, size, "%.*s", 16 - skip, then + skip);
}

int64_t alarm_text_lasted_ms(const struct alarm *alarm, struct wall now)
{
    if (alarm_is_active(alarm) || !alarm->returned)
        return wall_ms_since(alarm->raised_at, now);
    if (isfinite(alarm->lasted_s) && fabs(alarm->lasted_s) < 1e9)
        return (int64_t)(alarm->lasted_s * 1000);
    return wall_ms_since(alarm->raised_at, alarm->returned_at);
}

bool alarm_text_is_answered(const struct alarm *alarm)
{
    bool is_of_now = alarm->acknowledged.is_on && alarm->acknowledged.alarm == alarm->id;
    return is_of_now && (alarm->state == ALARM_ACKNOWLEDGED || alarm->state == ALARM_LATCHED);
}

void alarm_text_count(int count, char *out, size_t size)
{
    if (count >= 1000000)
        snprintf(out, size, "%d,%03d,%03d", count / 1000000, count / 1000 % 1000, count % 1000);
    else if (count >= 1000)
        snprintf(out, size, "%d,%03d", count / 1000, count % 1000);
    else
        snprintf(out, size, "%d", count);
}
