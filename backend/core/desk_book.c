#include "backend/core/desk_book.h"

#include <stdlib.h>

uint64_t desk_book_change(void)
{
    static uint64_t changes;
    return ++changes;
}

struct desk_book *desk_book_new(void)
{
    struct desk_book *book = alloc_new(sizeof *book);
    book->crew_changes = desk_book_change();
    return book;
}

void desk_book_free(struct desk_book *book)
{
    if (!book)
        return;
    free(book->outage);
    free(book->step);
    free(book->crew);
    free(book);
}
