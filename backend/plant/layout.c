#include "backend/plant/layout.h"

#include "backend/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void open_area(struct layout *layout, int area)
{
    if (layout->slot_of[area])
        return;
    layout->slot_of[area] = alloc_array(65536, sizeof(int32_t));
    for (int i = 0; i < 65536; i++)
        layout->slot_of[area][i] = LAYOUT_NONE;
}

static void add(struct layout *layout, int area, int64_t first, int words)
{
    open_area(layout, area);
    for (int64_t at = first; at < first + words && at < 65536; at++)
        if (layout->slot_of[area][at] < 0)
            layout->slot_of[area][at] = layout->slots++;
}

static void add_point(struct layout *layout, const struct point *point)
{
    add(layout, point->area, point->address, point->words);
    for (size_t i = 0; i < point->part_count; i++)
        add(layout, point->area, point->part[i].address, point->part[i].words);
    if (point->unit_address >= 0)
        add(layout, point->area, point->unit_address, 1);
    if (point->status_address >= 0)
        add(layout, point->area, point->status_address, 1);
}

static void answer(struct layout *layout, int area, int32_t first, int32_t last)
{
    for (int32_t at = first; at <= last; at++)
        layout->slot_of[area][at] = LAYOUT_ZERO;
}

/* An area that declares no range answers everywhere, unless the profile forbids reading over holes:
 * then the device knows its own numbers only, and another fails the whole read. */
static void add_ranges(struct layout *layout)
{
    const struct profile *profile = layout->profile;
    bool is_declared[4] = {0};
    for (size_t i = 0; i < profile->range_count; i++) {
        const struct address_range *range = &profile->range[i];
        open_area(layout, range->area);
        answer(layout, range->area, range->first, range->last);
        is_declared[range->area] = true;
    }
    for (int area = 0; area < 4; area++)
        if (layout->slot_of[area] && !is_declared[area] && profile->gap_policy == GAP_SPAN)
            answer(layout, area, 0, 65535);
}

static void allow_writes(struct layout *layout)
{
    const struct profile *profile = layout->profile;
    layout->can_write = alloc_array((size_t)layout->slots + 1, 1);
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        for (int k = 0; point->access == ACCESS_WRITE && k < point->words; k++)
            layout->can_write[layout_slot(layout, point->area, point->address + (uint32_t)k)] = 1;
        if (point->level_coil >= 0) {
            const struct point *coil = &profile->point[point->level_coil];
            layout->can_write[layout_slot(layout, coil->area, coil->address)] = 1;
        }
    }
    if (profile->unlock_address >= 0)
        layout->can_write[layout_slot(layout, AREA_HOLDING, (uint32_t)profile->unlock_address)] = 1;
}

/* Some makers answer function 4 with the holding registers (and 2 with the coils). */
static void choose_served(struct layout *layout)
{
    for (int area = 0; area < 4; area++)
        layout->serves[area] = (uint8_t)area;
    if (!layout->slot_of[AREA_INPUT])
        layout->serves[AREA_INPUT] = AREA_HOLDING;
    if (!layout->slot_of[AREA_HOLDING])
        layout->serves[AREA_HOLDING] = AREA_INPUT;
    if (!layout->slot_of[AREA_DISCRETE])
        layout->serves[AREA_DISCRETE] = AREA_COIL;
}

static void name_authorities(struct layout *layout)
{
    const struct profile *profile = layout->profile;
    layout->authority_for = alloc_array(profile->point_count + 1, sizeof(int32_t));
    for (size_t i = 0; i < profile->point_count; i++)
        layout->authority_for[i] = -1;
    for (size_t i = 0; i < profile->point_count; i++)
        if (profile->point[i].authority >= 0)
            layout->authority_for[profile->point[i].authority] = (int32_t)i;
}

/* Two points on one register, a state and its set-point: the set-point's value stands there. */
static void mark_shadowed(struct layout *layout)
{
    const struct profile *profile = layout->profile;
    layout->is_shadowed = alloc_array(profile->point_count + 1, 1);
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *set = &profile->point[i];
        for (size_t k = 0; set->access == ACCESS_WRITE && k < profile->point_count; k++) {
            const struct point *state = &profile->point[k];
            if (state->access == ACCESS_READ && state->area == set->area &&
                state->address == set->address && state->bit == set->bit)
                layout->is_shadowed[k] = 1;
        }
    }
}

/* A curve whose outdoor temperatures are fixed in the controller is not the plant's eight points.
 */
static void bind_points(struct layout *layout)
{
    const struct profile *profile = layout->profile;
    layout->binding = alloc_array(profile->point_count + 1, sizeof *layout->binding);
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        char outdoor[POINT_ID_SIZE + 8];
        int code = (int)strcspn(point->id, ".");
        snprintf(outdoor, sizeof outdoor, "%.*s_OT%s", code, point->id, point->id + code);
        bool is_curve = strncmp(point->id, "CURVE_", 6) == 0 && code == 7;
        if (!is_curve || profile_find(profile, outdoor) >= 0)
            layout->binding[i] = signal_bind(point);
    }
}

struct layout *layout_new(const struct profile *profile)
{
    struct layout *layout = alloc_new(sizeof *layout);
    layout->profile = profile;
    for (size_t i = 0; i < profile->point_count; i++)
        open_area(layout, profile->point[i].area);
    add_ranges(layout);
    for (size_t i = 0; i < profile->point_count; i++)
        add_point(layout, &profile->point[i]);
    if (profile->unlock_address >= 0)
        add(layout, AREA_HOLDING, profile->unlock_address, 1);
    if (profile->identity_address >= 0)
        add(layout, AREA_HOLDING, profile->identity_address, 1);
    choose_served(layout);
    allow_writes(layout);
    bind_points(layout);
    name_authorities(layout);
    mark_shadowed(layout);
    return layout;
}

void layout_free(struct layout *layout)
{
    if (!layout)
        return;
    for (int area = 0; area < 4; area++)
        free(layout->slot_of[area]);
    free(layout->can_write);
    free(layout->binding);
    free(layout->authority_for);
    free(layout->is_shadowed);
    free(layout);
}
