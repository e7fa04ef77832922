/* Any text as a profile: never a crash; what is accepted can be planned, printed, decoded, and what
 * it writes reads back. */
#include "backend/device/codec.h"
#include "backend/device/draft.h"
#include "backend/device/plan.h"
#include "backend/device/point.h"
#include "backend/device/profile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static void try_point(const struct profile *profile, const struct point *point,
                      const struct block_data *block)
{
    char text[64], why[64];
    uint16_t raw[4] = {0};
    uint8_t words = 0;
    struct reading reading = codec_read(point, block);
    expect(quality_has_number((enum quality)reading.quality) == !isnan(reading.value));
    point_value_text(point, reading.value, profile->point_count % 2, text, sizeof text);
    codec_string(point, block, text, sizeof text);
    double wanted = isfinite(point->set_low) ? point->set_low : 1;
    if (!codec_write(point, wanted, raw, &words, why, sizeof why))
        return;
    expect(words == point->words && words <= 4);
    double rounded = codec_round(point, wanted);
    uint8_t bit = raw[0] != 0;
    struct block_data back = {point->area, point->address, words, raw, &bit};
    reading = codec_read(point, &back);
    if (quality_has_number((enum quality)reading.quality))
        expect(reading.value == rounded);
}

static void try_block(const struct profile *profile, const struct plan *plan,
                      const struct plan_block *block)
{
    static const uint16_t registers[125] = {1, 2, 3, 0x7fff, 0x8000, 0xffff, 0x7fc0, 0x4148};
    static const uint8_t bits[2000] = {1, 0, 1};
    expect(block->count >= 1 && block->point_count >= 1);
    expect(block->count <= (area_is_bits((enum area)block->area) ? 2000 : 125));
    struct block_data data = {block->area, block->first, block->count, registers, bits};
    for (size_t i = 0; i < block->point_count; i++)
        try_point(profile, &profile->point[plan->point[block->point_first + i]], &data);
}

/* A line that a profile may hold: plain byte changes alone would hardly ever spell a key. */
static size_t any_line(unsigned seed, char *out, size_t size)
{
    static const char *const sections[] = {"[profile]", "[defaults]", "[A]", "[B.1]", "[C]"};
    static const char *const values[] = {"holding",
                                         "input",
                                         "coil",
                                         "discrete",
                                         "int16",
                                         "uint16",
                                         "int32",
                                         "uint32",
                                         "int64",
                                         "float32",
                                         "float64",
                                         "bits",
                                         "enum",
                                         "bool",
                                         "string",
                                         "BA",
                                         "CDAB",
                                         "DCBA",
                                         "write",
                                         "HGFEDCBA",
                                         "DCAB",
                                         "rw",
                                         "40001",
                                         "1e-320",
                                         "1e12",
                                         "99",
                                         "0",
                                         "1",
                                         "2",
                                         "3",
                                         "0.1",
                                         "-7",
                                         "65535",
                                         "0x8000",
                                         "1:1:uint16*0.001",
                                         "2:float32*1",
                                         "3 0=1 1=0.5",
                                         "4 0xff 1",
                                         "0:a:b, 1:c:d",
                                         "A 0",
                                         "C 1",
                                         "holding 0-9; coil 3",
                                         "1, 3, 6, 16"};
    if (seed % 8 == 0)
        return (size_t)snprintf(out, size, "%s\n", sections[seed / 8 % 5]);
    return (size_t)snprintf(out, size, "%s = %s\n",
                            draft_key_name((enum draft_key)(seed / 8 % DRAFT_KEYS)),
                            values[seed / 512 % (sizeof values / sizeof *values)]);
}

/* Half the time puts such a line in at a line's start. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    char line[96];
    size_t length = any_line(seed / 2, line, sizeof line);
    if (seed % 2 || size + length > most)
        return LLVMFuzzerMutate(data, size, most);
    size_t at = size ? seed / 7 % size : 0;
    while (at > 0 && data[at - 1] != '\n')
        at--;
    if (size && seed % 5 == 0)
        at = size;
    memmove(data + at + length, data + at, size - at);
    memcpy(data + at, line, length);
    return size + length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct conf_errors errors = {.file = "fuzz"};
    struct profile *profile = profile_parse("fuzz", (const char *)data, size, &errors);
    expect((profile == NULL) == (errors.count > 0));
    expect(strlen(errors.text) < sizeof errors.text);
    for (int i = 1; i < errors.shown; i++)
        expect(errors.line[i - 1] <= errors.line[i]);
    if (!profile)
        return 0;
    struct plan plan;
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    plan_init(&plan, profile, NULL);
    expect(plan.point_count == profile->point_count);
    if (nowhere)
        plan_print(&plan, profile, nowhere);
    for (size_t i = 0; i < plan.block_count; i++)
        try_block(profile, &plan, &plan.block[i]);
    plan_split(&plan, size % plan.block_count, profile);
    plan_finish(&plan);
    profile_free(profile);
    return 0;
}
