#include "ui/outline.h"

#include "backend/base/text.h"

#include <stdlib.h>
#include <string.h>

void outline_init(struct outline *outline)
{
    *outline = (struct outline){0};
}

void outline_finish(struct outline *outline)
{
    free(outline->row.at);
    free(outline->toggled.at);
    *outline = (struct outline){0};
}

/* Where `id` stands in the sorted list, or would stand. */
static size_t toggled_place(const struct outline *outline, int32_t id, bool *found)
{
    size_t low = 0, high = outline->toggled.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (outline->toggled.at[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < outline->toggled.count && outline->toggled.at[low] == id;
    return low;
}

static bool is_open_by_default(const struct site_node *node)
{
    return node->kind == NODE_SOURCE || node->kind == NODE_NETWORK;
}

bool outline_is_open(const struct outline *outline, const struct site_node *node)
{
    bool toggled;
    toggled_place(outline, node->id, &toggled);
    return is_open_by_default(node) != toggled;
}

void outline_set_open(struct outline *outline, const struct site_node *node, bool open)
{
    bool toggled;
    size_t place = toggled_place(outline, node->id, &toggled);
    bool wanted = is_open_by_default(node) != open;
    if (wanted == toggled)
        return;
    if (wanted) {
        (void)VEC_PUSH(&outline->toggled);
        memmove(outline->toggled.at + place + 1, outline->toggled.at + place,
                (outline->toggled.count - 1 - place) * sizeof *outline->toggled.at);
        outline->toggled.at[place] = node->id;
    } else {
        outline->toggled.count--;
        memmove(outline->toggled.at + place, outline->toggled.at + place + 1,
                (outline->toggled.count - place) * sizeof *outline->toggled.at);
    }
}

bool outline_matches(const struct site_node *node, const char *filter)
{
    return text_contains(node->code, filter) || text_contains(node->name, filter) ||
           (node->initials && text_contains(node->initials, filter));
}

struct walk {
    struct outline *outline;
    const struct site *site;
    bool is_filtered;
};

static bool walk_children(struct walk *walk, int32_t first, int depth, bool shows_all);

/* Junctions belong to the pipes, not to the tree: their children stand in their place. */
static bool walk_node(struct walk *walk, int32_t index, int depth, bool shows_all)
{
    const struct site_node *node = &walk->site->node[index];
    if (node->kind == NODE_JUNCTION)
        return walk_children(walk, node->first_child, depth, shows_all);
    struct outline *outline = walk->outline;
    size_t at = outline->row.count;
    bool hit = !walk->is_filtered || outline_matches(node, outline->filter);
    bool open = outline_is_open(outline, node);
    *VEC_PUSH(&outline->row) =
        (struct outline_row){.node = index,
                             .depth = (uint8_t)(depth < 30 ? depth : 30),
                             .is_hit = hit,
                             .has_children = node->first_child >= 0 || node->has_more,
                             .is_open = open};
    bool below = false;
    if (walk->is_filtered) {
        /* Folded nodes are searched too; a hit the user unfolded shows all it has. */
        below = walk_children(walk, node->first_child, depth + 1,
                              (hit || shows_all) && open && !is_open_by_default(node));
        outline->row.at[at].is_open = outline->row.count > at + 1;
    } else if (open) {
        walk_children(walk, node->first_child, depth + 1, true);
    }
    if (hit && walk->is_filtered)
        outline->hits++;
    if (hit || below || shows_all)
        return true;
    outline->row.count = at;
    return false;
}

static bool walk_children(struct walk *walk, int32_t first, int depth, bool shows_all)
{
    bool any = false;
    for (int32_t child = first; child >= 0; child = walk->site->node[child].next)
        any |= walk_node(walk, child, depth, shows_all);
    return any;
}

void outline_build(struct outline *outline, const struct site *site)
{
    outline->row.count = 0;
    outline->hits = 0;
    if (!site)
        return;
    struct walk walk = {outline, site, outline->filter[0] != '\0'};
    walk_children(&walk, site_first_root(site), 0, !walk.is_filtered);
}

int outline_row_of(const struct outline *outline, int32_t node)
{
    for (size_t i = 0; i < outline->row.count; i++)
        if (outline->row.at[i].node == node)
            return (int)i;
    return -1;
}

int outline_seek(const struct outline *outline, int from, int step,
                 bool (*accepts)(const void *ctx, const struct outline_row *row), const void *ctx)
{
    int count = (int)outline->row.count;
    for (int i = 1; i <= count; i++) {
        int at = ((from + step * i) % count + count) % count;
        if (accepts(ctx, &outline->row.at[at]))
            return at;
    }
    return -1;
}
