#include "backend/device/plan.h"

#include "backend/base/alloc.h"
#include "backend/device/point.h"

#include <stdlib.h>
#include <string.h>

/* A point's registers, limbs and all, on their way into a block. */
struct span {
    uint16_t point, first, last, every;
    uint8_t area;
    bool is_alone, is_refused;
};

struct planner {
    const struct profile *profile;
    struct span *span;
    const uint8_t *refused; /* or NULL */
};

static int compare_spans(const void *a, const void *b)
{
    const struct span *left = a, *right = b;
    if (left->area != right->area)
        return left->area - right->area;
    if (left->every != right->every)
        return left->every - right->every;
    if (left->first != right->first)
        return left->first - right->first;
    return left->last != right->last ? left->last - right->last : left->point - right->point;
}

static struct span *make_spans(const struct profile *profile, const uint8_t *refused)
{
    struct span *spans = alloc_array(profile->point_count + 1, sizeof *spans);
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        spans[i] = (struct span){.point = (uint16_t)i,
                                 .every = (uint16_t)point->every,
                                 .area = point->area,
                                 .is_refused = refused && refused[i]};
        spans[i].is_alone = profile->one_point_a_read || spans[i].is_refused;
        point_extent(point, &spans[i].first, &spans[i].last);
    }
    qsort(spans, profile->point_count, sizeof *spans, compare_spans);
    return spans;
}

static unsigned most_of(const struct profile *profile, uint8_t area)
{
    return area_is_bits((enum area)area) ? profile->most_bits : profile->most_registers;
}

/* Whether a register that the device refused lies in the hole: reading over it would spoil the
 * whole block again. */
static bool has_refused(const struct planner *planner, uint8_t area, unsigned first, unsigned last)
{
    for (size_t i = 0; planner->refused && i < planner->profile->point_count; i++) {
        const struct span *span = &planner->span[i];
        if (span->is_refused && span->area == area && span->first <= last && first <= span->last)
            return true;
    }
    return false;
}

/* Whether the span may join the block: a ladder, each step one reason why not. */
static bool can_join(const struct planner *planner, const struct plan_block *block,
                     const struct span *span)
{
    const struct profile *profile = planner->profile;
    unsigned end = (unsigned)block->first + block->count;
    unsigned last = span->last >= end ? span->last : end - 1;
    unsigned gap = profile->gap_policy == GAP_SPAN ? profile->gap : 0;
    if (span->is_alone || block->area != span->area || block->every != span->every)
        return false;
    if (span->first > end + gap)
        return false;
    if (last - block->first + 1 > most_of(profile, span->area))
        return false;
    if (span->first > end && has_refused(planner, span->area, end, span->first - 1U))
        return false;
    return profile_range(profile, (enum area)span->area, block->first, (uint16_t)last) != NULL;
}

static struct plan_block *open_block(struct plan *plan, const struct span *span)
{
    struct plan_block *block = &plan->block[plan->block_count++];
    *block = (struct plan_block){.function = area_read_function((enum area)span->area),
                                 .area = span->area,
                                 .first = span->first,
                                 .count = (uint16_t)(span->last - span->first + 1),
                                 .every = span->every,
                                 .point_first = (uint16_t)plan->point_count};
    return block;
}

static void join(struct plan_block *block, const struct span *span)
{
    if (span->last >= block->first + block->count)
        block->count = (uint16_t)(span->last - block->first + 1);
}

void plan_init(struct plan *plan, const struct profile *profile, const uint8_t *refused)
{
    struct span *spans = make_spans(profile, refused);
    struct planner planner = {profile, spans, refused};
    struct plan_block *block = NULL;
    *plan = (struct plan){.block = alloc_array(profile->point_count + 1, sizeof *plan->block),
                          .point = alloc_array(profile->point_count + 1, sizeof *plan->point)};
    for (int pass = 0; pass < 2; pass++) {
        /* those that read alone come last, so that they do not cut the others' blocks */
        for (size_t i = 0; i < profile->point_count; i++) {
            if (spans[i].is_alone != (pass == 1))
                continue;
            if (block && can_join(&planner, block, &spans[i]))
                join(block, &spans[i]);
            else
                block = open_block(plan, &spans[i]);
            plan->point[plan->point_count++] = spans[i].point;
            block->point_count++;
        }
    }
    free(spans);
}

void plan_finish(struct plan *plan)
{
    free(plan->block);
    free(plan->point);
    *plan = (struct plan){0};
}

/* Sets a block's registers from its points. */
static void fit_block(const struct plan *plan, struct plan_block *block,
                      const struct profile *profile)
{
    unsigned low = UINT16_MAX, high = 0;
    for (size_t i = 0; i < block->point_count; i++) {
        uint16_t first = 0, last = 0;
        point_extent(&profile->point[plan->point[block->point_first + i]], &first, &last);
        low = first < low ? first : low;
        high = last > high ? last : high;
    }
    block->first = (uint16_t)low;
    block->count = (uint16_t)(high - low + 1);
}

/* The split that is nearest to the middle and has no register on both sides; if the points overlap
 * all through, the middle. Points are in order of their first register. */
static size_t split_edge(const struct plan *plan, const struct plan_block *block,
                         const struct profile *profile)
{
    size_t half = block->point_count / 2, best = 0;
    unsigned reached = 0;
    for (size_t i = 0; i < block->point_count; i++) {
        uint16_t first = 0, last = 0;
        point_extent(&profile->point[plan->point[block->point_first + i]], &first, &last);
        size_t off = i > half ? i - half : half - i;
        size_t best_off = best > half ? best - half : half - best;
        if (i > 0 && first > reached && (best == 0 || off < best_off))
            best = i;
        reached = last > reached ? last : reached;
    }
    return best ? best : half;
}

bool plan_split(struct plan *plan, size_t index, const struct profile *profile)
{
    if (index >= plan->block_count || plan->block[index].point_count < 2)
        return false;
    plan->block = alloc_resize(plan->block, plan->block_count + 1, sizeof *plan->block);
    memmove(plan->block + index + 1, plan->block + index,
            (plan->block_count - index) * sizeof *plan->block);
    plan->block_count++;
    struct plan_block *left = &plan->block[index], *right = left + 1;
    size_t edge = split_edge(plan, left, profile);
    right->point_first = (uint16_t)(left->point_first + edge);
    right->point_count = (uint16_t)(left->point_count - edge);
    left->point_count = (uint16_t)edge;
    fit_block(plan, left, profile);
    fit_block(plan, right, profile);
    return true;
}
