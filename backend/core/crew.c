#include "backend/core/crew.h"

#include "backend/core/desk_book.h"
#include "backend/core/site.h"

#include <stdlib.h>
#include <string.h>

void site_put_crews(struct site *site, const struct crew *crews, size_t count)
{
    struct desk_book *book = site->desk;
    free(book->crew);
    book->crew = alloc_array(count + 1, sizeof *crews);
    if (count)
        memcpy(book->crew, crews, count * sizeof *crews);
    book->crews = count;
    book->crew_changes = desk_book_change();
    site->changes++;
}

size_t crew_count(const struct site *site)
{
    return site->desk->crews;
}

const struct crew *crew_at(const struct site *site, size_t index)
{
    return &site->desk->crew[index];
}

const struct crew *crew_of_id(const struct site *site, int32_t id)
{
    for (size_t i = 0; i < site->desk->crews; i++)
        if (site->desk->crew[i].id == id)
            return &site->desk->crew[i];
    return NULL;
}

const struct crew *crew_of_code(const struct site *site, const char *code)
{
    for (size_t i = 0; i < site->desk->crews; i++)
        if (!strcmp(site->desk->crew[i].code, code) || !strcmp(site->desk->crew[i].name, code))
            return &site->desk->crew[i];
    return NULL;
}

uint64_t crew_changes(const struct site *site)
{
    return site->desk->crew_changes;
}
