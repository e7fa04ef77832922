/* Repair crews as the database has them: what each does, since when, and when its next word is
 * expected (6.2.2, 7.3.2).
 *
 * Facts: crew_changed new_value = crew id, code, text; crew_status new_value = crew id, code =
 * status; crew_checked_in old_value = next check-in (s since 1970); crew_silent; roster_changed. */
#pragma once
#include "backend/core/fact.h"

#include <stddef.h>

struct site;

struct crew {
    int32_t id;
    char code[24], name[64], phone[48];
    char status[16];                         /* off_duty free on_job under_way on_site break */
    struct wall since, next_check, last_end; /* us 0 = none */
    bool is_silent, is_on_duty;
    bool is_mine;  /* this session's person belongs to it */
    int32_t load;  /* open tickets */
    char jobs[64]; /* "T7 T9" */
};

/* Replaces all crews; copied. In order of code. */
void site_put_crews(struct site *site, const struct crew *crews, size_t count);
size_t crew_count(const struct site *site);
const struct crew *crew_at(const struct site *site, size_t index);
const struct crew *crew_of_id(const struct site *site, int32_t id);         /* NULL = none */
const struct crew *crew_of_code(const struct site *site, const char *code); /* or name; NULL */
uint64_t crew_changes(const struct site *site);
