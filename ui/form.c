#include "ui/form.h"

#include "backend/base/pinyin.h"
#include "backend/base/text.h"
#include "backend/base/uuid.h"
#include "ui/form_inside.h"
#include "ui/lang.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void form_start(struct form *form, enum desk_call call, const char *deed, int64_t id,
                const char *title)
{
    form_finish(form);
    form->call = call;
    form->id = id;
    uuid_make(form->client);
    snprintf(form->deed, sizeof form->deed, "%s", deed);
    snprintf(form->title, sizeof form->title, "%s", title);
}

void form_finish(struct form *form)
{
    for (int i = 0; i < form->count; i++)
        free(form->row[i].option.at);
    *form = (struct form){.state = FORM_CLOSED};
}

void form_tell(struct form *form, const char *label, const char *format, ...)
{
    char text[600];
    va_list arguments;
    if (form->abouts == FORM_ABOUT)
        return;
    struct form_line *line = &form->about[form->abouts++];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    text_clean(line->text, sizeof line->text, text, strlen(text));
    snprintf(line->label, sizeof line->label, "%s", label);
}

void form_fix(struct form *form, const char *name, const char *value)
{
    int at = 0;
    while (at < form->fixeds && strcmp(form->fixed[at].name, name))
        at++;
    if (at == FORM_FIXED)
        return;
    form->fixeds += at == form->fixeds;
    snprintf(form->fixed[at].name, sizeof form->fixed[at].name, "%s", name);
    snprintf(form->fixed[at].value, sizeof form->fixed[at].value, "%s", value);
}

struct form_row *form_add(struct form *form, enum form_kind kind, enum form_slot slot,
                          const char *name, const char *label)
{
    if (form->count == FORM_ROWS)
        free(form->row[--form->count].option.at);
    struct form_row *row = &form->row[form->count++];
    *row = (struct form_row){
        .kind = kind, .slot = slot, .label = label, .low = NAN, .high = NAN, .chosen = -1};
    snprintf(row->name, sizeof row->name, "%s", name);
    return row;
}

struct form_row *form_row_of(struct form *form, const char *name)
{
    for (int i = 0; i < form->count; i++)
        if (!strcmp(form->row[i].name, name))
            return &form->row[i];
    return NULL;
}

void form_option(struct form_row *row, const char *code, const char *label, const char *note)
{
    struct form_option *option = VEC_PUSH(&row->option);
    text_clean(option->code, sizeof option->code, code, strlen(code));
    text_clean(option->label, sizeof option->label, label, strlen(label));
    text_clean(option->note, sizeof option->note, note, strlen(note));
    pinyin_initials(option->initials, sizeof option->initials, option->label);
}

void form_options(struct form_row *row, const struct ticket_word *words)
{
    for (; words->code; words++)
        form_option(row, words->code, _(words->phrase), "");
}

void form_choose(struct form_row *row, const char *code)
{
    for (size_t i = 0; i < row->option.count; i++)
        if (!strcmp(row->option.at[i].code, code))
            row->chosen = (int)i;
}

void form_offer(struct form_row *row, const char *text)
{
    field_set(&row->field, text);
    row->is_offered = row->field.length > 0;
}

void form_arrived(struct form_row *row)
{
    row->is_awaited = false;
    if (row->chosen < 0 && row->option.count)
        row->chosen = 0;
}

const char *form_chosen(const struct form_row *row)
{
    return row->chosen >= 0 && (size_t)row->chosen < row->option.count
               ? row->option.at[row->chosen].code
               : "";
}

bool form_is_shown(const struct form *form, const struct form_row *row)
{
    for (int i = 0; row->unless && i < form->count; i++)
        if (!strcmp(form->row[i].name, row->unless) && form->row[i].is_ticked)
            return false;
    for (int i = 0; row->only && i < form->count; i++)
        if (!strcmp(form->row[i].name, row->only) &&
            strcmp(form_chosen(&form->row[i]), row->only_code))
            return false;
    return true;
}

const char *form_deed(const struct form *form)
{
    for (int i = 0; i < form->count; i++)
        if (form->row[i].slot == FORM_TO_DEED)
            return form_chosen(&form->row[i]);
    return form->deed;
}

/* ---- the request ---- */

static void put_number(struct form_request *out, const struct form_row *row, double value,
                       char *room)
{
    struct desk_request *desk = &out->desk;
    if (isnan(value))
        return;
    if (row->slot == FORM_TO_NUMBER)
        desk->number = value;
    else if (row->slot == FORM_TO_OTHER)
        desk->other = value;
    else if (row->slot == FORM_TO_NODE)
        desk->node = (int32_t)value;
    else if (row->slot == FORM_TO_ID)
        desk->id = (int64_t)value;
    else if (row->slot == FORM_TO_DETAIL)
        desk_request_add_number(desk, row->name, value, room, sizeof out->room[0]);
}

static void put_text(struct form_request *out, const struct form_row *row, const char *text,
                     char *room)
{
    struct desk_request *desk = &out->desk;
    switch (row->slot) {
    case FORM_TO_DETAIL: desk_request_add(desk, row->name, text); return;
    case FORM_TO_WORD: desk->word = text; return;
    case FORM_TO_WORDS: desk->words = text; return;
    case FORM_TO_DEED: desk->deed = text; return;
    case FORM_TO_NUMBER:
    case FORM_TO_OTHER:
    case FORM_TO_NODE:
    case FORM_TO_ID: put_number(out, row, *text ? strtod(text, NULL) : NAN, room); return;
    case FORM_TO_AT:
    case FORM_TO_NOWHERE: return;
    }
}

static void put_time(struct form_request *out, const struct form_row *row, struct wall now,
                     char *room)
{
    struct wall at;
    if (!form_row_time(row, now, &at))
        return;
    if (row->slot == FORM_TO_AT)
        out->desk.at = at;
    else
        put_number(out, row, (double)at.us / 1e6, room);
}

void form_request(const struct form *form, struct wall now, struct form_request *out)
{
    desk_request_init(&out->desk, form->call, form->deed);
    out->desk.id = form->id;
    out->desk.node = form->node;
    out->desk.client = form->client;
    for (int i = 0; i < form->fixeds; i++)
        desk_request_add(&out->desk, form->fixed[i].name, form->fixed[i].value);
    for (int i = 0; i < form->count; i++) {
        const struct form_row *row = &form->row[i];
        if (!form_is_shown(form, row))
            continue;
        switch (row->kind) {
        case FORM_CHOICE: put_text(out, row, form_chosen(row), out->room[i]); break;
        case FORM_TEXT: put_text(out, row, row->field.text, out->room[i]); break;
        case FORM_NUMBER: put_number(out, row, form_row_number(row), out->room[i]); break;
        case FORM_TIME: put_time(out, row, now, out->room[i]); break;
        case FORM_TICK: put_text(out, row, row->is_ticked ? "1" : "", out->room[i]); break;
        }
    }
}

/* ---- the answer ---- */

/* Refused because the crew has a job: the only reason that a person may pass over. */
static bool is_busy(const struct desk_answer *answer)
{
    return !strcmp(answer->code, "crew") && !strcmp(answer->why, "busy");
}

/* The database asks for what the form did not: the reason of a breach; or somebody else has the
 * ticket in hand. The rows for it come in, and it is sent again. */
static void ask_more(struct form *form, const struct desk_answer *answer)
{
    if (!strcmp(answer->code, "reason") && !form_row_of(form, "reason")) {
        struct form_row *row =
            form_add(form, FORM_CHOICE, FORM_TO_DETAIL, "reason", N_("reason, late"));
        row->is_needed = true;
        form_options(row, ticket_breaches);
        form_add(form, FORM_TEXT, FORM_TO_DETAIL, "reason_words", N_("in words"));
    } else if (!strcmp(answer->code, "claimed") && !form_row_of(form, "take")) {
        form_add(form, FORM_TICK, FORM_TO_DETAIL, "take", N_("take it over"));
        form_add(form, FORM_TEXT, FORM_TO_NOWHERE, "take_words", N_("because"));
    } else if (is_busy(answer) && !form_row_of(form, "second")) {
        form_add(form, FORM_TICK, FORM_TO_DETAIL, "second", N_("a second job"));
    }
}

/* The row that a refusal speaks of. */
static int row_meant(struct form *form, const struct desk_answer *answer)
{
    const char *name = !strcmp(answer->code, "reason")    ? "reason"
                       : !strcmp(answer->code, "claimed") ? "take"
                       : is_busy(answer)                  ? "second"
                       : !strcmp(answer->code, "crew")    ? "crew"
                                                          : answer->why;
    const struct form_row *row = form_row_of(form, name);
    return row ? (int)(row - form->row) : form->at;
}

bool form_answer(struct form *form, const struct desk_answer *answer)
{
    char since[16] = "";
    bool is_open_call = form->call == DESK_TICKET_OPEN || form->call == DESK_OUTAGE_START;
    if (form->state != FORM_ASKED || answer->call != form->call ||
        (!is_open_call && (answer->asked != form->id || strcmp(answer->deed, form_deed(form)))))
        return false;
    if (answer->is_ok) {
        form->state = FORM_CLOSED;
        return true;
    }
    form->state = FORM_OPEN;
    if (answer->since.us)
        wall_time_text(answer->since, since, sizeof since);
    ask_more(form, answer);
    form->at = row_meant(form, answer);
    snprintf(form->error, sizeof form->error, "%s%s%s%s%s %s",
             _(desk_refusal_sentence(answer->code)), answer->why[0] ? " " : "",
             answer->why[0] ? form_why(answer->why) : "", answer->who[0] ? "  " : "", answer->who,
             is_busy(answer) ? _("Space ticks a second job, Enter sends it.") : since);
    return true;
}
