#include "ui/rows_alarm_dialog.h"

#include "backend/base/text.h"
#include "ui/alarm_text.h"
#include "ui/alarm_work.h"
#include "ui/lang.h"
#include "ui/mark.h"

#include <stdio.h>
#include <string.h>

#define LABEL_CELLS 13
#define NAMED_MOST  3 /* alarms shown by name */

struct page {
    const struct alarm_dialog *dialog;
    const struct world *world;
    struct row *rows;
    int count, cells;
    int edit, column;
};

static struct row *line(struct page *page, const char *label)
{
    struct row *row = &page->rows[page->count];
    row_clear(row);
    if (page->count < ROWS_ALARM_DIALOG - 1)
        page->count++;
    row_space(row, 1);
    row_left(row, STYLE_DIM, label, LABEL_CELLS);
    return row;
}

static void add_text(struct page *page, const char *label, enum style style, const char *text)
{
    while (*text) {
        int bytes = row_break(text, page->cells - LABEL_CELLS - 2);
        row_add_bytes(line(page, label), style, text, bytes);
        text += bytes;
        text += strspn(text, " ");
        label = "";
    }
}

const char *rows_alarm_dialog_title(const struct alarm_dialog *dialog)
{
    switch (dialog->deed) {
    case DEED_ACKNOWLEDGE: return _(" acknowledge ");
    case DEED_UNACKNOWLEDGE: return _(" take the answer back ");
    case DEED_RESET: return _(" reset ");
    case DEED_SHELVE: return _(" shelve ");
    case DEED_UNSHELVE: return _(" take off the shelf ");
    case DEED_OUT_OF_SERVICE: return _(" take out of service ");
    case DEED_IN_SERVICE: return _(" back into service ");
    }
    return "";
}

/* ---- what it is about ---- */

static void add_node(struct page *page)
{
    const struct site *site = page->world->site;
    int32_t node = site_node_of_id(site, page->dialog->node);
    char stations[16];
    if (node < 0) {
        add_text(page, "", STYLE_NOTICE, _("This is no longer in the plant."));
        return;
    }
    row_addf(line(page, _("where")), STYLE_EMPHASIS, "%s %s", site->node[node].code,
             world_node_name(&site->node[node]));
    alarm_text_count(site->node[node].stations, stations, sizeof stations);
    char text[128];
    row_add(line(page, ""), STYLE_TEXT,
            lang_counts(text, sizeof text, _("and all below it: %s stations, %d alarms shown now"),
                        stations, alarm_tally_shown(alarm_tally_of(site, node))));
}

static void add_alarm(struct page *page, const char *label, const struct alarm *alarm)
{
    char where[ALARM_TEXT], what[ALARM_TEXT];
    struct row *row = line(page, label);
    alarm_text_where(page->world->site, alarm, where, sizeof where);
    alarm_text_condition(page->world->site, alarm, what, sizeof what);
    mark_add(row, page->world, alarm->state, alarm->code.priority);
    row_addf(row, STYLE_EMPHASIS, " %s  ", where);
    row_add(row, STYLE_TEXT, what);
}

static void add_alarms(struct page *page)
{
    size_t count = page->dialog->id.count, named = count > NAMED_MOST ? NAMED_MOST - 1 : count;
    char text[32];
    for (size_t i = 0; i < named; i++) {
        const struct alarm *alarm = alarm_of_id(page->world->site, page->dialog->id.at[i]);
        if (alarm)
            add_alarm(page, i ? "" : _("alarms"), alarm);
    }
    if (named == count)
        return;
    alarm_text_count((int)(count - named), text, sizeof text);
    row_addf(line(page, ""), STYLE_TEXT, _("and %s more"), text);
}

/* ---- what will happen ---- */

/* As the database counts them: a node with all below it is one. */
static int shelved_now(const struct site *site, struct wall now)
{
    int count = 0;
    for (size_t i = 0; i < alarm_open_count(site); i++)
        count += alarm_word_runs(&alarm_open_at(site, i)->shelf, now);
    for (size_t i = 0; i < alarm_subtree_count(site); i++)
        count += alarm_word_runs(&alarm_subtree_at(site, i)->shelf, now);
    return count;
}

static void add_shelf(struct page *page)
{
    const struct alarm_dialog *dialog = page->dialog;
    int minutes = alarm_dialog_minutes(dialog);
    char at[24], text[ALARM_TEXT];
    struct wall until = {page->world->now.us + minutes * 60000000LL};
    alarm_text_moment(until, page->world->now, at, sizeof at);
    if (minutes > 0) {
        snprintf(text, sizeof text, _("shown -> silent until %s, in the list of shelved alarms"),
                 at);
        add_text(page, _("what happens"), STYLE_TEXT, text);
        add_text(page, "", STYLE_TEXT,
                 dialog->is_one_shot
                     ? _("It comes off the shelf when it clears, or then.")
                     : _("Still abnormal then: it calls anew. Normal by then: it is over."));
    }
    if (dialog->node)
        add_text(page, "", STYLE_TEXT, _("What comes below it meanwhile is silent, too."));
    snprintf(text, sizeof text, _("%d of at most %d are shelved already."),
             shelved_now(page->world->site, page->world->now), ALARM_SHELF_COUNT);
    add_text(page, "", STYLE_DIM, text);
}

static void add_consequence(struct page *page)
{
    const struct alarm_dialog *dialog = page->dialog;
    switch (dialog->deed) {
    case DEED_ACKNOWLEDGE:
        add_text(page, _("what happens"), STYLE_TEXT,
                 _("unacknowledged -> acknowledged in your name; what has cleared is over"));
        return;
    case DEED_SHELVE: add_shelf(page); return;
    case DEED_OUT_OF_SERVICE:
        add_text(page, _("what happens"), STYLE_TEXT,
                 _("shown -> out of service until a person takes it back (O)"));
        add_text(page, "", STYLE_TEXT,
                 _("A ticket named in the work (T12) takes it back when it is closed."));
        return;
    case DEED_UNACKNOWLEDGE:
    case DEED_RESET:
    case DEED_UNSHELVE:
    case DEED_IN_SERVICE: return;
    }
}

/* ---- the fields ---- */

/* A text longer than its field shows its end, where it is being typed. */
static const char *tail_of(const char *text, int cells)
{
    size_t length = strlen(text), at = 0;
    while (text_width(text + at) > cells) {
        uint32_t character;
        int bytes = text_next(text + at, length - at, &character);
        at += (size_t)(bytes > 0 ? bytes : 1);
    }
    return text + at;
}

static void add_field(struct page *page, enum alarm_field which, const char *label,
                      const char *typed, int cells)
{
    struct row *row = line(page, label);
    const char *shown = tail_of(typed, cells - 1);
    bool is_here = page->dialog->at == which;
    row_left(row, is_here ? STYLE_EDIT : STYLE_TEXT, shown, cells);
    if (is_here) {
        page->edit = page->count - 1;
        page->column = 1 + LABEL_CELLS + text_width(shown);
    }
}

static void add_fields(struct page *page)
{
    const struct alarm_dialog *dialog = page->dialog;
    const char *label = dialog->deed == DEED_SHELVE           ? _("reason")
                        : dialog->deed == DEED_OUT_OF_SERVICE ? _("work")
                                                              : _("note");
    int room = page->cells - LABEL_CELLS - 2;
    char work[300];
    line(page, "");
    add_field(page, ALARM_FIELD_TEXT, label, dialog->text.text, room > 2 ? room : 2);
    if (alarm_work_doubt(page->world, dialog, work, sizeof work))
        add_text(page, "", STYLE_NOTICE, work);
    else
        add_text(page, "", STYLE_DIM, work);
    if (alarm_dialog_has_time(dialog))
        add_field(page, ALARM_FIELD_MINUTES, _("minutes"), dialog->minutes.text, 6);
    if (alarm_dialog_has_once(dialog))
        add_field(page, ALARM_FIELD_ONE_SHOT, _("only once"), dialog->is_one_shot ? "[x]" : "[ ]",
                  4);
    if (dialog->error)
        add_text(page, "", STYLE_NOTICE, _(dialog->error));
    add_text(page, "", STYLE_DIM,
             alarm_dialog_has_time(dialog)
                 ? _("Enter does it, Tab next field, Space ticks, Esc leaves")
                 : _("Enter does it, Esc leaves all as it was"));
}

int rows_alarm_dialog(const struct alarm_dialog *dialog, const struct world *world, int cells,
                      struct row rows[ROWS_ALARM_DIALOG], int *edit, int *column)
{
    struct page page = {.dialog = dialog, .world = world, .rows = rows, .cells = cells, .edit = -1};
    if (!world->site)
        return 0;
    if (dialog->node)
        add_node(&page);
    else
        add_alarms(&page);
    add_consequence(&page);
    add_fields(&page);
    *edit = page.edit;
    *column = page.column;
    for (int i = 0; i < page.count; i++)
        row_fit(&rows[i], cells);
    return page.count;
}
