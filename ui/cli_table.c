#include "ui/cli_table.h"

#include "backend/base/text.h"
#include "backend/base/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_MOST 1024

struct cli_table {
    int columns;
    int *width;
    VEC(char *) cell; /* row after row */
};

struct cli_table *cli_table_new(int columns)
{
    struct cli_table *table = alloc_new(sizeof *table);
    table->columns = columns;
    table->width = alloc_array((size_t)columns, sizeof *table->width);
    return table;
}

void cli_table_add(struct cli_table *table, const char *const *cells)
{
    for (int c = 0; c < table->columns; c++) {
        char clean[CELL_MOST];
        text_clean(clean, sizeof clean, cells[c], strlen(cells[c]));
        int width = text_width(clean);
        if (width > table->width[c])
            table->width[c] = width;
        *VEC_PUSH(&table->cell) = alloc_text(clean);
    }
}

/* Blanks behind a cell only if something follows. */
static void print_row(const struct cli_table *table, char *const *cell)
{
    int last = table->columns - 1;
    while (last > 0 && !cell[last][0])
        last--;
    for (int c = 0; c <= last; c++) {
        int gap = c < last ? table->width[c] - text_width(cell[c]) + 2 : 0;
        printf("%s%*s", cell[c], gap, "");
    }
    putchar('\n');
}

void cli_table_end(struct cli_table *table)
{
    for (size_t i = 0; i < table->cell.count; i += (size_t)table->columns)
        print_row(table, table->cell.at + i);
    for (size_t i = 0; i < table->cell.count; i++)
        free(table->cell.at[i]);
    free(table->cell.at);
    free(table->width);
    free(table);
}
