#include "ui/alarm_dialog.h"

#include "backend/core/alarm.h"
#include "ui/keymap.h"
#include "ui/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTES_MOST ((int)(ALARM_SHELF_MOST_MS / 60000))

void alarm_dialog_open(struct alarm_dialog *dialog, enum alarm_deed deed, const int64_t *ids,
                       size_t count, int32_t node, int minutes)
{
    char text[16];
    dialog->id.count = 0;
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(&dialog->id) = ids[i];
    dialog->deed = deed;
    dialog->node = node;
    dialog->at = ALARM_FIELD_TEXT;
    dialog->is_one_shot = false;
    dialog->is_offered = true;
    dialog->is_doubted = false;
    dialog->needs_text = deed == DEED_SHELVE || deed == DEED_OUT_OF_SERVICE;
    dialog->error = NULL;
    dialog->is_open = true;
    snprintf(text, sizeof text, "%d", minutes ? minutes : ALARM_SHELF_MINUTES);
    field_set(&dialog->minutes, text);
    field_set(&dialog->text, "");
}

void alarm_dialog_finish(struct alarm_dialog *dialog)
{
    free(dialog->id.at);
    *dialog = (struct alarm_dialog){0};
}

bool alarm_dialog_has_time(const struct alarm_dialog *dialog)
{
    return dialog->deed == DEED_SHELVE;
}

bool alarm_dialog_has_once(const struct alarm_dialog *dialog)
{
    return alarm_dialog_has_time(dialog) && !dialog->node;
}

int alarm_dialog_minutes(const struct alarm_dialog *dialog)
{
    const char *text = dialog->minutes.text;
    size_t digits = strspn(text, "0123456789");
    if (text[digits] || digits > 6)
        return -1;
    return digits ? atoi(text) : 0;
}

/* The field in error takes the cursor. */
static bool is_complete(struct alarm_dialog *dialog)
{
    int minutes = alarm_dialog_minutes(dialog);
    bool is_timed = minutes > 0 && minutes <= MINUTES_MOST;
    dialog->error = NULL;
    if (alarm_dialog_has_time(dialog) && !is_timed) {
        dialog->at = ALARM_FIELD_MINUTES;
        dialog->error = N_("1 to 480 minutes are expected.");
    } else if (dialog->needs_text && !dialog->text.text[strspn(dialog->text.text, " ")]) {
        dialog->at = ALARM_FIELD_TEXT;
        dialog->error = dialog->deed == DEED_ACKNOWLEDGE ? N_("This alarm asks for a note.")
                        : dialog->deed == DEED_SHELVE    ? N_("A shelf asks for a reason.")
                                                         : N_("Say which work it is.");
    }
    return !dialog->error;
}

static void next_field(struct alarm_dialog *dialog, int step)
{
    int count = 1 + alarm_dialog_has_time(dialog) + alarm_dialog_has_once(dialog);
    dialog->at = (enum alarm_field)(((int)dialog->at + step + count) % count);
}

static bool type(struct alarm_dialog *dialog, uint32_t press)
{
    uint32_t narrow = keymap_narrow(press);
    bool is_digit = narrow >= '0' && narrow <= '9';
    dialog->error = NULL;
    dialog->is_doubted = false;
    switch (dialog->at) {
    case ALARM_FIELD_TEXT: return field_key(&dialog->text, press);
    case ALARM_FIELD_MINUTES:
        if (is_digit && dialog->is_offered)
            field_set(&dialog->minutes, "");
        dialog->is_offered &= !is_digit && press != PRESS_BACKSPACE;
        if (press == PRESS_BACKSPACE)
            return field_key(&dialog->minutes, press);
        return is_digit && dialog->minutes.length < 4 && field_key(&dialog->minutes, narrow);
    case ALARM_FIELD_ONE_SHOT: dialog->is_one_shot ^= narrow == ' '; return narrow == ' ';
    }
    return false;
}

enum alarm_dialog_result alarm_dialog_key(struct alarm_dialog *dialog, uint32_t press)
{
    if (press == PRESS_ESC) {
        dialog->is_open = false;
        return ALARM_DIALOG_LEAVE;
    }
    if (press == PRESS_ENTER) {
        if (!is_complete(dialog))
            return ALARM_DIALOG_USED;
        dialog->is_open = false;
        return ALARM_DIALOG_SEND;
    }
    if (press == PRESS_TAB || press == PRESS_DOWN || press == PRESS_UP) {
        next_field(dialog, press == PRESS_UP ? -1 : 1);
        return ALARM_DIALOG_USED;
    }
    return type(dialog, press) ? ALARM_DIALOG_USED : ALARM_DIALOG_IGNORED;
}

struct alarm_ask alarm_dialog_ask(const struct alarm_dialog *dialog)
{
    bool has_time = alarm_dialog_has_time(dialog);
    return (struct alarm_ask){.deed = dialog->deed,
                              .id = dialog->id.at,
                              .count = dialog->node ? 0 : dialog->id.count,
                              .node = dialog->node,
                              .minutes = has_time ? alarm_dialog_minutes(dialog) : 0,
                              .is_one_shot = has_time && dialog->is_one_shot,
                              .text = dialog->text.text};
}
