#include "ui/rows_alarm.h"

#include "backend/base/text.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/mark.h"

#include <stdio.h>
#include <string.h>

#define NARROW 60

int rows_alarm_lines(int cells)
{
    return cells < NARROW ? 2 : 1;
}

/* ---- the title ---- */

static const char *const part_names[ALARM_PART_COUNT] = {N_("active"), N_("shelved"), N_("out"),
                                                         N_("report")};
static const char *const order_names[ALARM_ORDER_COUNT] = {N_("by priority"), N_("by time"),
                                                           N_("by place")};

/* All parts' names stand in 40 cells, so that nobody has to know that Tab leads to the last. */
static void add_parts(const struct alarm_look *look, struct row *out)
{
    const struct alarm_list *list = look->list;
    row_addf(out, STYLE_TITLE, " 2 ");
    if (look->cells >= NARROW)
        row_addf(out, STYLE_TITLE, "%s ", _("alarms"));
    for (int part = 0; part < ALARM_PART_COUNT; part++) {
        bool is_chosen = part == (int)list->part;
        row_addf(out, STYLE_TITLE, "%s%s", is_chosen ? "[" : " ", _(part_names[part]));
        if (part != PART_REPORT)
            row_addf(out, STYLE_TITLE, " %d", list->count[part]);
        row_add(out, STYLE_TITLE, is_chosen ? "]" : " ");
    }
}

void rows_alarm_title(const struct alarm_look *look, int above, int loud, struct row *out)
{
    const struct alarm_list *list = look->list;
    struct row order;
    add_parts(look, out);
    if (list->filter[0])
        row_addf(out, STYLE_TITLE, "  /%s  %zu", list->filter, list->row.count);
    if (list->marked.count)
        row_addf(out, STYLE_TITLE, _("  marked %zu"), list->marked.count);
    if (above && loud)
        row_addf(out, STYLE_TITLE, _("  above %d, %d unanswered"), above, loud);
    else if (above)
        row_addf(out, STYLE_TITLE, _("  above %d"), above);
    row_clear(&order);
    if (!list->filter[0] && look->cells >= NARROW && list->part == PART_ACTIVE)
        row_addf(&order, STYLE_TITLE, "  %s", _(order_names[list->order]));
    row_join_whole(out, &order, look->cells);
    row_fit(out, look->cells);
    row_pad(out, STYLE_TITLE, look->cells - out->cells);
}

/* ---- columns ---- */

struct widths {
    int time, where, lasted, who;
};

static struct widths widths_for(int cells)
{
    if (cells >= 110)
        return (struct widths){8, 22, 8, 12};
    if (cells >= 96)
        return (struct widths){8, 18, 8, 10};
    if (cells >= 84)
        return (struct widths){5, 18, 8, 9};
    return (struct widths){5, 18, 8, 0};
}

static enum style text_style(const struct alarm_look *look, const struct alarm *alarm)
{
    if (!look->world->is_database_up)
        return STYLE_DIM;
    return alarm->state == ALARM_RETURNED ? STYLE_DIM : STYLE_TEXT;
}

const char *rows_alarm_asked(enum alarm_deed deed)
{
    switch (deed) {
    case DEED_ACKNOWLEDGE: return _("acknowledge");
    case DEED_UNACKNOWLEDGE: return _("reopen");
    case DEED_RESET: return _("reset");
    case DEED_SHELVE: return _("shelve");
    case DEED_UNSHELVE: return _("unshelve");
    case DEED_OUT_OF_SERVICE: return _("out");
    case DEED_IN_SERVICE: return _("in");
    }
    return "";
}

/* How it stands with the alarm's answer: who gave it, or that it was asked for just now. */
static void add_who(const struct alarm_look *look, const struct alarm_list_row *row,
                    const struct alarm *alarm, int cells, struct row *out)
{
    const struct alarm_pending *pending = alarm_list_pending(look->list, row->id, 0);
    if (pending) {
        char word[64];
        snprintf(word, sizeof word, "> %s",
                 pending->deed == DEED_ACKNOWLEDGE ? _("ack") : rows_alarm_asked(pending->deed));
        row_left(out, STYLE_PENDING, word, cells);
    } else {
        row_left(out, STYLE_DIM, alarm_text_is_answered(alarm) ? alarm->acknowledged.who : "",
                 cells);
    }
}

/* ---- badges: what must not be cut off with the sentence ---- */

static const struct alarm_group *group_of(const struct alarm_look *look, int at)
{
    const struct alarm_group *group = alarm_list_group(look->list, at);
    return group && group->children ? group : NULL;
}

static void add_reach(const struct alarm_group *group, const struct alarm_look *look,
                      struct row *out)
{
    char stations[16], households[16], text[64];
    alarm_text_count(group->stations, stations, sizeof stations);
    alarm_text_count(group->households, households, sizeof households);
    if (group->stations)
        row_add(out, STYLE_EMPHASIS,
                lang_counts(text, sizeof text, _(" %s %s stations"), look->glyphs->dot, stations));
    if (group->households)
        row_add(
            out, STYLE_EMPHASIS,
            lang_counts(text, sizeof text, _(" %s %s households"), look->glyphs->dot, households));
}

static void add_children(const struct alarm_group *group, struct row *out)
{
    row_space(out, 1);
    row_addf(out, group->unacknowledged ? STYLE_NOTICE : STYLE_EMPHASIS, "+%d%s", group->children,
             group->unacknowledged ? "!"
             : group->returned     ? "~"
                                   : "");
}

static void add_chatter(const struct alarm *alarm, struct row *out)
{
    row_space(out, 1);
    row_addf(out, STYLE_VALUE_BAD, _("chatters x%d"), alarm->count);
}

/* It was there for less than it takes to look, and has not come again since: a sensor, or a limit
 * without a delay (EEMUA 191 counts them). */
static bool is_fleeting(const struct alarm *alarm)
{
    return !alarm_is_active(alarm) && alarm->returned == alarm->id && !alarm->code.is_event &&
           alarm->lasted_s < ALARM_FLEETING_S;
}

/* `level` 0: all of them; 1: without what the detail tells as well; 2: without the reach. */
static void add_badges(const struct alarm_look *look, int at, const struct alarm *alarm, int level,
                       struct row *out)
{
    const struct alarm_list_row *row = &look->list->row.at[at];
    const struct alarm_group *group = group_of(look, at);
    if (group && level < 2)
        add_reach(group, look, out);
    if (group)
        add_children(group, out);
    if (row->is_first_out && level < 1)
        row_addf(out, STYLE_EMPHASIS, " %s", _("first"));
    if (alarm->chatter.is_on)
        add_chatter(alarm, out);
    else if (is_fleeting(alarm))
        row_addf(out, STYLE_VALUE_BAD, " %s", _("fleeting"));
    if (alarm->code.needs_note && alarm_text_is_loud(alarm) && level < 1)
        row_addf(out, STYLE_DIM, " %s", _("note"));
}

#define BADGE_LEVELS 3
#define TEXT_LEAST   14 /* of the sentence, before badges give way */

/* The sentence takes what the badges leave; a cause may lose some of it to what it reaches. */
static void add_middle(const struct alarm_look *look, int at, const struct alarm *alarm, int cells,
                       struct row *out)
{
    struct row badges;
    char text[ALARM_TEXT];
    alarm_text_condition(look->world->site, alarm, text, sizeof text);
    int width = text_width(text);
    for (int level = 0; level < BADGE_LEVELS; level++) {
        int least = group_of(look, at) && level ? TEXT_LEAST : width;
        row_clear(&badges);
        add_badges(look, at, alarm, level, &badges);
        if (badges.cells + (width < least ? width : least) <= cells)
            break;
    }
    row_cut(&badges, cells > 6 ? cells - 6 : 0);
    int room = cells - badges.cells, taken = width < room ? width : room;
    alarm_text_fit(look->world->site, alarm, room, text, sizeof text);
    row_left(out, text_style(look, alarm), text, taken);
    row_join(out, &badges);
    row_space(out, room - taken);
}

static void add_mark(const struct alarm_look *look, const struct alarm_list_row *row,
                     struct row *out)
{
    bool is_marked = alarm_list_is_marked(look->list, row->id);
    row_add(out, STYLE_EMPHASIS, is_marked ? "*" : " ");
}

static const char *fold_sign(const struct alarm_look *look, int at)
{
    const struct alarm_list_row *row = &look->list->row.at[at];
    if (!group_of(look, at))
        return look->glyphs->leaf;
    return row->is_open ? look->glyphs->unfolded : look->glyphs->folded;
}

static void add_where(const struct alarm_look *look, int at, const struct alarm *alarm, int cells,
                      struct row *out)
{
    char where[ALARM_TEXT];
    int indent = look->list->row.at[at].kind == ALARM_ROW_CHILD ? 2 : 0;
    alarm_text_where(look->world->site, alarm, where, sizeof where);
    row_space(out, indent);
    row_add(out, STYLE_DIM, fold_sign(look, at));
    row_space(out, 1);
    row_left(out, text_style(look, alarm), where, cells - indent - 2);
}

static void age_text(int64_t ms, char *out, size_t size)
{
    world_age_text(ms > 0 ? ms : 0, out, size);
}

static void add_lasted(const struct alarm_look *look, const struct alarm *alarm, int cells,
                       struct row *out)
{
    char lasted[16];
    age_text(alarm_text_lasted_ms(alarm, look->world->now), lasted, sizeof lasted);
    row_right(out, alarm_is_active(alarm) ? text_style(look, alarm) : STYLE_DIM, lasted, cells);
}

static void active_row(const struct alarm_look *look, int at, const struct alarm *alarm,
                       struct row *out)
{
    const struct alarm_list_row *row = &look->list->row.at[at];
    struct widths widths = widths_for(look->cells);
    char since[24];
    add_mark(look, row, out);
    mark_add(out, look->world, alarm->state, alarm->code.priority);
    row_space(out, 1);
    alarm_text_time(alarm->raised_at, look->world->now, widths.time, since, sizeof since);
    row_left(out, STYLE_DIM, since, widths.time);
    row_space(out, 1);
    add_where(look, at, alarm, widths.where + 2, out);
    row_space(out, 1);
    int tail = widths.lasted + 1 + (widths.who ? widths.who + 1 : 0);
    bool is_pending = !widths.who && alarm_list_pending(look->list, row->id, 0);
    if (is_pending)
        tail += 12;
    add_middle(look, at, alarm, look->cells - out->cells - tail, out);
    if (is_pending) {
        row_space(out, 1);
        add_who(look, row, alarm, 11, out);
    }
    add_lasted(look, alarm, widths.lasted, out);
    row_space(out, 1);
    if (widths.who) {
        add_who(look, row, alarm, widths.who, out);
        row_space(out, 1);
    }
}

/* ">1! 03:13 S0417 Binhe" over "    04:12 supply too low 0.42 < 0.45" */
static void narrow_row(const struct alarm_look *look, int at, const struct alarm *alarm, int line,
                       struct row *out)
{
    const struct alarm_list_row *row = &look->list->row.at[at];
    char text[24];
    int pending = alarm_list_pending(look->list, row->id, 0) ? 10 : 0;
    if (line) {
        row_space(out, 4);
        add_lasted(look, alarm, 7, out);
        row_space(out, 1);
        add_middle(look, at, alarm, look->cells - out->cells, out);
        return;
    }
    add_mark(look, row, out);
    mark_add(out, look->world, alarm->state, alarm->code.priority);
    row_space(out, 1);
    alarm_text_time(alarm->raised_at, look->world->now, 5, text, sizeof text);
    row_left(out, STYLE_DIM, text, 5);
    row_space(out, 1);
    add_where(look, at, alarm, look->cells - out->cells - pending, out);
    if (pending)
        add_who(look, row, alarm, pending, out);
}

/* ---- shelves ---- */

struct hold_words {
    const struct alarm_word *word; /* NULL: held from above only */
    int64_t until;
    enum alarm_deed deed;
};

static struct hold_words held_by(const struct alarm_look *look, const struct alarm *alarm)
{
    struct hold_words words = {.until = alarm_hold_of(look->world->site, alarm).until};
    const struct alarm_word *own = alarm->state == ALARM_SHELVED      ? &alarm->shelf
                                   : alarm->state == ALARM_SUPPRESSED ? &alarm->suppressed
                                                                      : &alarm->service;
    words.word = own->is_on ? own : NULL;
    return words;
}

static void add_left(const struct alarm_look *look, int64_t until, bool is_one_shot, int cells,
                     struct row *out)
{
    char left[32];
    int64_t ms = (until - look->world->now.us) / 1000;
    age_text(ms, left, sizeof left);
    if (!until)
        snprintf(left, sizeof left, "%s", is_one_shot ? _("until clear") : "--");
    bool is_ending = until && ms < ALARM_SHELF_WARN_MS;
    row_add(out, is_ending ? STYLE_NOTICE : STYLE_TEXT, is_ending ? "!" : " ");
    row_left(out, is_ending ? STYLE_NOTICE : STYLE_TEXT, left, cells - 1);
}

/* What holds it, who says so, and why. */
static void add_reason(const struct alarm_look *look, const struct alarm_word *word, int cells,
                       struct row *out)
{
    struct row tail;
    row_clear(&tail);
    if (!word)
        row_add(&tail, STYLE_DIM, _("with what is above it"));
    else {
        row_addf(&tail, STYLE_DIM, "%s%s", word->who, *word->who ? " " : "");
        row_add(&tail, look->world->is_database_up ? STYLE_TEXT : STYLE_DIM,
                word->text ? word->text : "");
    }
    row_fit(&tail, cells);
    row_join(out, &tail);
    row_space(out, cells - tail.cells);
}

static void add_held_pending(const struct alarm_look *look, const struct alarm_list_row *row,
                             int32_t node, struct row *out)
{
    const struct alarm_pending *pending = alarm_list_pending(look->list, row->id, node);
    if (!pending || (!row->id && !node))
        return;
    row_addf(out, STYLE_PENDING, "> %s ", rows_alarm_asked(pending->deed));
}

struct held_line {
    const struct alarm_list_row *row;
    const struct alarm *alarm; /* NULL: a subtree */
    int32_t node;
    struct hold_words words;
    char where[ALARM_TEXT], what[ALARM_TEXT];
};

static bool held_line_of(const struct alarm_look *look, int at, struct held_line *line)
{
    const struct site *site = look->world->site;
    const struct alarm_subtree *subtree = alarm_list_subtree(look->list, site, at);
    line->row = &look->list->row.at[at];
    line->alarm = alarm_list_alarm(look->list, site, at);
    line->node = 0;
    if (line->alarm) {
        line->words = held_by(look, line->alarm);
        alarm_text_where(site, line->alarm, line->where, sizeof line->where);
        alarm_text_condition(site, line->alarm, line->what, sizeof line->what);
    } else if (subtree) {
        struct alarm of_node = {.node = subtree->node};
        line->node = subtree->node;
        line->words.word = look->list->part == PART_SHELF ? &subtree->shelf : &subtree->service;
        line->words.until = line->words.word->until;
        alarm_text_where(site, &of_node, line->where, sizeof line->where);
        snprintf(line->what, sizeof line->what, "%s", _("and all below it"));
    }
    return line->alarm || subtree;
}

static void add_held_chip(const struct alarm_look *look, const struct held_line *line,
                          struct row *out)
{
    if (line->alarm)
        mark_add(out, look->world, line->alarm->state, line->alarm->code.priority);
    else
        row_addf(out, STYLE_DIM, "%s%c", look->glyphs->unfolded,
                 mark_sign(look->list->part == PART_SHELF ? ALARM_SHELVED : ALARM_OUT_OF_SERVICE));
}

static void held_row(const struct alarm_look *look, int at, int part, struct row *out)
{
    struct held_line line;
    if (!held_line_of(look, at, &line))
        return;
    struct widths widths = widths_for(look->cells);
    bool is_narrow = look->cells < NARROW;
    bool is_one_shot = line.words.word && line.words.word->is_one_shot;
    if (part) {
        row_space(out, 4);
        row_left(out, STYLE_TEXT, line.what, 16);
        row_space(out, 1);
        add_reason(look, line.words.word, look->cells - out->cells, out);
        return;
    }
    add_mark(look, line.row, out);
    add_held_chip(look, &line, out);
    row_space(out, 1);
    add_left(look, line.words.until, is_one_shot, is_narrow ? 9 : 12, out);
    row_space(out, 1);
    row_left(out, STYLE_TEXT, line.where, is_narrow ? look->cells - out->cells : widths.where);
    if (is_narrow)
        return;
    row_space(out, 1);
    int rest = look->cells - out->cells - 1, what = rest * 45 / 100;
    row_left(out, STYLE_TEXT, line.what, what);
    row_space(out, 1);
    add_held_pending(look, line.row, line.node, out);
    add_reason(look, line.words.word, look->cells - out->cells, out);
}

/* ---- any row ---- */

static void more_row(const struct alarm_look *look, const struct alarm_list_row *row, int line,
                     struct row *out)
{
    char count[16];
    if (line)
        return;
    alarm_text_count(look->list->rest, count, sizeof count);
    row_addf(out, STYLE_EMPHASIS, " %s ",
             row->is_open ? look->glyphs->unfolded : look->glyphs->folded);
    row_addf(out, STYLE_EMPHASIS, row->is_open ? _("... %s more") : _("... %s more (/ or End)"),
             count);
    if (look->list->rest_loud) {
        row_space(out, 2);
        row_addf(out, STYLE_NOTICE, _("%d unanswered"), look->list->rest_loud);
    }
}

void rows_alarm_row(const struct alarm_look *look, int at, int line, struct row *out)
{
    const struct alarm_list_row *row = &look->list->row.at[at];
    const struct alarm *alarm = alarm_list_alarm(look->list, look->world->site, at);
    if (row->kind == ALARM_ROW_MORE)
        more_row(look, row, line, out);
    else if (row->kind == ALARM_ROW_HELD || row->kind == ALARM_ROW_SUBTREE)
        held_row(look, at, line, out);
    else if (alarm && look->cells < NARROW)
        narrow_row(look, at, alarm, line, out);
    else if (alarm)
        active_row(look, at, alarm, out);
    row_cut(out, look->cells);
}
