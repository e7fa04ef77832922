/* Screen 2: causes first; the shelf; what is out of service or suppressed. */
#include "ui/screen_alarms.h"

#include "backend/core/alarm_rule.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/outage_deed.h"
#include "ui/screen_report.h"
#include "ui/ticket_form.h"

#include <math.h>

static int64_t key_of(const void *ctx, int row)
{
    const struct console *console = ctx;
    return console->alarms.alarms.row.at[row].key;
}

static void select_row(struct console *console, int row)
{
    struct alarm_screen *screen = &console->alarms;
    if (row < 0 || (size_t)row >= screen->alarms.row.count)
        return;
    list_select(&screen->list, row, key_of(console, row));
    screen->selected = screen->alarms.row.at[row].place;
}

/* Of the selected alarm, which a reload may have moved; ALARM_NOWHERE if no alarm is selected. */
static size_t place_of_selected(const struct console *console)
{
    const struct alarm_screen *screen = &console->alarms;
    const struct site *site = console->world.site;
    if (!site || screen->list.key <= 0)
        return ALARM_NOWHERE;
    if (site == screen->alarms.site && !screen->alarms.is_moved)
        return screen->selected;
    const struct alarm *alarm = alarm_of_id(site, screen->list.key);
    return alarm ? (size_t)(alarm - alarm_at(site, 0)) : ALARM_NOWHERE;
}

/* Gathered below a folded cause, the selected alarm is where its cause stands. */
static void follow_cause(struct console *console, size_t place)
{
    struct alarm_screen *screen = &console->alarms;
    if (place == ALARM_NOWHERE || alarm_list_row_of(&screen->alarms, screen->list.key) >= 0)
        return;
    int cause = alarm_list_cause_of(&screen->alarms, place);
    if (cause >= 0)
        screen->list.key = key_of(console, cause);
}

void screen_alarms_refresh(struct console *console)
{
    struct alarm_screen *screen = &console->alarms;
    const struct site *site = console->world.site;
    bool is_same = site && site == screen->alarms.site && !screen->alarms.is_moved;
    screen->alarms.kept = place_of_selected(console);
    if (!alarm_list_build(&screen->alarms, site, console->world.now))
        return;
    /* Raised anew, it has another id, and is the same alarm to whoever looks at it. */
    bool was_raised = is_same && screen->list.key > 0 && screen->selected < alarm_count(site) &&
                      alarm_at(site, screen->selected)->id > screen->list.key;
    if (was_raised && alarm_list_row_of(&screen->alarms, screen->list.key) < 0)
        screen->list.key = alarm_at(site, screen->selected)->id;
    follow_cause(console, screen->alarms.kept);
    list_refresh(&screen->list, (int)screen->alarms.row.count, key_of, console);
    select_row(console, screen->list.cursor);
}

static bool is_report(const struct console *console)
{
    return console->place == ON_ALARMS && console->alarms.alarms.part == PART_REPORT;
}

/* Opened, or the site came anew: only the first is a look at what is new. */
static void load(struct console *console)
{
    struct alarm_screen *screen = &console->alarms;
    if (screen->loads != console->loads) {
        alarm_list_reload(&screen->alarms);
        console->ports.ask_list(console->ports.ctx, DESK_LIST_PLANS, 0, 0, NAN, "");
    } else
        alarm_list_look(&screen->alarms);
    screen->loads = console->loads;
    screen->is_ahead = false;
    screen_alarms_refresh(console);
    if (is_report(console))
        screen_report_look(console);
}

/* A filter shows a consequence though its cause is folded: found, it stays in sight. */
static void open_cause(struct console *console)
{
    struct alarm_list *list = &console->alarms.alarms;
    int at = console->alarms.list.cursor;
    if (!list->filter[0] || (size_t)at >= list->row.count)
        return;
    if (list->row.at[at].kind == ALARM_ROW_CHILD)
        alarm_list_set_open(list, alarm_list_cause_of(list, list->row.at[at].place), true);
}

/* The report has nothing to be found in: it is looked for among the alarms. */
static void find(struct console *console, const char *text)
{
    if (is_report(console) && *text)
        alarm_list_set_part(&console->alarms.alarms, PART_ACTIVE);
    if (!*text)
        open_cause(console);
    alarm_list_set_filter(&console->alarms.alarms, text);
    console->alarms.list.top = 0;
    screen_alarms_refresh(console);
}

static const struct alarm *selected(const struct console *console)
{
    return alarm_list_alarm(&console->alarms.alarms, console->world.site,
                            console->alarms.list.cursor);
}

int32_t screen_alarms_node(const struct console *console)
{
    const struct site *site = console->world.site;
    const struct alarm *alarm = selected(console);
    const struct alarm_subtree *subtree =
        alarm_list_subtree(&console->alarms.alarms, site, console->alarms.list.cursor);
    if (is_report(console))
        return screen_report_node(console);
    return alarm ? alarm->site_node : subtree ? site_node_of_id(site, subtree->node) : -1;
}

static bool is_fold(const struct console *console, int row)
{
    const struct alarm_list *list = &console->alarms.alarms;
    const struct alarm_group *group = alarm_list_group(list, row);
    bool is_more =
        row >= 0 && (size_t)row < list->row.count && list->row.at[row].kind == ALARM_ROW_MORE;
    return is_more || (group && group->children);
}

static void set_open(struct console *console, int row, bool open)
{
    alarm_list_set_open(&console->alarms.alarms, row, open);
    screen_alarms_refresh(console);
}

/* A child that is folded leads to its cause. */
static void fold(struct console *console)
{
    const struct alarm_list *list = &console->alarms.alarms;
    int at = console->alarms.list.cursor;
    if ((size_t)at >= list->row.count)
        return;
    while (at > 0 && list->row.at[at].kind == ALARM_ROW_CHILD)
        at--;
    if (at != console->alarms.list.cursor)
        select_row(console, at);
    else if (is_fold(console, at))
        set_open(console, at, false);
}

static void open_selected(struct console *console)
{
    int at = console->alarms.list.cursor;
    if (screen_station_open(console, screen_alarms_node(console)))
        return;
    if (is_fold(console, at))
        set_open(console, at, !console->alarms.alarms.row.at[at].is_open);
    else if (screen_alarms_node(console) >= 0)
        screen_network_show(console, screen_alarms_node(console));
}

static void mark(struct console *console)
{
    struct alarm_list *list = &console->alarms.alarms;
    int at = console->alarms.list.cursor;
    if (!selected(console))
        return;
    int64_t id = list->row.at[at].id;
    alarm_list_mark(list, id, !alarm_list_is_marked(list, id));
    select_row(console, list_target(&console->alarms.list, 1));
}

static void set_part(struct console *console, enum alarm_part part)
{
    alarm_list_set_part(&console->alarms.alarms, part);
    screen_alarms_refresh(console);
    if (is_report(console))
        screen_report_look(console);
}

void screen_alarms_show(struct console *console, enum alarm_part part)
{
    screen_go(console, ON_ALARMS);
    set_part(console, part);
}

void screen_alarms_open(struct console *console)
{
    bool is_other = console->alarms.alarms.part != PART_ACTIVE;
    if (console->place == ON_ALARMS)
        return;
    screen_alarms_show(console, PART_ACTIVE);
    if (is_other)
        select_row(console, 0);
}

static void set_order(struct console *console)
{
    struct alarm_list *list = &console->alarms.alarms;
    alarm_list_set_order(list, (enum alarm_order)((list->order + 1) % ALARM_ORDER_COUNT));
    screen_alarms_refresh(console);
}

/* Home begins a new look: a flood's rest is folded again. */
static void go_first(struct console *console)
{
    select_row(console, 0);
    alarm_list_look(&console->alarms.alarms);
    screen_alarms_refresh(console);
    select_row(console, 0);
}

/* End reaches what the flood has folded. */
static void go_last(struct console *console)
{
    alarm_list_open_rest(&console->alarms.alarms, true);
    screen_alarms_refresh(console);
    select_row(console, (int)console->alarms.alarms.row.count - 1);
}

static bool back(struct console *console)
{
    struct alarm_list *list = &console->alarms.alarms;
    if (list->marked.count) {
        list->marked.count = 0;
        return true;
    }
    if (!list->filter[0])
        return false;
    find(console, "");
    return true;
}

void screen_alarms_next(struct console *console)
{
    struct alarm_screen *screen = &console->alarms;
    bool was_here = console->place == ON_ALARMS && screen->alarms.part == PART_ACTIVE;
    bool is_ahead = screen->is_ahead;
    if (!console->world.site)
        return;
    screen->is_ahead = false;
    alarm_list_set_part(&screen->alarms, PART_ACTIVE);
    screen_go(console, ON_ALARMS);
    screen_alarms_refresh(console);
    int from = was_here ? screen->list.cursor : -1;
    int next = alarm_list_next_loud(&screen->alarms, is_ahead && from >= 0 ? from - 1 : from);
    if (next < 0 && (screen->alarms.filter[0] || screen->alarms.rest)) {
        alarm_list_set_filter(&screen->alarms, "");
        alarm_list_open_rest(&screen->alarms, true);
        screen_alarms_refresh(console);
        next = alarm_list_next_loud(&screen->alarms, -1);
    }
    if (next >= 0)
        select_row(console, next);
    else
        console_say(console, STYLE_TEXT, "%s", _("no alarm waits for an answer"));
}

static void raise_ticket(struct console *console, const char *kind)
{
    const struct alarm *alarm = selected(console);
    if (alarm)
        ticket_form_raise(console, alarm, kind);
    else
        console_say(console, STYLE_NOTICE, "%s", _("select an alarm first"));
}

static void start_outage(struct console *console, const char *cause)
{
    const struct site *site = console->world.site;
    const struct alarm *alarm = selected(console);
    char text[ALARM_TEXT];
    if (!alarm || alarm->site_node < 0) {
        console_say(console, STYLE_NOTICE, "%s", _("select an alarm first"));
        return;
    }
    alarm_text_condition(site, alarm, text, sizeof text);
    outage_deed_start(console, alarm->site_node, *cause ? cause : text,
                      site->rules ? alarm_plan(site->rules, site, alarm) : "");
}

static bool act_on_list(struct console *console, enum action_id id)
{
    int at = console->alarms.list.cursor;
    switch ((int)id) { /* the rest is not about the list */
    case ACTION_FIRST: go_first(console); return true;
    case ACTION_LAST: go_last(console); return true;
    case ACTION_UNFOLD:
        if (is_fold(console, at))
            set_open(console, at, true);
        return true;
    case ACTION_FOLD: fold(console); return true;
    case ACTION_MARK: mark(console); return true;
    case ACTION_SORT: set_order(console); return true;
    case ACTION_NEXT_PART:
        set_part(console, (enum alarm_part)((console->alarms.alarms.part + 1) % ALARM_PART_COUNT));
        return true;
    case ACTION_NEXT_HIT: select_row(console, list_target(&console->alarms.list, 1)); return true;
    case ACTION_PREVIOUS_HIT:
        select_row(console, list_target(&console->alarms.list, -1));
        return true;
    }
    return false;
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    console->alarms.is_ahead = false;
    if (!console->world.site)
        return false;
    if (is_report(console) && screen_report_act(console, id))
        return true;
    if (act_on_list(console, id) || screen_alarms_deed(console, id, argument))
        return true;
    int target = screen_list_target(&console->alarms.list, id);
    if (target >= 0) {
        select_row(console, target);
        return true;
    }
    if (id == ACTION_RAISE) {
        raise_ticket(console, argument);
        return true;
    }
    if (id == ACTION_OUTAGE) {
        start_outage(console, argument);
        return true;
    }
    if (id == ACTION_BACK)
        return back(console);
    if (id == ACTION_OPEN)
        open_selected(console);
    else if (id == ACTION_STATION && !*argument)
        return screen_station_open(console, screen_alarms_node(console));
    if (id != ACTION_GO || screen_alarms_node(console) < 0)
        return id == ACTION_OPEN;
    screen_network_show(console, screen_alarms_node(console));
    return true;
}

/* An outage can be begun at any alarm, and is proposed where a plan card is bound to its kind. */
static bool offers(struct console *console, enum action_id id)
{
    const struct site *site = console->world.site;
    const struct alarm *alarm = selected(console);
    return id != ACTION_OUTAGE || (alarm && site->rules && alarm_is_active(alarm) &&
                                   *alarm_plan(site->rules, site, alarm));
}

static unsigned objects(struct console *console)
{
    const struct alarm_list *list = &console->alarms.alarms;
    const struct alarm *alarm = selected(console);
    unsigned bits = 0;
    if (!console->world.site)
        return 0;
    if (list->loud || list->marked.count)
        bits |= 1u << OBJECT_UNANSWERED;
    if (alarm)
        bits |= 1u << OBJECT_ALARM;
    if (alarm && alarm->state == ALARM_LATCHED)
        bits |= 1u << OBJECT_LATCHED;
    if (alarm && alarm->state == ALARM_ACKNOWLEDGED)
        bits |= 1u << OBJECT_ANSWERED;
    if (list->part == PART_SHELF && list->row.count)
        bits |= 1u << OBJECT_SHELVED;
    if (is_fold(console, console->alarms.list.cursor))
        bits |= 1u << OBJECT_NODE;
    if (screen_alarms_node(console) >= 0)
        bits |= 1u << OBJECT_FACT | 1u << OBJECT_STATION;
    if (list->marked.count || list->filter[0])
        bits |= 1u << OBJECT_WAY_BACK;
    return bits;
}

/* Only the selected alarm's point is shown as it is now. */
static void watch(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx)
{
    const struct alarm *alarm = selected(console);
    int32_t device =
        alarm && alarm->device ? site_device_of_id(console->world.site, alarm->device) : -1;
    (void)margin;
    if (device >= 0 && console->width >= 100)
        add(ctx, device);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    if (list == DESK_LIST_PLANS && !id && !table->is_lost)
        desk_state_keep(&console->desk.plans, table);
}

const struct screen screen_alarms = {
    .place = ON_ALARMS,
    .action = ACTION_ALARMS,
    .title = N_("alarms"),
    .load = load,
    .draw = screen_alarms_draw,
    .act = act,
    .find = find,
    .objects = objects,
    .offers = offers,
    .watch = watch,
    .table = table,
};
