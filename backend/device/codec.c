#include "backend/device/codec.h"

#include "backend/base/text.h"
#include "backend/device/point.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The bytes of `words` registers as one big-endian number, after the order on the wire. */
static uint64_t gather(const uint16_t *registers, unsigned words, const uint8_t order[8])
{
    uint64_t raw = 0;
    if (words == 1)
        return order[0] ? (uint64_t)__builtin_bswap16(*registers) : *registers;
    for (unsigned i = 0; i < words * 2; i++) {
        unsigned place = order[i];
        unsigned byte = place % 2 ? registers[place / 2] & 0xffU : registers[place / 2] >> 8;
        raw = raw << 8 | byte;
    }
    return raw;
}

static void scatter(uint64_t raw, unsigned words, const uint8_t order[8], uint16_t *registers)
{
    memset(registers, 0, words * sizeof *registers);
    for (unsigned i = 0; i < words * 2; i++) {
        unsigned byte = (unsigned)(raw >> 8 * (words * 2 - 1 - i)) & 0xffU, place = order[i];
        registers[place / 2] = (uint16_t)(registers[place / 2] | byte << (place % 2 ? 0 : 8));
    }
}

static double float32_of(uint64_t raw)
{
    uint32_t bits = (uint32_t)raw;
    float value = 0;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static double float64_of(uint64_t raw)
{
    double value = 0;
    memcpy(&value, &raw, sizeof value);
    return value;
}

/* The raw number of a type; NaN for an infinite or undefined float. */
static double number_of(enum point_type type, uint64_t raw)
{
    double value = NAN;
    switch (type) {
    case POINT_INT16: return (double)(int16_t)raw;
    case POINT_INT32: return (double)(int32_t)raw;
    case POINT_INT64: return (double)(int64_t)raw;
    case POINT_BOOL:
    case POINT_UINT16:
    case POINT_BITS:
    case POINT_ENUM:
    case POINT_UINT32: return (double)raw;
    case POINT_FLOAT32: value = float32_of(raw); break;
    case POINT_FLOAT64: value = float64_of(raw); break;
    case POINT_STRING: break;
    }
    return isfinite(value) ? value : (double)NAN;
}

/* 123 at 0.1 is 12.3 exactly as a person types it: dividing by 10 rounds once, not twice. */
double codec_divisor(double scale)
{
    double inverse = 1 / scale, whole = rint(inverse);
    return fabs(inverse) >= 1 && fabs(inverse - whole) < 1e-9 * fabs(inverse) ? whole : 0;
}

static double scaled(double raw, double scale, double divisor)
{
    return divisor != 0 ? raw / divisor : raw * scale;
}

static bool is_marker(const struct point *point, uint64_t raw)
{
    for (size_t i = 0; i < point->invalid_count; i++)
        if (point->invalid[i] == raw)
            return true;
    return false;
}

static const struct reading invalid = {NAN, QUALITY_INVALID, 0};

static struct reading judge(const struct point *point, double value)
{
    if (!isfinite(value))
        return invalid;
    if (value < point->low || value > point->high)
        return (struct reading){NAN, QUALITY_RANGE, 0};
    return (struct reading){value, QUALITY_GOOD, 0};
}

/* Registers from an address on; NULL if the block does not hold them all. */
static const uint16_t *registers_at(const struct block_data *block, int32_t address, unsigned words)
{
    if (!block->registers || address < block->first ||
        address + (int32_t)words > block->first + block->count)
        return NULL;
    return block->registers + (address - block->first);
}

static double part_value(const struct point *point, const struct point_part *part,
                         const uint16_t *registers)
{
    uint8_t narrow[8] = {0, 1};
    if (point->order[0] % 2) {
        narrow[0] = 1;
        narrow[1] = 0;
    }
    uint64_t raw =
        gather(registers, part->words, part->words == point->words ? point->order : narrow);
    if (part->type == point->type && is_marker(point, raw))
        return NAN;
    return number_of((enum point_type)part->type, raw);
}

/* NaN if the unit register holds a code that the profile does not know. */
static double unit_factor(const struct point *point, uint16_t raw)
{
    for (size_t i = 0; i < point->unit_factor_count; i++)
        if (point->unit_factor[i].raw == raw)
            return point->unit_factor[i].factor;
    return NAN;
}

static bool is_status_bad(const struct point *point, const struct block_data *block)
{
    if (point->status_address < 0)
        return false;
    const uint16_t *status = registers_at(block, point->status_address, 1);
    return !status || (*status & point->status_mask) != point->status_good;
}

/* Kept out of codec_read(), so that one plain register, the usual case, costs no frame. */
__attribute__((noinline)) static double whole_value(const struct point *point,
                                                    const struct block_data *block, double raw)
{
    double value = scaled(raw, point->scale, point->divisor);
    for (size_t i = 0; i < point->part_count; i++) {
        const struct point_part *part = &point->part[i];
        const uint16_t *registers = registers_at(block, part->address, part->words);
        value += registers ? scaled(part_value(point, part, registers), part->weight,
                                    codec_divisor(part->weight))
                           : (double)NAN;
    }
    if (point->unit_address >= 0) {
        const uint16_t *unit = registers_at(block, point->unit_address, 1);
        value *= unit ? unit_factor(point, *unit) : (double)NAN;
    }
    return value + point->offset;
}

static struct reading read_bit(const struct point *point, const struct block_data *block)
{
    if (!block->bits || point->address < block->first ||
        point->address >= block->first + block->count)
        return invalid;
    return (struct reading){block->bits[point->address - block->first] ? 1 : 0, QUALITY_GOOD, 0};
}

struct reading codec_read(const struct point *point, const struct block_data *block)
{
    enum point_type type = (enum point_type)point->type;
    if (type == POINT_STRING)
        return (struct reading){NAN, QUALITY_NEVER, 0};
    if (block->area != point->area)
        return invalid;
    if (area_is_bits((enum area)point->area))
        return read_bit(point, block);
    const uint16_t *registers = registers_at(block, point->address, point->words);
    if (!registers || is_status_bad(point, block))
        return invalid;
    uint64_t raw = gather(registers, point->words, point->order);
    if (is_marker(point, raw))
        return invalid;
    if (type == POINT_BOOL)
        return (struct reading){(double)(raw >> (point->bit & 15) & 1), QUALITY_GOOD, 0};
    if (type == POINT_BITS || type == POINT_ENUM)
        return judge(point, (double)raw);
    double number = number_of(type, raw);
    if (point->part_count || point->unit_address >= 0)
        return judge(point, whole_value(point, block, number));
    return judge(point, scaled(number, point->scale, point->divisor) + point->offset);
}

static bool refuse(char *why, size_t why_size, const char *text)
{
    snprintf(why, why_size, "%s", text);
    return false;
}

static bool is_plain(const struct point *point)
{
    return point->type != POINT_STRING && point->part_count == 0 && point->unit_address < 0 &&
           (point->type != POINT_BOOL || area_is_bits((enum area)point->area));
}

static bool is_named(const struct point *point, double value)
{
    for (size_t i = 0; i < point->label_count; i++)
        if ((double)point->label[i].value == value)
            return true;
    return point->label_count == 0;
}

/* Bools, bit fields and enums are written as they are: nothing may be rounded. */
static bool encode_code(const struct point *point, double value, uint64_t *raw, char *why,
                        size_t why_size)
{
    double most = point->type == POINT_BOOL ? 1 : UINT16_MAX;
    if (value < 0 || value > most || value != rint(value))
        return refuse(why, why_size,
                      point->type == POINT_BOOL ? "expected 0 or 1"
                                                : "expected a whole number from 0 to 65535");
    if (point->type == POINT_ENUM && !is_named(point, value))
        return refuse(why, why_size, "expected one of the named values");
    *raw = (uint64_t)value;
    return true;
}

static bool encode_float(const struct point *point, double value, uint64_t *raw, char *why,
                         size_t why_size)
{
    if (point->type == POINT_FLOAT64) {
        memcpy(raw, &value, sizeof value);
        return true;
    }
    if (fabs(value) > (double)FLT_MAX)
        return refuse(why, why_size, "too large for float32");
    float narrow = (float)value;
    uint32_t bits = 0;
    memcpy(&bits, &narrow, sizeof bits);
    *raw = bits;
    return true;
}

static bool encode_integer(const struct point *point, double value, uint64_t *raw, char *why,
                           size_t why_size)
{
    double low = 0, high = 0, whole = round(value);
    enum point_type type = (enum point_type)point->type;
    if (!point_type_limits(type, &low, &high) || whole < low || whole > high) {
        snprintf(why, why_size, "does not fit type %s", point_type_name(type));
        return false;
    }
    uint64_t mask = point->words >= 4 ? UINT64_MAX : (UINT64_C(1) << 16 * point->words) - 1;
    *raw = (uint64_t)(int64_t)whole & mask;
    return true;
}

bool codec_write(const struct point *point, double value, uint16_t raw[4], uint8_t *words,
                 char *why, size_t why_size)
{
    uint64_t bits = 0;
    enum point_type type = (enum point_type)point->type;
    if (!isfinite(value))
        return refuse(why, why_size, "expected a finite number");
    if (!is_plain(point))
        return refuse(why, why_size, "the point is not one plain number");
    double unscaled = (value - point->offset) / point->scale;
    if (type == POINT_BOOL || type == POINT_BITS || type == POINT_ENUM) {
        if (!encode_code(point, value, &bits, why, why_size))
            return false;
    } else if (!isfinite(unscaled)) {
        return refuse(why, why_size, "too large after scaling");
    } else if (point_type_is_float(type)) {
        if (!encode_float(point, unscaled, &bits, why, why_size))
            return false;
    } else if (!encode_integer(point, unscaled, &bits, why, why_size)) {
        return false;
    }
    if (is_marker(point, bits))
        return refuse(why, why_size, "means \"no value\" to this device");
    *words = point->words;
    scatter(bits, point->words, point->order, raw);
    return true;
}

double codec_round(const struct point *point, double value)
{
    uint16_t raw[4] = {0};
    uint8_t words = 0;
    char why[8];
    if (!codec_write(point, value, raw, &words, why, sizeof why))
        return NAN;
    enum point_type type = (enum point_type)point->type;
    double number = number_of(type, gather(raw, words, point->order));
    if (type == POINT_BOOL || type == POINT_BITS || type == POINT_ENUM)
        return number;
    return scaled(number, point->scale, point->divisor) + point->offset;
}

void codec_string(const struct point *point, const struct block_data *block, char *out, size_t size)
{
    char text[256];
    size_t used = 0;
    const uint16_t *registers = registers_at(block, point->address, point->words);
    for (unsigned i = 0; registers && i < point->words; i++) {
        uint16_t word = (uint16_t)gather(registers + i, 1, point->order);
        text[used++] = (char)(word >> 8);
        text[used++] = (char)(word & 0xff);
    }
    const char *end = memchr(text, 0, used);
    used = end ? (size_t)(end - text) : used;
    while (used > 0 && text[used - 1] == ' ')
        used--;
    text_clean(out, size, text, used);
}
