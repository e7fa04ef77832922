#include "backend/daemon_lines.h"

#include "backend/base/alloc.h"

#include <stdlib.h>

#define EACH_MS 10000

static struct append_line line_of(const struct line_stats *stats)
{
    return (struct append_line){.endpoint = stats->endpoint,
                                .device_id = (int32_t)stats->first,
                                .units = (int32_t)stats->devices,
                                .lost = (int32_t)stats->lost,
                                .is_up = stats->is_up,
                                .is_overloaded = stats->is_overloaded,
                                .requests = (int64_t)stats->requests,
                                .replies = (int64_t)stats->replies,
                                .timeouts = (int64_t)stats->timeouts,
                                .exceptions = (int64_t)stats->exceptions,
                                .broken = (int64_t)stats->broken,
                                .connects = (int64_t)stats->connects,
                                .asked = (int64_t)stats->asked_lately,
                                .failed = (int64_t)stats->failed_lately,
                                .replied = (int64_t)stats->replies_lately,
                                .unopened = (int64_t)stats->unopened_lately,
                                .rtt_us_mean = stats->rtt_us_mean,
                                .rtt_us_most = stats->rtt_us_most,
                                .round_ms = stats->round_ms};
}

static void tell(struct append *append, const struct field *field, struct wall since)
{
    size_t count = field_lines(field);
    struct line_stats *stats = alloc_array(count + 1, sizeof *stats);
    struct append_line *lines = alloc_array(count + 1, sizeof *lines);
    for (size_t i = 0; i < count; i++) {
        field_line_stats(field, i, &stats[i]);
        lines[i] = line_of(&stats[i]);
    }
    append_lines(append, since, lines, count);
    free(lines);
    free(stats);
}

void daemon_lines_start(struct daemon_lines *lines, struct wall now)
{
    *lines = (struct daemon_lines){now, mono_after_ms(clock_mono(), EACH_MS)};
}

void daemon_lines_turn(struct daemon_lines *lines, struct append *append, const struct field *field)
{
    struct mono now = clock_mono();
    if (!field || !mono_is_due(lines->due, now))
        return;
    lines->due = mono_after_ms(now, EACH_MS);
    tell(append, field, lines->since);
}
