/* The page of one ticket as lines, one after the other: what it is, its clocks, what belongs to
 * it, its whole text, and everything that happened, newest first. Pure. */
#pragma once
#include "ui/console.h"

struct ticket_page_look {
    const struct console *console;
    const struct ticket *ticket;
    int cells;
    void (*put)(void *ctx, int line, struct row *row); /* called for each line, from 0 on */
    void *ctx;
};

/* Each returns the number behind its last line; the first begins at `line`. */
int rows_ticket_page_head(const struct ticket_page_look *look, int line);
int rows_ticket_page_clocks(const struct ticket_page_look *look, int line);
int rows_ticket_page_links(const struct ticket_page_look *look, int line);
int rows_ticket_page_text(const struct ticket_page_look *look, int line);
/* What its station measured when it came, the main points first; nothing if that is not known. */
int rows_ticket_page_values(const struct ticket_page_look *look, int line);
int rows_ticket_page_timeline(const struct ticket_page_look *look, int line);
