/* Everything that happened to a ticket, as the database has it: also what was struck or moved. */
#include "backend/base/text.h"
#include "backend/core/ticket.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/rows_ticket_page.h"
#include "ui/sentence.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum cell { SEQ, AT, KIND, WHO, CODE, WORDS, OLD, NEW, STORED, POINT };

struct entry {
    enum fact_kind kind;
    double seq;
    struct wall at; /* as it counts */
    bool is_struck, is_moved, is_late;
    double old_value, new_value;
    const char *who, *code, *words, *point;
};

/* The last word of an amendment about the entry: newest first, so the first that is found. */
static void amend(const struct desk_table *table, struct entry *entry)
{
    for (int i = 0; i < table->rows; i++) {
        if (strcmp(desk_cell(table, i, KIND), "ticket_amended") ||
            desk_cell_number(table, i, OLD) != entry->seq)
            continue;
        double right = desk_cell_number(table, i, NEW);
        entry->is_struck = isnan(right);
        entry->is_moved = !entry->is_struck;
        if (entry->is_moved)
            entry->at = fact_wall(right);
        return;
    }
}

#define LATE_S 90 /* keyed in so long after it happened: told as such */

static struct entry entry_of(const struct desk_table *table, int row)
{
    struct entry entry = {.kind = fact_kind_of(desk_cell(table, row, KIND)),
                          .seq = desk_cell_number(table, row, SEQ),
                          .at = fact_wall(desk_cell_number(table, row, AT)),
                          .old_value = desk_cell_number(table, row, OLD),
                          .new_value = desk_cell_number(table, row, NEW),
                          .who = desk_cell(table, row, WHO),
                          .code = desk_cell(table, row, CODE),
                          .words = desk_cell(table, row, WORDS),
                          .point = desk_cell(table, row, POINT)};
    entry.is_late =
        desk_cell_number(table, row, STORED) - desk_cell_number(table, row, AT) > LATE_S;
    amend(table, &entry);
    return entry;
}

static struct fact fact_of(const struct entry *entry)
{
    struct fact fact;
    fact_init(&fact, entry->kind, entry->at);
    fact.old_value = entry->old_value;
    fact.new_value = entry->new_value;
    snprintf(fact.point, sizeof fact.point, "%s", entry->point);
    snprintf(fact.code, sizeof fact.code, "%s", entry->code);
    const char *at = strchr(entry->who, '@'); /* "operator@login" */
    snprintf(fact.operator, sizeof fact.operator, "%.*s", at ? (int)(at - entry->who) : 0,
             entry->who);
    snprintf(fact.who, sizeof fact.who, "%s", at ? at + 1 : entry->who);
    return fact;
}

static const char *purpose_text(const struct entry *entry)
{
    enum clock_purpose purpose;
    return clock_purpose_of(entry->point, &purpose) ? _(clock_purpose_phrase(purpose)) : "";
}

static void entry_row(const struct ticket_page_look *look, const struct entry *entry,
                      struct row *row)
{
    const struct world *world = &look->console->world;
    enum style style = entry->is_struck || !world->is_database_up ? STYLE_DIM : STYLE_TEXT;
    const struct fact fact = fact_of(entry);
    char at[24], figure[96], who[FACT_PERSON_SIZE];
    alarm_text_moment(entry->at, world->now, at, sizeof at);
    row_space(row, 1);
    row_add(row, STYLE_DIM, entry->is_struck ? look->console->glyphs->failed : " ");
    row_addf(row, STYLE_DIM, " %s  ", at);
    row_addf(row, entry->is_struck ? STYLE_DIM : STYLE_EMPHASIS, "%s",
             _(fact_kind_phrase(entry->kind)));
    if (entry->code[0])
        row_addf(row, style, "  %s", lang_word(ticket_code_phrase(entry->kind, entry->code)));
    sentence_figure(world->site, &fact, world->now, figure, sizeof figure);
    if (*purpose_text(entry))
        row_addf(row, style, "  %s", purpose_text(entry));
    if (*figure)
        row_addf(row, style, "  %s", figure);
    if (entry->words[0])
        row_addf(row, style, "  %s", entry->words);
    row_addf(row, STYLE_DIM, "  %s", sentence_who(&fact, who, sizeof who));
    if (entry->is_struck)
        row_addf(row, STYLE_DIM, "  %s", _("(struck)"));
    else if (entry->is_moved)
        row_addf(row, STYLE_DIM, "  %s", _("(time corrected)"));
    else if (entry->is_late)
        row_addf(row, STYLE_DIM, "  %s", _("(keyed in later)"));
}

#define INDENT 10

static int put_wrapped(const struct ticket_page_look *look, int line, struct row *row)
{
    struct row rest;
    for (int i = 0; i < 12; i++) {
        row_wrap(row, look->cells, INDENT, &rest);
        look->put(look->ctx, line++, row);
        if (!rest.cells)
            return line;
        *row = rest;
    }
    return line;
}

int rows_ticket_page_timeline(const struct ticket_page_look *look, int line)
{
    const struct desk_table *table = &look->console->ticket.timeline;
    struct row row;
    row_clear(&row);
    look->put(look->ctx, line++, &row);
    row_clear(&row);
    row_addf(&row, STYLE_HEADING, " %s", _("what happened, newest first"));
    look->put(look->ctx, line++, &row);
    if (!table->rows) {
        row_clear(&row);
        row_addf(&row, STYLE_PENDING, "   %s",
                 table->is_lost ? _("could not be read") : _("is being read"));
        look->put(look->ctx, line++, &row);
    }
    for (int i = 0; i < table->rows; i++) {
        struct entry entry = entry_of(table, i);
        row_clear(&row);
        entry_row(look, &entry, &row);
        line = put_wrapped(look, line, &row);
    }
    return line;
}
