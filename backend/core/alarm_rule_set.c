/* The rules of each device of a site: wide rows first, narrower ones over them. */
#include "backend/core/alarm_rule_inside.h"
#include "backend/core/site.h"

#include <stdlib.h>
#include <string.h>

typedef VEC(struct rule_merged) merged_list;

struct node_row { /* a row that stands at a node */
    int32_t node; /* index; of a kind of nodes: -1 - kind */
    const struct rule_row *row;
};

struct own_list {
    const struct profile *profile;
    VEC(int32_t) node; /* whose rows it took, in order */
    struct alarm_rule_list list;
};

struct alarm_rule_sets {
    merged_list *base; /* one a profile of the site */
    struct alarm_rule_list *wide;
    size_t profile_count;
    VEC(struct own_list) own;
    const struct alarm_rule_list **of; /* one a device */
    struct alarm_rule_list plant;
    VEC(struct node_row) node_row; /* by node */
};

static int by_node(const void *a, const void *b)
{
    const struct node_row *x = a, *y = b;
    bool x_exact = strchr(x->row->cell[COLUMN_POINT], '.');
    bool y_exact = strchr(y->row->cell[COLUMN_POINT], '.');
    if (x->node != y->node)
        return (x->node > y->node) - (x->node < y->node);
    return x_exact != y_exact ? x_exact - y_exact
                              : (x->row->line > y->row->line) - (x->row->line < y->row->line);
}

static void take(merged_list *list, const struct rule_row *row, int16_t point)
{
    for (size_t i = 0; i < list->count; i++) {
        struct rule_merged *merged = &list->at[i];
        if (merged->point == point && !strcmp(merged->cell[COLUMN_RULE], row->cell[COLUMN_RULE])) {
            alarm_merge_row(merged, row);
            return;
        }
    }
    struct rule_merged *merged = VEC_PUSH(list);
    *merged = (struct rule_merged){.point = point};
    alarm_merge_row(merged, row);
}

/* Over all points of the profile that the row means; circuit 0 = any. */
static void take_row(merged_list *list, const struct profile *profile, const struct rule_row *row,
                     int circuit)
{
    const char *unit = row->cell[COLUMN_UNIT];
    if (alarm_kind_is_plant(row->kind))
        return;
    if (alarm_kind_is_whole(row->kind, row->cell[COLUMN_POINT])) {
        take(list, row, -1);
        return;
    }
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if ((circuit && point->circuit != circuit) ||
            !alarm_point_fits(row->cell[COLUMN_POINT], point) ||
            (unit[0] && !alarm_unit_fits(row, unit, row->cell[COLUMN_LIMIT], point)))
            continue;
        take(list, row, (int16_t)i);
    }
}

static merged_list merge_base(const struct alarm_rules *rules, const struct profile *profile)
{
    merged_list list = {0};
    for (int pass = 0; pass < 4; pass++) { /* any, any exact, profile, profile exact */
        for (size_t i = 0; i < alarm_row_total(rules); i++) {
            const struct rule_row *row = alarm_row_at(rules, i);
            const char *name = alarm_scope_profile(row->cell[COLUMN_SCOPE]);
            bool is_mine = pass < 2 ? alarm_scope_is_any(row->cell[COLUMN_SCOPE])
                                    : name && !strcmp(name, profile->name);
            bool is_exact = strchr(row->cell[COLUMN_POINT], '.');
            if (is_mine && is_exact == (pass & 1))
                take_row(&list, profile, row, 0);
        }
    }
    return list;
}

/* In the order of the points, what looks at the whole device last. */
static int by_point(const void *a, const void *b)
{
    const struct alarm_rule *x = a, *y = b;
    unsigned at = (uint16_t)x->point, bt = (uint16_t)y->point;
    return at != bt ? (at > bt) - (at < bt) : strcmp(x->code.name, y->code.name);
}

static void make_list(struct alarm_rule_list *list, const merged_list *merged,
                      const struct profile *profile)
{
    list->profile = profile;
    list->rule = alloc_array(merged->count + 1, sizeof *list->rule);
    for (size_t i = 0; i < merged->count; i++) {
        struct rule_problem problem;
        if (strcmp(merged->at[i].cell[COLUMN_LIMIT], "off") &&
            alarm_rule_make(&list->rule[list->count], &merged->at[i], profile, &problem))
            list->count++;
    }
    if (list->count)
        qsort(list->rule, list->count, sizeof *list->rule, by_point);
    for (int circuit = 0; profile && circuit < CURVE_CIRCUITS; circuit++)
        curve_find(&list->curve[circuit], profile, circuit);
    if (profile)
        heat_find(&list->heat, profile);
}

static size_t first_row(const struct alarm_rule_sets *sets, int32_t node)
{
    size_t low = 0, high = sets->node_row.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sets->node_row.at[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_row(const struct alarm_rule_sets *sets, size_t index, int32_t node)
{
    return index < sets->node_row.count && sets->node_row.at[index].node == node;
}

static void take_node(merged_list *list, const struct alarm_rule_sets *sets, int32_t node,
                      const struct profile *profile, int circuit)
{
    for (size_t i = first_row(sets, node); has_row(sets, i, node); i++)
        take_row(list, profile, sets->node_row.at[i].row, circuit);
}

/* The nodes whose rows a device takes: first its kind, from the top down to its own, then the
 * station's circuits.
 */
static size_t nodes_of(const struct alarm_rule_sets *sets, const struct site *site, int32_t node,
                       int32_t *out, size_t most)
{
    int32_t up[64];
    size_t depth = 0, count = 0;
    int32_t kind = -1 - site->node[node].kind;
    if (has_row(sets, first_row(sets, kind), kind))
        out[count++] = kind;
    for (int32_t at = node; at >= 0 && depth < 64; at = site->node[at].parent)
        if (has_row(sets, first_row(sets, at), at))
            up[depth++] = at;
    while (depth && count < most)
        out[count++] = up[--depth];
    int32_t child = site->node[node].first_child;
    for (; child >= 0 && count < most; child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT && has_row(sets, first_row(sets, child), child))
            out[count++] = child;
    return count;
}

static void own_list(struct alarm_rule_sets *sets, const struct site *site, size_t profile,
                     const int32_t *node, size_t count)
{
    const struct profile *p = site->profile[profile];
    merged_list merged = {0};
    struct own_list *own = VEC_PUSH(&sets->own);
    *own = (struct own_list){.profile = p};
    for (size_t i = 0; i < sets->base[profile].count; i++)
        *VEC_PUSH(&merged) = sets->base[profile].at[i];
    for (size_t i = 0; i < count; i++) {
        bool is_circuit = node[i] >= 0 && site->node[node[i]].kind == NODE_CIRCUIT;
        *VEC_PUSH(&own->node) = node[i];
        take_node(&merged, sets, node[i], p, is_circuit ? site->node[node[i]].circuit : 0);
    }
    make_list(&own->list, &merged, p);
    free(merged.at);
}

static size_t profile_index(const struct site *site, const struct profile *profile)
{
    size_t index = 0;
    while (site->profile[index] != profile)
        index++;
    return index;
}

/* Devices of the same profile under the same nodes with rows share a list. */
static size_t find_own(const struct alarm_rule_sets *sets, const struct profile *profile,
                       const int32_t *node, size_t count)
{
    for (size_t i = sets->own.count; i-- > 0;) {
        const struct own_list *own = &sets->own.at[i];
        if (own->profile == profile && own->node.count == count &&
            !memcmp(own->node.at, node, count * sizeof *node))
            return i;
    }
    return sets->own.count;
}

static void make_device_lists(struct alarm_rule_sets *sets, const struct site *site)
{
    size_t *own = alloc_array(site->device_count + 1, sizeof *own);
    for (size_t d = 0; d < site->device_count; d++) {
        const struct site_device *device = &site->device[d];
        int32_t node[128];
        size_t count = nodes_of(sets, site, device->node, node, 128);
        size_t profile = profile_index(site, device->profile);
        sets->of[d] = &sets->wide[profile];
        if (!count)
            continue;
        own[d] = find_own(sets, device->profile, node, count) + 1;
        if (own[d] > sets->own.count)
            own_list(sets, site, profile, node, count);
    }
    for (size_t d = 0; d < site->device_count; d++) /* the lists have stopped moving */
        if (own[d])
            sets->of[d] = &sets->own.at[own[d] - 1].list;
    free(own);
}

static void make_plant_list(struct alarm_rule_sets *sets, const struct alarm_rules *rules)
{
    merged_list merged = {0};
    for (size_t i = 0; i < alarm_row_total(rules); i++)
        if (alarm_kind_is_plant(alarm_row_at(rules, i)->kind))
            take(&merged, alarm_row_at(rules, i), -1);
    make_list(&sets->plant, &merged, NULL);
    free(merged.at);
}

struct alarm_rule_sets *alarm_rule_sets_new(const struct alarm_rules *rules,
                                            const struct site *site)
{
    struct alarm_rule_sets *sets = alloc_new(sizeof *sets);
    sets->profile_count = site->profile_count;
    sets->base = alloc_array(site->profile_count + 1, sizeof *sets->base);
    sets->wide = alloc_array(site->profile_count + 1, sizeof *sets->wide);
    sets->of = alloc_array(site->device_count + 1, sizeof *sets->of);
    for (size_t p = 0; p < site->profile_count; p++) {
        sets->base[p] = merge_base(rules, site->profile[p]);
        make_list(&sets->wide[p], &sets->base[p], site->profile[p]);
    }
    for (size_t i = 0; i < alarm_row_total(rules); i++) {
        const struct rule_row *row = alarm_row_at(rules, i);
        const char *scope = row->cell[COLUMN_SCOPE];
        enum node_kind kind;
        bool is_kind = alarm_scope_kind(scope, &kind);
        int32_t node = is_kind ? -1 - (int32_t)kind : site_node_of_code(site, scope);
        if (is_kind || (node >= 0 && !alarm_scope_is_any(scope) && !alarm_scope_profile(scope)))
            *VEC_PUSH(&sets->node_row) = (struct node_row){node, row};
    }
    if (sets->node_row.count)
        qsort(sets->node_row.at, sets->node_row.count, sizeof *sets->node_row.at, by_node);
    make_device_lists(sets, site);
    make_plant_list(sets, rules);
    return sets;
}

void alarm_rule_sets_free(struct alarm_rule_sets *sets)
{
    if (!sets)
        return;
    for (size_t p = 0; p < sets->profile_count; p++) {
        free(sets->base[p].at);
        free(sets->wide[p].rule);
    }
    for (size_t i = 0; i < sets->own.count; i++) {
        free(sets->own.at[i].node.at);
        free(sets->own.at[i].list.rule);
    }
    free(sets->base);
    free(sets->wide);
    free(sets->own.at);
    free(sets->of);
    free(sets->plant.rule);
    free(sets->node_row.at);
    free(sets);
}

const struct alarm_rule_list *alarm_rule_sets_of(const struct alarm_rule_sets *sets,
                                                 int32_t device_index)
{
    return sets->of[device_index];
}

const struct alarm_rule_list *alarm_rule_sets_plant(const struct alarm_rule_sets *sets)
{
    return &sets->plant;
}
