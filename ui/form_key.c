/* What a key does in a form. */
#include "backend/base/text.h"
#include "ui/form_inside.h"
#include "ui/form_time.h"
#include "ui/keymap.h"
#include "ui/lang.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(const char *text)
{
    return !text[strspn(text, " ")];
}

double form_row_number(const struct form_row *row)
{
    const char *text = row->field.text + strspn(row->field.text, " ");
    char *end;
    double value = strtod(text, &end);
    return end == text || !is_blank(end) || strspn(text, "+-.0123456789 ") != strlen(text) ? NAN
                                                                                           : value;
}

bool form_row_time(const struct form_row *row, struct wall now, struct wall *out)
{
    return !is_blank(row->field.text) && form_time_read(row->field.text, now, row->is_ahead, out);
}

const char *form_why(const char *why)
{
    static const struct {
        const char *why, *phrase;
    } words[] = {
        {"future", N_("It lies in the future.")},
        {"past", N_("It lies in the past.")},
        {"report", N_("It lies before the report.")},
        {"far", N_("It lies more than 30 days ahead.")},
        {"due", N_("The limit ran out meanwhile: only a shift leader dates it back.")},
    };
    enum ticket_state state;
    enum clock_purpose purpose;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].why, why))
            return _(words[i].phrase);
    if (ticket_state_of(why, &state))
        return _(ticket_state_phrase(state));
    if (strcmp(desk_missing_phrase(why), why) || !clock_purpose_of(why, &purpose))
        return lang_word(desk_missing_phrase(why));
    return _(clock_purpose_phrase(purpose));
}

/* ---- is it complete? ---- */

static bool is_empty(const struct form_row *row)
{
    switch (row->kind) {
    case FORM_CHOICE: return row->chosen < 0;
    case FORM_TICK: return !row->is_ticked;
    case FORM_TEXT:
    case FORM_NUMBER:
    case FORM_TIME: return is_blank(row->field.text);
    }
    return false;
}

/* A sentence, or NULL if the row is good. */
static bool find_fault(struct form *form, const struct form_row *row, struct wall now)
{
    char *error = form->error;
    size_t size = sizeof form->error;
    struct wall at;
    if (!form_is_shown(form, row))
        return false;
    if (row->is_awaited)
        snprintf(error, size, "%s", _("It is still being read."));
    else if (is_empty(row) && row->is_needed)
        snprintf(error, size, _("%s: something is expected here."), _(row->label));
    else if (is_empty(row))
        return false;
    else if (row->kind == FORM_TIME && !form_row_time(row, now, &at))
        snprintf(error, size, "%s",
                 _("A time is expected: 14:30, 01-16 14:30, +90 (minutes), +2h."));
    else if (row->kind == FORM_NUMBER &&
             !(form_row_number(row) >= (isnan(row->low) ? -1e15 : row->low) &&
               form_row_number(row) <= (isnan(row->high) ? 1e15 : row->high))) {
        if (isnan(row->low) || isnan(row->high))
            snprintf(error, size, "%s", _("A number is expected."));
        else
            snprintf(error, size, _("%g to %g is expected."), row->low, row->high);
    } else
        return false;
    return true;
}

static bool is_complete(struct form *form, struct wall now)
{
    form->error[0] = '\0';
    for (int i = 0; i < form->count; i++)
        if (find_fault(form, &form->row[i], now)) {
            form->at = i;
            return false;
        }
    return true;
}

/* ---- keys ---- */

/* A choice of one is none: nobody stops there. */
static bool is_settled(const struct form_row *row)
{
    return row->kind == FORM_CHOICE && !row->is_awaited && row->option.count == 1 &&
           row->chosen == 0;
}

static void next_row(struct form *form, int step)
{
    for (int i = 0; i < form->count; i++) {
        form->at = (form->at + step + form->count) % form->count;
        if (form_is_shown(form, &form->row[form->at]) && !is_settled(&form->row[form->at]))
            return;
    }
}

void form_open(struct form *form)
{
    form->state = FORM_OPEN;
    if (form->count && is_settled(&form->row[form->at]))
        next_row(form, 1);
}

static bool step_choice(struct form_row *row, int step)
{
    int count = (int)row->option.count;
    if (!count)
        return false;
    row->chosen =
        row->chosen < 0 ? (step > 0 ? 0 : count - 1) : (row->chosen + step + count) % count;
    return true;
}

/* The next option that begins with the letter, by code or initials. */
static bool letter_choice(struct form_row *row, int letter)
{
    int count = (int)row->option.count;
    for (int i = 1; i <= count; i++) {
        int at = (row->chosen + i + count) % count;
        const struct form_option *option = &row->option.at[at];
        if (tolower((unsigned char)option->initials[0]) == letter ||
            tolower((unsigned char)option->code[0]) == letter) {
            row->chosen = at;
            return true;
        }
    }
    return false;
}

/* Where words may follow, letters are words: they would be half swallowed by a choice. */
static bool key_in_choice(struct form_row *row, uint32_t key, bool has_words)
{
    if (key == PRESS_LEFT || key == PRESS_RIGHT || key == ' ')
        return step_choice(row, key == PRESS_LEFT ? -1 : 1);
    if (key >= '1' && key <= '9' && key - '1' < row->option.count) {
        row->chosen = (int)(key - '1');
        return true;
    }
    return !has_words && key < 128 && isalpha((int)key) && letter_choice(row, tolower((int)key));
}

/* Up and down go through the options of a list before they leave it. */
static bool moves_in_list(struct form_row *row, uint32_t key)
{
    int count = (int)row->option.count;
    if (row->kind != FORM_CHOICE || !row->is_list)
        return false;
    if (key == PRESS_DOWN && row->chosen + 1 < count)
        return step_choice(row, 1);
    return key == PRESS_UP && row->chosen > 0 && step_choice(row, -1);
}

static bool key_in_field(struct form_row *row, uint32_t press)
{
    bool is_text = row->kind == FORM_TEXT;
    uint32_t key = is_text ? press : keymap_narrow(press);
    bool is_typed = key >= ' ' && key < PRESS_UP;
    if (!is_text && is_typed && (key > 127 || !strchr("0123456789+-.:/ hdm", (int)key)))
        return false;
    if (row->is_offered && is_typed)
        field_set(&row->field, "");
    bool is_used = field_key(&row->field, key);
    row->is_offered &= !is_used;
    row->is_typed |= is_used;
    return is_used;
}

static bool key_in_row(struct form *form, struct form_row *row, uint32_t press)
{
    const struct form_row *then = row->then ? form_row_of(form, row->then) : NULL;
    switch (row->kind) {
    case FORM_CHOICE:
        return key_in_choice(row, keymap_narrow(press), then && then->kind == FORM_TEXT);
    case FORM_TICK:
        row->is_ticked ^= keymap_narrow(press) == ' ';
        return keymap_narrow(press) == ' ';
    case FORM_TEXT:
    case FORM_NUMBER:
    case FORM_TIME: return key_in_field(row, press);
    }
    return false;
}

/* A choice by hand stands, and those that go by it follow. */
static void chosen_by_hand(struct form *form, struct form_row *row)
{
    struct form_row *other = row->decides ? form_row_of(form, row->decides) : NULL;
    row->is_own = true;
    row->is_decided = false;
    if (!other || other->is_own || row->chosen < 0)
        return;
    form_choose(other, row->decided(form_chosen(row)));
    other->is_decided = true;
}

static enum form_result try_to_send(struct form *form, struct wall now)
{
    if (!is_complete(form, now))
        return FORM_USED;
    form->state = FORM_ASKED;
    return FORM_SEND;
}

enum form_result form_key(struct form *form, uint32_t press, struct wall now)
{
    if (press == PRESS_ESC) {
        form->state = FORM_CLOSED;
        return FORM_LEAVE;
    }
    if (form->state != FORM_OPEN)
        return FORM_IGNORED; /* what is asked is asked: a second Enter asks nothing */
    if (press == PRESS_ENTER)
        return try_to_send(form, now);
    if (!form->count)
        return FORM_IGNORED;
    struct form_row *row = &form->row[form->at];
    if (moves_in_list(row, press)) {
        chosen_by_hand(form, row);
        return FORM_USED;
    }
    bool has_led = form->has_led;
    form->has_led = false;
    if (press == PRESS_TAB && has_led)
        return FORM_USED; /* the digit has led there already */
    if (press == PRESS_TAB || press == PRESS_DOWN || press == PRESS_UP) {
        next_row(form, press == PRESS_UP ? -1 : 1);
        return FORM_USED;
    }
    uint32_t key = keymap_narrow(press);
    bool is_choice = row->kind == FORM_CHOICE, is_typed = press > ' ' && press < PRESS_UP;
    bool is_used = key_in_row(form, row, press);
    if (is_choice && is_used)
        chosen_by_hand(form, row);
    struct form_row *then = is_choice && row->then ? form_row_of(form, row->then) : NULL;
    if (then && is_typed && (!is_used || (key >= '1' && key <= '9'))) {
        form->at = (int)(then - form->row);
        form->has_led = is_used;
        is_used = is_used || key_in_row(form, then, press);
    }
    form->error[0] = '\0';
    if (is_choice && !is_used && is_typed)
        snprintf(form->error, sizeof form->error, "%s",
                 _("A choice: Left, Right, a digit or a first letter; Tab leads on."));
    return is_used ? FORM_USED : FORM_IGNORED;
}
