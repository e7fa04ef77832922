#include "ui/list.h"

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

void list_refresh(struct list *list, int count, int64_t (*key_of)(const void *ctx, int row),
                  const void *ctx)
{
    int line = list->cursor - list->top;
    list->count = count;
    if (count == 0) {
        list->cursor = list->top = 0;
        return;
    }
    bool is_there = list->cursor < count && key_of(ctx, list->cursor) == list->key;
    for (int i = 0; i < count && !is_there && list->key; i++) {
        if (key_of(ctx, i) != list->key)
            continue;
        list->cursor = i;
        list->top = i > line ? i - line : 0;
        is_there = true;
    }
    list->cursor = clamp(list->cursor, 0, count - 1);
    if (!is_there)
        list->key = key_of(ctx, list->cursor);
    list_fit(list, list->height);
}

void list_fit(struct list *list, int height)
{
    if (height < 1)
        return; /* not drawn yet: drawing will fit it */
    list->height = height;
    int most = list->count - list->height;
    if (list->top > list->cursor)
        list->top = list->cursor;
    if (list->top < list->cursor - list->height + 1)
        list->top = list->cursor - list->height + 1;
    list->top = clamp(list->top, 0, most > 0 ? most : 0);
}

void list_select(struct list *list, int row, int64_t key)
{
    if (row < 0 || row >= list->count)
        return;
    list->cursor = row;
    list->key = key;
    list_fit(list, list->height);
}

int list_target(const struct list *list, int step)
{
    return list->count ? clamp(list->cursor + step, 0, list->count - 1) : -1;
}
