/* Everything that happened to a ticket, as the database has it: also what was struck or moved. */
#include "backend/base/text.h"
#include "backend/core/crew.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/rows_ticket_page.h"

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

static void moment(double seconds, struct wall now, char *out, size_t size)
{
    *out = '\0';
    if (!isnan(seconds))
        alarm_text_moment(fact_wall(seconds), now, out, size);
}

/* What the numbers of an entry mean, by its kind. */
static void figure_text(const struct site *site, const struct entry *entry, struct wall now,
                        char *out, size_t size)
{
    const struct crew *crew = NULL;
    char at[24];
    enum clock_purpose purpose;
    *out = '\0';
    switch ((int)entry->kind) { /* the others have no numbers that a person reads */
    case FACT_TICKET_DISPATCHED:
        crew = isnan(entry->new_value) ? NULL : crew_of_id(site, (int32_t)entry->new_value);
        snprintf(out, size, "%s", crew ? crew->name : "");
        return;
    case FACT_TICKET_RESPONDED:
        moment(entry->new_value, now, at, sizeof at);
        snprintf(out, size, _("visit %s"), at);
        return;
    case FACT_TICKET_PROMISED: moment(entry->new_value, now, out, size); return;
    case FACT_TICKET_MEASURED: snprintf(out, size, "%.1f C", entry->new_value); return;
    case FACT_TICKET_CALLED_BACK:
        if (!isnan(entry->new_value))
            snprintf(out, size, "%.0f / 5", entry->new_value);
        return;
    case FACT_TICKET_MERGED:
    case FACT_TICKET_GATHERED:
    case FACT_TICKET_RELEASED: snprintf(out, size, "T%.0f", entry->new_value); return;
    case FACT_TICKET_LINKED:
        snprintf(out, size, "%s%.0f",
                 !strcmp(entry->code, "outage")   ? "O"
                 : !strcmp(entry->code, "ticket") ? "T"
                                                  : "",
                 entry->new_value);
        return;
    case FACT_TICKET_EXPLAINED:
        if (clock_purpose_of(entry->point, &purpose))
            snprintf(out, size, "%s", _(clock_purpose_phrase(purpose)));
        return;
    case FACT_TICKET_ESCALATED: snprintf(out, size, "%.0f %%", entry->new_value); return;
    }
}

static void entry_row(const struct ticket_page_look *look, const struct entry *entry,
                      struct row *row)
{
    const struct world *world = &look->console->world;
    enum style style = entry->is_struck || !world->is_database_up ? STYLE_DIM : STYLE_TEXT;
    char at[24], figure[96];
    alarm_text_moment(entry->at, world->now, at, sizeof at);
    row_space(row, 1);
    row_add(row, STYLE_DIM, entry->is_struck ? look->console->glyphs->failed : " ");
    row_addf(row, STYLE_DIM, " %s  ", at);
    row_addf(row, entry->is_struck ? STYLE_DIM : STYLE_EMPHASIS, "%s",
             _(fact_kind_phrase(entry->kind)));
    if (entry->code[0])
        row_addf(row, style, "  %s", lang_word(ticket_code_phrase(entry->kind, entry->code)));
    figure_text(world->site, entry, world->now, figure, sizeof figure);
    if (*figure)
        row_addf(row, style, "  %s", figure);
    if (entry->words[0])
        row_addf(row, style, "  %s", entry->words);
    row_addf(row, STYLE_DIM, "  %s", entry->who);
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
