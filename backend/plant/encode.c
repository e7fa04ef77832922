#include "backend/plant/encode.h"

#include "backend/device/point.h"

#include <math.h>
#include <string.h>

static void add(struct encoded *out, uint32_t address, uint16_t value, uint16_t mask)
{
    if (out->count == ENCODED_MOST)
        return;
    out->word[out->count].address = (uint16_t)address;
    out->word[out->count].value = value;
    out->word[out->count++].mask = mask;
}

/* Spreads a number's bytes over its registers by the profile's order (profile.h). */
static void add_raw(struct encoded *out, const struct point *point, uint32_t address, int words,
                    uint64_t raw)
{
    uint8_t wire[8] = {0};
    int swap = point->order[0] % 2; /* a limb of other length keeps only the order within words */
    for (int k = 0; k < 2 * words; k++) {
        uint8_t byte = (uint8_t)(raw >> (8 * (2 * words - 1 - k)));
        wire[words == point->words ? point->order[k] : (k ^ swap)] = byte;
    }
    for (int i = 0; i < words; i++)
        add(out, address + (uint32_t)i, (uint16_t)(wire[2 * i] << 8 | wire[2 * i + 1]), 0xFFFF);
}

static uint64_t raw_of(enum point_type type, double number)
{
    double low, high;
    if (point_type_limits(type, &low, &high)) {
        number = rint(number < low ? low : number > high ? high : number);
        return number < 0 ? (uint64_t)(int64_t)number : (uint64_t)number;
    }
    if (type == POINT_FLOAT64) {
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        return bits;
    }
    float narrow = (float)number;
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof bits);
    return bits;
}

static void add_marker(struct encoded *out, const struct point *point)
{
    enum point_type type = (enum point_type)point->type;
    if (type == POINT_BOOL)
        return;
    if (point->invalid_count)
        add_raw(out, point, point->address, point->words, point->invalid[0]);
    else if (point_type_is_float(type))
        add_raw(out, point, point->address, point->words, raw_of(type, NAN));
    else
        add_raw(out, point, point->address, point->words, 0);
    if (point->status_address >= 0)
        add(out, (uint32_t)point->status_address, (uint16_t)~point->status_good,
            point->status_mask);
}

static void add_status(struct encoded *out, const struct point *point)
{
    if (point->status_address >= 0)
        add(out, (uint32_t)point->status_address, point->status_good, point->status_mask);
}

/* One register, or run of registers, of a value made of several. */
struct limb {
    uint16_t address;
    uint8_t words;
    enum point_type type;
    double weight;
};

#define LIMBS_MOST 8

static bool is_heavier(const struct limb *a, const struct limb *b)
{
    bool is_float = point_type_is_float(a->type), is_other_float = point_type_is_float(b->type);
    if (is_float != is_other_float)
        return is_other_float;
    return fabs(a->weight) > fabs(b->weight);
}

/* All limbs, the weightiest first and floats last; the point's own register weighs its scale. */
static size_t limbs_of(const struct point *point, struct limb out[LIMBS_MOST])
{
    size_t count = 1;
    out[0] =
        (struct limb){point->address, point->words, (enum point_type)point->type, point->scale};
    for (size_t i = 0; i < point->part_count && count < LIMBS_MOST; i++) {
        const struct point_part *part = &point->part[i];
        struct limb limb = {part->address, part->words, (enum point_type)part->type, part->weight};
        size_t at = count++;
        for (; at > 0 && is_heavier(&limb, &out[at - 1]); at--)
            out[at] = out[at - 1];
        out[at] = limb;
    }
    return count;
}

/* Each limb takes its whole number of the rest, the last what is left (a float its fraction). */
static void add_limbs(struct encoded *out, const struct point *point, double value)
{
    struct limb limb[LIMBS_MOST];
    size_t count = limbs_of(point, limb);
    double rest = value - point->offset;
    if (point->unit_factor_count)
        rest /= point->unit_factor[0].factor;
    for (size_t i = 0; i < count; i++) {
        double number = rest / limb[i].weight;
        if (!point_type_is_float(limb[i].type))
            number = i + 1 == count ? rint(number) : floor(number + 1e-9);
        rest -= number * limb[i].weight;
        add_raw(out, point, limb[i].address, limb[i].words, raw_of(limb[i].type, number));
    }
}

/* The nearest value that the type holds: a sensor shows its end of scale. */
static bool add_plain(struct encoded *out, const struct point *point, double value)
{
    uint16_t raw[4];
    uint8_t words;
    char why[120];
    double low, high;
    bool fits = codec_write(point, value, raw, &words, why, sizeof why);
    if (!fits && point_type_limits((enum point_type)point->type, &low, &high)) {
        double end = (value - point->offset) / point->scale < low ? low : high;
        add_raw(out, point, point->address, point->words,
                raw_of((enum point_type)point->type, end));
    }
    for (uint32_t i = 0; fits && i < words; i++)
        add(out, point->address + i, raw[i], 0xFFFF);
    return fits;
}

bool encode(const struct point *point, double value, struct encoded *out)
{
    out->count = 0;
    if (point->type == POINT_STRING)
        return false;
    if (isnan(value)) {
        add_marker(out, point);
        return true;
    }
    add_status(out, point);
    if (area_is_bits((enum area)point->area)) {
        add(out, point->address, value != 0, 0xFFFF);
        return true;
    }
    if (point->type == POINT_BOOL) {
        uint16_t mask = (uint16_t)(point->bit >= 0 ? 1u << point->bit : 0xFFFFu);
        add(out, point->address, value != 0 ? (point->bit >= 0 ? 0xFFFF : 1) : 0, mask);
        return true;
    }
    if (point->part_count || point->unit_factor_count) {
        add_limbs(out, point, value);
        return true;
    }
    return add_plain(out, point, value);
}
