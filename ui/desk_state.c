#include "ui/desk_state.h"

#include "backend/base/alloc.h"

void desk_state_keep(struct desk_table *to, const struct desk_table *from)
{
    size_t cells = (size_t)(from->rows * from->columns);
    desk_table_finish(to);
    *to = *from;
    to->cell = alloc_array(cells + 1, sizeof *to->cell);
    for (size_t i = 0; i < cells; i++)
        to->cell[i] = alloc_text(from->cell[i]);
}

void desk_state_finish(struct desk_state *state)
{
    desk_table_finish(&state->intake.hits);
    desk_table_finish(&state->intake.neighbours);
    desk_table_finish(&state->roster);
    desk_table_finish(&state->plans);
    desk_table_finish(&state->rates.rate[0]);
    desk_table_finish(&state->rates.rate[1]);
    desk_table_finish(&state->rates.misses);
    line_list_finish(&state->lines.lines);
    ticket_list_finish(&state->wall.due);
    wall_districts_finish(&state->wall.districts);
}
