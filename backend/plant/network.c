#include "backend/plant/network.h"

#include "backend/plant/emitter.h"

#include <math.h>
#include <stdlib.h>

#define LOSS_W_MK 0.45 /* pre-insulated pipe, supply side */
#define LEAST_KGS 0.05 /* a closed station's pipe creeps */
#define FRICTION  0.024
#define RELAX     0.3 /* valves and pressures answer each other: whole steps would swing */
#define PI        3.14159265358979323846

void network_finish(struct network *network)
{
    free(network->node.at);
    free(network->link.at);
    free(network->order);
    *network = (struct network){0};
}

int32_t network_add_node(struct network *network)
{
    *VEC_PUSH(&network->node) = (struct pipe_node){.source = -1, .parent = -1, .kept = 1};
    return (int32_t)network->node.count - 1;
}

void network_add_link(struct network *network, int32_t from, int32_t to, double length_m,
                      double diameter_m)
{
    *VEC_PUSH(&network->link) = (struct pipe_link){from, to, length_m, diameter_m};
}

/* Links by node, as offsets into one list: ends[start[n] .. start[n + 1]) */
struct adjacency {
    int32_t *start, *link;
};

static struct adjacency adjacency_of(const struct network *network)
{
    size_t nodes = network->node.count, links = network->link.count;
    struct adjacency by = {alloc_array(nodes + 2, sizeof(int32_t)),
                           alloc_array(2 * links + 1, sizeof(int32_t))};
    for (size_t i = 0; i < links; i++) {
        by.start[network->link.at[i].from + 2]++;
        by.start[network->link.at[i].to + 2]++;
    }
    for (size_t i = 2; i < nodes + 2; i++)
        by.start[i] += by.start[i - 1];
    for (size_t i = 0; i < links; i++) {
        by.link[by.start[network->link.at[i].from + 1]++] = (int32_t)i;
        by.link[by.start[network->link.at[i].to + 1]++] = (int32_t)i;
    }
    return by;
}

struct reach {
    double length_m;
    int32_t node;
};

/* A binary heap with the shortest on top. */
struct heap {
    VEC(struct reach) reach;
};

static void heap_push(struct heap *heap, struct reach item)
{
    size_t i = heap->reach.count;
    *VEC_PUSH(&heap->reach) = item;
    for (; i > 0 && heap->reach.at[(i - 1) / 2].length_m > item.length_m; i = (i - 1) / 2)
        heap->reach.at[i] = heap->reach.at[(i - 1) / 2];
    heap->reach.at[i] = item;
}

static struct reach heap_pop(struct heap *heap)
{
    struct reach *at = heap->reach.at, top = at[0], last = at[--heap->reach.count];
    size_t i = 0, count = heap->reach.count;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && at[child + 1].length_m < at[child].length_m)
            child++;
        if (at[child].length_m >= last.length_m)
            break;
        at[i] = at[child];
    }
    at[i] = last;
    return top;
}

static void reach_from(struct network *network, const struct adjacency *by, struct heap *heap,
                       double *best, struct reach from)
{
    for (int32_t k = by->start[from.node]; k < by->start[from.node + 1]; k++) {
        const struct pipe_link *link = &network->link.at[by->link[k]];
        int32_t to = link->from == from.node ? link->to : link->from;
        double length = from.length_m + link->length_m;
        if (length >= best[to])
            continue;
        best[to] = length;
        struct pipe_node *node = &network->node.at[to];
        node->source = network->node.at[from.node].source;
        node->parent = from.node;
        node->length_m = link->length_m;
        node->diameter_m = link->diameter_m;
        heap_push(heap, (struct reach){length, to});
    }
}

/* Dijkstra's way from all sources at once; nodes leave the heap in an order in which each comes
 * after its parent. */
static int32_t spread(struct network *network, const int32_t *source, int32_t count)
{
    size_t nodes = network->node.count;
    struct adjacency by = adjacency_of(network);
    double *best = alloc_array(nodes + 1, sizeof *best);
    bool *is_done = alloc_array(nodes + 1, sizeof *is_done);
    struct heap heap = {0};
    int32_t reached = 0;
    for (size_t i = 0; i < nodes; i++)
        best[i] = INFINITY;
    for (int32_t i = 0; i < count; i++) {
        best[source[i]] = 0;
        network->node.at[source[i]].source = i;
        heap_push(&heap, (struct reach){0, source[i]});
    }
    while (heap.reach.count) {
        struct reach next = heap_pop(&heap);
        if (is_done[next.node])
            continue;
        is_done[next.node] = true;
        network->order[reached++] = next.node;
        reach_from(network, &by, &heap, best, next);
    }
    free(heap.reach.at);
    free(is_done);
    free(best);
    free(by.start);
    free(by.link);
    return reached;
}

void network_join(struct network *network, const int32_t *source, int32_t count)
{
    size_t nodes = network->node.count;
    free(network->order);
    network->order = alloc_array(nodes + 1, sizeof *network->order);
    int32_t reached = spread(network, source, count);
    for (size_t i = 0; i < nodes; i++) {
        struct pipe_node *node = &network->node.at[i];
        if (node->source >= 0)
            continue;
        node->source = 0;
        node->parent = count ? source[0] : -1;
        node->length_m = 1000;
        node->diameter_m = 0;
        network->order[reached++] = (int32_t)i;
    }
}

/* About 80 Pa/m at the flow it carries now, the least that is built. */
static double diameter_for(double flow_kgs)
{
    double m = pow(8 * FRICTION * flow_kgs * flow_kgs / (PI * PI * 970 * 80), 0.2);
    return m < 0.05 ? 0.05 : m;
}

static void solve_pipe(const struct network *network, struct pipe_node *node)
{
    const struct pipe_node *before = &network->node.at[node->parent];
    double flow = fmax(LEAST_KGS, node->flow_kgs), d = node->diameter_m;
    if (d <= 0)
        d = node->diameter_m = diameter_for(flow);
    double area = PI / 4 * d * d, speed = flow / (970 * area);
    node->delay_s = before->delay_s + fmin(node->length_m / speed, 6 * 3600.0);
    node->kept = before->kept * exp(-LOSS_W_MK * node->length_m / (flow * WATER_J_KGK));
    double loss = FRICTION * node->length_m / d * 970 * speed * speed / 2 * 1e-6;
    node->loss_mpa += (loss - node->loss_mpa) * (node->loss_mpa > 0 ? RELAX : 1);
    node->drop_mpa = before->drop_mpa + node->loss_mpa;
}

void network_solve(struct network *network)
{
    struct pipe_node *node = network->node.at;
    size_t count = network->node.count;
    for (size_t i = 0; i < count; i++)
        node[i].flow_kgs = node[i].taken_kgs;
    for (size_t i = count; i-- > 0;) {
        const struct pipe_node *child = &node[network->order[i]];
        if (child->parent >= 0)
            node[child->parent].flow_kgs += child->flow_kgs;
    }
    for (size_t i = 0; i < count; i++)
        if (node[network->order[i]].parent >= 0)
            solve_pipe(network, &node[network->order[i]]);
}
