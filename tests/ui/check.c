#include "tests/ui/check.h"

#include "backend/base/text.h"
#include "backend/base/text_class.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void check_line(const struct frame *frame, int y)
{
    const struct row *row = &frame->line[y];
    int cells = 0, spans = 0;
    for (int at = 0; at < row->length;) {
        uint32_t c;
        int bytes = text_next(row->text + at, (size_t)(row->length - at), &c);
        if (bytes <= 0 || text_class_of(c) == TEXT_BAD)
            fail_msg("line %d of %dx%d holds U+%04X", y, frame->width, frame->height, c);
        cells += text_cells(c);
        at += bytes;
    }
    for (int i = 0; i < row->count; i++) {
        if (row->span[i].at != spans || row->span[i].style >= STYLE_COUNT)
            fail_msg("line %d: span %d begins at %d", y, i, row->span[i].at);
        spans += row->span[i].length;
    }
    if (cells != frame->width || row->cells != cells || spans != row->length)
        fail_msg("line %d of %dx%d is %d cells wide, says %d", y, frame->width, frame->height,
                 cells, row->cells);
}

void check_frame(const struct frame *frame)
{
    for (int y = 0; y < frame->height; y++)
        check_line(frame, y);
    if (frame->cursor_x < 0 || frame->cursor_x >= frame->width || frame->cursor_y < 0 ||
        frame->cursor_y >= frame->height)
        fail_msg("the cursor stands at %d,%d", frame->cursor_x, frame->cursor_y);
}

uint64_t chance(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}
