/* The facts that tell of the evaluator's news. */
#include "backend/core/alarm_watch_inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const enum fact_kind kinds[] = {
    [ALARM_NEWS_RAISED] = FACT_ALARM_RAISED,
    [ALARM_NEWS_RETURNED] = FACT_ALARM_RETURNED,
    [ALARM_NEWS_SUPPRESSED] = FACT_ALARM_SUPPRESSED,
    [ALARM_NEWS_UNSUPPRESSED] = FACT_ALARM_UNSUPPRESSED,
    [ALARM_NEWS_CHATTERING] = FACT_ALARM_CHATTERING,
    [ALARM_NEWS_CALM] = FACT_ALARM_CALM,
};

static const char *sign_of(enum alarm_kind kind)
{
    switch (kind) {
    case ALARM_LL:
    case ALARM_L:
    case ALARM_COLD: return "<";
    case ALARM_H:
    case ALARM_HH: return ">";
    case ALARM_ORDER: return "≤";
    case ALARM_DEVIATION:
    case ALARM_DIFFER: return "≠";
    case ALARM_OUTSIDE: return "←";
    case ALARM_RATE:
    case ALARM_STATE:
    case ALARM_BITS:
    case ALARM_FROZEN:
    case ALARM_SENSOR:
    case ALARM_LOST:
    case ALARM_GATEWAY:
    case ALARM_NETWORK:
    case ALARM_MASS:
    case ALARM_STORM:
    case ALARM_CLOSED:
    case ALARM_KIND_COUNT: return NULL;
    }
    return NULL;
}

/* Numbers and signs only, so that it needs no language: "72.3 > 70 °C". */
static void write_text(const struct alarm_occasion *occasion, const struct point *point, char *out,
                       size_t size)
{
    enum alarm_kind kind = occasion->rule->kind;
    const char *sign = sign_of(kind);
    int decimals = point ? point_decimals(point) : 0;
    if (kind == ALARM_MASS || kind == ALARM_NETWORK)
        snprintf(out, size, "%d", occasion->count);
    else if (!point || isnan(occasion->value))
        snprintf(out, size, "%s", "");
    else if (kind == ALARM_BITS || kind == ALARM_STATE)
        point_value_text(point, occasion->value, false, out, size);
    else if (sign && !isnan(occasion->limit))
        snprintf(out, size, "%.*f %s %.*f %s", decimals, occasion->value, sign, decimals,
                 occasion->limit, point->unit);
    else
        snprintf(out, size, "%.*f %s", decimals, occasion->value, point->unit);
}

static void put_numbers(const struct alarm_occasion *occasion, struct fact *fact)
{
    switch (occasion->news) {
    case ALARM_NEWS_RAISED:
        fact->old_value = occasion->limit;
        fact->new_value = occasion->value;
        return;
    case ALARM_NEWS_RETURNED:
        fact->old_value = occasion->lasted_s;
        fact->new_value = occasion->value;
        return;
    case ALARM_NEWS_CHATTERING: fact->old_value = occasion->count; break;
    case ALARM_NEWS_SUPPRESSED:
    case ALARM_NEWS_UNSUPPRESSED:
    case ALARM_NEWS_CALM: break;
    }
    fact->new_value = (double)occasion->stamp;
}

void alarm_fact(const struct alarm_watch *watch, const struct alarm_occasion *occasion,
                struct wall at, struct fact *fact)
{
    const struct site *site = watch->inside->site;
    const struct alarm_rule *rule = occasion->rule;
    const struct point *point = NULL;
    fact_init(fact, kinds[occasion->news], at);
    fact->alarm = occasion->id;
    if (occasion->device >= 0) {
        const struct site_device *device = &site->device[occasion->device];
        int32_t station = site_station_of(site, device->node);
        fact->device = device->id;
        fact->node = site->node[station >= 0 ? station : device->node].id;
        point = rule->point >= 0 ? &device->profile->point[rule->point] : NULL;
    }
    if (point)
        snprintf(fact->point, sizeof fact->point, "%s", point->id);
    if (occasion->news == ALARM_NEWS_RAISED)
        alarm_code_format(&rule->code, fact->code, sizeof fact->code);
    else
        snprintf(fact->code, sizeof fact->code, "%s", rule->code.name);
    put_numbers(occasion, fact);
    if (occasion->news == ALARM_NEWS_RAISED)
        write_text(occasion, point, fact->text, sizeof fact->text);
}
