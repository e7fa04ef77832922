#include "ui/paint.h"

#include "backend/base/text.h"

#include <curses.h>

static cchar_t blank_of[STYLE_COUNT]; /* a blank in each style, from which its cells are made */
static int text_attributes;
static bool has_paper; /* the theme has a background of its own */

static attr_t attributes_of(const struct look *look)
{
    return (look->attributes & LOOK_BOLD ? A_BOLD : A_NORMAL) |
           (look->attributes & LOOK_REVERSE ? A_REVERSE : A_NORMAL) |
           (look->attributes & LOOK_UNDERLINE ? A_UNDERLINE : A_NORMAL);
}

void paint_use_theme(const struct theme *theme)
{
    struct theme instead;
    const struct theme *used = theme_within(theme, has_colors() ? COLORS : 0, &instead);
    for (int i = 0; i < STYLE_COUNT; i++) {
        const struct look *look = &used->look[i];
        bool is_coloured = look->ink >= 0 || look->paper >= 0;
        short pair = (short)(i + 1);
        if (!is_coloured || init_pair(pair, look->ink, look->paper) != OK)
            pair = 0;
        setcchar(&blank_of[i], L" ", attributes_of(look), pair, NULL);
        if (i == STYLE_TEXT)
            text_attributes = (int)attributes_of(look) | (int)COLOR_PAIR(pair);
    }
    has_paper = used->look[STYLE_TEXT].paper >= 0;
    wbkgdset(newscr, (chtype)text_attributes | ' ');
}

void paint_blank(void)
{
    wattrset(newscr, text_attributes);
    werase(newscr);
    clearok(curscr, TRUE);
}

/* Blanks at the end of a row's last span: the rest of the line begins with them. */
static int blanks_at_end(const struct row *row)
{
    int count = 0;
    if (!row->count || row->cells < COLS)
        return 0;
    const struct row_span *last = &row->span[row->count - 1];
    while (count < last->length && row->text[last->at + last->length - 1 - count] == ' ')
        count++;
    return count;
}

/* A mark goes onto the letter before it, as far as there is room. */
static void put_mark(cchar_t *cell, wchar_t mark)
{
    for (int i = 1; i < CCHARW_MAX; i++)
        if (!cell->chars[i]) {
            cell->chars[i] = mark;
            return;
        }
}

/* One cchar_t a character, as wadd_wchnstr() takes them. Returns how many there are then. */
static int put_span(cchar_t *cells, int count, const char *text, int length, int style)
{
    for (int at = 0; at < length;) {
        uint32_t character = (unsigned char)text[at];
        int bytes = 1, width = 1;
        if (character < ' ' || character > '~') {
            bytes = text_next(text + at, (size_t)(length - at), &character);
            if (bytes <= 0)
                break;
            width = text_cells(character);
        }
        at += bytes;
        if (width > 0) {
            cells[count] = blank_of[style];
            cells[count++].chars[0] = (wchar_t)character;
        } else if (count) {
            put_mark(&cells[count - 1], (wchar_t)character);
        }
    }
    return count;
}

/* The rest of a line is painted, not erased: terminals differ in the colour that erasing leaves.
 * Curses erases whatever it may; a concealed blank it may not. */
static int put_rest(cchar_t *cells, int count, int blanks, int style)
{
    cchar_t blank = blank_of[style];
    if (has_paper)
        blank.attr |= A_INVIS;
    while (blanks-- > 0)
        cells[count++] = blank;
    return count;
}

/* The spans [from, to) as cells; behind the last one the rest of the line. */
static int put_spans(cchar_t *cells, const struct row *row, int from, int to)
{
    int count = 0, blanks = to == row->count ? blanks_at_end(row) : 0;
    for (int i = from; i < to; i++)
        count =
            put_span(cells, count, row->text + row->span[i].at,
                     row->span[i].length - (i == row->count - 1 ? blanks : 0), row->span[i].style);
    if (to < row->count)
        return count;
    int rest = COLS - (row->cells - blanks), room = ROW_TEXT - count;
    return put_rest(cells, count, rest < room ? rest : room,
                    blanks ? row->span[row->count - 1].style : STYLE_TEXT);
}

void paint_line(int y, const struct row *row, const struct row *shown)
{
    static cchar_t cells[ROW_TEXT];
    int from = shown ? row_spans_alike(shown, row) : 0;
    int same = shown ? row_spans_alike_at_end(shown, row) : 0;
    int to = row->count - same > from ? row->count - same : row->count;
    wmove(newscr, y, row_column(row, from));
    wadd_wchnstr(newscr, cells, put_spans(cells, row, from, to));
}
