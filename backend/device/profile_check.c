#include "backend/device/point.h"
#include "backend/device/profile_parts.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b, void *ctx)
{
    const struct profile *profile = ctx;
    const struct point *left = &profile->point[*(const uint16_t *)a];
    const struct point *right = &profile->point[*(const uint16_t *)b];
    int order = strcmp(left->id, right->id);
    return order ? order : left->line - right->line;
}

static int by_place(const void *a, const void *b, void *ctx)
{
    const struct profile *profile = ctx;
    const struct point *left = &profile->point[*(const uint16_t *)a];
    const struct point *right = &profile->point[*(const uint16_t *)b];
    if (left->area != right->area)
        return left->area - right->area;
    return left->address != right->address ? left->address - right->address
                                           : left->line - right->line;
}

static uint16_t *sorted(const struct profile *profile,
                        int (*compare)(const void *, const void *, void *))
{
    uint16_t *index = alloc_array(profile->point_count + 1, sizeof *index);
    for (size_t i = 0; i < profile->point_count; i++)
        index[i] = (uint16_t)i;
    qsort_r(index, profile->point_count, sizeof *index, compare, (void *)(uintptr_t)profile);
    return index;
}

static void check_duplicates(struct profile_reader *reader)
{
    const struct profile *profile = reader->profile;
    uint16_t *index = sorted(profile, by_id);
    for (size_t i = 1; i < profile->point_count; i++) {
        const struct point *first = &profile->point[index[i - 1]],
                           *point = &profile->point[index[i]];
        if (*point->id && strcmp(first->id, point->id) == 0)
            conf_error(reader->errors, point->line,
                       "[%s] again, expected each point once (already on line %d)", point->id,
                       first->line);
    }
    free(index);
}

/* Two wide values that share some registers: one of the addresses, or a type, must be wrong. The
 * same registers read twice, or single words of a wide value, are somebody's wish. */
static void check_overlaps(struct profile_reader *reader)
{
    const struct profile *profile = reader->profile;
    uint16_t *index = sorted(profile, by_place);
    const struct point *wide = NULL;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[index[i]];
        if (!reader->point.at[index[i]].is_placed || point->words < 2)
            continue;
        if (wide && wide->area == point->area && wide->address != point->address &&
            point->address < wide->address + wide->words)
            conf_error(reader->errors, draft_line(&reader->point.at[index[i]], KEY_ADDRESS),
                       "[%s] starts at %u inside [%s] (%u-%u, line %d), expected values that do "
                       "not overlap",
                       point->id, point->address, wide->id, wide->address,
                       wide->address + wide->words - 1, wide->line);
        if (!wide || wide->area != point->area ||
            point->address + point->words > wide->address + wide->words)
            wide = point;
    }
    free(index);
}

/* Two set-points in one register: each would be judged, limited and counted as if the other were
 * not there. */
static void check_written_once(struct profile_reader *reader)
{
    const struct profile *profile = reader->profile;
    uint16_t *index = sorted(profile, by_place);
    const struct point *before = NULL;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[index[i]];
        const struct draft *draft = &reader->point.at[index[i]];
        if (!draft->is_placed || point->access != ACCESS_WRITE)
            continue;
        if (before && before->area == point->area &&
            point->address < before->address + before->words)
            conf_error(reader->errors, draft_line(draft, KEY_ADDRESS),
                       "[%s] is written at %u as [%s] is (line %d), expected each register in one "
                       "set-point",
                       point->id, point->address, before->id, before->line);
        before = point;
    }
    free(index);
}

static void refuse_outside(const struct profile *profile, const struct draft *draft,
                           const struct point *point, uint16_t first, uint16_t last)
{
    char hint[96];
    profile_printed_hint(profile, point, hint, sizeof hint);
    conf_error(draft->errors, draft_line(draft, KEY_ADDRESS),
               "[%s] at %s %u-%u lies outside the device's ranges, expected it inside one of "
               "\"ranges\" in [profile]%s",
               draft->name, area_name((enum area)point->area), first, last, hint);
}

/* Of a point whose type is a mistake. */
static void check_first(struct profile_reader *reader, const struct draft *draft,
                        const struct point *point)
{
    uint16_t first = point->address;
    if (!profile_range(reader->profile, (enum area)point->area, first, first))
        refuse_outside(reader->profile, draft, point, first, first);
}

/* All registers of a value must be allowed to come in one request. */
static void check_place(struct profile_reader *reader, const struct draft *draft,
                        const struct point *point)
{
    const struct profile *profile = reader->profile;
    enum area area = (enum area)point->area;
    bool is_bits = area_is_bits(area);
    unsigned most = is_bits ? profile->most_bits : profile->most_registers;
    uint16_t first = 0, last = 0;
    point_extent(point, &first, &last);
    int line = draft_line(draft, KEY_ADDRESS);
    if (last - first + 1U > most)
        conf_error(reader->errors, line,
                   "[%s] needs %s %u-%u in one request (%u), expected at most %u (most_%s)",
                   point->id, area_name(area), first, last, last - first + 1U, most,
                   is_bits ? "bits" : "registers");
    else if (!profile_range(profile, area, first, first) ||
             !profile_range(profile, area, last, last))
        refuse_outside(profile, draft, point, first, last);
    else if (!profile_range(profile, area, first, last))
        conf_error(reader->errors, line,
                   "[%s] at %s %u-%u reaches from one range into another, expected all its "
                   "registers in one of \"ranges\" in [profile]",
                   point->id, area_name(area), first, last);
    uint8_t function = area_read_function(area);
    if (!(profile->functions >> function & 1))
        conf_error(reader->errors, draft_line(draft, KEY_AREA),
                   "[%s] in area %s is read by function %u, expected it in \"functions\"",
                   point->id, area_name(area), function);
}

/* The line of what the point itself says of the two; else where [defaults] say the first. */
static int line_of(const struct draft *draft, enum draft_key first, enum draft_key second)
{
    const struct draft_entry *own = draft_own(draft, first);
    own = own ? own : draft_own(draft, second);
    return own ? own->line : draft_line(draft, first);
}

static void check_limits(const struct draft *draft, const struct point *point)
{
    if (point->low > point->high)
        conf_error(draft->errors, line_of(draft, KEY_LOW, KEY_HIGH),
                   "[%s] low %g above high %g, expected it at most %g", draft->name, point->low,
                   point->high, point->high);
    if (point->access != ACCESS_WRITE || point->low > point->high)
        return;
    if (point->set_low > point->set_high)
        conf_error(draft->errors, line_of(draft, KEY_SET_LOW, KEY_SET_HIGH),
                   "[%s] set_low %g above set_high %g, expected it at most %g", draft->name,
                   point->set_low, point->set_high, point->set_high);
    if (point->set_low < point->low)
        conf_error(draft->errors, draft_line(draft, KEY_SET_LOW),
                   "set_low %g below low %g, expected it inside what can be read back",
                   point->set_low, point->low);
    if (point->set_high > point->high)
        conf_error(draft->errors, draft_line(draft, KEY_SET_HIGH),
                   "set_high %g above high %g, expected it inside what can be read back",
                   point->set_high, point->high);
}

struct span {
    double low, high;
};

static struct span span_times(struct span span, double factor)
{
    double one = span.low * factor, other = span.high * factor;
    return (struct span){fmin(one, other), fmax(one, other)};
}

/* What the registers of a type hold; nothing bounds a float64. */
static struct span span_of_type(enum point_type type)
{
    struct span span = {0};
    if (type == POINT_FLOAT32)
        return (struct span){-FLT_MAX, FLT_MAX};
    if (point_type_limits(type, &span.low, &span.high))
        return span;
    return (struct span){-INFINITY, INFINITY};
}

/* All values that the point can have, with its limbs, units, scale and offset. */
static struct span span_of(const struct point *point)
{
    struct span span = span_times(span_of_type((enum point_type)point->type), point->scale);
    for (size_t i = 0; i < point->part_count; i++) {
        const struct point_part *part = &point->part[i];
        struct span more = span_times(span_of_type((enum point_type)part->type), part->weight);
        span = (struct span){span.low + more.low, span.high + more.high};
    }
    struct span whole = span;
    for (size_t i = 0; i < point->unit_factor_count; i++) {
        struct span unit = span_times(span, point->unit_factor[i].factor);
        whole.low = i ? fmin(whole.low, unit.low) : unit.low;
        whole.high = i ? fmax(whole.high, unit.high) : unit.high;
    }
    return (struct span){whole.low + point->offset, whole.high + point->offset};
}

/* A limit beyond what the registers hold limits nothing, or may never be written: a digit too many,
 * or a scale forgotten. Half a step of the register is somebody's rounding. */
static void check_fit(const struct draft *draft, const struct point *point, enum draft_key key,
                      double limit)
{
    struct span span = span_of(point);
    double half = fabs(point->scale) / 2;
    if (!isfinite(limit) || (limit > span.low - half && limit < span.high + half))
        return;
    conf_error(draft->errors, draft_line(draft, key),
               "[%s] %s %g does not fit type %s, expected %g to %g after scale and offset",
               draft->name, draft_key_name(key), limit,
               point_type_name((enum point_type)point->type), span.low, span.high);
}

/* Limits of [defaults] are for points of many types, and bind those that they can. */
static void check_fits(const struct draft *draft, const struct point *point)
{
    if (draft_own(draft, KEY_LOW))
        check_fit(draft, point, KEY_LOW, point->low);
    if (draft_own(draft, KEY_HIGH))
        check_fit(draft, point, KEY_HIGH, point->high);
    if (point->access != ACCESS_WRITE)
        return;
    if (!draft_own(draft, KEY_LOW) || draft_own(draft, KEY_SET_LOW))
        check_fit(draft, point, KEY_SET_LOW, point->set_low);
    if (!draft_own(draft, KEY_HIGH) || draft_own(draft, KEY_SET_HIGH))
        check_fit(draft, point, KEY_SET_HIGH, point->set_high);
    double finest = fabs(point->scale);
    if (point->step > 0 && !point_type_is_float((enum point_type)point->type) &&
        point->step < finest * 0.999)
        conf_error(draft->errors, draft_line(draft, KEY_STEP),
                   "[%s] step %g is less than one step of the register, expected at least %g",
                   draft->name, point->step, finest);
}

/* Allowed, for the collector's own limits file may hold the limits. */
static void note_unlimited(const struct draft *draft, const struct point *point)
{
    bool has_low = isfinite(point->set_low), has_high = isfinite(point->set_high);
    bool is_number =
        point->area != AREA_COIL && point->type != POINT_ENUM && point->type != POINT_BITS;
    if (is_number && (!has_low || !has_high))
        conf_note(draft->errors, draft_line(draft, KEY_ACCESS),
                  "[%s] may be set to whatever type %s holds, without %s", draft->name,
                  point_type_name((enum point_type)point->type),
                  has_low    ? "set_high"
                  : has_high ? "set_low"
                             : "set_low and set_high");
}

static void check_writing(const struct profile_reader *reader, const struct draft *draft,
                          const struct point *point)
{
    const struct profile *profile = reader->profile;
    const char *reason = NULL;
    const struct draft_entry *access = draft_find(draft, KEY_ACCESS);
    if (point->area == AREA_INPUT || point->area == AREA_DISCRETE)
        reason = "area = holding or coil beside it, for this area can only be read";
    else if (point->type == POINT_STRING)
        reason = "access = read for a string";
    else if (point->bit >= 0)
        reason = "access = read for one bit of a register (writing it would touch the other 15)";
    else if (point->part_count || point->unit_address >= 0)
        reason = "access = read for a value made of several registers";
    if (reason) {
        draft_expect(draft, access, "%s ([%s])", reason, draft->name);
        return;
    }
    unsigned function = point->area == AREA_COIL ? profile->write_coil_function
                        : point->words > 1       ? 16
                                                 : profile->write_function;
    if (!(profile->functions >> function & 1))
        draft_expect(draft, access, "function %u in \"functions\", for [%s] is written by it%s",
                     function, draft->name, point->words > 1 ? " (several registers at once)" : "");
    note_unlimited(draft, point);
}

/* Also if there is none (-1). */
static bool is_readable(const struct profile *profile, int32_t address)
{
    return address < 0 ||
           (profile_range(profile, AREA_HOLDING, (uint16_t)address, (uint16_t)address) &&
            profile->functions >> 3 & 1);
}

static void check_rules(struct profile_reader *reader)
{
    const struct profile *profile = reader->profile;
    const struct draft *rules = &reader->rules;
    if (!is_readable(profile, profile->identity_address))
        draft_expect(rules, draft_find(rules, KEY_IDENTITY),
                     "a holding register inside the ranges, read by function 3");
    if (!is_readable(profile, profile->unlock_address))
        draft_expect(rules, draft_find(rules, KEY_UNLOCK),
                     "a holding register inside the ranges, read by function 3");
    if (profile->unlock_address >= 0 && !(profile->functions >> profile->write_function & 1))
        draft_expect(rules, draft_find(rules, KEY_UNLOCK), "function %u in \"functions\"",
                     profile->write_function);
    if (profile->point_count == 0)
        conf_error(reader->errors, rules->line,
                   "no points, expected at least one section such as [T1g]");
}

void profile_check(struct profile_reader *reader)
{
    check_rules(reader);
    check_duplicates(reader);
    check_overlaps(reader);
    check_written_once(reader);
    profile_printed_note(reader);
    for (size_t i = 0; i < reader->profile->point_count; i++) {
        const struct draft *draft = &reader->point.at[i];
        const struct point *point = &reader->profile->point[i];
        if (draft->is_placed)
            check_place(reader, draft, point);
        else if (draft->is_located)
            check_first(reader, draft, point);
        if (!draft->is_typed)
            continue;
        check_limits(draft, point);
        if (!area_is_bits((enum area)point->area))
            check_fits(draft, point);
        if (point->access == ACCESS_WRITE)
            check_writing(reader, draft, point);
    }
}
