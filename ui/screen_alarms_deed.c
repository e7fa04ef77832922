/* What a person does about alarms: the ids that are in sight go into the ask, the fact tells the
 * rest. */
#include "backend/base/vec.h"
#include "ui/alarm_text.h"
#include "ui/alarm_work.h"
#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/rows_alarm.h"
#include "ui/screen_alarms.h"

#include <stdlib.h>
#include <string.h>

struct targets {
    VEC(int64_t) id;
    bool needs_note;
};

static bool fits(const struct alarm *alarm, enum alarm_deed deed)
{
    switch (deed) {
    case DEED_ACKNOWLEDGE: return alarm_text_is_loud(alarm);
    case DEED_UNACKNOWLEDGE: return alarm->state == ALARM_ACKNOWLEDGED && !alarm->code.is_unasked;
    case DEED_RESET: return alarm->state == ALARM_LATCHED;
    case DEED_SHELVE: return alarm_state_is_shown(alarm->state) || alarm->shelf.is_on;
    case DEED_UNSHELVE: return alarm->shelf.is_on;
    case DEED_OUT_OF_SERVICE: return !alarm->service.is_on;
    case DEED_IN_SERVICE: return alarm->service.is_on;
    }
    return false;
}

static void add(struct targets *targets, const struct alarm *alarm, int64_t id,
                enum alarm_deed deed)
{
    if (!id || !alarm || !fits(alarm, deed))
        return;
    *VEC_PUSH(&targets->id) = id;
    targets->needs_note |= alarm->code.needs_note;
}

/* A folded cause stands for all that it gathers; unfolded, for itself. */
static void add_row(struct console *console, struct targets *targets, int at, enum alarm_deed deed)
{
    const struct alarm_list *list = &console->alarms.alarms;
    const struct site *site = console->world.site;
    const struct alarm *alarm = alarm_list_alarm(list, site, at);
    if (!alarm)
        return;
    add(targets, alarm, list->row.at[at].id, deed);
    const struct alarm_group *group = alarm_list_group(list, at);
    if (!group || list->row.at[at].is_open || deed != DEED_ACKNOWLEDGE || list->filter[0])
        return;
    for (int32_t i = 0; i < group->children; i++) {
        const struct alarm *child =
            alarm_at(site, list->groups.child[group->first_child + (size_t)i]);
        if (child->id <= list->newest) /* raised since the list was made: nobody has seen it */
            add(targets, child, child->id, deed);
    }
}

/* A mark on a folded cause is one on all that it gathers, as the cursor on it would be. */
static void add_marked(struct console *console, struct targets *targets, int64_t id,
                       enum alarm_deed deed)
{
    const struct alarm_list *list = &console->alarms.alarms;
    for (size_t at = 0; at < list->row.count; at++)
        if (list->row.at[at].id == id) {
            add_row(console, targets, (int)at, deed);
            return;
        }
    add(targets, alarm_of_id(console->world.site, id), id, deed); /* out of sight by a filter */
}

/* What is marked, else what is selected, or with `is_all` all that stands on the screen. */
static void collect(struct console *console, struct targets *targets, enum alarm_deed deed,
                    bool is_all)
{
    const struct alarm_list *list = &console->alarms.alarms;
    const struct list *rows = &console->alarms.list;
    *targets = (struct targets){.needs_note = false};
    for (size_t i = 0; i < list->marked.count; i++)
        add_marked(console, targets, list->marked.at[i], deed);
    if (list->marked.count)
        return;
    int first = is_all && rows->height ? rows->top : rows->cursor;
    int last = is_all && rows->height ? rows->top + rows->height - 1 : rows->cursor;
    for (int at = first; at <= last && at < rows->count; at++)
        add_row(console, targets, at, deed);
}

/* ---- asking ---- */

static bool is_askable(struct console *console)
{
    if (console->world.is_database_up && console->world.site)
        return true;
    console_say(console, STYLE_NOTICE, "%s", _(alarm_refusal_sentence(DEED_REFUSED_AWAY)));
    return false;
}

/* The network shows no row that could tell that it was asked. */
static void say_asked(struct console *console, const struct alarm_ask *whole)
{
    int32_t node = site_node_of_id(console->world.site, whole->node);
    if (node >= 0)
        console_say(console, STYLE_PENDING, _("> %s: %s %s"), rows_alarm_asked(whole->deed),
                    console->world.site->node[node].code,
                    world_node_name(&console->world.site->node[node]));
}

/* In pieces that the database takes. */
static void ask(struct console *console, const struct alarm_ask *whole)
{
    struct alarm_list *list = &console->alarms.alarms;
    if (!is_askable(console))
        return;
    for (size_t at = 0; at < whole->count || (whole->node && !at); at += ALARM_DEED_MOST) {
        struct alarm_ask piece = *whole;
        piece.id = whole->node ? NULL : whole->id + at;
        piece.count = whole->node ? 0 : whole->count - at;
        if (piece.count > ALARM_DEED_MOST)
            piece.count = ALARM_DEED_MOST;
        alarm_list_asked(list, console->world.site, &piece);
        console->ports.ask_alarm(console->ports.ctx, &piece);
    }
    if (whole->node && console->place == ON_NETWORK)
        say_asked(console, whole);
    for (size_t i = 0; i < whole->count; i++)
        alarm_list_mark(list, whole->id[i], false);
}

/* An answer given, the eye goes on to the next alarm that waits; upwards it does not jump. */
static void go_on(struct console *console)
{
    struct alarm_screen *screen = &console->alarms;
    for (int at = screen->list.cursor + 1; at < screen->list.count; at++) {
        const struct alarm_list_row *row = &screen->alarms.row.at[at];
        if (!row->is_loud || alarm_list_pending(&screen->alarms, row->id, 0))
            continue;
        list_select(&screen->list, at, row->key);
        screen->selected = row->place;
        screen->is_ahead = true;
        return;
    }
}

static void open_dialog(struct console *console, enum alarm_deed deed,
                        const struct targets *targets, int32_t node, int minutes)
{
    if (!is_askable(console))
        return;
    alarm_dialog_open(&console->alarm_dialog, deed, targets ? targets->id.at : NULL,
                      targets ? targets->id.count : 0, node, minutes);
    console->alarm_dialog.needs_text |= targets && targets->needs_note;
    console->mode = MODE_ALARM;
}

static const char *nothing(enum alarm_deed deed)
{
    switch (deed) {
    case DEED_ACKNOWLEDGE: return _("nothing here waits for an answer");
    case DEED_UNACKNOWLEDGE: return _("nothing here is acknowledged");
    case DEED_RESET: return _("nothing here waits for a reset");
    case DEED_SHELVE: return _("nothing here can be shelved");
    case DEED_UNSHELVE: return _("nothing here is on the shelf by itself");
    case DEED_OUT_OF_SERVICE: return _("nothing here can be taken out of service");
    case DEED_IN_SERVICE: return _("nothing here is out of service by itself");
    }
    return "";
}

/* Its alarms are not in sight: nobody answers what he has not seen. */
static bool is_on_fold(const struct console *console)
{
    const struct alarm_list *list = &console->alarms.alarms;
    size_t at = (size_t)console->alarms.list.cursor;
    return at < list->row.count && list->row.at[at].kind == ALARM_ROW_MORE &&
           !list->row.at[at].is_open;
}

/* ---- single deeds ---- */

static void answer(struct console *console, const char *note)
{
    struct targets targets;
    bool was_marked = console->alarms.alarms.marked.count > 0;
    collect(console, &targets, DEED_ACKNOWLEDGE, false);
    if (!targets.id.count) {
        console_say(console, STYLE_TEXT, "%s",
                    is_on_fold(console) ? _("unfold it first (Enter)") : nothing(DEED_ACKNOWLEDGE));
    } else if (targets.needs_note && !*note) {
        open_dialog(console, DEED_ACKNOWLEDGE, &targets, 0, 0);
    } else {
        const struct alarm_ask whole = {
            .deed = DEED_ACKNOWLEDGE, .id = targets.id.at, .count = targets.id.count, .text = note};
        ask(console, &whole);
        if (!was_marked)
            go_on(console);
    }
    free(targets.id.at);
}

static void answer_all(struct console *console)
{
    struct targets targets;
    collect(console, &targets, DEED_ACKNOWLEDGE, true);
    if (targets.id.count)
        open_dialog(console, DEED_ACKNOWLEDGE, &targets, 0, 0);
    else
        console_say(console, STYLE_TEXT, "%s", nothing(DEED_ACKNOWLEDGE));
    free(targets.id.at);
}

/* The node that is meant instead of alarms: a row of a subtree, or on the network screen. */
static int32_t node_meant(const struct console *console)
{
    const struct site *site = console->world.site;
    if (console->place == ON_NETWORK) {
        int32_t node = screen_network_selected(console);
        return node >= 0 ? site->node[node].id : 0;
    }
    const struct alarm_subtree *subtree =
        alarm_list_subtree(&console->alarms.alarms, site, console->alarms.list.cursor);
    return subtree && !console->alarms.alarms.marked.count ? subtree->node : 0;
}

static bool collect_or_say(struct console *console, struct targets *targets, enum alarm_deed deed,
                           int32_t *node)
{
    *targets = (struct targets){.needs_note = false};
    *node = node_meant(console);
    if (*node)
        return true;
    if (console->place == ON_ALARMS)
        collect(console, targets, deed, false);
    targets->needs_note = false;
    if (!targets->id.count)
        console_say(console, STYLE_TEXT, "%s", nothing(deed));
    return targets->id.count > 0;
}

static void at_once(struct console *console, enum alarm_deed deed, int minutes, const char *text)
{
    struct targets targets;
    int32_t node;
    if (collect_or_say(console, &targets, deed, &node)) {
        const struct alarm_ask whole = {.deed = deed,
                                        .id = targets.id.at,
                                        .count = targets.id.count,
                                        .node = node,
                                        .minutes = minutes,
                                        .text = text};
        ask(console, &whole);
    }
    free(targets.id.at);
}

static void by_dialog(struct console *console, enum alarm_deed deed, int minutes)
{
    struct targets targets;
    int32_t node;
    if (collect_or_say(console, &targets, deed, &node))
        open_dialog(console, deed, &targets, node, minutes);
    free(targets.id.at);
}

/* "90 the pump is being changed": without both the dialog asks. */
static void shelve(struct console *console, const char *argument)
{
    char *reason;
    long minutes = strtol(argument, &reason, 10);
    bool is_fit = minutes > 0 && minutes <= ALARM_SHELF_MOST_MS / 60000;
    reason += strspn(reason, " ");
    if (*argument && !is_fit)
        console_say(console, STYLE_NOTICE, "%s", _(alarm_refusal_sentence(DEED_REFUSED_TIME)));
    else if (*argument && *reason)
        at_once(console, DEED_SHELVE, (int)minutes, reason);
    else
        by_dialog(console, DEED_SHELVE, (int)minutes);
}

static bool is_out(const struct console *console)
{
    const struct alarm_list *list = &console->alarms.alarms;
    const struct site *site = console->world.site;
    int at = console->alarms.list.cursor;
    const struct alarm *alarm = alarm_list_alarm(list, site, at);
    const struct alarm_subtree *subtree = alarm_list_subtree(list, site, at);
    if (console->place != ON_ALARMS)
        return false;
    return (alarm && alarm->service.is_on) || (subtree && subtree->service.is_on);
}

/* A ticket of another place in the words is asked about before anything is silent for it. */
static void out_for(struct console *console, const char *work)
{
    struct alarm_dialog *dialog = &console->alarm_dialog;
    char doubt[300];
    if (!alarm_deed_ticket(work)) {
        at_once(console, DEED_OUT_OF_SERVICE, 0, work);
        return;
    }
    by_dialog(console, DEED_OUT_OF_SERVICE, 0);
    if (console->mode != MODE_ALARM)
        return;
    field_set(&dialog->text, work);
    if (!alarm_work_doubt(&console->world, dialog, doubt, sizeof doubt))
        screen_alarms_dialog_key(console, PRESS_ENTER);
}

static void out(struct console *console, const char *work)
{
    if (*work)
        out_for(console, work);
    else if (is_out(console))
        at_once(console, DEED_IN_SERVICE, 0, "");
    else
        by_dialog(console, DEED_OUT_OF_SERVICE, 0);
}

bool screen_alarms_deed(struct console *console, enum action_id id, const char *argument)
{
    if (!console->world.site)
        return false;
    switch ((int)id) { /* of the table's actions those about alarms */
    case ACTION_ANSWER: answer(console, argument); return true;
    case ACTION_ANSWER_ALL: answer_all(console); return true;
    case ACTION_SHELVE: shelve(console, argument); return true;
    case ACTION_UNSHELVE: at_once(console, DEED_UNSHELVE, 0, ""); return true;
    case ACTION_OUT: out(console, argument); return true;
    case ACTION_IN: at_once(console, DEED_IN_SERVICE, 0, ""); return true;
    case ACTION_UNANSWER: at_once(console, DEED_UNACKNOWLEDGE, 0, argument); return true;
    case ACTION_RESET: at_once(console, DEED_RESET, 0, ""); return true;
    }
    return false;
}

void screen_alarms_dialog_key(struct console *console, uint32_t press)
{
    struct alarm_dialog *dialog = &console->alarm_dialog;
    struct alarm_ask whole;
    char doubt[300];
    if (press == PRESS_ENTER && !dialog->is_doubted &&
        alarm_work_doubt(&console->world, dialog, doubt, sizeof doubt)) {
        dialog->is_doubted = true;
        dialog->error = N_("Enter does it all the same.");
        return;
    }
    switch (alarm_dialog_key(&console->alarm_dialog, press)) {
    case ALARM_DIALOG_IGNORED:
    case ALARM_DIALOG_USED: return;
    case ALARM_DIALOG_LEAVE: console->mode = MODE_SCREEN; return;
    case ALARM_DIALOG_SEND:
        console->mode = MODE_SCREEN;
        whole = alarm_dialog_ask(&console->alarm_dialog);
        ask(console, &whole);
        return;
    }
}
