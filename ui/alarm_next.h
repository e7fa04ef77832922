/* What a person can do about an alarm as it stands, with the sentence that the table of its life
 * has for it (alarm_rows): help that cannot differ from what happens. */
#pragma once
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_deed.h"

struct alarm_next {
    enum alarm_deed deed;
    const char *sentence; /* msgid */
};
/* Deeds that change its state; how many. */
int alarm_next_of(const struct site *site, const struct alarm *alarm,
                  struct alarm_next out[ALARM_DEED_COUNT]);
