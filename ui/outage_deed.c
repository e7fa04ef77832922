#include "ui/outage_deed.h"

#include "backend/core/alarm_book.h"
#include "backend/core/alarm_rule.h"
#include "backend/core/crew.h"
#include "ui/console_form.h"
#include "ui/lang.h"
#include "ui/rows_plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    enum action_id action;
    const char *deed, *title; /* msgid */
} deeds[] = {
    {ACTION_FORECAST, "forecast", N_("when heat is back")},
    {ACTION_PLAN, "plan", N_("start the emergency plan")},
    {ACTION_UNPLAN, "unplan", N_("stop the plan: started by mistake")},
    {ACTION_REALLOCATE, "reallocate", N_("sources are re-allocated")},
    {ACTION_CREW, "crew", N_("crew at the outage")},
    {ACTION_STEP, "step", N_("step of the plan")},
    {ACTION_UNSTEP, "step", N_("a step was not done after all")},
    {ACTION_PUBLISH, "notice", N_("publish the notice")},
    {ACTION_RESTORE, "restore", N_("heat is back")},
    {ACTION_LOG, "note", N_("a line for the record")},
    {ACTION_GATHER, "gather", N_("gather the tickets below")},
};

static int find(enum action_id action)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (deeds[i].action == action)
            return (int)i;
    return -1;
}

bool outage_deed_offers(const struct outage *outage, enum action_id action)
{
    int i = find(action);
    if (i < 0 || action == ACTION_LOG)
        return true;
    if (action == ACTION_UNPLAN && !outage->plan_started.us)
        return false;
    return !outage->restored.us && (action != ACTION_REALLOCATE || !strcmp(outage->kind, "source"));
}

static struct form_row *add_words(struct form *form, const char *label, const char *text)
{
    struct form_row *row = form_add(form, FORM_TEXT, FORM_TO_WORDS, "words", label);
    if (text[0])
        form_offer(row, text);
    return row;
}

static void add_crews(const struct console *console, struct form *form)
{
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_NUMBER, "crew", N_("crew"));
    const struct site *site = console->world.site;
    row->is_list = true;
    for (size_t i = 0; i < crew_count(site); i++) {
        const struct crew *crew = crew_at(site, i);
        char id[16];
        snprintf(id, sizeof id, "%d", crew->id);
        form_option(row, id, crew->name, crew->jobs);
    }
    row = form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", N_("comes or goes"));
    form_option(row, "on", _("at it"), "");
    form_option(row, "off", _("leaves"), "");
    form_choose(row, "on");
}

/* Those that are ticked; the one that was ticked last is meant first. */
static void add_done_steps(const struct console *console, struct form *form,
                           const struct outage *outage, const char *argument)
{
    const struct site *site = console->world.site;
    const struct outage_step *last = outage_last_step(site, outage->id);
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_OTHER, "number", N_("step"));
    char n[16];
    size_t count;
    const struct outage_step *step = outage_steps(site, outage->id, &count);
    row->is_list = row->is_needed = true;
    for (size_t i = 0; i < count; i++) {
        if (!step[i].done.us)
            continue;
        snprintf(n, sizeof n, "%d", step[i].n);
        form_option(row, n, rows_plan_step(&step[i]), step[i].done_by);
    }
    if (last) {
        snprintf(n, sizeof n, "%d", last->n);
        form_choose(row, argument[0] ? argument : n);
    }
    row = form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", N_("it is"));
    form_option(row, "void", _("not done after all"), "");
    form_choose(row, "void");
    add_words(form, N_("why"), "");
}

/* Ticks the next step, or the one of a number. Which one goes with it: two desks that press the
 * key at once tick one step, and the second is told. */
static void tick(struct console *console, const struct outage *outage, const char *argument)
{
    const struct outage_step *step = outage_next_step(console->world.site, outage->id);
    struct desk_request request;
    size_t count;
    const struct outage_step *all = outage_steps(console->world.site, outage->id, &count);
    if (argument[0]) {
        char *end;
        long n = strtol(argument, &end, 10);
        step = !*end && n >= 1 && (size_t)n <= count ? &all[n - 1] : NULL;
    }
    if (!step) {
        console_say(console, STYLE_NOTICE, "%s",
                    !outage->plan[0] ? _("no plan was started yet: p")
                    : argument[0]    ? _(desk_refusal_sentence("step"))
                                     : _("every step of the plan is done"));
        return;
    }
    if (!console_can_ask(console))
        return;
    desk_request_init(&request, DESK_OUTAGE_ASK, "step");
    request.id = outage->id;
    request.other = step->n;
    request.word = "done";
    console->ports.ask_desk(console->ports.ctx, &request);
    console_say(console, STYLE_PENDING, _("> step %d done: %s  (u: not done after all)"), step->n,
                rows_plan_step(step));
}

void outage_deed_cards(struct console *console, int64_t id, const struct desk_table *table)
{
    struct form *form = &console->form;
    struct form_row *row = form_row_of(form, "code");
    const struct outage *outage =
        console->world.site ? outage_of_id(console->world.site, id) : NULL;
    if (console->mode != MODE_FORM || form->id != id || !row || !row->is_awaited || !outage)
        return;
    const char *wanted = form->fixeds ? form->fixed[0].value : rows_plan_about(table, outage);
    rows_plan_cards(row, table, *wanted ? wanted : outage->kind, *wanted != '\0');
}

/* The card bound to the worst alarm that stands there or below; "" = none. */
static const char *card_for(const struct site *site, const struct outage *outage)
{
    const char *best = "";
    int worst = ALARM_PRIORITY_COUNT + 1;
    int32_t top = site_node_of_id(site, outage->node);
    for (size_t i = 0; site->rules && i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        const char *card = "";
        if (alarm->code.priority < worst && alarm_is_active(alarm) &&
            site_is_below(site, alarm->site_node, top))
            card = alarm_plan(site->rules, site, alarm);
        if (!*card)
            continue;
        best = card;
        worst = alarm->code.priority;
    }
    return best;
}

static void add_rows(struct console *console, struct form *form, const struct outage *outage,
                     enum action_id action, const char *argument)
{
    struct form_row *row;
    switch ((int)action) {
    case ACTION_FORECAST:
        row = form_add(form, FORM_TIME, FORM_TO_NUMBER, "number", N_("back at"));
        row->is_ahead = row->is_needed = true;
        if (argument[0])
            form_offer(row, argument);
        add_words(form, N_("why"), "");
        break;
    case ACTION_PLAN:
        row = form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", N_("plan card"));
        row->is_needed = row->is_list = row->is_awaited = true;
        if (outage->plan_started.us)
            form_tell(form, _("plan"), _("%s is under way; X stops it"), rows_plan_title(outage));
        argument = argument[0] ? argument : card_for(console->world.site, outage);
        if (argument[0])
            form_fix(form, "card", argument);
        add_words(form, N_("words"), "");
        console->ports.ask_list(console->ports.ctx, DESK_LIST_PLANS, outage->id, 0, NAN, "");
        break;
    case ACTION_UNPLAN:
        form_tell(form, _("plan"), "%s", rows_plan_title(outage));
        form_tell(form, _("meaning"), "%s",
                  _("Its steps go, its clock runs on from before; both stay in the record."));
        add_words(form, N_("why"), argument)->is_needed = true;
        break;
    case ACTION_CREW: add_crews(console, form); break;
    case ACTION_UNSTEP: add_done_steps(console, form, outage, argument); break;
    case ACTION_PUBLISH:
        add_words(form, N_("words"), argument)->is_needed = true;
        console->ports.ask_list(console->ports.ctx, DESK_LIST_NOTICE, outage->id, 0, NAN,
                                lang_is_chinese() ? "zh" : "en");
        break;
    case ACTION_LOG: add_words(form, N_("words"), argument)->is_needed = true; break;
    case ACTION_RESTORE:
        if (outage->tickets)
            form_tell(form, _("tickets"), _("%d are told; their users are to confirm it"),
                      outage->tickets);
        add_words(form, N_("words"), argument);
        break;
    default: add_words(form, N_("words"), argument); break;
    }
}

bool outage_deed_act(struct console *console, const struct outage *outage, enum action_id action,
                     const char *argument)
{
    int i = find(action);
    char title[120];
    if (i < 0)
        return false;
    if (!outage || !outage_deed_offers(outage, action)) {
        console_say(console, STYLE_NOTICE, "%s",
                    outage ? _(desk_refusal_sentence("state")) : _("no outage is selected"));
        return true;
    }
    if (action == ACTION_STEP) {
        tick(console, outage, argument);
        return true;
    }
    if (action == ACTION_UNSTEP && !outage_last_step(console->world.site, outage->id)) {
        console_say(console, STYLE_NOTICE, "%s", _("no step of a plan is done yet"));
        return true;
    }
    snprintf(title, sizeof title, "O%lld %s", (long long)outage->id, _(deeds[i].title));
    struct form *form =
        console_form_start(console, DESK_OUTAGE_ASK, deeds[i].deed, outage->id, title);
    add_rows(console, form, outage, action, argument);
    console_form_open(console);
    return true;
}

void outage_deed_start(struct console *console, int32_t node, const char *cause, const char *plan)
{
    const struct site_node *place = &console->world.site->node[node];
    struct form *form = console_form_start(console, DESK_OUTAGE_START, "", 0, _("outage starts"));
    form->node = place->id;
    form_tell(form, _("where"), "%s %s", place->code, world_node_name(place));
    char below[96];
    form_tell(form, _("below it"), "%s",
              lang_counts(below, sizeof below, _("%d stations, %d households"), place->stations,
                          place->households));
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DEED, "kind", N_("kind"));
    form_option(row, "secondary", _("secondary network"), _("12 h (7.3.6)"));
    if (place->kind == NODE_SOURCE || place->kind == NODE_NETWORK || place->kind == NODE_JUNCTION) {
        form_option(row, "primary", _("primary network"), _("24 h (7.3.6)"));
        form_option(row, "source", _("heat source"), _("24 h: plan and re-allocation"));
    }
    form_choose(row, place->kind == NODE_SOURCE                                    ? "source"
                     : place->kind == NODE_NETWORK || place->kind == NODE_JUNCTION ? "primary"
                                                                                   : "secondary");
    form_choose(row, plan);
    row->then = "words";
    if (*plan)
        form_tell(form, _("plan card"), "%s", rows_plan_card_title(&console->desk.plans, plan));
    add_words(form, N_("cause"), cause)->is_needed = true;
    row = form_add(form, FORM_TIME, FORM_TO_AT, "at", N_("since"));
    row->empty = N_("right now");
    row = form_add(form, FORM_TIME, FORM_TO_DETAIL, "eta", N_("back at"));
    row->is_ahead = true;
    row->empty = N_("not known yet: within 30 minutes");
    console_form_open(console);
}
