#include "backend/plant/image.h"

#include "backend/base/alloc.h"
#include "backend/device/point.h"
#include "backend/plant/encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint16_t *slot_at(struct image *image, int area, uint32_t address)
{
    int32_t slot = layout_slot(image->layout, area, address);
    return slot < 0 ? NULL : &image->slot[slot];
}

static bool coil_of(struct image *image, int point)
{
    const struct point *coil = &image->layout->profile->point[point];
    return *slot_at(image, coil->area, coil->address) != 0;
}

static void set_coil(struct image *image, int point, bool value)
{
    const struct point *coil = &image->layout->profile->point[point];
    *slot_at(image, coil->area, coil->address) = value;
}

/* A register that the plant knows nothing of: an absent sensor, or a setting at rest. */
static double resting_value(const struct point *point)
{
    double known = signal_resting(point);
    if (!isnan(known))
        return known;
    if (point->access == ACCESS_READ && point->invalid_count)
        return NAN;
    if (point->access == ACCESS_READ)
        return fmax(point->low, fmin(point->high, 0));
    if (point->type == POINT_ENUM && point->label_count)
        return point->label[0].value;
    double low = point->set_low, high = point->set_high;
    if (low <= 0 && high >= 0)
        return 0;
    return isfinite(low) && isfinite(high) ? codec_round(point, (low + high) / 2)
           : isfinite(low)                 ? low
                                           : high;
}

/* What the authority register of a point shows. */
static double authority_value(const struct point *point, bool is_remote)
{
    double remote = point->authority_value;
    return is_remote ? remote : remote == 0 ? 1 : 0;
}

static void put(struct image *image, size_t index, double value)
{
    const struct point *point = &image->layout->profile->point[index];
    struct encoded out;
    encode(point, value, &out);
    for (size_t i = 0; i < out.count; i++) {
        uint16_t *slot = slot_at(image, point->area, out.word[i].address);
        if (slot)
            *slot =
                (uint16_t)((*slot & ~out.word[i].mask) | (out.word[i].value & out.word[i].mask));
    }
}

/* Level coils start at the controller's own, so its circuits follow their curves. So do those of a
 * controller that knows a slope but no supply set-point. */
static void init_levels(struct image *image)
{
    const struct profile *profile = image->layout->profile;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        const struct signal *signal = image->layout->binding[i].signal;
        if (point->level_coil >= 0)
            set_coil(image, point->level_coil, !point->level_value);
        bool has_curve = signal && strcmp(signal->code, "Slope") == 0 &&
                         profile_find(profile, "T2g_SP") < 0 &&
                         profile_find(profile, "T2g_SP.1") < 0;
        struct circuit *circuit = signal_circuit(&image->place, point->circuit);
        if (circuit && ((signal && signal->is_held) || has_curve))
            circuit->set.valve_mode = VALVE_CURVE;
    }
}

/* A range of types tells them by their number of circuits. */
static void init_identity(struct image *image)
{
    const struct profile *profile = image->layout->profile;
    if (profile->identity_address < 0)
        return;
    int circuits = image->place.station ? image->place.station->circuit_count : 1;
    int type = profile->identity_low + (circuits > 1 ? circuits - 1 : 0);
    *slot_at(image, AREA_HOLDING, (uint32_t)profile->identity_address) =
        (uint16_t)(type > profile->identity_high ? profile->identity_high : type);
}

void image_init(struct image *image, const struct layout *layout, struct signal_place place,
                uint64_t seed)
{
    const struct profile *profile = layout->profile;
    *image =
        (struct image){.layout = layout, .place = place, .chance = chance_of(seed), .seen_s = -1};
    image->slot = alloc_array((size_t)layout->slots + 1, sizeof *image->slot);
    image->mark = alloc_array(profile->point_count + 1, 1);
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if (point->unit_address >= 0 && point->unit_factor_count)
            *slot_at(image, point->area, (uint32_t)point->unit_address) =
                (uint16_t)point->unit_factor[0].raw;
        if (!layout->binding[i].signal && layout->authority_for[i] < 0)
            put(image, i, resting_value(point));
    }
    init_identity(image);
    init_levels(image);
}

void image_finish(struct image *image)
{
    free(image->slot);
    free(image->mark);
    *image = (struct image){0};
}

static double value_now(struct image *image, size_t index)
{
    const struct layout *layout = image->layout;
    const struct signal_binding *binding = &layout->binding[index];
    if (image->mark[index] & MARK_INVALID)
        return NAN;
    double value = signal_read(&image->place, binding);
    double noise = binding->signal->noise * binding->factor;
    return noise > 0 ? value + noise * chance_normal(&image->chance) : value;
}

void image_refresh(struct image *image)
{
    const struct layout *layout = image->layout;
    const struct profile *profile = layout->profile;
    for (size_t i = 0; i < profile->point_count; i++) {
        if (image->mark[i] & MARK_FROZEN || layout->is_shadowed[i])
            continue;
        int32_t asks = layout->authority_for[i];
        if (asks >= 0)
            put(image, i, authority_value(&profile->point[asks], !image->is_local));
        else if (layout->binding[i].signal)
            put(image, i, value_now(image, i));
        else if (image->mark[i] & MARK_INVALID)
            put(image, i, NAN);
    }
    image->seen_s = image->place.plant->now_s;
}

uint8_t image_read(struct image *image, enum area area, uint16_t first, uint16_t count,
                   uint16_t *out)
{
    if (image->seen_s != image->place.plant->now_s)
        image_refresh(image);
    for (uint32_t i = 0; i < count; i++) {
        int32_t slot = layout_slot(image->layout, (int)area, first + i);
        if (slot == LAYOUT_NONE)
            return 2;
        out[i] = slot < 0 ? 0 : image->slot[slot];
    }
    return 0;
}

/* A point's value as its registers stand. */
static struct reading read_point(struct image *image, const struct point *point)
{
    uint16_t first, last, registers[125];
    uint8_t bits[125];
    point_extent(point, &first, &last);
    for (uint32_t i = 0; i <= (uint32_t)(last - first) && i < 125; i++) {
        const uint16_t *slot = slot_at(image, point->area, first + i);
        registers[i] = slot ? *slot : 0;
        bits[i] = registers[i] != 0;
    }
    struct block_data block = {.area = point->area,
                               .first = first,
                               .count = (uint16_t)(last - first + 1),
                               .registers = registers,
                               .bits = bits};
    return codec_read(point, &block);
}

static bool overlaps(const struct point *point, enum area area, uint32_t first, uint32_t count)
{
    return point->area == area && point->address < first + count &&
           first < (uint32_t)point->address + point->words;
}

static bool touches(const struct point *point, enum area area, uint32_t first, uint32_t count)
{
    return point->access == ACCESS_WRITE && overlaps(point, area, first, count);
}

/* SAMSON's way: without the access code, or while the controller works on its own, a write is
 * acknowledged and forgotten. */
static bool is_forgotten(struct image *image, enum area area, uint32_t first, uint32_t count,
                         struct mono now)
{
    const struct profile *profile = image->layout->profile;
    bool is_unlocked = profile->unlock_address < 0 || !mono_is_due(image->unlocked_until, now);
    bool is_code = area == AREA_HOLDING && count == 1 && (int32_t)first == profile->unlock_address;
    if (!is_unlocked && !is_code)
        return true;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if (point->level_coil >= 0 && touches(point, area, first, count) &&
            coil_of(image, point->level_coil) != point->level_value)
            return true;
    }
    return false;
}

static void store(struct image *image, enum area area, uint32_t first, uint32_t count,
                  const uint16_t *value)
{
    for (uint32_t i = 0; i < count; i++)
        *slot_at(image, (int)area, first + i) = value[i];
}

/* The new registers are in place: are all values that they make allowed? */
static bool all_fit(struct image *image, enum area area, uint32_t first, uint32_t count)
{
    const struct profile *profile = image->layout->profile;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if (!touches(point, area, first, count) || point->type == POINT_STRING)
            continue;
        struct reading reading = read_point(image, point);
        if (!quality_has_number(reading.quality) || reading.value < point->set_low - 1e-9 ||
            reading.value > point->set_high + 1e-9)
            return false;
    }
    return true;
}

/* A level coil decides who moves the valve: the supervisor takes over what is in force. */
static void hand_over(struct image *image, size_t index, struct mono now)
{
    const struct profile *profile = image->layout->profile;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        const struct signal_binding *binding = &image->layout->binding[i];
        struct circuit *circuit = signal_circuit(&image->place, point->circuit);
        if (point->level_coil != (int)index)
            continue;
        image->level_until = mono_after_ms(now, IMAGE_LEVEL_MS);
        image->seen_s = -1;
        if (!circuit || !binding->signal || !binding->signal->is_held)
            continue;
        bool is_supervisor = coil_of(image, (int)index) == point->level_value;
        signal_write(&image->place, binding, signal_read(&image->place, binding));
        circuit->set.valve_mode = (int)(is_supervisor ? binding->signal->held_mode : VALVE_CURVE);
    }
}

static void obey(struct image *image, enum area area, uint32_t first, uint32_t count,
                 struct mono now)
{
    const struct profile *profile = image->layout->profile;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if (!overlaps(point, area, first, count))
            continue;
        hand_over(image, i, now);
        if (point->access == ACCESS_WRITE && image->layout->binding[i].signal)
            signal_write(&image->place, &image->layout->binding[i], read_point(image, point).value);
    }
    if (area == AREA_HOLDING && profile->unlock_address >= (int32_t)first &&
        profile->unlock_address < (int32_t)(first + count)) {
        bool is_right = *slot_at(image, AREA_HOLDING, (uint32_t)profile->unlock_address) ==
                        profile->unlock_value;
        image->unlocked_until = is_right ? mono_after_ms(now, IMAGE_UNLOCK_MS) : now;
    }
}

static bool needs_remote(const struct image *image, enum area area, uint32_t first, uint32_t count)
{
    const struct profile *profile = image->layout->profile;
    for (size_t i = 0; i < profile->point_count; i++)
        if (profile->point[i].authority >= 0 && touches(&profile->point[i], area, first, count))
            return true;
    return false;
}

uint8_t image_write(struct image *image, enum area area, uint16_t first, uint16_t count,
                    const uint16_t *value, struct mono now)
{
    uint16_t before[1968];
    for (uint32_t i = 0; i < count; i++) {
        int32_t slot = layout_slot(image->layout, (int)area, first + i);
        if (slot < 0 || !image->layout->can_write[slot])
            return 2;
        before[i] = image->slot[slot];
    }
    if (image->is_local && needs_remote(image, area, first, count))
        return 4;
    image_age(image, now);
    if (is_forgotten(image, area, first, count, now))
        return 0;
    store(image, area, first, count, value);
    if (!all_fit(image, area, first, count)) {
        store(image, area, first, count, before);
        return 3;
    }
    obey(image, area, first, count, now);
    return 0;
}

bool image_turn(struct image *image, int index, double value)
{
    const struct point *point = &image->layout->profile->point[index];
    struct encoded out;
    if (!encode(point, value, &out))
        return false;
    put(image, (size_t)index, value);
    if (image->layout->binding[index].signal)
        signal_write(&image->place, &image->layout->binding[index], read_point(image, point).value);
    return true;
}

void image_age(struct image *image, struct mono now)
{
    const struct profile *profile = image->layout->profile;
    if (image->unlocked_until.ns && mono_is_due(image->unlocked_until, now)) {
        image->unlocked_until.ns = 0;
        *slot_at(image, AREA_HOLDING, (uint32_t)profile->unlock_address) = 0;
    }
    if (!image->level_until.ns || !mono_is_due(image->level_until, now))
        return;
    for (size_t i = 0; i < profile->point_count; i++) {
        int coil = profile->point[i].level_coil;
        if (coil < 0)
            continue;
        set_coil(image, coil, !profile->point[i].level_value);
        hand_over(image, (size_t)coil, now);
    }
    image->level_until.ns = 0;
}
