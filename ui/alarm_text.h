/* An alarm in words for lists, panes and filters: where, what, since when, in which state. Pure. */
#pragma once
#include "backend/core/alarm_book.h"
#include "backend/core/site.h"

#define ALARM_TEXT 400

/* "S0417 Binhe": the station, else the node; the plant's own alarms are everywhere. */
void alarm_text_where(const struct site *site, const struct alarm *alarm, char *out, size_t size);
/* What was the case when it was raised, with value and limit: "supply too high 66.0 > 65.0 C". */
void alarm_text_condition(const struct site *site, const struct alarm *alarm, char *out,
                          size_t size);
/* The same in so many cells: names give way to what is the case, with value and limit: "secondary
 * retu~ too low 0.12 < 0.15 MPa", "P2h.1 too low …", "P2h.1 0.12 < 0.15 MPa". What does not fit
 * even so is not cut. */
void alarm_text_fit(const struct site *site, const struct alarm *alarm, int cells, char *out,
                    size_t size);
/* Whether place, point, condition, who or note contain it, letters without case. */
bool alarm_text_matches(const struct site *site, const struct alarm *alarm, const char *filter);
/* For columns, local time in 5 or 8 cells; what is a day away, before or after, as "01-14". */
void alarm_text_time(struct wall at, struct wall now, int cells, char *out, size_t size);
/* For sentences: "22:47", of another day "01-14 22:47". */
void alarm_text_moment(struct wall at, struct wall now, char *out, size_t size);
/* How long it has been there, or was. */
int64_t alarm_text_lasted_ms(const struct alarm *alarm, struct wall now);
/* Whether an answer is still asked for: unacknowledged, or returned before anybody answered. */
bool alarm_text_is_loud(const struct alarm *alarm);
/* Whether somebody's answer counts: one that a new call has made void does not. */
bool alarm_text_is_answered(const struct alarm *alarm);
/* "9,300" */
void alarm_text_count(int count, char *out, size_t size);
