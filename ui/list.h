/* Cursor and scroll of a list whose identity is a key, never a row number: a refresh does not move
 * what the operator looks at, and keeps it on the same line of the screen. Pure. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct list {
    int64_t key; /* of the selected row, 0 = none yet */
    int cursor, top;
    int count, height; /* height 0 until it is drawn */
};

/* After the rows have changed: finds the key again, else stays at the same place. */
void list_refresh(struct list *list, int count, int64_t (*key_of)(const void *ctx, int row),
                  const void *ctx);
/* The pane's height; scrolls so that the cursor is in it. */
void list_fit(struct list *list, int height);
void list_select(struct list *list, int row, int64_t key);
/* The row `step` away, held inside the list; -1 if it is empty. */
int list_target(const struct list *list, int step);
