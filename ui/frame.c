#include "ui/frame.h"

#include "backend/base/alloc.h"
#include "backend/base/text.h"

#include <stdlib.h>

void frame_init(struct frame *frame)
{
    *frame = (struct frame){0};
}

void frame_finish(struct frame *frame)
{
    free(frame->line);
    *frame = (struct frame){0};
}

void frame_start(struct frame *frame, int width, int height)
{
    width = width > 0 ? width : 1;
    height = height > 0 ? height : 1;
    if (height != frame->height)
        frame->line = alloc_resize(frame->line, (size_t)height, sizeof *frame->line);
    frame->width = width;
    frame->height = height;
    frame->cursor_x = frame->cursor_y = 0;
    frame->is_typing = false;
    for (int y = 0; y < height; y++)
        row_clear(&frame->line[y]);
}

/* Appends the cells [from, to) of a row; a wide character that is cut in two leaves blanks. */
static void append_part(struct row *out, const struct row *in, int from, int to)
{
    int column = 0;
    for (int i = 0; i < in->count; i++) {
        const struct row_span *span = &in->span[i];
        for (int at = span->at; at < span->at + span->length;) {
            uint32_t character;
            int bytes = text_next(in->text + at, (size_t)(in->length - at), &character);
            if (bytes <= 0)
                return;
            int cells = text_cells(character);
            cells = cells < 0 ? 1 : cells;
            bool is_inside = column >= from && column + cells <= to && (cells || column > from);
            if (is_inside)
                row_addf(out, (enum style)span->style, "%.*s", bytes, in->text + at);
            else
                for (int c = column; c < column + cells; c++)
                    if (c >= from && c < to)
                        row_space(out, 1);
            column += cells;
            at += bytes;
        }
    }
}

void frame_put(struct frame *frame, int x, int y, int cells, const struct row *row)
{
    if (y < 0 || y >= frame->height || x >= frame->width)
        return;
    struct row *line = &frame->line[y];
    if (x + cells > frame->width)
        cells = frame->width - x;
    row_cut(line, x);
    row_to(line, x);
    if (row->cells <= cells)
        row_join(line, row);
    else
        append_part(line, row, 0, cells);
    row_to(line, x + cells);
}

void frame_over(struct frame *frame, int x, int y, int cells, const struct row *row)
{
    if (y < 0 || y >= frame->height || x >= frame->width)
        return;
    struct row below = frame->line[y];
    if (x + cells > frame->width)
        cells = frame->width - x;
    frame_put(frame, x, y, cells, row);
    append_part(&frame->line[y], &below, x + cells, frame->width);
}
