#include "ui/bigdigit.h"

#include <string.h>

#define LINES 5

static const struct {
    int across, down; /* cells and lines of a block */
} scales[BIGDIGIT_SIZE_COUNT] = {{1, 1}, {2, 1}, {3, 2}, {4, 2}};

struct shape {
    char character;
    const char *line[LINES];
};

static const struct shape shapes[] = {
    {' ', {"   ", "   ", "   ", "   ", "   "}}, /* also of what has no shape */
    {'0', {"###", "# #", "# #", "# #", "###"}}, {'1', {" # ", "## ", " # ", " # ", "###"}},
    {'2', {"###", "  #", "###", "#  ", "###"}}, {'3', {"###", "  #", " ##", "  #", "###"}},
    {'4', {"# #", "# #", "###", "  #", "  #"}}, {'5', {"###", "#  ", "###", "  #", "###"}},
    {'6', {"###", "#  ", "###", "# #", "###"}}, {'7', {"###", "  #", " # ", " # ", " # "}},
    {'8', {"###", "# #", "###", "# #", "###"}}, {'9', {"###", "# #", "###", "  #", "###"}},
    {'-', {"   ", "   ", "###", "   ", "   "}}, {'.', {" ", " ", " ", " ", "#"}},
    {'%', {"# #", "  #", " # ", "#  ", "# #"}},
};

static const struct shape *shape_of(char character)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].character == character)
            return &shapes[i];
    return &shapes[0];
}

int bigdigit_lines(enum bigdigit_size size)
{
    return LINES * scales[size].down;
}

int bigdigit_cells(const char *text, enum bigdigit_size size)
{
    int blocks = 0;
    for (const char *at = text; *at; at++)
        blocks += (int)strlen(shape_of(*at)->line[0]) + (at > text);
    return blocks * scales[size].across;
}

/* A row has only so many changes of style: near its end a figure is one span, gaps included. */
#define SPANS_KEPT 8

static void add_block(struct row *row, enum style style, const char *block, int cells)
{
    bool is_gap = *block == ' ', is_full = row->count > ROW_SPANS - SPANS_KEPT;
    for (int i = 0; i < cells; i++)
        row_add(row, is_gap && !is_full ? STYLE_TEXT : style, block);
}

void bigdigit_add(struct row *row, enum style style, const char *text, enum bigdigit_size size,
                  const char *block, int line)
{
    int across = scales[size].across;
    for (const char *at = text; *at; at++) {
        if (at > text)
            add_block(row, style, " ", across);
        for (const char *cell = shape_of(*at)->line[line / scales[size].down]; *cell; cell++)
            add_block(row, style, *cell == '#' ? block : " ", across);
    }
}
