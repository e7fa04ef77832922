#include "backend/core/order.h"

#include "backend/base/alloc.h"
#include "backend/core/lookup.h"

#include <stdlib.h>
#include <string.h>

/* `parent` -1 stands for "above the roots" everywhere here. */
struct family {
    struct order *order;
    struct site_node *node;
    int32_t parent;
};

void order_init(struct order *order)
{
    *order = (struct order){.first_root = -1, .last_root = -1, .top = -1};
}

void order_finish(struct order *order)
{
    free(order->root);
    free(order->left);
    free(order->right);
    free(order->last);
    order_init(order);
}

static int32_t *first_of(const struct family *family)
{
    return family->parent < 0 ? &family->order->first_root
                              : &family->node[family->parent].first_child;
}

static int32_t *last_of(const struct family *family)
{
    return family->parent < 0 ? &family->order->last_root : &family->order->last[family->parent];
}

static int32_t *root_of(const struct family *family)
{
    return family->parent < 0 ? &family->order->top : &family->order->root[family->parent];
}

/* Equal codes keep the order of their ids, so that any order of arrival ends the same. */
static bool is_before(const struct site_node *node, int32_t a, int32_t b)
{
    int order = strcmp(node[a].code, node[b].code);
    return order ? order < 0 : node[a].id < node[b].id;
}

static int32_t *grow(int32_t *array, size_t from, size_t to)
{
    array = alloc_resize(array, to, sizeof *array);
    memset(array + from, 0xff, (to - from) * sizeof *array);
    return array;
}

static void make_room(struct order *order, size_t count)
{
    if (count > order->room) {
        size_t room = count + count / 2 + 64;
        order->last = grow(order->last, order->room, room);
        order->room = room;
    }
    if (order->root && order->tree_room < order->room) {
        order->root = grow(order->root, order->tree_room, order->room);
        order->left = grow(order->left, order->tree_room, order->room);
        order->right = grow(order->right, order->tree_room, order->room);
        order->tree_room = order->room;
    }
}

static void make_trees(struct order *order)
{
    if (order->root)
        return;
    order->root = grow(NULL, 0, order->room);
    order->left = grow(NULL, 0, order->room);
    order->right = grow(NULL, 0, order->room);
    order->tree_room = order->room;
}

static uint32_t priority(int32_t index)
{
    return lookup_hash_int(index + 1);
}

/* Splits a tree into those before `index` and those behind it. */
static void split(const struct family *family, int32_t tree, int32_t index, int32_t *before,
                  int32_t *behind)
{
    struct order *order = family->order;
    while (tree >= 0) {
        if (is_before(family->node, tree, index)) {
            *before = tree;
            before = &order->right[tree];
            tree = *before;
        } else {
            *behind = tree;
            behind = &order->left[tree];
            tree = *behind;
        }
    }
    *before = *behind = -1;
}

/* Puts a node into its parent's tree; the child before it is the answer, -1 if it is the first. */
static int32_t insert(const struct family *family, int32_t index)
{
    struct order *order = family->order;
    int32_t *at = root_of(family), previous = -1;
    while (*at >= 0 && priority(*at) >= priority(index)) {
        bool is_right = is_before(family->node, *at, index);
        if (is_right)
            previous = *at;
        at = is_right ? &order->right[*at] : &order->left[*at];
    }
    int32_t tree = *at;
    *at = index;
    split(family, tree, index, &order->left[index], &order->right[index]);
    for (int32_t node = order->left[index]; node >= 0; node = order->right[node])
        previous = node;
    return previous;
}

static void plant_tree(const struct family *family)
{
    for (int32_t child = *first_of(family); child >= 0; child = family->node[child].next)
        insert(family, child);
}

static void link_behind(const struct family *family, int32_t previous, int32_t index)
{
    int32_t *link = previous < 0 ? first_of(family) : &family->node[previous].next;
    family->node[index].next = *link;
    *link = index;
    if (family->node[index].next < 0)
        *last_of(family) = index;
}

void order_link(struct order *order, struct site_node *node, size_t count, int32_t index)
{
    make_room(order, count);
    struct family family = {order, node, node[index].parent};
    int32_t last = *last_of(&family);
    bool is_sorted = last < 0 || is_before(node, last, index);
    bool has_tree = order->root && *root_of(&family) >= 0;
    if (is_sorted && !has_tree) {
        link_behind(&family, last, index);
        return;
    }
    make_trees(order);
    if (!has_tree)
        plant_tree(&family);
    link_behind(&family, insert(&family, index), index);
}
