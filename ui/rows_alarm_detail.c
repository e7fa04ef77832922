/* What is to be known about one alarm: the whole sentence, what to do, what people did. */
#include "backend/base/text.h"
#include "backend/core/alarm_deed.h"
#include "backend/core/alarm_rule.h"
#include "backend/core/ticket_book.h"
#include "ui/alarm_next.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/rows_alarm.h"
#include "ui/rows_plan.h"
#include "ui/sentence.h"
#include "ui/ticket_text.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct page {
    const struct alarm_look *look;
    const struct alarm *alarm;
    struct row *rows;
    int count;
};

#define LABEL_CELLS 12

/* Under a heading a text takes the whole width. */
static const char *const unlabelled = NULL;

static struct row *line(struct page *page, const char *label)
{
    struct row *row = &page->rows[page->count];
    row_clear(row);
    if (page->count < ROWS_ALARM_DETAIL - 1)
        page->count++;
    row_space(row, 1);
    if (label)
        row_left(row, STYLE_DIM, label, LABEL_CELLS);
    return row;
}

static void add_text(struct page *page, const char *label, enum style style, const char *text)
{
    int taken = label ? LABEL_CELLS + 2 : 2;
    while (*text) {
        int bytes = row_break(text, page->look->cells - taken);
        row_add_bytes(line(page, label), style, text, bytes);
        text += bytes;
        text += strspn(text, " ");
        label = label ? "" : unlabelled;
    }
}

static void heading(struct page *page, const char *text)
{
    if (page->count)
        line(page, unlabelled);
    row_add(line(page, unlabelled), STYLE_HEADING, text);
}

static const char *guidance(const struct alarm_look *look, const struct alarm *alarm)
{
    const struct site *site = look->world->site;
    return site->rules ? alarm_guidance(site->rules, site, alarm, lang_is_chinese()) : "";
}

/* The title of the plan card that is bound to its kind (7.3.1), "" = none is. */
static const char *plan(const struct alarm_look *look, const struct alarm *alarm)
{
    const struct site *site = look->world->site;
    const char *card = site->rules ? alarm_plan(site->rules, site, alarm) : "";
    return *card ? rows_plan_card_title(look->plans, card) : "";
}

/* What a word says: "wanglei 03:14  the pump is being changed"; of one that is over, when it
 * ended. */
static bool word_text(const struct alarm_look *look, const struct alarm_word *word, char *out,
                      size_t size)
{
    char at[24];
    struct wall now = look->world->now;
    if (!word->stamp)
        return false;
    alarm_text_moment((struct wall){word->is_on ? word->stamp : word->ended}, now, at, sizeof at);
    if (!word->is_on) {
        snprintf(out, size, _("%s%sended %s"), word->who, *word->who ? " " : "", at);
        return true;
    }
    snprintf(out, size, "%s%s%s%s%s", word->who, *word->who ? " " : "", at,
             word->text && *word->text ? "  " : "", word->text ? word->text : "");
    return true;
}

static void add_word(struct page *page, const char *label, const struct alarm_word *word)
{
    char text[ALARM_TEXT];
    if (word_text(page->look, word, text, sizeof text))
        add_text(page, label, STYLE_TEXT, text);
}

/* The point as it is now: is it getting worse? */
static void add_present(struct page *page)
{
    const struct world *world = page->look->world;
    int32_t device = page->alarm->device ? site_device_of_id(world->site, page->alarm->device) : -1;
    int point = device >= 0 && page->alarm->point[0]
                    ? profile_find(world->site->device[device].profile, page->alarm->point)
                    : -1;
    if (point < 0)
        return;
    struct reading reading = site_reading(world->site, device, point, world->now);
    char text[120];
    value_text(&world->site->device[device].profile->point[point], reading, text, sizeof text);
    add_text(page, _("now"), value_style(world, reading), text);
}

static void add_state(struct page *page)
{
    const struct alarm *alarm = page->alarm;
    char text[ALARM_TEXT], at[24], lasted[16];
    alarm_text_condition(page->look->world->site, alarm, text, sizeof text);
    add_text(page, unlabelled, STYLE_EMPHASIS, text);
    struct row *row = line(page, _("state"));
    mark_add(row, page->look->world, alarm->state, alarm->code.priority);
    row_addf(row, STYLE_TEXT, " %s  %s", _(alarm_priority_phrase(alarm->code.priority)),
             _(alarm_state_phrase(alarm)));
    wall_text(alarm->raised_at, at, sizeof at);
    if (alarm->id)
        add_text(page, _("raised"), STYLE_TEXT, at + 5);
    world_age_text(alarm_text_lasted_ms(alarm, page->look->world->now), lasted, sizeof lasted);
    if (alarm->id)
        add_text(page, _("lasted"), STYLE_TEXT, lasted);
    if (alarm->id && !alarm_is_active(alarm) && alarm->returned_at.us) {
        wall_text(alarm->returned_at, at, sizeof at);
        add_text(page, _("cleared"), STYLE_TEXT, at + 5);
    }
    add_present(page);
    if (alarm->chatter.is_on)
        row_addf(line(page, _("chatter")), STYLE_VALUE_BAD, _("%d times, held"), alarm->count);
}

static void named_alarm(struct page *page, const char *label, const struct alarm *alarm)
{
    const struct site *site = page->look->world->site;
    char where[ALARM_TEXT], what[ALARM_TEXT], at[24], text[3 * ALARM_TEXT];
    alarm_text_moment(alarm->raised_at, page->look->world->now, at, sizeof at);
    alarm_text_where(site, alarm, where, sizeof where);
    alarm_text_condition(site, alarm, what, sizeof what);
    snprintf(text, sizeof text, "%s %s  %s", at, where, what);
    add_text(page, label, STYLE_TEXT, text);
}

static void add_group(struct page *page, int at)
{
    const struct alarm_list *list = page->look->list;
    const struct site *site = page->look->world->site;
    const struct alarm_list_row *row = &list->row.at[at];
    if (row->group < 0 || (size_t)row->group >= list->groups.count)
        return;
    const struct alarm_group *group = &list->groups.group[row->group];
    char stations[16], households[16];
    if (!group->children)
        return;
    heading(page, _("cause and consequences"));
    if (row->kind == ALARM_ROW_CHILD)
        named_alarm(page, _("cause"), alarm_at(site, group->alarm));
    named_alarm(page, _("first"), alarm_at(site, group->first_out));
    alarm_text_count(group->stations, stations, sizeof stations);
    alarm_text_count(group->households, households, sizeof households);
    char text[64];
    row_add(line(page, _("reaches")), STYLE_TEXT,
            lang_counts(text, sizeof text, _("%s stations, %s households"), stations, households));
    row_addf(line(page, _("below it")), STYLE_TEXT, _("%d, %d of them unanswered"), group->children,
             group->unacknowledged + group->returned);
}

/* What is being done about it: "T12 dispatched 一班". False if nobody made a ticket of it. */
static bool ticket_text(const struct site *site, const struct ticket *ticket, char *out,
                        size_t size)
{
    char crew[TICKET_TEXT] = "";
    if (!ticket)
        return false;
    ticket_text_crew(site, ticket, crew, sizeof crew);
    snprintf(out, size, "T%lld %s %s", (long long)ticket->id, ticket_text_state(ticket->state),
             crew);
    return true;
}

/* Out of service, and the ticket that ends it. */
static void add_service(struct page *page, const struct alarm_word *word)
{
    const struct site *site = page->look->world->site;
    int64_t named = word->is_on && word->text ? alarm_deed_ticket(word->text) : 0;
    const struct ticket *ticket = named ? ticket_of_id(site, named) : NULL;
    char text[2 * TICKET_TEXT];
    add_word(page, _("out"), word);
    if (!ticket_text(site, ticket, text, sizeof text))
        return;
    struct row *row = line(page, "");
    row_addf(row, STYLE_DIM, _("ends with %s"), text);
}

static void add_words(struct page *page)
{
    char text[2 * TICKET_TEXT];
    const struct alarm *alarm = page->alarm;
    int before = page->count;
    heading(page, _("what was done"));
    int headed = page->count;
    add_word(page, _("answered"), &alarm->acknowledged);
    add_word(page, _("shelved"), &alarm->shelf);
    add_service(page, &alarm->service);
    add_word(page, _("suppressed"), &alarm->suppressed);
    if (ticket_text(page->look->world->site, ticket_of_alarm(page->look->world->site, alarm->id),
                    text, sizeof text))
        add_text(page, _("ticket"), STYLE_TEXT, text);
    if (page->count == headed)
        page->count = before;
}

static void add_next(struct page *page)
{
    struct alarm_next next[ALARM_DEED_COUNT];
    int count = alarm_next_of(page->look->world->site, page->alarm, next);
    if (count)
        heading(page, _("what can be done"));
    for (int i = 0; i < count; i++)
        add_text(page, rows_alarm_asked(next[i].deed), STYLE_TEXT, _(next[i].sentence));
}

static void add_subtree(struct page *page, const struct alarm_subtree *subtree)
{
    const struct site *site = page->look->world->site;
    struct alarm of_node = {.node = subtree->node};
    int32_t node = site_node_of_id(site, subtree->node);
    char where[ALARM_TEXT];
    alarm_text_where(site, &of_node, where, sizeof where);
    add_text(page, unlabelled, STYLE_EMPHASIS, where);
    add_word(page, _("shelved"), &subtree->shelf);
    add_service(page, &subtree->service);
    if (node >= 0)
        row_addf(line(page, _("holds")), STYLE_TEXT, _("alarms %d, stations %d"),
                 alarm_tally_of(site, node)->held, site->node[node].stations);
}

int rows_alarm_detail(const struct alarm_look *look, int at, struct row out[ROWS_ALARM_DETAIL])
{
    const struct site *site = look->world->site;
    const struct alarm_subtree *subtree = alarm_list_subtree(look->list, site, at);
    struct page page = {look, alarm_list_alarm(look->list, site, at), out, 0};
    if (subtree)
        add_subtree(&page, subtree);
    if (!page.alarm)
        return page.count;
    char where[ALARM_TEXT];
    alarm_text_where(site, page.alarm, where, sizeof where);
    add_text(&page, unlabelled, STYLE_EMPHASIS, where);
    add_state(&page);
    if (*guidance(look, page.alarm)) {
        heading(&page, _("what to do"));
        add_text(&page, unlabelled, STYLE_TEXT, guidance(look, page.alarm));
    }
    if (*plan(look, page.alarm))
        add_text(&page, _("plan"), STYLE_TEXT, plan(look, page.alarm));
    add_group(&page, at);
    add_words(&page);
    add_next(&page);
    for (int i = 0; i < page.count; i++)
        row_fit(&out[i], look->cells);
    return page.count;
}

/* Of a consequence its cause, of a cause what was raised first. */
static void add_cause(const struct alarm_look *look, int at, struct row *out)
{
    const struct alarm_list *list = look->list;
    const struct alarm_list_row *row = &list->row.at[at];
    const struct site *site = look->world->site;
    if (row->group < 0 || (size_t)row->group >= list->groups.count)
        return;
    const struct alarm_group *group = &list->groups.group[row->group];
    bool is_child = row->kind == ALARM_ROW_CHILD;
    if (!group->children || (!is_child && group->first_out == group->alarm))
        return;
    const struct alarm *named = alarm_at(site, is_child ? group->alarm : group->first_out);
    char where[ALARM_TEXT], what[ALARM_TEXT];
    alarm_text_where(site, named, where, sizeof where);
    alarm_text_condition(site, named, what, sizeof what);
    row_addf(out, STYLE_DIM, _("  %s: %s %s"), is_child ? _("cause") : _("first"), where, what);
}

int rows_alarm_lines_below(const struct alarm_look *look, int at, struct row out[3])
{
    const struct site *site = look->world->site;
    const struct alarm *alarm = alarm_list_alarm(look->list, site, at);
    char where[ALARM_TEXT], text[ALARM_TEXT];
    for (int i = 0; i < 3; i++)
        row_clear(&out[i]);
    if (!alarm)
        return 0;
    alarm_text_where(site, alarm, where, sizeof where);
    alarm_text_condition(site, alarm, text, sizeof text);
    row_addf(&out[0], STYLE_EMPHASIS, " %s  ", where);
    row_add(&out[0], STYLE_TEXT, text);
    const char *advice = guidance(look, alarm);
    row_addf(&out[1], *advice ? STYLE_TEXT : STYLE_DIM, " %s",
             *advice ? advice : _("no guidance is written for this alarm"));
    row_addf(&out[2], STYLE_DIM, " %s  %s", _(alarm_priority_phrase(alarm->code.priority)),
             _(alarm_state_phrase(alarm)));
    if (alarm_text_is_answered(alarm) && word_text(look, &alarm->acknowledged, text, sizeof text))
        row_addf(&out[2], STYLE_DIM, "  %s", text);
    if (*plan(look, alarm))
        row_addf(&out[2], STYLE_DIM, _("  %s: %s"), _("plan"), plan(look, alarm));
    if (ticket_text(site, ticket_of_alarm(site, alarm->id), text, sizeof text))
        row_addf(&out[2], STYLE_TEXT, "  %s", text);
    add_cause(look, at, &out[2]);
    for (int i = 0; i < 3; i++)
        row_fit(&out[i], look->cells);
    return 3;
}
