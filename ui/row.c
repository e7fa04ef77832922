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

/* Bytes of the longest beginning of `text` that takes at most `size` bytes and `cells` cells. */
static size_t beginning(const char *text, size_t size, int cells, int *taken)
{
    size_t length = strlen(text), at = 0;
    *taken = 0;
    while (at < length) {
        uint32_t character;
        int bytes = text_next(text + at, length - at, &character);
        if (bytes <= 0)
            break;
        int width = text_cells(character);
        if (width < 0)
            width = 1;
        if (at + (size_t)bytes > size || *taken + width > cells)
            break;
        at += (size_t)bytes;
        *taken += width;
    }
    return at;
}

void row_add(struct row *row, enum style style, const char *text)
{
    int cells;
    size_t room = sizeof row->text - 1 - (size_t)row->length;
    size_t bytes = beginning(text, room, 10000, &cells);
    if (bytes == 0)
        return;
    memcpy(row->text + row->length, text, bytes);
    struct row_span *last = row->count ? &row->span[row->count - 1] : NULL;
    if (last && (last->style == (short)style || row->count == ROW_SPANS))
        last->length = (short)(last->length + (short)bytes);
    else
        row->span[row->count++] = (struct row_span){(short)row->length, (short)bytes, (short)style};
    row->length += (int)bytes;
    row->text[row->length] = '\0';
    row->cells += cells;
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

void row_space(struct row *row, int cells)
{
    static const char spaces[] = "                                                                ";
    for (int rest = cells; rest > 0; rest -= (int)sizeof spaces - 1)
        row_add(row, STYLE_TEXT,
                rest < (int)sizeof spaces ? spaces + sizeof spaces - 1 - rest : spaces);
}

void row_to(struct row *row, int column)
{
    row_space(row, column - row->cells);
}

void row_cut(struct row *row, int cells)
{
    if (row->cells <= cells)
        return;
    row->length = (int)beginning(row->text, (size_t)row->length, cells, &row->cells);
    row->text[row->length] = '\0';
    while (row->count && row->span[row->count - 1].at >= row->length)
        row->count--;
    if (row->count) {
        struct row_span *last = &row->span[row->count - 1];
        if (last->at + last->length > row->length)
            last->length = (short)(row->length - last->at);
    }
}

void row_restyle(struct row *row, enum style style)
{
    row->count = row->length ? 1 : 0;
    row->span[0] = (struct row_span){0, (short)row->length, (short)style};
}

void row_join(struct row *row, const struct row *tail)
{
    for (int i = 0; i < tail->count; i++)
        row_addf(row, (enum style)tail->span[i].style, "%.*s", tail->span[i].length,
                 tail->text + tail->span[i].at);
}
