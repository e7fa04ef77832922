/* Style roles: what a piece of text means, never what colour it has. A theme gives each role its
 * look (themes/ *.theme); a role that a theme leaves out takes the look of the role before its last
 * dot, and at last that of "text". An alarm's chip waits for a person (alarm.PRIORITY), was
 * answered and stands (.seen), or has gone by itself (alarm.returned); alarm.off is the dark half
 * of the flashing, ui/flash.h. A statutory clock has passed 50, 75 or 90 % of its limit or all of
 * it (clock.*); clock.mark is the marker of one that waits for a person. The lines of a plot are
 * trend.1 … trend.6, each with its number beside it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define STYLE_LIST(X)                                                                              \
    X(TEXT, "text")                                                                                \
    X(DIM, "text.dim")                                                                             \
    X(EMPHASIS, "text.emphasis")                                                                   \
    X(HEADING, "heading")                                                                          \
    X(TITLE, "title")                                                                              \
    X(SELECTION, "selection")                                                                      \
    X(BORDER, "border")                                                                            \
    X(KEY, "key")                                                                                  \
    X(EDIT, "edit")                                                                                \
    X(NOTICE, "notice")                                                                            \
    X(PENDING, "pending")                                                                          \
    X(TREND, "trend")                                                                              \
    X(TREND_1, "trend.1")                                                                          \
    X(TREND_2, "trend.2")                                                                          \
    X(TREND_3, "trend.3")                                                                          \
    X(TREND_4, "trend.4")                                                                          \
    X(TREND_5, "trend.5")                                                                          \
    X(TREND_6, "trend.6")                                                                          \
    X(VALUE_STALE, "value.stale")                                                                  \
    X(VALUE_MANUAL, "value.manual")                                                                \
    X(VALUE_BAD, "value.bad")                                                                      \
    X(VALUE_LOST, "value.lost")                                                                    \
    X(ALARM_CRITICAL, "alarm.critical")                                                            \
    X(ALARM_HIGH, "alarm.high")                                                                    \
    X(ALARM_MEDIUM, "alarm.medium")                                                                \
    X(ALARM_NOTICE, "alarm.notice")                                                                \
    X(ALARM_CRITICAL_SEEN, "alarm.critical.seen")                                                  \
    X(ALARM_HIGH_SEEN, "alarm.high.seen")                                                          \
    X(ALARM_MEDIUM_SEEN, "alarm.medium.seen")                                                      \
    X(ALARM_NOTICE_SEEN, "alarm.notice.seen")                                                      \
    X(ALARM_RETURNED, "alarm.returned")                                                            \
    X(ALARM_OFF, "alarm.off")                                                                      \
    X(CLOCK_HALF, "clock.half")                                                                    \
    X(CLOCK_LATE, "clock.late")                                                                    \
    X(CLOCK_SHORT, "clock.short")                                                                  \
    X(CLOCK_BREACHED, "clock.breached")                                                            \
    X(CLOCK_MARK, "clock.mark")

enum style {
#define X(id, name) STYLE_##id,
    STYLE_LIST(X)
#undef X
        STYLE_COUNT
};

const char *style_name(enum style style);
/* STYLE_COUNT if no role has this name. */
enum style style_of(const char *name);
