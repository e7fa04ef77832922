/* The devices whose values somebody looks at, by id. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts zeroed; watch_set_finish() frees. */
struct watch_set {
    int32_t *id; /* sorted */
    size_t count;
};

/* Makes room for so many and gives it to be filled; watch_set_sort() ends that. */
int32_t *watch_set_room(struct watch_set *set, size_t count);
void watch_set_sort(struct watch_set *set);
void watch_set_finish(struct watch_set *set);
/* What a hint says of them: "SEQ ID ID … ; ID ID …", first those with other values, then those only
 * read again; or "SEQ *". Anybody may send anything. */
enum watch_news { WATCH_NOTHING, WATCH_AGAIN, WATCH_OTHER };
enum watch_news watch_set_news(const struct watch_set *set, const char *hint);
