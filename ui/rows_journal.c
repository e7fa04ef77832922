#include "ui/rows_journal.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/sentence.h"

#include <stdio.h>
#include <string.h>

struct widths {
    int time, object, who;
};

#define MARKER_CELLS 2
#define CODE_CELLS   7 /* no room for a name: the station's code */

/* The day only where there is room for it; on a narrow screen the sentence matters most. */
static struct widths widths_for(int cells)
{
    if (cells >= 110)
        return (struct widths){20, 26, 12};
    if (cells >= 72)
        return (struct widths){15, 20, 0};
    return (struct widths){6, cells >= 50 ? 14 : CODE_CELLS, 0};
}

static int sentence_cells(int cells)
{
    struct widths widths = widths_for(cells);
    int rest = cells - 1 - widths.time - MARKER_CELLS - widths.object - widths.who;
    return rest > 0 ? rest : 0;
}

/* A column's title where the column begins; left out where a long title stands already. */
static void add_title(struct row *out, const char *title, int column)
{
    if (out->cells > column)
        return;
    row_pad(out, STYLE_TITLE, column - out->cells);
    row_add(out, STYLE_TITLE, title);
}

void rows_journal_head(int cells, const char *title, struct row *out)
{
    struct widths widths = widths_for(cells);
    int where = 1 + widths.time + MARKER_CELLS;
    row_add(out, STYLE_TITLE, title);
    if (widths.object)
        add_title(out, _("where"), where);
    add_title(out, _("what"), where + widths.object);
    if (widths.who)
        add_title(out, _("who"), cells - widths.who);
    row_fit(out, cells);
    row_pad(out, STYLE_TITLE, cells - out->cells);
}

static void time_text(struct wall at, int cells, char *out, size_t size)
{
    char full[24];
    wall_text(at, full, sizeof full);
    if (cells >= 20)
        snprintf(out, size, "%s", full);
    else if (cells >= 15)
        snprintf(out, size, "%s", full + 5);
    else
        snprintf(out, size, "%.5s", full + 11);
}

void rows_journal_row(const struct world *world, const struct fact *fact, int cells,
                      struct row *out)
{
    struct widths widths = widths_for(cells);
    char text[600];
    row_space(out, 1);
    time_text(fact->at, widths.time, text, sizeof text);
    row_left(out, STYLE_DIM, text, widths.time);
    bool is_notice = sentence_style(fact->kind) == STYLE_NOTICE;
    /* Only the marker shouts: a page of red sentences would hide the one that matters. */
    row_add(out, is_notice && world->is_database_up ? STYLE_NOTICE : STYLE_TEXT,
            is_notice ? "!" : " ");
    row_space(out, MARKER_CELLS - 1);
    sentence_object(world->site, fact, text, sizeof text);
    if (widths.object == CODE_CELLS)
        text[strcspn(text, " ")] = '\0';
    row_left(out, STYLE_TEXT, text, widths.object - 1);
    row_space(out, widths.object ? 1 : 0);
    sentence_fact(world->site, fact, text, sizeof text);
    enum style style = is_notice ? STYLE_TEXT : sentence_style(fact->kind);
    row_left(out, world->is_database_up ? style : STYLE_DIM, text, sentence_cells(cells) - 1);
    row_space(out, 1);
    row_left(out, STYLE_DIM, sentence_who(fact, text, sizeof text), widths.who);
    row_cut(out, cells);
}

bool rows_journal_matches(const struct world *world, const struct fact *fact, const char *filter)
{
    char text[600];
    if (!*filter || text_contains(sentence_who(fact, text, sizeof text), filter))
        return true;
    sentence_object(world->site, fact, text, sizeof text);
    if (text_contains(text, filter))
        return true;
    sentence_fact(world->site, fact, text, sizeof text);
    return text_contains(text, filter);
}
