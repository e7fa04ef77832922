/* A table on stdout for people: cells made safe, columns as wide as their widest cell, nothing cut.
 */
#pragma once

struct cli_table;

struct cli_table *cli_table_new(int columns);
/* `columns` texts, copied. */
void cli_table_add(struct cli_table *table, const char *const *cells);
/* Prints and frees it. */
void cli_table_end(struct cli_table *table);
