#include "backend/store/watch_set.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

int32_t *watch_set_room(struct watch_set *set, size_t count)
{
    set->id = alloc_resize(set->id, count + 1, sizeof *set->id);
    set->count = count;
    return set->id;
}

void watch_set_sort(struct watch_set *set)
{
    qsort(set->id, set->count, sizeof *set->id, compare_ids);
}

void watch_set_finish(struct watch_set *set)
{
    free(set->id);
}

static bool has(const struct watch_set *set, int32_t id)
{
    return set->count && bsearch(&id, set->id, set->count, sizeof id, compare_ids);
}

enum watch_news watch_set_news(const struct watch_set *set, const char *hint)
{
    enum watch_news news = WATCH_OTHER;
    char *at;
    strtoll(hint, &at, 10);
    if (!strcmp(at, " *"))
        return set->count > 0 ? WATCH_OTHER : WATCH_NOTHING;
    for (char *end; *at == ' '; at = end) {
        if (news == WATCH_OTHER && !strncmp(at, " ;", 2)) {
            news = WATCH_AGAIN;
            end = at + 2;
            continue;
        }
        int32_t id = (int32_t)strtol(at, &end, 10);
        if (end == at)
            return WATCH_NOTHING;
        if (has(set, id))
            return news;
    }
    return WATCH_NOTHING;
}
