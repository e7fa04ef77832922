#include "backend/device/codec.h"
#include "tests/device/chance.h"
#include "tests/device/shelf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <modbus/modbus.h>

static void assert_near(double got, double expected, double allowed)
{
    if (!(fabs(got - expected) <= allowed))
        fail_msg("%.17g, expected %.17g", got, expected);
}

/* One point out of `keys`, at register 0 of an empty profile. */
static struct profile *one_point(const char *keys)
{
    char text[1024];
    struct conf_errors errors;
    snprintf(text, sizeof text, "[profile]\n[X]\n%s\n", keys);
    struct profile *profile = shelf_parse(text, &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    return profile;
}

static struct reading read_registers(const struct profile *profile, const uint16_t *registers,
                                     uint16_t count)
{
    struct block_data block = {
        .area = profile->point[0].area, .count = count, .registers = registers};
    return codec_read(&profile->point[0], &block);
}

static void values_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        uint16_t raw[4];
        double value;
    } cases[] = {
        {"type=int16\naddress=0\nscale=0.1", {123}, 12.3},
        {"type=int16\naddress=0\nscale=0.1", {0xff9c}, -10.0},
        {"type=uint16\naddress=0", {0xff9c}, 65436},
        {"type=uint16\naddress=0\norder=BA", {0x3412}, 0x1234},
        {"type=uint16\naddress=0\nscale=-2\noffset=100", {7}, 86},
        {"type=int32\naddress=0", {0xffff, 0xfffe}, -2},
        {"type=int32\naddress=0\norder=CDAB", {0xfffe, 0xffff}, -2},
        {"type=uint32\naddress=0\norder=BADC", {0x3412, 0x7856}, 0x12345678},
        {"type=uint32\naddress=0\norder=DCBA", {0x7856, 0x3412}, 0x12345678},
        {"type=uint32\naddress=0", {0xffff, 0xffff}, 4294967295.0},
        {"type=int64\naddress=0", {0xffff, 0xffff, 0xffff, 0xff00}, -256},
        {"type=int64\naddress=0\norder=GHEFCDAB", {0xff00, 0xffff, 0xffff, 0xffff}, -256},
        {"type=float32\naddress=0", {0x4148, 0}, 12.5},
        {"type=float32\naddress=0\norder=c d a b", {0, 0x4148}, 12.5},
        {"type=float64\naddress=0", {0x4029, 0, 0, 0}, 12.5},
        {"type=float64\naddress=0\norder=GHEFCDAB", {0, 0, 0, 0x4029}, 12.5},
        {"type=bool\nbit=3\naddress=0", {8}, 1},
        {"type=bool\nbit=3\naddress=0", {0xfff7}, 0},
        {"type=bits\naddress=0", {0x8001}, 0x8001},
        {"type=enum\naddress=0", {7}, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile *profile = one_point(cases[i].keys);
        struct reading reading = read_registers(profile, cases[i].raw, 4);
        assert_int_equal(reading.quality, QUALITY_GOOD);
        if (reading.value != cases[i].value)
            fail_msg("%s: %.17g, expected %.17g", cases[i].keys, reading.value, cases[i].value);
        profile_free(profile);
    }
}

static void bad_values_never_are_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        uint16_t raw[4];
        enum quality quality;
    } cases[] = {
        {"type=int16\naddress=0\ninvalid=32767, 0x8000", {32767}, QUALITY_INVALID},
        {"type=int16\naddress=0\ninvalid=32767, 0x8000", {0x8000}, QUALITY_INVALID},
        {"type=int16\naddress=0\ninvalid=-1", {0xffff}, QUALITY_INVALID},
        {"type=int16\naddress=0\nscale=0.1\nhigh=100", {1001}, QUALITY_RANGE},
        {"type=int16\naddress=0\nscale=0.1\nlow=-5", {0xff00}, QUALITY_RANGE},
        {"type=uint32\naddress=0\ninvalid=0xFFFFFFFF", {0xffff, 0xffff}, QUALITY_INVALID},
        {"type=float32\naddress=0", {0x7fc0, 0}, QUALITY_INVALID},
        {"type=float32\naddress=0", {0x7f80, 0}, QUALITY_INVALID},
        {"type=float32\naddress=0", {0xffff, 0xffff}, QUALITY_INVALID},
        {"type=float32\naddress=0\ninvalid=-300.0", {0xc396, 0}, QUALITY_INVALID},
        {"type=float32\naddress=0\ninvalid=0xC3960000", {0xc396, 0}, QUALITY_INVALID},
        {"type=float64\naddress=0", {0xfff0, 0, 0, 0}, QUALITY_INVALID},
        {"type=uint16\naddress=0\nstatus=2 0x00ff 1", {5, 0, 0x1202}, QUALITY_INVALID},
        {"type=uint16\naddress=0\nstatus=9 1 1", {5}, QUALITY_INVALID},
        {"type=bool\nbit=0\naddress=0\ninvalid=65535", {0xffff}, QUALITY_INVALID},
        {"type=uint16\naddress=0\nunit_register=1 0=1", {5, 3}, QUALITY_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile *profile = one_point(cases[i].keys);
        struct reading reading = read_registers(profile, cases[i].raw, 4);
        if (reading.quality != cases[i].quality || !isnan(reading.value))
            fail_msg("%s: %g quality %d", cases[i].keys, reading.value, reading.quality);
        assert_false(quality_has_number((enum quality)reading.quality));
        profile_free(profile);
    }
}

static void values_of_several_registers(void **state)
{
    (void)state;
    const char *meter = "type=uint16\naddress=0\nscale=10000\n"
                        "parts=1:1:uint16*1, 2:uint16*0.001\nunit_register=3 0=3.6 1=0.0036 2=1";
    struct profile *profile = one_point(meter);
    struct reading reading = read_registers(profile, (uint16_t[]){12, 3456, 789, 2}, 4);
    assert_near(reading.value, 123456.789, 1e-9);
    reading = read_registers(profile, (uint16_t[]){12, 3456, 789, 0}, 4);
    assert_near(reading.value, 123456.789 * 3.6, 1e-9);
    reading = read_registers(profile, (uint16_t[]){12, 3456, 789, 9}, 4);
    assert_int_equal(reading.quality, QUALITY_INVALID);
    assert_int_equal(read_registers(profile, (uint16_t[]){12, 3456, 789}, 3).quality,
                     QUALITY_INVALID);
    assert_near(profile->point[0].resolution, 0.001, 1e-12);
    profile_free(profile);
    profile = one_point("type=int32\norder=CDAB\naddress=0\nparts=2:2:float32*1");
    reading = read_registers(profile, (uint16_t[]){0x86a0, 1, 0, 0x3f00}, 4);
    assert_near(reading.value, 100000.5, 0);
    assert_int_equal(read_registers(profile, (uint16_t[]){0x86a0, 1, 0, 0x7fc0}, 4).quality,
                     QUALITY_INVALID);
    profile_free(profile);
}

static void coils_and_strings(void **state)
{
    (void)state;
    struct profile *profile = one_point("area=coil\naddress=5");
    struct block_data block = {
        .area = AREA_COIL, .first = 4, .count = 2, .bits = (const uint8_t[]){0, 1}};
    assert_near(codec_read(&profile->point[0], &block).value, 1, 0);
    block.area = AREA_DISCRETE;
    assert_int_equal(codec_read(&profile->point[0], &block).quality, QUALITY_INVALID);
    profile_free(profile);
    profile = one_point("type=string\nwords=4\naddress=0");
    char text[32];
    struct block_data words = {.count = 4,
                               .registers = (const uint16_t[]){0x4142, 0x4307, 0x2020, 0x2000}};
    codec_string(&profile->point[0], &words, text, sizeof text);
    assert_string_equal(text, "ABC?");
    struct reading none = codec_read(&profile->point[0], &words);
    assert_true(isnan(none.value) && none.quality == QUALITY_NEVER);
    profile_free(profile);
    profile = one_point("type=string\nwords=2\naddress=0\norder=BA");
    words.registers = (const uint16_t[]){0x4241, 0x0043, 0, 0};
    codec_string(&profile->point[0], &words, text, sizeof text);
    assert_string_equal(text, "ABC");
    profile_free(profile);
}

/* libmodbus names the orders as the makers' documents do: ABCD is high byte first on the wire. Its
 * getters judge both ways, for 3.1.6's setters swap the bytes of each register. */
static void float_orders_are_libmodbus_orders(void **state)
{
    (void)state;
    static const struct {
        const char *order;
        float (*get)(const uint16_t *registers);
    } orders[] = {
        {"ABCD", modbus_get_float_abcd},
        {"CDAB", modbus_get_float_cdab},
        {"BADC", modbus_get_float_badc},
        {"DCBA", modbus_get_float_dcba},
    };
    struct chance chance = {5};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        char keys[80], why[64];
        snprintf(keys, sizeof keys, "type=float32\naddress=0\naccess=write\norder=%s",
                 orders[i].order);
        struct profile *profile = one_point(keys);
        for (int run = 0; run < 2000; run++) {
            uint16_t raw[2] = {(uint16_t)chance_next(&chance), (uint16_t)chance_next(&chance)};
            uint16_t ours[4] = {0};
            uint8_t words = 0;
            double value = (double)orders[i].get(raw);
            struct reading reading = read_registers(profile, raw, 2);
            if (!isfinite(value)) {
                assert_int_equal(reading.quality, QUALITY_INVALID);
                continue;
            }
            assert_true(reading.value == value);
            assert_true(codec_write(&profile->point[0], value, ours, &words, why, sizeof why));
            assert_int_equal(words, 2);
            assert_true((double)orders[i].get(ours) == value);
        }
        profile_free(profile);
    }
}

/* Registers in any order, all of them one way round. */
static const char *any_order(struct chance *chance, unsigned bytes, char out[9])
{
    bool is_swapped = chance_below(chance, 2);
    unsigned word[4] = {0, 1, 2, 3};
    for (unsigned i = bytes / 2; i > 0; i--) {
        unsigned j = chance_below(chance, i);
        out[2 * i - 2] = (char)('A' + 2 * word[j] + is_swapped);
        out[2 * i - 1] = (char)('A' + 2 * word[j] + !is_swapped);
        word[j] = word[i - 1];
    }
    out[bytes] = 0;
    return out;
}

/* Whatever can be written reads back as the rounded value, in every order, type and scale. */
static void what_is_written_reads_back(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        unsigned words;
    } types[] = {{"int16", 1}, {"uint16", 1},  {"int32", 2},   {"uint32", 2},
                 {"int64", 4}, {"float32", 2}, {"float64", 4}, {"enum", 1}};
    static const char *const scales[] = {"1", "0.1", "0.01", "0.5", "-0.1", "10", "3.6"};
    struct chance chance = {11};
    unsigned written = 0;
    for (int run = 0; run < 4000; run++) {
        char keys[160], order[9], why[64];
        size_t type = chance_below(&chance, sizeof types / sizeof *types);
        bool is_enum = strcmp(types[type].type, "enum") == 0;
        snprintf(keys, sizeof keys, "type=%s\naddress=0\naccess=write\norder=%s\n%s%s",
                 types[type].type, any_order(&chance, types[type].words * 2, order),
                 is_enum ? "" : "scale=", is_enum ? "" : scales[chance_below(&chance, 7)]);
        struct profile *profile = one_point(keys);
        const struct point *point = &profile->point[0];
        double value = ((double)chance_next(&chance) - 0x7fffffff) / 16384;
        uint16_t raw[4] = {0};
        uint8_t words = 0;
        if (codec_write(point, value, raw, &words, why, sizeof why)) {
            struct reading reading = read_registers(profile, raw, words);
            written++;
            assert_int_equal(words, types[type].words);
            assert_int_equal(reading.quality, QUALITY_GOOD);
            assert_true(reading.value == codec_round(point, value));
            /* float32 keeps 24 bits; integers the nearest step */
            double step = fmax(fabs(point->scale), fabs(value) * 1e-7);
            assert_true(fabs(reading.value - value) <= step * 0.5000001);
        } else {
            assert_true(*why && isnan(codec_round(point, value)));
        }
        profile_free(profile);
    }
    assert_true(written > 1500);
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        double value;
        const char *why;
    } cases[] = {
        {"type=int16\naddress=0\nscale=0.1", 3276.8, "does not fit type int16"},
        {"type=uint16\naddress=0", -1, "does not fit type uint16"},
        {"type=int64\naddress=0", 1e19, "does not fit type int64"},
        {"type=float32\naddress=0", 1e39, "too large for float32"},
        {"type=int16\naddress=0", (double)NAN, "finite"},
        {"type=float64\naddress=0", (double)INFINITY, "finite"},
        {"type=int16\naddress=0\ninvalid=32767", 32767, "no value"},
        {"type=enum\naddress=0\nlabels=0:关:off,1:开:on", 2, "named"},
        {"type=enum\naddress=0", 1.5, "whole number"},
        {"type=bits\naddress=0", 65536, "65535"},
        {"area=coil\naddress=0", 2, "0 or 1"},
        {"type=bool\nbit=1\naddress=0", 1, "plain"},
        {"type=uint16\naddress=0\nparts=1*0.1", 1, "plain"},
        {"type=string\nwords=1\naddress=0", 1, "plain"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile *profile = one_point(cases[i].keys);
        uint16_t raw[4];
        uint8_t words;
        char why[80] = "";
        assert_false(codec_write(&profile->point[0], cases[i].value, raw, &words, why, sizeof why));
        if (!strstr(why, cases[i].why))
            fail_msg("%s: %s", cases[i].keys, why);
        profile_free(profile);
    }
}

static void names_and_decimals(void **state)
{
    (void)state;
    char text[128];
    struct profile *profile = one_point("type=bits\naddress=0\nlabel=0:泵, 一:pump, one\n"
                                        "label=2:阀\nzh=故障");
    const struct point *point = &profile->point[0];
    point_value_text(point, 5, true, text, sizeof text);
    assert_string_equal(text, "泵, 一, 阀");
    point_value_text(point, 0x8001, false, text, sizeof text);
    assert_string_equal(text, "pump, one, bit 15");
    point_value_text(point, 5, true, text, 6);
    assert_string_equal(text, "泵, ");
    point_value_text(point, (double)NAN, true, text, sizeof text);
    assert_string_equal(text, "");
    assert_string_equal(point_name(point, false), "故障");
    profile_free(profile);
    static const struct {
        const char *keys;
        int decimals;
    } cases[] = {{"scale=0.1", 1},    {"scale=0.001", 3},  {"scale=10", 0},
                 {"scale=0.5", 1},    {"scale=0.25", 2},   {"resolution=0.05", 2},
                 {"resolution=1", 0}, {"scale=0.00001", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char keys[80];
        snprintf(keys, sizeof keys, "type=uint16\naddress=0\n%s", cases[i].keys);
        profile = one_point(keys);
        assert_int_equal(point_decimals(&profile->point[0]), cases[i].decimals);
        profile_free(profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_decoded),
        cmocka_unit_test(bad_values_never_are_numbers),
        cmocka_unit_test(values_of_several_registers),
        cmocka_unit_test(coils_and_strings),
        cmocka_unit_test(float_orders_are_libmodbus_orders),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(what_cannot_be_written),
        cmocka_unit_test(names_and_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
