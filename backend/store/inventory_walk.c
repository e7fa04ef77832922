#include "backend/store/inventory_walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Behind a closed valve a node is reached only if there is no other way. */
#define CLOSED_M 1e9

struct step {
    double distance;
    int32_t node;
};

struct walk {
    struct inventory *inventory;
    size_t *first;    /* node to its place in `at`, one more at the end */
    int32_t *at;      /* links by node */
    double *distance; /* INFINITY = not reached */
    int32_t *before;  /* node before, -1 */
    int32_t *via;     /* link to the node before, -1 */
    bool *is_settled;
    VEC(struct step) heap; /* may hold a node again with an older, longer distance */
};

static const char *code_of(const struct walk *walk, int32_t node)
{
    return walk->inventory->nodes.at[node].code;
}

static bool is_nearer(const struct walk *walk, struct step a, struct step b)
{
    if (a.distance < b.distance || a.distance > b.distance)
        return a.distance < b.distance;
    return strcmp(code_of(walk, a.node), code_of(walk, b.node)) < 0;
}

static void push(struct walk *walk, struct step step)
{
    *VEC_PUSH(&walk->heap) = step;
    struct step *heap = walk->heap.at;
    size_t at = walk->heap.count - 1;
    for (; at > 0 && is_nearer(walk, step, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = step;
}

static struct step pop(struct walk *walk)
{
    struct step *heap = walk->heap.at, top = heap[0];
    size_t count = --walk->heap.count, at = 0;
    struct step last = heap[count];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_nearer(walk, heap[child + 1], heap[child]))
            child++;
        if (!is_nearer(walk, heap[child], last))
            break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return top;
}

static void start(struct walk *walk, int32_t node)
{
    walk->distance[node] = 0;
    push(walk, (struct step){0, node});
}

/* Only a settled node passes a way on, so that links of no length cannot make a circle. */
static void pass_on(struct walk *walk, int32_t node, int32_t index)
{
    const struct inventory_link *link = &walk->inventory->links.at[index];
    int32_t next = link->from == node ? link->to : link->from;
    double distance =
        walk->distance[node] + link->length_m + (link->valve == VALVE_CLOSED ? CLOSED_M : 0);
    if (walk->is_settled[next] || distance > walk->distance[next])
        return;
    int32_t via = walk->via[next];
    if (distance >= walk->distance[next] &&
        (via < 0 || strcmp(walk->inventory->links.at[via].code, link->code) < 0))
        return;
    walk->distance[next] = distance;
    walk->before[next] = node;
    walk->via[next] = index;
    push(walk, (struct step){distance, next});
}

static void settle_all(struct walk *walk)
{
    while (walk->heap.count > 0) {
        int32_t node = pop(walk).node;
        if (walk->is_settled[node])
            continue;
        walk->is_settled[node] = true;
        if (walk->via[node] >= 0)
            walk->inventory->links.at[walk->via[node]].is_closing = false;
        for (size_t i = walk->first[node]; i < walk->first[node + 1]; i++)
            pass_on(walk, node, walk->at[i]);
    }
}

/* Sorts the links by their ends: counts, then places. */
static void sort_links(struct walk *walk)
{
    const struct inventory *inventory = walk->inventory;
    size_t nodes = inventory->nodes.count, links = inventory->links.count;
    walk->first = alloc_array(nodes + 2, sizeof *walk->first);
    walk->at = alloc_array(links * 2, sizeof *walk->at);
    for (size_t i = 0; i < links; i++) {
        walk->first[inventory->links.at[i].from + 2]++;
        walk->first[inventory->links.at[i].to + 2]++;
    }
    for (size_t i = 2; i < nodes + 2; i++)
        walk->first[i] += walk->first[i - 1];
    for (size_t i = 0; i < links; i++) {
        walk->at[walk->first[inventory->links.at[i].from + 1]++] = (int32_t)i;
        walk->at[walk->first[inventory->links.at[i].to + 1]++] = (int32_t)i;
    }
}

static int by_kind_and_code(const void *left, const void *right, void *ctx)
{
    const struct inventory_node *node = ctx;
    const struct inventory_node *a = &node[*(const int32_t *)left];
    const struct inventory_node *b = &node[*(const int32_t *)right];
    return a->kind != b->kind ? a->kind - b->kind : strcmp(a->code, b->code);
}

static void walk_parts_without_source(struct walk *walk)
{
    const struct inventory *inventory = walk->inventory;
    VEC(int32_t) rest = {0};
    for (size_t i = 0; i < inventory->nodes.count; i++)
        if (!walk->is_settled[i] && walk->first[i] < walk->first[i + 1])
            *VEC_PUSH(&rest) = (int32_t)i;
    if (rest.count > 0)
        qsort_r(rest.at, rest.count, sizeof *rest.at, by_kind_and_code, inventory->nodes.at);
    for (size_t i = 0; i < rest.count; i++) {
        if (walk->is_settled[rest.at[i]])
            continue;
        start(walk, rest.at[i]);
        settle_all(walk);
    }
    free(rest.at);
}

int32_t *inventory_walk(struct inventory *inventory)
{
    size_t count = inventory->nodes.count;
    struct walk walk = {
        .inventory = inventory,
        .distance = alloc_array(count, sizeof(double)),
        .before = alloc_array(count, sizeof(int32_t)),
        .via = alloc_array(count, sizeof(int32_t)),
        .is_settled = alloc_array(count, sizeof(bool)),
    };
    sort_links(&walk);
    for (size_t i = 0; i < count; i++) {
        walk.distance[i] = INFINITY;
        walk.before[i] = walk.via[i] = -1;
    }
    for (size_t i = 0; i < count; i++)
        if (inventory->nodes.at[i].kind == NODE_SOURCE)
            start(&walk, (int32_t)i);
    settle_all(&walk);
    walk_parts_without_source(&walk);
    free(walk.first);
    free(walk.at);
    free(walk.distance);
    free(walk.via);
    free(walk.is_settled);
    free(walk.heap.at);
    return walk.before;
}
