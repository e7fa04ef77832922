#include "ui/notice.h"

#include "backend/core/alarm_book.h"
#include "backend/core/ticket_book.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    [NOTICE_OFF] = "off",
    [NOTICE_CRITICAL] = "critical",
    [NOTICE_HIGH] = "high",
    [NOTICE_ALL] = "all",
};

bool notice_level_of(const char *name, enum notice_level *out)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name)) {
            *out = (enum notice_level)i;
            return true;
        }
    return false;
}

const char *notice_level_name(enum notice_level level)
{
    return names[level];
}

void notice_init(struct notice *notice)
{
    *notice = (struct notice){.level = NOTICE_HIGH};
}

static int least_priority(enum notice_level level)
{
    switch (level) {
    case NOTICE_OFF: return 0;
    case NOTICE_CRITICAL: return ALARM_CRITICAL;
    case NOTICE_HIGH: return ALARM_HIGH;
    case NOTICE_ALL: return ALARM_MEDIUM;
    }
    return 0;
}

static void gather(struct notice *notice, const struct horn *horn)
{
    for (int priority = ALARM_CRITICAL; priority <= least_priority(notice->level); priority++) {
        const struct horn_news *news = &horn->news[priority];
        if (!news->count)
            continue;
        notice->alarms += news->count;
        notice->critical += priority == ALARM_CRITICAL ? news->count : 0;
        if (!notice->alarm || priority < notice->worst) {
            notice->alarm = news->first;
            notice->worst = priority;
        }
    }
    if (notice->level >= NOTICE_HIGH && horn->late.count) {
        notice->ticket = notice->clocks ? notice->ticket : horn->late.first;
        notice->clocks += horn->late.count;
    }
}

static void forget(struct notice *notice)
{
    notice->alarms = notice->critical = notice->clocks = notice->worst = 0;
    notice->alarm = notice->ticket = 0;
}

static void write_title(const struct notice *notice, char *out, size_t size)
{
    char alarms[100] = "", clocks[100] = "";
    if (notice->alarms)
        snprintf(alarms, sizeof alarms, _("new alarms: %d"), notice->alarms);
    if (notice->clocks)
        snprintf(clocks, sizeof clocks, _("clocks that run out: %d"), notice->clocks);
    snprintf(out, size, "heatdesk  %s%s%s", alarms, *alarms && *clocks ? "  " : "", clocks);
}

static void write_body(const struct notice *notice, const struct site *site, char *out, size_t size)
{
    char where[ALARM_TEXT] = "", what[ALARM_TEXT] = "";
    const struct alarm *alarm = notice->alarm ? alarm_of_id(site, notice->alarm) : NULL;
    *out = '\0';
    if (alarm) {
        alarm_text_where(site, alarm, where, sizeof where);
        alarm_text_condition(site, alarm, what, sizeof what);
        snprintf(out, size, "%.160s %.200s", where, what);
    } else if (notice->ticket > 0) {
        snprintf(out, size, "T%lld", (long long)notice->ticket);
    } else if (notice->ticket < 0) {
        snprintf(out, size, "O%lld", -(long long)notice->ticket);
    }
}

bool notice_hear(struct notice *notice, const struct horn *horn, const struct world *world,
                 struct notice_words *words)
{
    if (!world->site || !world->is_database_up)
        return false;
    gather(notice, horn);
    if (horn_silent_ms(horn, world->mono) > 0 && !notice->critical)
        forget(notice);
    bool is_early = notice->told.ns && mono_ms_since(notice->told, world->mono) < NOTICE_LEAST_MS;
    if (!(notice->alarms || notice->clocks) || is_early)
        return false;
    write_title(notice, words->title, sizeof words->title);
    write_body(notice, world->site, words->body, sizeof words->body);
    words->is_critical = notice->critical > 0;
    forget(notice);
    notice->told = world->mono;
    return true;
}
