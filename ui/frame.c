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
    frame->waiting = 0;
    frame->steady = (struct pane){0};
    for (int y = 0; y < height; y++)
        row_clear(&frame->line[y]);
}

/* Appends the cells [from, to) of a span that begins at `column`; a wide character that is cut in
 * two leaves a blank. Returns the column behind the span. */
static int append_span(struct row *out, const char *text, const struct row_span *span, int column,
                       int from, int to)
{
    int start = -1, at = 0;
    while (at < span->length) {
        uint32_t character;
        int bytes = text_next(text + at, (size_t)(span->length - at), &character);
        if (bytes <= 0)
            break;
        int cells = text_cells(character);
        bool is_inside = column >= from && column + cells <= to && (cells || column > from);
        if (is_inside && start < 0)
            start = at;
        if (!is_inside && start >= 0) {
            row_add_bytes(out, (enum style)span->style, text + start, at - start);
            start = -1;
        }
        for (int c = column; !is_inside && c < column + cells; c++)
            if (c >= from && c < to)
                row_space(out, 1);
        column += cells;
        at += bytes;
    }
    if (start >= 0)
        row_add_bytes(out, (enum style)span->style, text + start, at - start);
    return column;
}

static void append_part(struct row *out, const struct row *in, int from, int to)
{
    int column = 0;
    for (int i = 0; i < in->count; i++)
        column = append_span(out, in->text + in->span[i].at, &in->span[i], column, from, to);
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
    struct row below;
    row_copy(&below, &frame->line[y]);
    if (x + cells > frame->width)
        cells = frame->width - x;
    frame_put(frame, x, y, cells, row);
    append_part(&frame->line[y], &below, x + cells, frame->width);
}

void frame_fill(struct frame *frame)
{
    for (int y = 0; y < frame->height; y++)
        row_to(&frame->line[y], frame->width);
}
