#include "ui/wall_figure.h"

#include "backend/base/text.h"

#include <string.h>

#define COLUMNS_MOST 8

struct plan {
    enum bigdigit_size size;
    int count, columns, rows, notes;
    int from[COLUMNS_MOST + 1]; /* where the columns begin, and the last one ends */
    int air;                    /* lines between two rows of figures */
};

static int note_lines(const struct wall_figures *figures)
{
    int lines = 0;
    for (int i = 0; i < figures->count; i++)
        for (int n = 0; n < 2; n++)
            if (figures->figure[i].note[n][0] && lines <= n)
                lines = n + 1;
    return lines;
}

static int lines_of(const struct plan *plan)
{
    return bigdigit_lines(plan->size) + 1 + plan->notes;
}

static int height_of(const struct plan *plan)
{
    return plan->rows * (lines_of(plan) + plan->air) - plan->air;
}

static int indent_of(const struct plan *plan)
{
    return plan->size == BIGDIGIT_SMALL ? 1 : 2;
}

static int wanted_of(const struct plan *plan, const struct wall_figure *figure)
{
    return bigdigit_cells(figure->digits, plan->size) + indent_of(plan);
}

static bool fits_equal(struct plan *plan, const struct wall_figure *figure, int width)
{
    for (int i = 0; i <= plan->columns; i++)
        plan->from[i] = i * (width / plan->columns);
    for (int i = 0; i < plan->count; i++)
        if (wanted_of(plan, &figure[i]) > width / plan->columns)
            return false;
    return true;
}

/* With its name and its chip. */
static int whole_of(const struct plan *plan, const struct wall_figure *figure)
{
    int chip = (int)strlen(figure->chip), name = text_width(figure->name) + chip + (chip > 0);
    int digits = bigdigit_cells(figure->digits, plan->size);
    return (digits > name ? digits : name) + indent_of(plan) + 1;
}

/* One long figure among short ones: each has what it needs, and its part of the rest. */
static bool fits_packed(struct plan *plan, const struct wall_figure *figure, int width)
{
    int rest = width;
    for (int i = 0; i < plan->count; i++)
        rest -= whole_of(plan, &figure[i]);
    if (rest < 0 || plan->rows > 1)
        return false;
    for (int i = 0; i < plan->count; i++)
        plan->from[i + 1] = plan->from[i] + whole_of(plan, &figure[i]) + rest / plan->count;
    return true;
}

static bool has_room(struct plan *plan, const struct wall_figure *figure, struct pane area)
{
    if (height_of(plan) > area.height || plan->columns > COLUMNS_MOST)
        return false;
    plan->air = height_of(plan) + plan->rows - 1 <= area.height;
    return fits_equal(plan, figure, area.width) || fits_packed(plan, figure, area.width);
}

/* All figures before large ones, large ones before a second line of notes. */
static bool choose(const struct wall_figures *figures, struct pane area, struct plan *plan)
{
    int notes = note_lines(figures), least = figures->least ? figures->least : figures->count;
    for (int count = figures->count; count >= least; count--)
        for (int size = BIGDIGIT_HUGE; size >= BIGDIGIT_SMALL; size--)
            for (int n = notes; n >= (notes > 0); n--) {
                int columns = count < figures->columns ? count : figures->columns;
                *plan = (struct plan){.size = (enum bigdigit_size)size,
                                      .count = count,
                                      .columns = columns,
                                      .rows = (count + columns - 1) / columns,
                                      .notes = n};
                if (has_room(plan, figures->figure, area))
                    return true;
            }
    return false;
}

static void add_name(struct row *row, const struct wall_figure *figure, int cells)
{
    int from = row->cells;
    if (figure->chip[0]) {
        row_add(row, figure->chip_style, figure->chip);
        row_space(row, 1);
    }
    row_left(row, STYLE_HEADING, figure->name, cells - (row->cells - from));
}

/* Line 0 … of a figure's digits, name and notes. */
static void add_line(struct row *row, const struct plan *plan, const struct wall_figure *figure,
                     int cells, const char *block, int line)
{
    int lines = bigdigit_lines(plan->size);
    if (line < lines)
        bigdigit_add(row, figure->style, figure->digits, plan->size, block, line);
    else if (line == lines)
        add_name(row, figure, cells);
    else
        row_left(row, line == lines + 1 ? STYLE_TEXT : STYLE_DIM, figure->note[line - lines - 1],
                 cells);
}

static void draw_plan(const struct plan *plan, const struct wall_figure *figure, const char *block,
                      struct frame *frame, struct pane area)
{
    int lines = lines_of(plan), step = lines + plan->air;
    for (int y = 0; y < height_of(plan); y++) {
        struct row row;
        int first = y / step * plan->columns, line = y % step;
        row_clear(&row);
        for (int i = 0; i < plan->columns && first + i < plan->count && line < lines; i++) {
            int from = plan->from[i] + indent_of(plan);
            row_to(&row, from);
            add_line(&row, plan, &figure[first + i], plan->from[i + 1] - from - 1, block, line);
        }
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + y, area.width, &row);
    }
}

static void add_plain(struct row *row, const struct wall_figure *figure)
{
    row_clear(row);
    row_space(row, 1);
    if (figure->chip[0])
        row_add(row, figure->chip_style, figure->chip);
    row_addf(row, STYLE_DIM, "%s%s ", figure->chip[0] ? " " : "", figure->name);
    row_add(row, figure->style, figure->digits);
    if (figure->note[0][0])
        row_addf(row, STYLE_DIM, "  %s", figure->note[0]);
}

/* A line each if there is one for each, else as many as one line takes. */
static int draw_plain(const struct wall_figures *figures, struct frame *frame, struct pane area)
{
    struct row row, piece;
    bool is_list = figures->count <= area.height && figures->columns < figures->count;
    int lines = 0;
    row_clear(&row);
    for (int i = 0; i < figures->count; i++) {
        add_plain(&piece, &figures->figure[i]);
        if (!is_list) {
            row_join_whole(&row, &piece, area.width);
            continue;
        }
        row_fit(&piece, area.width);
        frame_put(frame, area.x, area.y + lines++, area.width, &piece);
    }
    if (is_list)
        return lines;
    frame_put(frame, area.x, area.y, area.width, &row);
    return 1;
}

int wall_figures_draw(const struct wall_figures *figures, const struct glyphs *glyphs,
                      struct frame *frame, struct pane area)
{
    struct plan plan;
    if (area.height < 1 || area.width < 1)
        return 0;
    if (!choose(figures, area, &plan))
        return draw_plain(figures, frame, area);
    draw_plan(&plan, figures->figure, glyphs->spark[7], frame, area);
    return height_of(&plan);
}
