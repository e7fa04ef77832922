#include "ui/row.h"

#include "backend/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void row_clear(struct row *row)
{
    row->cells = row->length = row->count = 0;
    row->text[0] = '\0';
}

/* Only what is used: a row is mostly room. */
void row_copy(struct row *to, const struct row *from)
{
    to->cells = from->cells;
    to->length = from->length;
    to->count = from->count;
    memcpy(to->span, from->span, (size_t)from->count * sizeof *from->span);
    memcpy(to->text, from->text, (size_t)from->length + 1);
}

static int plain_run(const char *text, int length)
{
    int at = 0;
    while (at < length && text[at] >= ' ' && text[at] < 127)
        at++;
    return at;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Bytes of the longest beginning of a row's own text that takes at most `cells` cells. */
static int beginning(const char *text, int length, int cells, int *taken)
{
    int at = 0;
    *taken = 0;
    while (at < length) {
        uint32_t character;
        int plain = plain_run(text + at, least(length - at, cells - *taken));
        at += plain;
        *taken += plain;
        if (at == length)
            break;
        int bytes = text_next(text + at, (size_t)(length - at), &character);
        int width = bytes > 0 ? text_cells(character) : 1;
        if (*taken + width > cells)
            break;
        at += bytes > 0 ? bytes : 1;
        *taken += width;
    }
    return at;
}

static void grow_span(struct row *row, enum style style, int bytes, int column)
{
    struct row_span *last = row->count ? &row->span[row->count - 1] : NULL;
    if (last && (last->style == (short)style || row->count == ROW_SPANS))
        last->length = (short)(last->length + (short)bytes);
    else
        row->span[row->count++] =
            (struct row_span){(short)row->length, (short)bytes, (short)style, (short)column};
    row->length += bytes;
}

static void append(struct row *row, enum style style, const char *bytes, int count, int cells)
{
    memcpy(row->text + row->length, bytes, (size_t)count);
    grow_span(row, style, count, row->cells);
    row->cells += cells;
}

/* The last gate before the terminal: whatever was forgotten on the way in, nothing but printable
 * characters gets past, and no mark without its letter. */
void row_add_bytes(struct row *row, enum style style, const char *text, int length)
{
    bool is_base = false;
    for (int at = 0; at < length;) {
        uint32_t character;
        const char *out = text + at;
        int plain = plain_run(out, length - at), room = ROW_TEXT - 1 - row->length;
        if (plain) {
            append(row, style, out, plain < room ? plain : room, plain < room ? plain : room);
            at += plain;
            is_base = true;
            continue;
        }
        int bytes = text_next(out, (size_t)(length - at), &character), taken = bytes;
        int width = bytes > 0 ? text_cells(character) : -1;
        at += bytes > 0 ? bytes : 1;
        if (width < 0) {
            out = "?";
            taken = width = 1;
        }
        if (width == 0 && !is_base)
            continue;
        if (taken > room)
            break;
        append(row, style, out, taken, width);
        is_base = width > 0;
    }
    row->text[row->length] = '\0';
}

void row_add(struct row *row, enum style style, const char *text)
{
    row_add_bytes(row, style, text, (int)strnlen(text, ROW_TEXT));
}

void row_addf(struct row *row, enum style style, const char *format, ...)
{
    char text[ROW_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    row_add(row, style, text);
}

void row_left(struct row *row, enum style style, const char *text, int cells)
{
    char fitted[ROW_TEXT];
    if (cells <= 0)
        return;
    text_fit(fitted, sizeof fitted, text, cells);
    row_add(row, style, fitted);
}

void row_place(struct row *row, enum style style, const char *text, int cells)
{
    char fitted[ROW_TEXT];
    if (cells <= 0)
        return;
    text_fit_place(fitted, sizeof fitted, text, cells);
    row_add(row, style, fitted);
}

void row_right(struct row *row, enum style style, const char *text, int cells)
{
    int width = text_width(text);
    if (width < cells) {
        row_space(row, cells - width);
        row_add(row, style, text);
    } else {
        row_left(row, style, text, cells);
    }
}

void row_pad(struct row *row, enum style style, int cells)
{
    static const char spaces[] = "                                                                ";
    int most = (int)sizeof spaces - 1;
    for (int rest = cells; rest > 0; rest -= most)
        row_add_bytes(row, style, spaces, rest < most ? rest : most);
}

void row_space(struct row *row, int cells)
{
    row_pad(row, STYLE_TEXT, cells);
}

void row_to(struct row *row, int column)
{
    row_space(row, column - row->cells);
}

static void shorten(struct row *row, int length)
{
    row->length = length;
    row->text[length] = '\0';
    while (row->count && row->span[row->count - 1].at >= length)
        row->count--;
    if (row->count) {
        struct row_span *last = &row->span[row->count - 1];
        if (last->at + last->length > length)
            last->length = (short)(length - last->at);
    }
}

void row_cut(struct row *row, int cells)
{
    int taken;
    if (row->cells <= cells)
        return;
    while (row->count > 1 && row->span[row->count - 1].column > cells)
        row->count--;
    if (!row->count)
        return;
    const struct row_span *last = &row->span[row->count - 1];
    int length = beginning(row->text + last->at, last->length, cells - last->column, &taken);
    row->cells = last->column + taken;
    shorten(row, last->at + length);
}

void row_fit(struct row *row, int cells)
{
    if (row->cells <= cells || cells < 1)
        return;
    row_cut(row, cells - 1);
    row_add(row, row->count ? (enum style)row->span[row->count - 1].style : STYLE_DIM, "~");
}

static bool may_break_before(uint32_t character)
{
    return character == ' ' || (character >= 0x4E00 && character <= 0x9FFF);
}

int row_break(const char *text, int cells)
{
    size_t length = strlen(text), at = strspn(text, " "), last = 0;
    int taken = (int)at;
    while (at < length) {
        uint32_t character;
        int bytes = text_next(text + at, length - at, &character);
        int width = bytes > 0 ? text_cells(character) : 1;
        if (may_break_before(character) && text[at - (at > 0)] != ' ')
            last = at;
        if (taken + width > cells)
            return (int)(last ? last : at ? at : (size_t)(bytes > 0 ? bytes : 1));
        at += (size_t)(bytes > 0 ? bytes : 1);
        taken += width > 0 ? width : 0;
    }
    return (int)length;
}

void row_wrap(struct row *row, int cells, int indent, struct row *rest)
{
    row_clear(rest);
    if (row->cells <= cells)
        return;
    int length = row_break(row->text, cells);
    int from = length + (int)strspn(row->text + length, " ");
    row_space(rest, indent);
    for (int i = 0; i < row->count; i++) {
        int start = row->span[i].at, end = start + row->span[i].length;
        start = start < from ? from : start;
        if (start < end)
            row_add_bytes(rest, (enum style)row->span[i].style, row->text + start, end - start);
    }
    shorten(row, length);
    row->cells = text_width(row->text);
}

static bool is_marker(short style)
{
    return style == STYLE_NOTICE || style == STYLE_VALUE_BAD || style == STYLE_CLOCK_MARK ||
           (style >= STYLE_ALARM_CRITICAL && style <= STYLE_ALARM_OFF);
}

void row_restyle(struct row *row, enum style style)
{
    for (int i = 0; i < row->count; i++)
        if (!is_marker(row->span[i].style))
            row->span[i].style = (short)style;
}

void row_join(struct row *row, const struct row *tail)
{
    /* What stands in a row has passed the gate already. */
    bool is_fitting =
        row->length + tail->length < ROW_TEXT && row->count + tail->count <= ROW_SPANS;
    if (is_fitting) {
        int at = row->length;
        memcpy(row->text + at, tail->text, (size_t)tail->length + 1);
        for (int i = 0; i < tail->count; i++)
            grow_span(row, (enum style)tail->span[i].style, tail->span[i].length,
                      row->cells + tail->span[i].column);
        row->cells += tail->cells;
        return;
    }
    for (int i = 0; i < tail->count; i++)
        row_add_bytes(row, (enum style)tail->span[i].style, tail->text + tail->span[i].at,
                      tail->span[i].length);
}

bool row_join_whole(struct row *row, const struct row *piece, int cells)
{
    if (row->cells + piece->cells > cells)
        return false;
    row_join(row, piece);
    return true;
}

bool row_is_same(const struct row *a, const struct row *b)
{
    return a->length == b->length && a->count == b->count &&
           !memcmp(a->text, b->text, (size_t)a->length) &&
           !memcmp(a->span, b->span, (size_t)a->count * sizeof *a->span);
}

int row_spans_alike(const struct row *a, const struct row *b)
{
    int i = 0;
    while (i < a->count && i < b->count && !memcmp(&a->span[i], &b->span[i], sizeof *a->span) &&
           !memcmp(a->text + a->span[i].at, b->text + b->span[i].at, (size_t)a->span[i].length))
        i++;
    return i;
}

int row_spans_alike_at_end(const struct row *a, const struct row *b)
{
    int count = 0;
    while (a->cells == b->cells && count < a->count && count < b->count) {
        const struct row_span *one = &a->span[a->count - 1 - count];
        const struct row_span *other = &b->span[b->count - 1 - count];
        if (one->style != other->style || one->length != other->length ||
            memcmp(a->text + one->at, b->text + other->at, (size_t)one->length) != 0)
            break;
        count++;
    }
    return count;
}

int row_column(const struct row *row, int span)
{
    return span < row->count ? row->span[span].column : row->cells;
}
