/* Causes first: which open alarms explain which others. Only active, shown alarms are causes (of
 * one that is shelved, what it gathers stands up: nothing hides behind what is hidden). A pure
 * function of what is open now, so order of arrival and restarts cannot matter, and what remains
 * when a cause clears stands up by itself. Cost: O(depth of the tree) an alarm.
 *
 * Ladder for one alarm, the first that holds is its cause:
 *  1. the storm or the loss of its own device; of a changed set-point the first that was changed
 *     there within ALARM_SETTLE_US
 *  2. the gateway or line that its device hangs on
 *  3. its station's power
 *  4. a source or section above it that has stopped or is closed, nearest first
 *  5. the alarm that counts its kind everywhere (many lost, many changed outside)
 * A consequence may be noticed before its cause, but not longer than ALARM_SETTLE_US before. A wave
 * of changes outside reaches both ways as far as it goes on without such a pause; a line or a
 * network that dies slowly, one device after the other, back to where that began, for ALARM_LOSS_US
 * at most. No circles: a cause reaches further, or as far from further up, or is the older one. */
#pragma once
#include "backend/core/alarm_book.h"

#define ALARM_SETTLE_US (10 * 60 * 1000000LL)
#define ALARM_LOSS_US   (60 * 60 * 1000000LL)

/* What a reach explains, with a sentence a row: a floor that is wet is no consequence of a source's
 * stop. The first row that fits the cause counts. */
#define ALARM_BIT(kind) (1U << (kind))
struct alarm_reason {
    enum alarm_gather gather;
    uint32_t causes, kinds; /* bits of enum alarm_kind: of the cause, of what it explains */
    const char *sentence;   /* msgid */
};
extern const struct alarm_reason alarm_reasons[];
extern const size_t alarm_reason_count;

/* The nearest cause of an open alarm, or NULL: it stands by itself. */
const struct alarm *alarm_cause_of(const struct site *site, const struct alarm *alarm);
/* The top of the chain of causes; the alarm itself if it has none. */
const struct alarm *alarm_root_of(const struct site *site, const struct alarm *alarm);

/* What the list shows: one a line that stands by itself, with what it gathers. */
struct alarm_group {
    size_t alarm;           /* place of the cause, or of the alarm that stands alone */
    int32_t children;       /* open alarms below it */
    int32_t unacknowledged; /* of them, itself not counted */
    int32_t returned;       /* of them: over, and nobody has answered */
    uint8_t priority;       /* the worst of it and its children */
    size_t first_out;       /* place of what was raised first of all of these */
    int32_t stations;       /* that it reaches */
    int32_t households;
    size_t first_child; /* into alarm_groups.child, `children` of them, oldest first */
};

struct alarm_groups {          /* owned by the caller; give it to alarm_groups_finish() */
    struct alarm_group *group; /* unacknowledged first, then by priority, newest first */
    size_t count, room;
    size_t *child; /* places */
    size_t child_count, child_room;
};
/* Made anew from what is open (shown states only: held ones are listed elsewhere). Keeps its
 * memory from call to call. */
void alarm_groups_make(struct alarm_groups *groups, const struct site *site);
void alarm_groups_finish(struct alarm_groups *groups);
