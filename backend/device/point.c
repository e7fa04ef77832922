#include "backend/device/point.h"

#include "backend/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    uint8_t read_function;
} areas[] = {
    [AREA_HOLDING] = {"holding", 3},
    [AREA_INPUT] = {"input", 4},
    [AREA_COIL] = {"coil", 1},
    [AREA_DISCRETE] = {"discrete", 2},
};

static const struct {
    const char *name;
    uint8_t words;
    bool is_float;
    double low, high; /* raw limits of integers; equal for what has none */
} types[] = {
    [POINT_BOOL] = {"bool", 1, false, 0, 1},
    [POINT_INT16] = {"int16", 1, false, INT16_MIN, INT16_MAX},
    [POINT_UINT16] = {"uint16", 1, false, 0, UINT16_MAX},
    [POINT_INT32] = {"int32", 2, false, INT32_MIN, INT32_MAX},
    [POINT_UINT32] = {"uint32", 2, false, 0, UINT32_MAX},
    [POINT_INT64] = {"int64", 4, false, -0x1p63, 0x1p63 - 1024},
    [POINT_FLOAT32] = {"float32", 2, true, 0, 0},
    [POINT_FLOAT64] = {"float64", 4, true, 0, 0},
    [POINT_BITS] = {"bits", 1, false, 0, UINT16_MAX},
    [POINT_ENUM] = {"enum", 1, false, 0, UINT16_MAX},
    [POINT_STRING] = {"string", 0, false, 0, 0},
};

const char *area_name(enum area area)
{
    return areas[area].name;
}

uint8_t area_read_function(enum area area)
{
    return areas[area].read_function;
}

uint8_t point_type_words(enum point_type type)
{
    return types[type].words;
}

const char *point_type_name(enum point_type type)
{
    return types[type].name;
}

bool point_type_is_float(enum point_type type)
{
    return types[type].is_float;
}

bool point_type_limits(enum point_type type, double *low, double *high)
{
    *low = types[type].low;
    *high = types[type].high;
    return *low < *high;
}

static void widen(int32_t from, int32_t words, int32_t *first, int32_t *last)
{
    if (from < *first)
        *first = from;
    if (from + words - 1 > *last)
        *last = from + words - 1;
}

void point_extent(const struct point *point, uint16_t *first, uint16_t *last)
{
    int32_t low = point->address, high = point->address + point->words - 1;
    for (size_t i = 0; i < point->part_count; i++)
        widen(point->part[i].address, point->part[i].words, &low, &high);
    if (point->unit_address >= 0)
        widen(point->unit_address, 1, &low, &high);
    if (point->status_address >= 0)
        widen(point->status_address, 1, &low, &high);
    *first = (uint16_t)low;
    *last = (uint16_t)(high > UINT16_MAX ? UINT16_MAX : high);
}

static const char *choose(const char *zh, const char *en, bool chinese, const char *otherwise)
{
    const char *first = chinese ? zh : en, *second = chinese ? en : zh;
    if (first && *first)
        return first;
    return second && *second ? second : otherwise;
}

const char *point_name(const struct point *point, bool chinese)
{
    return choose(point->zh, point->en, chinese, point->id);
}

static const char *label_of(const struct point *point, long value, bool chinese)
{
    for (size_t i = 0; i < point->label_count; i++)
        if (point->label[i].value == value)
            return choose(point->label[i].zh, point->label[i].en, chinese, "");
    return "";
}

/* A set bit that has no name is still shown: "bit 9". */
static void put_bits(const struct point *point, long value, bool chinese, char *out, size_t size)
{
    size_t used = 0;
    for (int bit = 0; bit < 16 && used < size; bit++) {
        if (!(value >> bit & 1))
            continue;
        const char *label = label_of(point, bit, chinese);
        char number[16];
        snprintf(number, sizeof number, chinese ? "第%d位" : "bit %d", bit);
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
                                 *label ? label : number);
    }
}

void point_value_text(const struct point *point, double value, bool chinese, char *out, size_t size)
{
    char text[2048] = "";
    bool is_code = !isnan(value) && value >= 0 && value <= UINT16_MAX;
    if (is_code && point->type == POINT_BITS)
        put_bits(point, (long)value, chinese, text, sizeof text);
    else if (is_code && (point->type == POINT_ENUM || point->type == POINT_BOOL))
        snprintf(text, sizeof text, "%s", label_of(point, (long)value, chinese));
    text_clean(out, size, text, strlen(text)); /* cuts at a character's edge */
}

int point_decimals(const struct point *point)
{
    double shifted = fabs(point->resolution);
    for (int decimals = 0; decimals < 3; decimals++) {
        double whole = rint(shifted);
        if (whole >= 1 && fabs(shifted - whole) < 1e-6 * whole)
            return decimals;
        shifted *= 10;
    }
    return 3;
}
