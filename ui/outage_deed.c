#include "ui/outage_deed.h"

#include "backend/core/crew.h"
#include "ui/console_form.h"
#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    enum action_id action;
    const char *deed, *title; /* msgid */
} deeds[] = {
    {ACTION_FORECAST, "forecast", N_("when heat is back")},
    {ACTION_PLAN, "plan", N_("start the emergency plan")},
    {ACTION_REALLOCATE, "reallocate", N_("sources are re-allocated")},
    {ACTION_CREW, "crew", N_("crew at the outage")},
    {ACTION_STEP, "step", N_("step of the plan")},
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
        row = form_add(form, FORM_TEXT, FORM_TO_WORD, "code", N_("plan card"));
        row->is_needed = true;
        form_offer(row, argument[0] ? argument : outage->kind);
        add_words(form, N_("words"), "");
        break;
    case ACTION_CREW: add_crews(console, form); break;
    case ACTION_STEP:
        row = form_add(form, FORM_NUMBER, FORM_TO_OTHER, "number", N_("step"));
        row->is_needed = true;
        row->low = 1;
        row->high = 99;
        if (argument[0])
            form_offer(row, argument);
        row = form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", N_("done"));
        form_option(row, "done", _("done"), "");
        form_option(row, "void", _("not done after all"), "");
        form_choose(row, "done");
        add_words(form, N_("words"), "");
        break;
    case ACTION_PUBLISH:
        add_words(form, N_("words"), argument)->is_needed = true;
        console->ports.ask_list(console->ports.ctx, DESK_LIST_NOTICE, outage->id, 0, NAN,
                                lang_is_chinese() ? "zh" : "en");
        break;
    case ACTION_LOG: add_words(form, N_("words"), argument)->is_needed = true; break;
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
    snprintf(title, sizeof title, "O-%lld %s", (long long)outage->id, _(deeds[i].title));
    struct form *form =
        console_form_start(console, DESK_OUTAGE_ASK, deeds[i].deed, outage->id, title);
    add_rows(console, form, outage, action, argument);
    console_form_open(console);
    return true;
}

void outage_deed_start(struct console *console, int32_t node, const char *cause)
{
    const struct site_node *place = &console->world.site->node[node];
    struct form *form = console_form_start(console, DESK_OUTAGE_START, "", 0, _("outage starts"));
    form->node = place->id;
    form_tell(form, _("where"), "%s %s", place->code, world_node_name(place));
    form_tell(form, _("below it"), _("%d stations, %d households"), place->stations,
              place->households);
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_DEED, "kind", N_("kind"));
    form_option(row, "secondary", _("secondary network"), _("12 h (7.3.6)"));
    form_option(row, "primary", _("primary network"), _("24 h (7.3.6)"));
    form_option(row, "source", _("heat source"), _("24 h: plan and re-allocation"));
    form_choose(row, place->kind == NODE_SOURCE    ? "source"
                     : place->kind == NODE_NETWORK ? "primary"
                                                   : "secondary");
    add_words(form, N_("cause"), cause)->is_needed = true;
    row = form_add(form, FORM_TIME, FORM_TO_AT, "at", N_("since"));
    row->empty = N_("now");
    row = form_add(form, FORM_TIME, FORM_TO_DETAIL, "eta", N_("back at"));
    row->is_ahead = true;
    row->empty = N_("not known yet: within 30 minutes");
    console_form_open(console);
}
