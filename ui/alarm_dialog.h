/* The one dialog of the alarms as a state, not a loop: a note for an answer, time and reason of a
 * shelf, the work that takes something out of service. It holds the ids that were visible when it
 * opened, and those are asked for. Enter does it, Esc leaves all as it was. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_deed.h"
#include "ui/field.h"

enum alarm_field { ALARM_FIELD_TEXT, ALARM_FIELD_MINUTES, ALARM_FIELD_ONE_SHOT };

#define ALARM_SHELF_MINUTES 60 /* offered */

struct alarm_dialog { /* embedded; alarm_dialog_finish() frees */
    bool is_open;
    enum alarm_deed deed;
    VEC(int64_t) id;
    int32_t node; /* id: it and all below it, instead of alarms; 0 */
    struct field text, minutes;
    enum alarm_field at;
    bool is_one_shot;
    bool is_offered; /* the minutes were not typed: a digit replaces them */
    bool needs_text;
    bool is_doubted;   /* what is doubtful about it was told: Enter means it */
    const char *error; /* msgid, NULL = none */
};

enum alarm_dialog_result {
    ALARM_DIALOG_IGNORED,
    ALARM_DIALOG_USED,
    ALARM_DIALOG_SEND,  /* ask now: alarm_dialog_ask(); it is closed already */
    ALARM_DIALOG_LEAVE, /* closed */
};

/* `minutes` 0: what is usual. */
void alarm_dialog_open(struct alarm_dialog *dialog, enum alarm_deed deed, const int64_t *ids,
                       size_t count, int32_t node, int minutes);
void alarm_dialog_finish(struct alarm_dialog *dialog);
enum alarm_dialog_result alarm_dialog_key(struct alarm_dialog *dialog, uint32_t press);
/* What is asked for; it points into the dialog. */
struct alarm_ask alarm_dialog_ask(const struct alarm_dialog *dialog);
/* Whether it has fields for the time. */
bool alarm_dialog_has_time(const struct alarm_dialog *dialog);
/* Whether it may end with the alarm, too: a node has no end of its own. */
bool alarm_dialog_has_once(const struct alarm_dialog *dialog);
/* As typed; -1 = no number, 0 = empty. */
int alarm_dialog_minutes(const struct alarm_dialog *dialog);
