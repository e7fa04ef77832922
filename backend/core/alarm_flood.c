#include "backend/core/alarm_book_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void move_to(struct alarm_flood *flood, int64_t second)
{
    int64_t steps = second - flood->second;
    if (steps <= 0)
        return;
    if (!flood->second || steps >= ALARM_FLOOD_WINDOW_S) {
        memset(flood->in_second, 0, sizeof flood->in_second);
        flood->in_window = 0;
    } else {
        for (int64_t s = flood->second + 1; s <= second; s++) {
            uint16_t *slot = &flood->in_second[s % ALARM_FLOOD_WINDOW_S];
            flood->in_window -= *slot;
            *slot = 0;
        }
    }
    flood->second = second;
}

static bool judge(struct alarm_flood *flood, struct wall at)
{
    bool begins = !flood->is_flood && flood->in_window > ALARM_FLOOD_ABOVE;
    bool ends = flood->is_flood && flood->in_window < ALARM_FLOOD_BELOW;
    if (!begins && !ends)
        return false;
    flood->is_flood = begins;
    flood->since = at;
    return true;
}

void alarm_flood_add(struct alarm_flood *flood, struct wall at)
{
    int64_t second = at.us / 1000000;
    if (at.us <= 0)
        return;
    move_to(flood, second);
    if (flood->second - second >= ALARM_FLOOD_WINDOW_S)
        return;
    uint16_t *slot = &flood->in_second[second % ALARM_FLOOD_WINDOW_S];
    if (*slot == UINT16_MAX)
        return;
    *slot += 1;
    flood->in_window++;
    judge(flood, at);
}

void alarm_flood_trim(struct alarm_flood *flood, struct wall now)
{
    if (flood->second <= now.us / 1000000)
        return;
    memset(flood->in_second, 0, sizeof flood->in_second);
    flood->in_window = 0;
    flood->second = 0;
}

bool alarm_flood_pass(struct alarm_flood *flood, struct wall now)
{
    move_to(flood, now.us / 1000000);
    return judge(flood, now);
}

void alarm_flood_acknowledged(struct alarm_flood *flood, double seconds)
{
    if (seconds >= 0)
        flood->ack_s[flood->ack_count++ % ALARM_ACK_SAMPLES] = (float)seconds;
}

/* ---- the metrics line ---- */

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void put_times(struct alarm_metrics *out, const struct alarm_flood *flood)
{
    float sorted[ALARM_ACK_SAMPLES];
    size_t count = flood->ack_count < ALARM_ACK_SAMPLES ? flood->ack_count : ALARM_ACK_SAMPLES;
    out->median_ack_s = out->p90_ack_s = NAN;
    if (!count)
        return;
    memcpy(sorted, flood->ack_s, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    out->median_ack_s = sorted[(count - 1) / 2];
    out->p90_ack_s = sorted[(count * 9 + 9) / 10 - 1];
}

static void put_alarm(struct alarm_metrics *out, const struct alarm *alarm, struct wall now)
{
    enum { DAY_MS = 24 * 3600 * 1000 };
    out->chattering += alarm->chatter.is_on;
    out->shelved += alarm->state == ALARM_SHELVED;
    out->suppressed += alarm->state == ALARM_SUPPRESSED;
    out->out_of_service += alarm->state == ALARM_OUT_OF_SERVICE;
    if (!alarm_state_is_shown(alarm->state))
        return;
    if (alarm_is_active(alarm)) {
        out->active[alarm->code.priority - 1]++;
        out->standing += wall_ms_since(alarm->raised_at, now) > DAY_MS;
    }
    out->returned += alarm->state == ALARM_RETURNED;
    if (alarm->state != ALARM_UNACKNOWLEDGED)
        return;
    out->unacknowledged++;
    out->unacknowledged_high += alarm->code.priority <= ALARM_HIGH;
    if (!out->oldest.us || alarm->raised_at.us < out->oldest.us)
        out->oldest = alarm->raised_at;
}

/* Once a second, or when an alarm has changed: a screen asks at each key. */
static void count_open(struct alarm_book *book, const struct site *site, struct wall now)
{
    int64_t second = now.us / 1000000;
    if (book->counted_changes == book->changes && book->counted_second == second)
        return;
    book->counted = (struct alarm_metrics){0};
    book->counted_changes = book->changes;
    book->counted_second = second;
    for (size_t i = 0; i < alarm_open_count(site); i++)
        put_alarm(&book->counted, alarm_open_at(site, i), now);
    for (size_t i = 0; i < book->subtree.count; i++) {
        book->counted.shelved += alarm_word_runs(&book->subtree.at[i].shelf, now);
        book->counted.out_of_service += alarm_word_runs(&book->subtree.at[i].service, now);
    }
}

struct alarm_metrics alarm_metrics_of(const struct site *site, struct wall now)
{
    const struct alarm_flood *flood = alarm_flood_of(site);
    count_open(site->alarms, site, now);
    struct alarm_metrics out = site->alarms->counted;
    out.last_10_min = flood->in_window;
    out.is_flood = flood->is_flood;
    out.flood_since = flood->since;
    put_times(&out, flood);
    return out;
}
