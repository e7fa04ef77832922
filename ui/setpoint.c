#include "ui/setpoint.h"

#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void setpoint_guard(const char *code, char out[3])
{
    size_t length = strlen(code), kept = 0;
    char back[2] = {'0', '0'};
    for (size_t i = length; i > 0 && kept < 2; i--)
        if (isalnum((unsigned char)code[i - 1]))
            back[kept++] = (char)toupper((unsigned char)code[i - 1]);
    out[0] = back[1];
    out[1] = back[0];
    out[2] = '\0';
}

struct guard_limits setpoint_limits(const struct site_device *device, int point)
{
    const struct point *p = &device->profile->point[point];
    struct guard_limits limits = {p->set_low, p->set_high, p->step};
    for (size_t i = 0; i < device->override_count; i++)
        if (device->override[i].point == point)
            limits = guard_narrow(limits, device->override[i].limits);
    return limits;
}

static const struct command *last_verified(const struct site *site, int32_t device_id,
                                           const char *point)
{
    size_t held = site->command_count < SITE_COMMANDS ? site->command_count : SITE_COMMANDS;
    for (size_t back = 1; back <= held; back++) {
        const struct command *command =
            &site->command[(site->command_count - back) % SITE_COMMANDS];
        if (command->device == device_id && !strcmp(command->point, point) &&
            command->state == COMMAND_VERIFIED && isfinite(command->seen))
            return command;
    }
    return NULL;
}

/* The facts of a point that moved its value, `back` from the newest of the journal; NULL = another
 * fact. An order of ours that came late is no change from outside. */
static const struct fact *change_of(const struct site *site, size_t back, int32_t device_id,
                                    const char *point)
{
    const struct fact *fact = &site->journal[(site->journal_count - back) % SITE_JOURNAL];
    bool is_change = fact->kind == FACT_COMMAND_VERIFIED ||
                     (fact->kind == FACT_CHANGED_OUTSIDE && !fact->code[0]);
    return is_change && fact->device == device_id && !strcmp(fact->point, point) ? fact : NULL;
}

static size_t journal_held(const struct site *site)
{
    return site->journal_count < SITE_JOURNAL ? site->journal_count : SITE_JOURNAL;
}

bool setpoint_undo_value(const struct site *site, int32_t device_id, const char *point,
                         double *value)
{
    const struct command *command = last_verified(site, device_id, point);
    *value = command ? command->seen : NAN;
    for (size_t back = 1; back <= journal_held(site); back++) {
        const struct fact *fact = change_of(site, back, device_id, point);
        if (fact && fact->kind == FACT_COMMAND_VERIFIED)
            break;
        if (fact && isfinite(fact->old_value))
            *value = fact->old_value;
    }
    return isfinite(*value);
}

/* As core's writes.h counts it, from what the journal holds. */
static double replaced_value(const struct site *site, int32_t device_id, const struct point *point,
                             struct wall now)
{
    double replaced = NAN;
    for (size_t back = journal_held(site); back >= 1; back--) {
        const struct fact *fact = change_of(site, back, device_id, point->id);
        if (!fact || wall_ms_since(fact->at, now) >= (int64_t)point->step_wait_s * 1000)
            continue;
        if (fact->kind == FACT_CHANGED_OUTSIDE)
            replaced = isfinite(replaced) ? replaced : fact->old_value;
        else if (guard_same(point, fact->new_value, replaced))
            replaced = NAN;
    }
    return replaced;
}

static bool is_reader(const char *role)
{
    return !strcmp(role, "supervisor") || !strcmp(role, "auditor") || !strcmp(role, "crew") ||
           !strcmp(role, "collector");
}

/* Why the point may not be written now, or NULL; the collector checks all of it again. */
static const char *obstacle(const struct world *world, int32_t device, int point)
{
    const struct site_device *d = &world->site->device[device];
    const struct point *p = &d->profile->point[point];
    if (p->access != ACCESS_WRITE)
        return refusal_sentence(REFUSAL_READ_ONLY);
    if (!world->is_database_up)
        return N_("No connection to the database: nothing can be changed now.");
    if (is_reader(world->session->role))
        return refusal_sentence(REFUSAL_RIGHT);
    if (!world->is_collector_up)
        return N_("The collector is silent: nothing can be changed now.");
    if (d->is_lost)
        return refusal_sentence(REFUSAL_LOST);
    if (site_reading(world->site, device, point, world->now).quality != QUALITY_GOOD)
        return refusal_sentence(REFUSAL_STALE);
    if (p->authority >= 0) {
        struct reading authority = site_reading(world->site, device, p->authority, world->now);
        if (authority.quality != QUALITY_GOOD || authority.value != p->authority_value)
            return refusal_sentence(REFUSAL_AUTHORITY);
    }
    const struct command *command = site_command(world->site, d->id, p->id);
    if (command && !command_is_final(command->state))
        return refusal_sentence(REFUSAL_BUSY);
    return NULL;
}

void setpoint_open(struct setpoint *dialog, const struct world *world, int32_t device, int point,
                   double wanted)
{
    const char *sentence = obstacle(world, device, point);
    const struct site *site = world->site;
    const struct site_device *d = &site->device[device];
    int32_t station = site_station_of(site, d->node);
    if (station < 0)
        station = d->node;
    const struct point *p = &d->profile->point[point];
    *dialog = (struct setpoint){
        .state = sentence ? SETPOINT_BARRED : SETPOINT_VALUE,
        .device_id = d->id,
        .station_id = site->node[station].id,
        .seen = site_reading(site, device, point, world->now).value,
        .wanted = NAN,
        .limits = setpoint_limits(d, point),
        .replaced = replaced_value(site, d->id, p, world->now),
        .ticket = dialog->ticket + 1,
    };
    snprintf(dialog->point, sizeof dialog->point, "%s", p->id);
    setpoint_guard(site->node[station].code, dialog->guard);
    if (sentence) {
        snprintf(dialog->error, sizeof dialog->error, "%s", _(sentence));
    } else if (isfinite(wanted)) {
        snprintf(dialog->input, sizeof dialog->input, "%.*f", point_decimals(p), wanted);
        dialog->length = strlen(dialog->input);
        dialog->is_undo = true;
    }
}

/* The nearest value that the register can hold. */
static double to_register(const struct point *point, double value)
{
    if (point->type == POINT_FLOAT32 || point->type == POINT_FLOAT64 || point->scale == 0)
        return value;
    return round((value - point->offset) / point->scale) * point->scale + point->offset;
}

bool setpoint_rounds(const struct point *point, double value, char *out, size_t size)
{
    char held[64];
    double rounded = to_register(point, value);
    if (fabs(rounded - value) <= fabs(point->scale) * 1e-6)
        return false;
    value_figure(point, rounded, held, sizeof held);
    snprintf(out, size, _("%.10g is written as %s: the register holds steps of %g"), value, held,
             fabs(point->scale));
    return true;
}

static void check_value(struct setpoint *dialog, const struct point *point)
{
    double typed;
    char low[32], high[32];
    const struct guard_limits *limits = &dialog->limits;
    dialog->error[0] = '\0';
    if (!conf_number(dialog->input, &typed)) {
        snprintf(dialog->error, sizeof dialog->error, "%s", _("Type a number."));
        return;
    }
    dialog->wanted = to_register(point, typed);
    dialog->note[0] = '\0';
    setpoint_rounds(point, typed, dialog->note, sizeof dialog->note);
    double slack = fabs(point->resolution) * 1e-6;
    if (dialog->wanted < limits->low - slack || dialog->wanted > limits->high + slack) {
        snprintf(low, sizeof low, "%.*f", point_decimals(point), limits->low);
        snprintf(high, sizeof high, "%.*f", point_decimals(point), limits->high);
        snprintf(dialog->error, sizeof dialog->error, _("Outside the limits %s to %s."), low, high);
    } else if (limits->step > 0 && fabs(dialog->wanted - dialog->seen) > limits->step + slack &&
               !guard_same(point, dialog->wanted, dialog->replaced)) {
        snprintf(low, sizeof low, "%.*f", point_decimals(point), limits->step);
        snprintf(dialog->error, sizeof dialog->error, _("A step may be at most %s."), low);
    } else if (fabs(dialog->wanted - dialog->seen) <= slack) {
        snprintf(dialog->error, sizeof dialog->error, "%s", _("That is the present value."));
    }
}

static void to_state(struct setpoint *dialog, enum setpoint_state state)
{
    dialog->state = state;
    dialog->input[0] = '\0';
    dialog->length = 0;
}

static enum setpoint_result enter_value(struct setpoint *dialog, const struct world *world)
{
    const struct point *point = sentence_point(world->site, dialog->device_id, dialog->point);
    if (!point)
        return SETPOINT_USED;
    check_value(dialog, point);
    if (!dialog->error[0])
        to_state(dialog, SETPOINT_GUARD);
    return SETPOINT_USED;
}

static enum setpoint_result enter_guard(struct setpoint *dialog, const struct world *world)
{
    if (strcasecmp(dialog->input, dialog->guard)) {
        snprintf(dialog->error, sizeof dialog->error, "%s",
                 _("These are not the last two of this station's code."));
        dialog->input[dialog->length = 0] = '\0';
        return SETPOINT_USED;
    }
    if (!world->is_live) {
        snprintf(dialog->error, sizeof dialog->error, "%s",
                 _("The values are no longer live: nothing was sent."));
        return SETPOINT_USED;
    }
    to_state(dialog, SETPOINT_ASKING);
    return SETPOINT_SEND;
}

static bool is_of_number(int key)
{
    return (key >= '0' && key <= '9') || key == '.' || key == '-' || key == '+';
}

/* A value stands as it was typed, so that "5,5" is refused and never becomes 55. */
static bool takes(const struct setpoint *dialog, int key)
{
    if (dialog->state == SETPOINT_VALUE)
        return key >= ' ' && key < 127;
    return dialog->state == SETPOINT_GUARD && key < 128 && isalnum(key);
}

#define VALUE_LENGTH 12

static void note_character(struct setpoint *dialog, int key)
{
    dialog->error[0] = '\0';
    if (dialog->state != SETPOINT_VALUE)
        return;
    if (dialog->length == VALUE_LENGTH)
        snprintf(dialog->error, sizeof dialog->error, _("A value has at most %d characters."),
                 VALUE_LENGTH);
    else if (!is_of_number(key))
        snprintf(dialog->error, sizeof dialog->error, "%s",
                 _("Only digits, a point and a sign make a number."));
}

/* The digits act as soon as both stand there: value, Enter, two digits, nothing more. */
static enum setpoint_result type(struct setpoint *dialog, const struct world *world, int key)
{
    size_t most = dialog->state == SETPOINT_GUARD ? 2 : VALUE_LENGTH;
    if (!takes(dialog, key))
        return SETPOINT_IGNORED;
    if (dialog->is_undo && dialog->state == SETPOINT_VALUE) {
        dialog->is_undo = false; /* typing replaces what was offered */
        dialog->length = 0;
    }
    note_character(dialog, key);
    if (dialog->length < most) {
        dialog->input[dialog->length++] = (char)key;
        dialog->input[dialog->length] = '\0';
    }
    if (dialog->state == SETPOINT_GUARD && dialog->length == 2)
        return enter_guard(dialog, world);
    return SETPOINT_USED;
}

enum setpoint_result setpoint_key(struct setpoint *dialog, const struct world *world, int key)
{
    bool is_typing = dialog->state == SETPOINT_VALUE || dialog->state == SETPOINT_GUARD;
    if (key == 27 || (key == '\n' && dialog->state == SETPOINT_ENDED)) {
        dialog->state = SETPOINT_CLOSED;
        return SETPOINT_LEAVE;
    }
    if (!is_typing)
        return SETPOINT_IGNORED;
    if (key == '\b') {
        dialog->is_undo = false;
        if (dialog->length)
            dialog->input[--dialog->length] = '\0';
        dialog->error[0] = '\0';
        return SETPOINT_USED;
    }
    if (key == '\n')
        return dialog->state == SETPOINT_VALUE ? enter_value(dialog, world) : SETPOINT_USED;
    return type(dialog, world, key);
}

void setpoint_type(struct setpoint *dialog, const struct world *world, const char *value)
{
    bool is_whole = true;
    if (dialog->state == SETPOINT_BARRED)
        return;
    for (const char *p = value; *p && is_whole; p++) {
        is_whole = is_of_number((unsigned char)*p) && dialog->length < VALUE_LENGTH;
        setpoint_key(dialog, world, (unsigned char)*p);
    }
    if (!is_whole)
        to_state(dialog, SETPOINT_VALUE);
    setpoint_key(dialog, world, '\n');
}

void setpoint_answer(struct setpoint *dialog, int64_t ticket, bool ok, int64_t command,
                     const char *code, const char *sentence)
{
    if (ticket != dialog->ticket || dialog->state != SETPOINT_ASKING)
        return;
    if (ok) {
        dialog->command = command;
        dialog->state = SETPOINT_UNDERWAY;
        return;
    }
    dialog->state = SETPOINT_ENDED;
    dialog->is_refused = code[0] != '\0';
    const char *word = sentence_code(code);
    snprintf(dialog->error, sizeof dialog->error, "%s%s%s", word, *word && *sentence ? " " : "",
             *word && refusal_of(code) != REFUSAL_NONE ? "" : lang_word(sentence));
}

bool setpoint_follow(struct setpoint *dialog, const struct world *world)
{
    if (dialog->state != SETPOINT_UNDERWAY || !world->site)
        return false;
    const struct command *command = site_command_of_id(world->site, dialog->command);
    if (!command || (command->state == dialog->last.state && dialog->last.id))
        return false;
    dialog->last = *command;
    if (command_is_final(command->state))
        dialog->state = SETPOINT_ENDED;
    return true;
}
