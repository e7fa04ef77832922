/* The read plan by its rules, for random profiles and for the shipped ones (MODBUS.md "block
 * planning"). */
#include "backend/device/plan.h"
#include "backend/device/point.h"
#include "tests/device/chance.h"
#include "tests/device/shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct profile *random_profile(struct chance *chance)
{
    static const char *const areas[] = {"holding", "input", "coil", "discrete"};
    static const char *const types[] = {"int16", "uint32", "float64", "bits"};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    unsigned most = 8 + chance_below(chance, 118);
    fprintf(out, "[profile]\nmost_registers = %u\nmost_bits = %u\n", most,
            1 + chance_below(chance, 2000));
    if (chance_below(chance, 3))
        fprintf(out, "gap = %u\n", chance_below(chance, 60));
    if (chance_below(chance, 10) == 0)
        fprintf(out, "one_point_a_read = yes\n");
    if (chance_below(chance, 2))
        for (unsigned at = 0; at < 900; at += 40 + chance_below(chance, 100))
            fprintf(out, "ranges = holding %u-%u\n", at, at + 20 + chance_below(chance, 20));
    unsigned points = 1 + chance_below(chance, 150);
    for (unsigned i = 0; i < points; i++) {
        unsigned area = chance_below(chance, 6) < 3 ? 0 : chance_below(chance, 4);
        fprintf(out, "[P%u]\narea = %s\naddress = %u\nevery = %u\n", i, areas[area],
                4 * chance_below(chance, 250), chance_below(chance, 4) ? 1 : 10);
        if (area < 2)
            fprintf(out, "type = %s\n", types[chance_below(chance, 4)]);
    }
    fclose(out);
    struct conf_errors errors;
    struct profile *profile = shelf_parse(text, &errors);
    free(text);
    return profile;
}

/* Counts how often each point lies whole in a block, and checks what holds for every block. */
static void check_blocks(const struct plan *plan, const struct profile *profile, unsigned *times)
{
    for (size_t b = 0; b < plan->block_count; b++) {
        const struct plan_block *block = &plan->block[b];
        bool is_bits = area_is_bits((enum area)block->area);
        assert_in_range(block->count, 1, is_bits ? profile->most_bits : profile->most_registers);
        assert_non_null(profile_range(profile, (enum area)block->area, block->first,
                                      (uint16_t)(block->first + block->count - 1)));
        assert_int_equal(block->function, area_read_function((enum area)block->area));
        assert_true(block->point_count > 0);
        for (size_t i = 0; i < block->point_count; i++) {
            const struct point *point = &profile->point[plan->point[block->point_first + i]];
            uint16_t first = 0, last = 0;
            point_extent(point, &first, &last);
            assert_int_equal(point->area, block->area);
            assert_int_equal(point->every, block->every);
            assert_true(first >= block->first && last < block->first + block->count);
            times[plan->point[block->point_first + i]]++;
        }
    }
}

/* Longest run of registers in a block that no point of it needs. */
static unsigned widest_hole(const struct plan *plan, const struct plan_block *block,
                            const struct profile *profile)
{
    uint8_t needed[2000] = {0};
    unsigned widest = 0, run = 0;
    for (size_t i = 0; i < block->point_count; i++) {
        uint16_t first = 0, last = 0;
        point_extent(&profile->point[plan->point[block->point_first + i]], &first, &last);
        memset(needed + first - block->first, 1, last - first + 1U);
    }
    for (unsigned i = 0; i < block->count; i++) {
        run = needed[i] ? 0 : run + 1;
        widest = run > widest ? run : widest;
    }
    return widest;
}

static void check_plan(const struct plan *plan, const struct profile *profile,
                       const uint8_t *refused)
{
    unsigned *times = calloc(profile->point_count, sizeof *times);
    assert_non_null(times);
    check_blocks(plan, profile, times);
    for (size_t i = 0; i < profile->point_count; i++)
        assert_int_equal(times[i], 1);
    free(times);
    unsigned gap = profile->gap_policy == GAP_SPAN ? profile->gap : 0;
    for (size_t b = 0; b < plan->block_count; b++) {
        const struct plan_block *block = &plan->block[b];
        assert_true(widest_hole(plan, block, profile) <= gap);
        if (profile->one_point_a_read)
            assert_int_equal(block->point_count, 1);
        for (size_t i = 0; refused && i < block->point_count; i++)
            if (refused[plan->point[block->point_first + i]])
                assert_int_equal(block->point_count, 1);
    }
}

/* No block may read over a register that the device refused, only that register's own. */
static void check_refused(const struct plan *plan, const struct profile *profile,
                          const uint8_t *refused, bool *is_clean)
{
    for (size_t b = 0; b < plan->block_count; b++) {
        const struct plan_block *block = &plan->block[b];
        for (size_t i = 0; i < profile->point_count; i++) {
            uint16_t first = 0, last = 0;
            point_extent(&profile->point[i], &first, &last);
            if (!refused[i] || profile->point[i].area != block->area ||
                plan->point[block->point_first] == i)
                continue;
            if (first < block->first + block->count && last >= block->first)
                *is_clean = false; /* allowed only where points themselves overlap */
        }
    }
}

static void random_profiles_keep_the_rules(void **state)
{
    (void)state;
    struct chance chance = {99};
    unsigned planned = 0, splits = 0;
    for (int run = 0; run < 600; run++) {
        struct profile *profile = random_profile(&chance);
        if (!profile)
            continue; /* a point outside its ranges or overlapping: refused, rightly */
        uint8_t *refused = calloc(profile->point_count, 1);
        assert_non_null(refused);
        struct plan plan;
        plan_init(&plan, profile, NULL);
        check_plan(&plan, profile, NULL);
        while (plan.block_count < profile->point_count + 1) {
            size_t index = chance_below(&chance, (uint32_t)plan.block_count);
            bool can = plan.block[index].point_count > 1;
            assert_int_equal(plan_split(&plan, index, profile), can);
            check_plan(&plan, profile, NULL);
            splits++;
            if (!can)
                break;
        }
        plan_finish(&plan);
        for (size_t i = 0; i < profile->point_count; i++)
            refused[i] = chance_below(&chance, 8) == 0;
        plan_init(&plan, profile, refused);
        check_plan(&plan, profile, refused);
        plan_finish(&plan);
        free(refused);
        profile_free(profile);
        planned++;
    }
    print_message("%u profiles planned, %u splits\n", planned, splits);
    assert_true(planned > 100 && splits > 300);
}

static struct profile *parse(const char *text)
{
    struct conf_errors errors;
    struct profile *profile = shelf_parse(text, &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    return profile;
}

static void refused_registers_are_not_read_over(void **state)
{
    (void)state;
    struct profile *profile = parse("[profile]\ngap = 20\n[defaults]\ntype = int16\n"
                                    "[A]\naddress = 1\n[B]\naddress = 2\n[C]\naddress = 3\n"
                                    "[D]\naddress = 9\n");
    struct plan plan;
    plan_init(&plan, profile, NULL);
    assert_int_equal(plan.block_count, 1);
    plan_finish(&plan);
    const uint8_t refused[] = {0, 1, 0, 0};
    bool is_clean = true;
    plan_init(&plan, profile, refused);
    assert_int_equal(plan.block_count, 3); /* 1, 3-9, and 2 alone */
    check_refused(&plan, profile, refused, &is_clean);
    assert_true(is_clean);
    plan_finish(&plan);
    profile_free(profile);
}

/* TROVIS HR40130-40142 and HR40143-40167 touch, and still are two runs. */
static void touching_ranges_stay_apart(void **state)
{
    (void)state;
    struct profile *profile =
        parse("[profile]\nranges = holding 129-141, 142-166\ngap = 50\n[defaults]\n"
              "type = int16\n[A]\naddress = 141\n[B]\naddress = 142\n");
    struct plan plan;
    plan_init(&plan, profile, NULL);
    assert_int_equal(plan.block_count, 2);
    plan_finish(&plan);
    profile_free(profile);
}

/* Halving finds one bad register among n in about log2(n) steps. */
static void halving_isolates(void **state)
{
    (void)state;
    char text[16384] = "[profile]\n[defaults]\ntype = int16\n";
    for (int i = 0; i < 120; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "[P%d]\naddress = %d\n", i, i);
    struct profile *profile = parse(text);
    struct plan plan;
    plan_init(&plan, profile, NULL);
    assert_int_equal(plan.block_count, 1);
    size_t at = 0;
    int steps = 0;
    while (plan_split(&plan, at, profile)) {
        steps++;
        if (77 >= plan.block[at].first + plan.block[at].count)
            at++;
    }
    assert_int_equal(plan.block[at].first, 77);
    assert_int_equal(plan.block[at].count, 1);
    assert_in_range(steps, 6, 8);
    plan_finish(&plan);
    profile_free(profile);
}

/* Figures that a change of the planner or of a profile must not worsen unseen. */
static void shipped_profiles_stay_cheap(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t most_requests;
    } limits[] = {{"station-plc", 4},
                  {"trovis-5578", 42},
                  {"danfoss-ecl310-a266", 18},
                  {"tuf2000", 7},
                  {"vlt-fc51", 12}};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct conf_errors errors;
        struct profile *profile = shelf_shipped(limits[i].name, &errors);
        assert_non_null(profile);
        struct plan plan;
        plan_init(&plan, profile, NULL);
        check_plan(&plan, profile, NULL);
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        plan_print(&plan, profile, out);
        fclose(out);
        const char *sum = strstr(text, "a full round");
        assert_non_null(sum);
        print_message("%s: %zu points; %s", limits[i].name, profile->point_count, sum);
        assert_in_range(plan.block_count, 1, limits[i].most_requests);
        free(text);
        plan_finish(&plan);
        profile_free(profile);
    }
}

/* Two blocks, counted by hand after the protocol's tables. */
static void figures_are_right(void **state)
{
    (void)state;
    struct profile *profile = parse("[profile]\nperiod_s = 1\n[A]\ntype = float32\naddress = 0\n"
                                    "[B]\narea = coil\naddress = 0\n[C]\narea = coil\n"
                                    "address = 8\nevery = 2\n");
    struct plan plan;
    char *text = NULL;
    size_t size = 0;
    plan_init(&plan, profile, NULL);
    FILE *out = open_memstream(&text, &size);
    plan_print(&plan, profile, out);
    fclose(out);
    /* TCP: 12+13, 12+10, 12+10; RTU: 8+9, 8+6, 8+6 bytes and 7 characters of silence each */
    assert_non_null(strstr(text, "a full round: 3 requests, 2 registers, 2 bits; Modbus TCP 69 "
                                 "bytes; RTU 45 bytes, 76 ms at 9600 baud 8E1\n"));
    assert_non_null(strstr(text, "a mean round: 2.5 requests"));
    free(text);
    plan_finish(&plan);
    profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_profiles_keep_the_rules),
        cmocka_unit_test(refused_registers_are_not_read_over),
        cmocka_unit_test(touching_ranges_stay_apart),
        cmocka_unit_test(halving_isolates),
        cmocka_unit_test(shipped_profiles_stay_cheap),
        cmocka_unit_test(figures_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
