#include "ui/horn.h"

#include "backend/core/alarm_cause.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"

#include <stdlib.h>
#include <string.h>

void horn_finish(struct horn *horn)
{
    free(horn->heard.at);
    free(horn->waiting.at);
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool is_heard(const struct horn *horn, int64_t id)
{
    return horn->heard.count &&
           bsearch(&id, horn->heard.at, horn->heard.count, sizeof id, by_id) != NULL;
}

static void note(struct horn_news *news, int64_t id)
{
    if (!news->count++)
        news->first = id;
}

/* What is worse than all that gathers it rings as if it stood alone: a person who has heard of a
 * lesser trouble has not heard of this. */
static bool is_covered(const struct site *site, const struct alarm *alarm)
{
    const struct alarm *cause = alarm_cause_of(site, alarm);
    while (cause && cause->code.priority > alarm->code.priority)
        cause = alarm_cause_of(site, cause);
    return cause != NULL;
}

/* A cause once heard stays heard, whatever gathers it later: only its first stand rings. */
static void listen_to(struct horn *horn, const struct site *site, const struct alarm *alarm)
{
    bool is_critical = alarm->code.priority == ALARM_CRITICAL;
    bool is_known = is_heard(horn, alarm->id);
    if (!is_known && is_covered(site, alarm))
        return;
    *VEC_PUSH(&horn->waiting) = alarm->id;
    horn->has_critical |= is_critical;
    if (is_known)
        return;
    horn->is_critical_due |= is_critical;
    horn->is_due |= !is_critical && horn->has_opened;
    if (is_critical || horn->has_opened)
        note(&horn->news[alarm->code.priority], alarm->id);
}

static void listen_all(struct horn *horn, const struct site *site)
{
    horn->waiting.count = 0;
    horn->has_critical = false;
    for (size_t i = 0, count = alarm_open_count(site); i < count; i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        if (alarm->state == ALARM_UNACKNOWLEDGED && alarm->code.priority < ALARM_NOTICE)
            listen_to(horn, site, alarm);
    }
    if (horn->waiting.count)
        qsort(horn->waiting.at, horn->waiting.count, sizeof *horn->waiting.at, by_id);
    horn->heard.count = 0;
    for (size_t i = 0; i < horn->waiting.count; i++)
        *VEC_PUSH(&horn->heard) = horn->waiting.at[i];
    /* What was answered before its ring came rings no more. */
    horn->is_critical_due &= horn->has_critical;
    horn->is_due &= horn->heard.count > 0;
    horn->has_opened = true;
}

/* ---- clocks ---- */

static bool is_between(int64_t us, struct wall from, struct wall to)
{
    return us > from.us && us <= to.us;
}

static bool has_crossed(const struct ticket_clock *clock, struct wall from, struct wall to)
{
    int64_t late = clock->due.us - (clock->due.us - clock->started.us) / 4;
    return clock_is_running(clock) &&
           (is_between(late, from, to) || is_between(clock->due.us, from, to));
}

static bool has_any_crossed(const struct ticket_clock *clock, int count, struct wall from,
                            struct wall to)
{
    for (int i = 0; i < count; i++)
        if (has_crossed(&clock[i], from, to))
            return true;
    return false;
}

/* Each second at most: a key does not look at all tickets. */
static void listen_to_clocks(struct horn *horn, const struct world *world)
{
    const struct site *site = world->site;
    struct wall from = horn->clocks, to = world->now;
    if (from.us && wall_ms_since(from, to) < 1000 && to.us >= from.us)
        return;
    horn->clocks = to;
    if (!from.us)
        return;
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        if (ticket->cycle && ticket_is_open(ticket) &&
            has_any_crossed(ticket->clock, ticket->clock_count, from, to))
            note(&horn->late, ticket->id);
    }
    for (size_t i = 0; i < outage_count(site); i++) {
        const struct outage *outage = outage_at(site, i);
        if (has_any_crossed(outage->clock, outage->clock_count, from, to))
            note(&horn->late, -outage->id);
    }
    horn->is_clock_due |= horn->late.count > 0;
}

static bool has_passed(struct mono since, struct mono now, int64_t ms)
{
    return !since.ns || mono_ms_since(since, now) >= ms;
}

static bool decide(struct horn *horn, struct mono now)
{
    bool is_critical = horn->is_critical_due && has_passed(horn->critical, now, HORN_CRITICAL_MS);
    if (is_critical)
        horn->quiet = (struct mono){0};
    bool is_silent = horn_silent_ms(horn, now) > 0;
    horn->is_due &= !is_silent;
    horn->is_clock_due &= !is_silent;
    bool is_again = horn->has_critical && !is_silent && has_passed(horn->rung, now, HORN_AGAIN_MS);
    bool is_wanted = is_critical || horn->is_due || horn->is_clock_due || is_again;
    if (!is_wanted || !has_passed(horn->rung, now, HORN_LEAST_MS))
        return false;
    if (is_critical) {
        horn->critical = now;
        horn->is_critical_due = false;
    }
    horn->is_due = horn->is_clock_due = false;
    horn->rung = now;
    return true;
}

bool horn_hear(struct horn *horn, const struct world *world)
{
    const struct site *site = world->site;
    memset(horn->news, 0, sizeof horn->news);
    horn->late = (struct horn_news){0};
    if (!site || !world->is_database_up)
        return false;
    uint64_t version = site->changes - site->observed;
    if (horn->site != site || horn->version != version || !horn->has_opened)
        listen_all(horn, site);
    horn->site = site;
    horn->version = version;
    listen_to_clocks(horn, world);
    return decide(horn, world->mono);
}

void horn_silence(struct horn *horn, struct mono now)
{
    horn->quiet = mono_after_ms(now, HORN_SILENT_MS);
    horn->is_due = horn->is_critical_due = horn->is_clock_due = false;
}

int64_t horn_silent_ms(const struct horn *horn, struct mono now)
{
    int64_t rest = horn->quiet.ns ? -mono_ms_since(horn->quiet, now) : 0;
    return rest > 0 ? rest : 0;
}
