#include "ui/keep.h"

#include "ui/lang.h"
#include "ui/world.h"

#include <string.h>

void keep_from(struct keep_from *from, const struct world *world, const struct glyphs *glyphs,
               int cells)
{
    memset(from, 0, sizeof *from);
    from->site = world->site;
    from->glyphs = glyphs;
    from->language = lang_name();
    from->second = world->now.us / 1000000;
    from->cells = cells;
    from->is_up = world->is_database_up;
}

const struct row *keep_find(struct keep *keep, const struct keep_from *from, int at)
{
    if (memcmp(from, &keep->from, sizeof *from) != 0) {
        memcpy(&keep->from, from, sizeof *from);
        memset(keep->at, 0, sizeof keep->at);
    }
    return keep->at[at % KEEP_ROWS] == at + 1 ? &keep->row[at % KEEP_ROWS] : NULL;
}

struct row *keep_room(struct keep *keep, int at)
{
    struct row *row = &keep->row[at % KEEP_ROWS];
    keep->at[at % KEEP_ROWS] = at + 1;
    row_clear(row);
    return row;
}
