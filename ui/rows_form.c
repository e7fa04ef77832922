#include "ui/rows_form.h"

#include "backend/base/text.h"
#include "ui/form_inside.h"
#include "ui/form_time.h"
#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

struct page {
    const struct form *form;
    const struct world *world;
    const struct glyphs *glyphs;
    struct row *rows;
    int count, cells, label;
    int listed; /* options of a list that have room */
    bool has_about;
    int edit, column;
};

static struct row *line(struct page *page, const char *label, enum style style)
{
    struct row *row = &page->rows[page->count];
    row_clear(row);
    if (page->count < ROWS_FORM - 1)
        page->count++;
    row_space(row, 1);
    row_left(row, style, label, page->label - 1);
    row_space(row, 1);
    return row;
}

static int room(const struct page *page)
{
    int cells = page->cells - page->label - 2;
    return cells > 4 ? cells : 4;
}

static void add_text(struct page *page, const char *label, enum style style, const char *text)
{
    while (*text) {
        int bytes = row_break(text, room(page));
        row_add_bytes(line(page, label, STYLE_DIM), style, text, bytes);
        text += bytes;
        text += strspn(text, " ");
        label = "";
    }
}

/* ---- rows ---- */

/* A text longer than its field shows its end while it is being typed, else how it begins. */
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

static void put_cursor(struct page *page, int column)
{
    page->edit = page->count - 1;
    page->column = column;
}

/* Which moment a typed time is, and how far away: below it where there is no room beside it. */
static void add_moment(struct page *page, const struct form_row *in, struct wall at,
                       struct row *row)
{
    struct wall now = page->world->now;
    bool is_turned = form_time_is_turned(in->field.text, at, now);
    char when[32], distance[80], text[120];
    wall_text(at, when, sizeof when);
    form_time_distance(at, now, distance, sizeof distance);
    snprintf(text, sizeof text, "= %.16s  %s", when, distance);
    if (row->cells + 2 + text_width(text) <= page->cells) {
        row_space(row, 2);
    } else {
        row = line(page, "", STYLE_DIM);
        row_clear(row);
        row_space(row, 1);
    }
    row_add(row, is_turned ? STYLE_NOTICE : STYLE_DIM, text);
}

/* What a typed time or an empty field means, behind it. */
static void add_meaning(struct page *page, const struct form_row *in, int cells, struct row *row)
{
    struct wall at;
    if (in->kind == FORM_TIME && form_row_time(in, page->world->now, &at))
        add_moment(page, in, at, row);
    else if (!in->field.text[0] && in->empty)
        row_addf(row, STYLE_DIM, "  %s", _(in->empty));
    else if (!in->field.text[0] && in->is_needed && cells > 0)
        row_addf(row, STYLE_DIM, "  %s", _("needed"));
}

static void add_field(struct page *page, const struct form_row *in, bool is_here, struct row *row)
{
    int cells = in->kind == FORM_NUMBER ? 10 : in->kind == FORM_TIME ? 18 : room(page);
    cells = cells < room(page) ? cells : room(page);
    if (in->kind == FORM_TEXT && !in->field.text[0] && (in->empty || in->is_needed))
        cells = cells * 2 / 3;
    bool is_written = is_here && in->is_typed;
    const char *shown = is_written ? tail_of(in->field.text, cells - 1) : in->field.text;
    int width = text_width(shown);
    row_left(row, is_here ? STYLE_EDIT : STYLE_TEXT, shown, cells);
    if (is_here)
        put_cursor(page, page->label + 1 + (width < cells ? width : cells - 1));
    add_meaning(page, in, cells, row);
}

static void add_option(struct page *page, const struct form_row *in, int at, bool is_here,
                       struct row *row)
{
    const struct form_option *option = &in->option.at[at];
    bool is_chosen = at == in->chosen;
    enum style style = is_chosen ? (is_here ? STYLE_EDIT : STYLE_EMPHASIS) : STYLE_TEXT;
    if (is_chosen && is_here)
        put_cursor(page, row->cells);
    row_addf(row, style, at < 9 ? "%s%d %s" : "%s%.0d%s", is_chosen ? page->glyphs->doing : " ",
             at < 9 ? at + 1 : 0, option->label);
    if (option->note[0])
        row_addf(row, STYLE_DIM, "  %s", option->note);
}

/* A window of the list with the chosen one in it. */
static void add_list(struct page *page, const struct form_row *in, bool is_here)
{
    int count = (int)in->option.count, shown = count < page->listed ? count : page->listed;
    int first = in->chosen >= shown ? in->chosen - shown + 1 : 0;
    for (int i = first; i < first + shown; i++) {
        struct row *row = line(page, i == first ? _(in->label) : "", STYLE_DIM);
        add_option(page, in, i, is_here, row);
        if (i == first + shown - 1 && count > first + shown)
            row_addf(row, STYLE_DIM, "  +%d", count - first - shown);
    }
}

/* All options beside each other while the cursor is there, else the chosen one alone. */
static void add_choice(struct page *page, const struct form_row *in, bool is_here)
{
    struct row *row = line(page, _(in->label), is_here ? STYLE_EMPHASIS : STYLE_DIM);
    if (!is_here && in->chosen >= 0) {
        row_add(row, in->is_decided ? STYLE_EMPHASIS : STYLE_TEXT, in->option.at[in->chosen].label);
        return;
    }
    if (!is_here) {
        row_add(row, STYLE_DIM, in->is_needed ? _("needed") : in->empty ? _(in->empty) : "-");
        return;
    }
    put_cursor(page, row->cells);
    for (int i = 0; i < (int)in->option.count; i++) {
        const struct form_option *option = &in->option.at[i];
        if (row->cells > page->label + 1 &&
            row->cells + text_width(option->label) + 4 > page->cells)
            row = line(page, "", STYLE_DIM);
        add_option(page, in, i, true, row);
        row_space(row, 1);
    }
}

static void add_row(struct page *page, int at)
{
    const struct form_row *in = &page->form->row[at];
    bool is_here = at == page->form->at;
    if (!form_is_shown(page->form, in))
        return;
    if (in->is_awaited) {
        row_add(line(page, _(in->label), STYLE_DIM), STYLE_PENDING, _("is being read"));
        return;
    }
    if (in->kind == FORM_CHOICE && !in->option.count) {
        row_add(line(page, _(in->label), STYLE_DIM), STYLE_NOTICE, _("there is none"));
        return;
    }
    if (in->kind == FORM_CHOICE && in->is_list) {
        add_list(page, in, is_here);
        return;
    }
    if (in->kind == FORM_CHOICE) {
        add_choice(page, in, is_here);
        return;
    }
    struct row *row = line(page, _(in->label), is_here ? STYLE_EMPHASIS : STYLE_DIM);
    if (in->kind != FORM_TICK) {
        add_field(page, in, is_here, row);
        return;
    }
    row_add(row, is_here ? STYLE_EDIT : STYLE_TEXT, in->is_ticked ? "[x]" : "[ ]");
    if (is_here)
        put_cursor(page, page->label + 2);
}

static void add_foot(struct page *page)
{
    const struct form *form = page->form;
    if (form->state == FORM_ASKED)
        add_text(page, "", STYLE_PENDING, _("asked: waiting for the database"));
    else if (form->error[0])
        add_text(page, "!", STYLE_NOTICE, form->error);
    bool leads = form->count && form->row[form->at].kind == FORM_CHOICE && form->row[form->at].then;
    add_text(page, "", STYLE_DIM,
             leads             ? _("A digit chooses and goes on, Enter does it, Esc leaves")
             : form->count > 1 ? _("Enter does it, Tab next row, Left Right choose, Esc leaves")
                               : _("Enter does it, Esc leaves all as it was"));
}

static void lay_out(struct page *page)
{
    const struct form *form = page->form;
    page->count = 0;
    page->edit = -1;
    for (int i = 0; page->has_about && i < form->abouts; i++)
        add_text(page, form->about[i].label, STYLE_TEXT, form->about[i].text);
    if (page->has_about && form->abouts)
        line(page, "", STYLE_DIM);
    for (int i = 0; i < form->count; i++)
        add_row(page, i);
    add_foot(page);
}

#define LISTED_MOST 12

int rows_form(const struct form *form, const struct world *world, const struct glyphs *glyphs,
              int cells, int most, struct row rows[ROWS_FORM], int *edit, int *column)
{
    struct page page = {.form = form,
                        .world = world,
                        .glyphs = glyphs,
                        .rows = rows,
                        .cells = cells,
                        .label = cells < 60 ? 9 : 16,
                        .listed = LISTED_MOST,
                        .has_about = true};
    lay_out(&page);
    for (; page.count > most && page.listed > 3; page.listed--)
        lay_out(&page);
    if (page.count > most) {
        page.has_about = false;
        lay_out(&page);
    }
    for (int i = 0; i < page.count; i++)
        row_fit(&rows[i], cells);
    *edit = page.edit;
    *column = page.column;
    return page.count;
}
