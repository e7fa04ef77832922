/* The shipped profiles against the published register maps, where these lie beside the project
 * (../shared/data/profiles); skipped without them. Every register that a profile names must stand
 * there with the same address, number, type, order, scale, marker and right to write. */
#include "backend/base/alloc.h"
#include "backend/base/conf.h"
#include "backend/base/csv.h"
#include "backend/device/plan.h"
#include "backend/device/point.h"
#include "tests/device/shelf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#define FACTS HEATDESK_SHARED "/data/profiles/"

/* A table in memory: rows of fields by the header's names. */
struct facts {
    char *text;
    char **header;
    char ***row;
    int columns;
    size_t rows;
};

static char **copy_fields(const struct csv *csv)
{
    char **copy = alloc_array((size_t)csv->fields, sizeof *copy);
    for (int i = 0; i < csv->fields; i++)
        copy[i] = alloc_text(csv->field[i]);
    return copy;
}

static void facts_read(struct facts *facts, const char *name)
{
    char path[512], why[256];
    size_t length = 0;
    snprintf(path, sizeof path, "%s%s", FACTS, name);
    *facts = (struct facts){.text = conf_read_file(path, 1 << 20, &length, why, sizeof why)};
    if (!facts->text)
        fail_msg("%s", why);
    struct csv csv;
    csv_init(&csv, facts->text, length);
    assert_true(csv_next(&csv));
    facts->columns = csv.fields;
    facts->header = copy_fields(&csv);
    while (csv_next(&csv)) {
        assert_int_equal(csv.fields, facts->columns);
        facts->row = alloc_resize(facts->row, facts->rows + 1, sizeof *facts->row);
        facts->row[facts->rows++] = copy_fields(&csv);
    }
    assert_null(csv.error);
    csv_finish(&csv);
}

static void free_fields(char **fields, int count)
{
    for (int i = 0; i < count; i++)
        free(fields[i]);
    free(fields);
}

static void facts_finish(struct facts *facts)
{
    for (size_t i = 0; i < facts->rows; i++)
        free_fields(facts->row[i], facts->columns);
    free_fields(facts->header, facts->columns);
    free(facts->row);
    free(facts->text);
}

static const char *field(const struct facts *facts, size_t row, const char *column)
{
    for (int i = 0; i < facts->columns; i++)
        if (strcmp(facts->header[i], column) == 0)
            return facts->row[row][i];
    fail_msg("no column %s", column);
    return "";
}

static double number(const char *text)
{
    double value = 0;
    if (!conf_number(text, &value))
        fail_msg("%s is no number", text);
    return value;
}

/* Row of a register, in whichever of the tables; fails the test if it stands in none. */
static size_t find_row(const struct facts *facts, size_t tables, uint8_t area, int32_t address,
                       const char *id, const struct facts **table)
{
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < facts[t].rows; i++) {
            if (atoi(field(&facts[t], i, "addr")) == address &&
                strcmp(field(&facts[t], i, "area"), area_name((enum area)area)) == 0) {
                *table = &facts[t];
                return i;
            }
        }
    }
    fail_msg("[%s]: %s %d stands in no table", id, area_name((enum area)area), (int)address);
    return 0;
}

static void check_type(const struct point *point, const char *type)
{
    bool is_code = point->type == POINT_BITS || point->type == POINT_ENUM;
    bool is_word = strcmp(type, "uint16") == 0 || strcmp(type, "int16") == 0;
    if (strcmp(point_type_name((enum point_type)point->type), type) != 0 && !(is_code && is_word))
        fail_msg("[%s]: type %s, not %s", point->id, point_type_name((enum point_type)point->type),
                 type);
}

static void check_order(const struct point *point, const char *order)
{
    static const uint8_t high_first[] = {0, 1, 2, 3}, low_first[] = {2, 3, 0, 1};
    const uint8_t *expected = strcmp(order, "little") == 0 ? low_first : high_first;
    if (memcmp(point->order, expected, point->words == 2 ? 4 : 2) != 0)
        fail_msg("[%s]: not %s word first", point->id, order);
}

static void check_marker(const struct point *point, const char *marker)
{
    if (!*marker) {
        assert_int_equal(point->invalid_count, 0);
        return;
    }
    bool is_found = false;
    for (size_t i = 0; i < point->invalid_count; i++)
        is_found |= point->invalid[i] == (uint64_t)atoll(marker);
    if (!is_found)
        fail_msg("[%s]: does not take %s for no value", point->id, marker);
}

/* What may be written must lie inside what the device takes. */
static void check_writing(const struct profile *profile, const struct point *point,
                          const struct facts *table, size_t row)
{
    char code[8];
    const char *low = field(table, row, "min"), *high = field(table, row, "max");
    bool is_coil = point->area == AREA_COIL;
    snprintf(code, sizeof code, "%d",
             is_coil ? profile->write_coil_function : profile->write_function);
    if (!strstr(field(table, row, "write_fc"), code))
        fail_msg("[%s]: the device does not take function %s", point->id, code);
    if (is_coil || point->type == POINT_ENUM || !*low)
        return;
    double one = number(low) * point->scale, other = number(high) * point->scale;
    if (point->set_low < fmin(one, other) - 1e-9 || point->set_high > fmax(one, other) + 1e-9)
        fail_msg("[%s]: %g to %g may be written, the device takes %g to %g", point->id,
                 point->set_low, point->set_high, one, other);
}

/* The note "level coil CL116: …" and the profile's level coil must be the same. */
static void check_level(const struct profile *profile, const struct point *point, const char *note)
{
    char coil[16] = "";
    if (point->access != ACCESS_WRITE || sscanf(note, "level coil %15[A-Z0-9]", coil) != 1)
        return;
    assert_true(point->level_coil >= 0 && !point->level_value);
    assert_string_equal(profile->point[point->level_coil].document, coil);
}

static void check_point(const struct profile *profile, const struct point *point,
                        const struct facts *facts, size_t tables)
{
    const struct facts *table = NULL;
    size_t row = find_row(facts, tables, point->area, point->address, point->id, &table);
    const char *unit = field(table, row, "unit");
    assert_string_equal(point->document, field(table, row, "doc_ref"));
    check_type(point, field(table, row, "type"));
    assert_int_equal(point->words, atoi(field(table, row, "words")));
    if (!area_is_bits((enum area)point->area)) {
        check_order(point, field(table, row, "word_order"));
        check_marker(point, field(table, row, "invalid"));
    }
    if (point->type != POINT_BOOL && point->type != POINT_BITS && point->type != POINT_ENUM &&
        point->scale != number(field(table, row, "scale")))
        fail_msg("[%s]: scale %g, not %s", point->id, point->scale, field(table, row, "scale"));
    if (point->unit_address < 0 && *unit)
        assert_string_equal(point->unit, strcmp(unit, "degC") == 0 ? "°C" : unit);
    if (point->access == ACCESS_WRITE)
        check_writing(profile, point, table, row);
    check_level(profile, point, field(table, row, "note"));
    for (size_t i = 0; i < point->part_count; i++) {
        const struct point_part *part = &point->part[i];
        row = find_row(facts, tables, point->area, part->address, point->id, &table);
        assert_string_equal(point_type_name((enum point_type)part->type),
                            field(table, row, "type"));
        assert_true(part->weight == number(field(table, row, "scale")));
    }
    if (point->unit_address >= 0) {
        row = find_row(facts, tables, point->area, point->unit_address, point->id, &table);
        assert_non_null(strstr(field(table, row, "name"), "_unit"));
    }
}

static void check_profile(const char *name, const struct facts *facts, size_t tables)
{
    struct conf_errors errors;
    struct profile *profile = shelf_shipped(name, &errors);
    assert_non_null(profile);
    for (size_t i = 0; i < profile->point_count; i++)
        check_point(profile, &profile->point[i], facts, tables);
    print_message("%s: %zu points agree\n", name, profile->point_count);
    profile_free(profile);
}

/* Every request lies in one run of registers that the controller is known to answer. */
static void check_runs(const struct facts *runs)
{
    struct conf_errors errors;
    struct profile *profile = shelf_shipped("trovis-5578", &errors);
    struct plan plan;
    plan_init(&plan, profile, NULL);
    for (size_t b = 0; b < plan.block_count; b++) {
        const struct plan_block *block = &plan.block[b];
        bool is_inside = false;
        for (size_t i = 0; i < runs->rows; i++)
            is_inside |= strcmp(field(runs, i, "model"), "5578") == 0 &&
                         strcmp(field(runs, i, "area"), area_name((enum area)block->area)) == 0 &&
                         atoi(field(runs, i, "addr_first")) <= block->first &&
                         atoi(field(runs, i, "addr_last")) >= block->first + block->count - 1;
        if (!is_inside)
            fail_msg("%s %u-%u is no run", area_name((enum area)block->area), block->first,
                     block->first + block->count - 1);
    }
    plan_finish(&plan);
    profile_free(profile);
}

static void trovis_agrees(void **state)
{
    (void)state;
    struct facts facts[2], runs, bits;
    facts_read(&facts[0], "trovis_5578_registers.csv");
    facts_read(&facts[1], "trovis_5578_coils.csv");
    check_profile("trovis-5578", facts, 2);
    facts_read(&runs, "trovis_read_blocks.csv");
    check_runs(&runs);
    facts_read(&bits, "trovis_fault_bits.csv");
    struct conf_errors errors;
    struct profile *profile = shelf_shipped("trovis-5578", &errors);
    const struct point *point = &profile->point[profile_find(profile, "ERR")];
    assert_int_equal(point->label_count, bits.rows);
    for (size_t i = 0; i < bits.rows; i++)
        assert_int_equal(point->label[i].value, atoi(field(&bits, i, "bit")));
    profile_free(profile);
    facts_finish(&bits);
    facts_finish(&runs);
    facts_finish(&facts[0]);
    facts_finish(&facts[1]);
}

static void one_table(const char *name, const char *file)
{
    struct facts facts;
    facts_read(&facts, file);
    check_profile(name, &facts, 1);
    facts_finish(&facts);
}

static void ecl_agrees(void **state)
{
    (void)state;
    one_table("danfoss-ecl310-a266", "danfoss_ecl310_a266.csv");
}

static void tuf_agrees(void **state)
{
    (void)state;
    one_table("tuf2000", "tuf2000_ultrasonic_heat_meter.csv");
}

static void vlt_agrees(void **state)
{
    (void)state;
    one_table("vlt-fc51", "danfoss_vlt_fc51_drive.csv");
}

int main(void)
{
    if (access(FACTS "trovis_5578_registers.csv", R_OK) != 0) {
        puts("skipped: no ../shared/data/profiles beside the project");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trovis_agrees),
        cmocka_unit_test(ecl_agrees),
        cmocka_unit_test(tuf_agrees),
        cmocka_unit_test(vlt_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
