/* Odd devices as a commissioning engineer would type them in, from the format's description alone:
 * each is understood, planned within its rules, and its registers read as they should. */
#include "backend/device/codec.h"
#include "backend/device/plan.h"
#include "backend/device/point.h"
#include "tests/device/shelf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct profile *typed_in(const char *text)
{
    struct conf_errors errors;
    struct profile *profile = shelf_parse(text, &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    return profile;
}

/* The registers from the point's lowest one on. */
static struct reading read_point(const struct profile *profile, const char *id,
                                 const uint16_t *registers)
{
    int index = profile_find(profile, id);
    assert_true(index >= 0);
    const struct point *point = &profile->point[index];
    uint16_t first = 0, last = 0;
    point_extent(point, &first, &last);
    struct block_data block = {.area = point->area,
                               .first = first,
                               .count = (uint16_t)(last - first + 1),
                               .registers = registers};
    return codec_read(point, &block);
}

#define REGISTERS(...) ((const uint16_t[]){__VA_ARGS__})

static void assert_reads(const struct profile *profile, const char *id, const uint16_t *registers,
                         double value)
{
    struct reading reading = read_point(profile, id, registers);
    assert_int_equal(reading.quality, QUALITY_GOOD);
    if (fabs(reading.value - value) > 1e-9 * fabs(value))
        fail_msg("[%s] reads %.15g, expected %.15g", id, reading.value, value);
}

static void assert_quality(const struct profile *profile, const char *id, const uint16_t *registers,
                           enum quality quality)
{
    struct reading reading = read_point(profile, id, registers);
    assert_int_equal(reading.quality, quality);
    assert_true(isnan(reading.value));
}

static size_t requests(const struct profile *profile, unsigned most, uint8_t function)
{
    struct plan plan;
    plan_init(&plan, profile, NULL);
    size_t count = plan.block_count;
    for (size_t i = 0; i < count; i++) {
        assert_true(plan.block[i].count <= most);
        assert_true(!function || plan.block[i].function == function);
    }
    plan_finish(&plan);
    return count;
}

/* 64-bit totals with three ways to say "no value", on printed hexadecimal addresses. */
static void electricity_meter(void **state)
{
    (void)state;
    struct profile *profile = typed_in(
        "[profile]\nzh = 电能表\nfunctions = FC03, FC06\n[defaults]\ngroup = 电\n"
        "[E_act]\naddress = 0x5000\ntype = int64\nscale = 0.01\nunit = kWh\n"
        "invalid = 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF\n"
        "[E_dec]\naddress = 0x5004\ntype = int64\ninvalid = 9223372036854775807 -1\n"
        "[P]\naddress = 0x5B14\ntype = int32\nscale = 0.01\nunit = W\ninvalid = 0x7FFFFFFF\n"
        "[PF]\naddress = 0x5B3A\ntype = int16\nscale = 0.001\ninvalid = 32767\n");
    assert_int_equal(profile->functions, 1U << 3 | 1U << 6);
    assert_reads(profile, "E_act", REGISTERS(0, 0, 1, 34464), 1000);
    assert_quality(profile, "E_act", REGISTERS(0x7fff, 0xffff, 0xffff, 0xffff), QUALITY_INVALID);
    assert_quality(profile, "E_act", REGISTERS(0xffff, 0xffff, 0xffff, 0xffff), QUALITY_INVALID);
    assert_quality(profile, "E_dec", REGISTERS(0x7fff, 0xffff, 0xffff, 0xffff), QUALITY_INVALID);
    assert_quality(profile, "E_dec", REGISTERS(0xffff, 0xffff, 0xffff, 0xffff), QUALITY_INVALID);
    assert_reads(profile, "P", REGISTERS(0xffff, 0xff9c), -1);
    assert_quality(profile, "P", REGISTERS(0x7fff, 0xffff), QUALITY_INVALID);
    assert_quality(profile, "PF", REGISTERS(0x7fff), QUALITY_INVALID);
    profile_free(profile);
}

/* Input registers only, ten a request, low word first in both widths, printed from 30001, typed
 * under Windows. */
static void transmitter(void **state)
{
    (void)state;
    struct profile *profile = typed_in(
        "\xef\xbb\xbf# 温度变送器\r\n[profile]\r\nfunctions\t=\t4\r\nmost_registers = 10\r\n"
        "gap = 0\r\ndocument_base = input 30001\r\n[defaults]\r\narea = input\r\n"
        "type = float32\r\norder = CDAB, GHEFCDAB\r\nlow = -50 # 摄氏度\r\nhigh = 200\r\n"
        "[T1g]\r\ndocument = 30001\r\n[T1h]\r\ndocument = 30003\r\n[T2g.1]\r\n"
        "document = 30005\r\n[T2h.1]\r\ndocument = 30007\r\n[TL]\r\ndocument = 30009\r\n"
        "[P1g]\r\ndocument = 30011\r\n[Sum]\r\ndocument = 30013\r\ntype = float64\r\n"
        "[STATE]\r\ndocument = 30017\r\ntype = enum\r\nlabels = 0:停, 65535:故障:fault\r\n"
        "[N]\r\ndocument = 30018\r\ntype = int32\r\nhigh = 1e6\r\nstatus = 19 0x8000 0\r\n");
    assert_int_equal(requests(profile, 10, 4), 2);
    assert_reads(profile, "T1g", REGISTERS(0, 0x4148), 12.5);
    assert_quality(profile, "T1g", REGISTERS(0, 0x7fc0), QUALITY_INVALID);
    assert_quality(profile, "T1g", REGISTERS(0, 0x447a), QUALITY_RANGE);
    assert_reads(profile, "Sum", REGISTERS(0, 0, 0, 0x4049), 50);
    assert_reads(profile, "STATE", REGISTERS(65535), 65535); /* no temperature: no range */
    assert_reads(profile, "N", REGISTERS(2, 1, 0), 65538);
    assert_quality(profile, "N", REGISTERS(2, 1, 0x8000), QUALITY_INVALID);
    profile_free(profile);
}

/* A set-point behind a key and a level coil; coils one at a time only. */
static void station_plc(void **state)
{
    (void)state;
    struct profile *profile = typed_in(
        "[profile]\nfunctions = 1, 2, 3, 5, 6\nunlock = 999 0xA55A\ngap = none\n"
        "ranges = holding 0-99, 999-999; coil 0-15; discrete 0-15\n"
        "[REM]\narea = coil\naddress = 0\naccess = r/w\nlabels = 0:就地:local, 1:远方:remote\n"
        "[DOOR]\narea = discrete\naddress = 3\n"
        "[T2g_SP.1]\naddress = 20\ntype = int16\nscale = 0.1\naccess = readwrite\n"
        "set_low = 30\nset_high = 75\nstep = 5\nlevel_coil = REM 1\nauthority = DOOR 0\n"
        "[NAME]\naddress = 10\ntype = string\nwords = 3\norder = BA\n"
        "[ALARM]\naddress = 21\ntype = bits\nlabels = 0:超温, 15:停电\n"
        "[HOT]\naddress = 21\ntype = bool\nbit = 0\n");
    const struct point *point = &profile->point[2];
    assert_int_equal(profile->write_coil_function, 5);
    assert_int_equal(profile->unlock_address, 999);
    assert_int_equal(profile->unlock_value, 0xa55a);
    assert_int_equal(point->level_coil, 0);
    assert_int_equal(point->authority, 1);
    uint16_t raw[4] = {0};
    uint8_t words = 0;
    char text[64] = "";
    assert_true(codec_write(point, 45.5, raw, &words, text, sizeof text));
    assert_true(words == 1 && raw[0] == 455);
    struct block_data block = {AREA_HOLDING, 10, 3, REGISTERS(0x4548, 0x5441, 0x2020), NULL};
    codec_string(&profile->point[3], &block, text, sizeof text);
    assert_string_equal(text, "HEAT");
    assert_reads(profile, "ALARM", REGISTERS(0x8001), 0x8001);
    point_value_text(&profile->point[4], 0x8001, true, text, sizeof text);
    assert_string_equal(text, "超温, 停电");
    assert_reads(profile, "HOT", REGISTERS(0x8001), 1);
    profile_free(profile);
}

/* A total of three decimal limbs behind its unit register: one request, never torn. */
static void decimal_limbs(void **state)
{
    (void)state;
    struct profile *profile =
        typed_in("[profile]\nmost_registers = 4\n[E1]\naddress = 41\ntype = uint16\n"
                 "scale = 10000\nparts = 42*1, 43*0.001\nunit_register = 40 0=1 1=0.0036 2=3.6\n"
                 "invalid = 65535\nunit = GJ\n[T]\naddress = 44\ntype = int16\n");
    assert_int_equal(requests(profile, 4, 3), 2);
    assert_reads(profile, "E1", REGISTERS(0, 3, 1234, 567), 31234.567);
    assert_reads(profile, "E1", REGISTERS(2, 3, 1234, 567), 31234.567 * 3.6);
    assert_quality(profile, "E1", REGISTERS(9, 3, 1234, 567), QUALITY_INVALID);
    assert_quality(profile, "E1", REGISTERS(0, 3, 65535, 567), QUALITY_INVALID);
    profile_free(profile);
}

/* Every order of four words in which a maker has been seen to send them. */
static void wide_orders(void **state)
{
    (void)state;
    static const struct {
        const char *order;
        uint16_t registers[4];
    } cases[] = {
        {"ABCDEFGH", {0x0102, 0x0304, 0x0506, 0x0708}},
        {"GHEFCDAB", {0x0708, 0x0506, 0x0304, 0x0102}},
        {"BADCFEHG", {0x0201, 0x0403, 0x0605, 0x0807}},
        {"HGFEDCBA", {0x0807, 0x0605, 0x0403, 0x0201}},
        {"CDABGHEF", {0x0304, 0x0102, 0x0708, 0x0506}},
        {"EFGHABCD", {0x0506, 0x0708, 0x0102, 0x0304}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[160];
        snprintf(text, sizeof text,
                 "[profile]\n[I]\naddress = 0\ntype = int64\norder = %s\n"
                 "[F]\naddress = 4\ntype = float64\norder = %s\n",
                 cases[i].order, cases[i].order);
        struct profile *profile = typed_in(text);
        uint64_t bits = 0x0102030405060708;
        double value = 0;
        memcpy(&value, &bits, sizeof value);
        assert_reads(profile, "I", cases[i].registers, (double)bits);
        assert_reads(profile, "F", cases[i].registers, value);
        profile_free(profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(electricity_meter), cmocka_unit_test(transmitter),
        cmocka_unit_test(station_plc),       cmocka_unit_test(decimal_limbs),
        cmocka_unit_test(wide_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
