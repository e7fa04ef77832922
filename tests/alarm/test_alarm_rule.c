/* Definitions: the shipped set is right, wide rows give way to narrow ones, and every mistake is
 * told with its line, with nothing applied. */
#include "drive.h"

static char text[16384];

static struct alarm_rules *parse(const struct site *site, const char *rows,
                                 struct conf_errors *errors)
{
    struct alarm_plant plant = alarm_plant_of(site);
    *errors = (struct conf_errors){.file = "alarms.csv"};
    snprintf(text, sizeof text, "%s%s", DRIVE_HEADER, rows);
    return alarm_rules_parse(text, strlen(text), NULL, &plant, errors);
}

static void test_shipped(void **state)
{
    static struct conf_errors errors = {.file = "alarm_rules.csv"};
    size_t length, guided = 0, rows = 0;
    const char *shipped = alarm_rules_shipped(&length), *cell[ALARM_COLUMNS];
    (void)state;
    struct alarm_rules *rules =
        alarm_rules_parse(shipped, length, NULL, &alarm_plant_shipped, &errors);
    if (!rules)
        fail_msg("%s", errors.text);
    for (; alarm_rules_row(rules, rows, cell); rows++) {
        guided += cell[COLUMN_ZH][0] && cell[COLUMN_EN][0];
        assert_int_equal(cell[COLUMN_ZH][0] != 0, cell[COLUMN_EN][0] != 0);
    }
    assert_true(rows > 150 && guided > 100);
    alarm_rules_free(rules);
}

/* What DOMAIN's point list asks for is there, for the PLC of a station. */
static void test_shipped_covers_the_point_list(void **state)
{
    static const struct {
        const char *point, *name;
    } wanted[] = {{"T1g", "L"},
                  {"T1g", "H"},
                  {"T1h", "H"},
                  {"T1h", "L"},
                  {"P1g", "L"},
                  {"P1g", "H"},
                  {"P1h", "L"},
                  {"P1h", "H"},
                  {"DP1", "L"},
                  {"F1", "L"},
                  {"F1", "H"},
                  {"E1", "frozen"},
                  {"T2g.1", "dev"},
                  {"T2g.1", "H"},
                  {"T2g.2", "HH"},
                  {"T2g.3", "order"},
                  {"T2h.1", "L"},
                  {"P2g.1", "H"},
                  {"P2g.1", "HH"},
                  {"P2h.1", "L"},
                  {"P2h.1", "LL"},
                  {"P2h.1", "H"},
                  {"DP2.1", "L"},
                  {"DPs.1", "H"},
                  {"CP1_Flt.1", "state"},
                  {"CP1_Run.1", "state"},
                  {"MP1_Run.1", "state"},
                  {"Fm.1", "H"},
                  {"Fm.1", "HH"},
                  {"TL", "LL"},
                  {"CV_U.1", "differ"},
                  {"CV_U.1", "H"},
                  {"XSV.1", "state"},
                  {"LEAK", "state"},
                  {"PWR", "state"},
                  {"UPS", "L"},
                  {"DOOR", "state"},
                  {"SMOKE", "state"},
                  {"OT", "differ"},
                  {"Q1", "differ"},
                  {"CP1_Hz.1", "differ"},
                  {"CP2_Hz.2", "differ"},
                  {"TR_min.1", "L"},
                  {"TR_avg.1", "H"},
                  {"AUTH", "state"},
                  {"T2g.1", "cold"},
                  {"T2g_SP.1", "outside"},
                  {"T2g.1", "sensor"},
                  {"T2g.1", "dev-curve"},
                  {"CURVE_8.3", "outside"},
                  {"", "lost"},
                  {"", "gateway"},
                  {"", "storm"},
                  {"", "frozen"}};
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), NULL);
    const struct alarm_rule_list *list = alarm_rule_sets_of(drive.sets, 0);
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        bool is_there = false;
        for (size_t i = 0; i < list->count && !is_there; i++) {
            int16_t point = list->rule[i].point;
            const char *id = point < 0 ? "" : list->profile->point[point].id;
            is_there =
                !strcmp(id, wanted[w].point) && !strcmp(list->rule[i].code.name, wanted[w].name);
        }
        if (!is_there)
            fail_msg("no rule %s of %s", wanted[w].name, wanted[w].point);
    }
    assert_int_equal(alarm_rule_sets_plant(drive.sets)->count, 2);
    drive_finish(&drive);
}

static const struct alarm_rule *find(const struct drive *drive, int station, const char *id,
                                     const char *name)
{
    const struct alarm_rule_list *list =
        alarm_rule_sets_of(drive->sets, ground_device(drive->site, station));
    for (size_t i = 0; i < list->count; i++) {
        int16_t point = list->rule[i].point;
        if (point >= 0 && !strcmp(list->profile->point[point].id, id) &&
            !strcmp(list->rule[i].code.name, name))
            return &list->rule[i];
    }
    return NULL;
}

static void test_narrow_over_wide(void **state)
{
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(2, 6, "station-plc", 0),
               "any,T2g,H,65,°C,,1,60,30,2,,,,人,a\n"
               "any,T2g.2,H,55,,,,,,,,,,,\n"
               "profile:station-plc,T2g,H,64,,,,,,,,,,,\n"
               "kind:station,T2g,H,,,,2,,,,,,,,\n"
               "N100,T2g,H,63,,,,,,,,,,支,b\n" /* the branch of even stations */
               "S1002,T2g,H,62,,,,,,1,,,,,\n"
               "S1002,T2g.1,H,61,,,,,,,,,,,\n"
               "C10041,T2g,H,50,,,,,,,,,,,\n" /* floor heating: circuit 1 of station 4 */
               "S1004,T2g.3,H,off,,,,,,,,,,,\n");
    assert_true(find(&drive, 1, "T2g.1", "H")->limit == 64);
    assert_true(find(&drive, 1, "T2g.1", "H")->deadband == 2);
    assert_true(find(&drive, 0, "T2g.1", "H")->limit == 63);
    assert_true(find(&drive, 0, "T2g.1", "H")->on_delay_ms == 60000);
    assert_int_equal(find(&drive, 0, "T2g.1", "H")->code.priority, 2);
    assert_true(find(&drive, 2, "T2g.1", "H")->limit == 61);
    assert_true(find(&drive, 2, "T2g.2", "H")->limit == 62);
    assert_int_equal(find(&drive, 2, "T2g.1", "H")->code.priority, 1);
    assert_true(find(&drive, 4, "T2g.1", "H")->limit == 50);
    assert_true(find(&drive, 4, "T2g.2", "H")->limit == 63);
    assert_null(find(&drive, 4, "T2g.3", "H"));
    assert_ptr_equal(alarm_rule_sets_of(drive.sets, ground_device(drive.site, 1)),
                     alarm_rule_sets_of(drive.sets, ground_device(drive.site, 3)));
    /* guidance comes down the tree */
    struct fact odd = ground_raise(GROUND_START, 1001, 100001, "T2g.1", "H/2");
    struct fact even = ground_raise(GROUND_START + 1, 1002, 100002, "T2g.1", "H/2");
    site_apply(drive.site, &odd);
    site_apply(drive.site, &even);
    const struct alarm *a = drive_alarm(&drive, 1, "T2g.1", "H");
    const struct alarm *b = drive_alarm(&drive, 2, "T2g.1", "H");
    assert_string_equal(alarm_guidance(drive.rules, drive.site, a, true), "人");
    assert_string_equal(alarm_guidance(drive.rules, drive.site, b, true), "支");
    assert_string_equal(alarm_guidance(drive.rules, drive.site, b, false), "b");
    drive_finish(&drive);
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *rows, *told;
    } bad[] = {
        {"any,T2g,H,65,bar,,,,,2,,,,,\n", "alarms.csv:2: unit 'bar' of T2g, expected '°C'"},
        {"any,T2g,rate,5,°C,,,,,2,,,,,\n", "expected '°C' (a difference: 'K', a rate: 'K/min')"},
        {"any,T9x,H,65,°C,,,,,2,,,,,\n", "alarms.csv:2: unknown point 'T9x' in 'any'"},
        {"any,T2g.7,H,65,°C,,,,,2,,,,,\n", "unknown point 'T2g.7'"},
        {"S9999,T2g,H,65,°C,,,,,2,,,,,\n", "unknown scope 'S9999'"},
        {"profile:none,T2g,H,65,°C,,,,,2,,,,,\n", "unknown scope 'profile:none'"},
        {"any,T2g,H,65,°C,,,,,2,,,,,\nany,T2g,HH,60,°C,,,,,1,,,,,\n",
         "HH 60 of T2g.1 is not above H 65, expected LL < L < H < HH"},
        {"any,T2g,L,30,°C,,,,,2,,,,,\nany,T2g,H,65,°C,,,,,1,,,,,\nS1001,T2g,L,70,,,,,,,,,,,\n",
         "alarms.csv:4: H 65 of T2g.1 is not above L 70"},
        {"any,T2g,XX,65,°C,,,,,2,,,,,\n", "rule 'XX', expected a kind"},
        {"any,T2g,closed,65,°C,,,,,2,,,,,\n", "rule 'closed', expected a kind"},
        {"any,T2g,H,,°C,,,,,2,,,,,\n", "limit '' of rule H, expected a number, or off"},
        {"any,T2g,H,warm,°C,,,,,2,,,,,\n", "limit 'warm' of rule H, expected a number"},
        {"any,T2g,H,65,°C,,,,,5,,,,,\n", "priority '5' of rule H, expected 1 (critical), 2, 3 or"},
        {"any,T2g,H,65,°C,,,100000,,2,,,,,\n", "expected a number, 0 to 86400"},
        {"any,T2g,H,65,°C,,,,,2,,,1000,,\n",
         "ack_min '1000' of rule H, expected a number, 0 to 999"},
        {"any,,storm,0,,,,,,3,,,,,\n", "limit '0' of rule storm, expected a number, 1 or more"},
        {"any,,mass,-3,,,,,,1,,,,,\n", "limit '-3' of rule mass, expected a number, 1 or more"},
        {"any,T2g,dev,0,K,T2g_SP,,,,2,,,,,\n", "limit '0' of rule dev, expected a number above 0"},
        {"any,T2g,rate,-5,K/min,,,,,2,,,,,\n",
         "limit '-5' of rule rate, expected a number above 0"},
        {"any,T2g,H,65,°C,,,,,,,,,,\n", "priority '' of rule H, expected"},
        {"any,T2g,H,65,°C,,,-3,,2,,,,,\n", "on_delay_s '-3' of rule H, expected a number"},
        {"any,T2g,dev,5,K,,,,,2,,,,,\n",
         "against '' of rule dev, expected a point, curve, city or heat"},
        {"any,T2g,differ,20%,%,heat,,,,2,,,,,\n",
         "against 'heat' of rule differ, expected heat for Q1 only"},
        {"any,,frozen,,,,,900,,3,F1>1,,,,\n", "when 'F1>1' of rule frozen, expected season"},
        {"any,T2g,dev,5,K,T9x,,,,2,,,,,\n", "against 'T9x' of rule dev, expected a point of"},
        {"any,T2g,H,65,°C,,,,,2,T9x=1,,,,\n", "when 'T9x=1' of rule H, expected a point of"},
        {"any,T2g,H,65,°C,,,,,2,winter,,,,\n", "when 'winter' of rule H, expected season"},
        {"any,T2g,H,65,°C,,,,,2,,loud,,,\n", "flags 'loud' of rule H, expected latch, note"},
        {"any,T2g,H,65,°C,,,,,2,,event latch,,,\n", "event without latch"},
        {"any,LEAK,bits,0 99,,,,,,2,,,,,\n", "limit '0 99' of rule bits, expected numbers of bits"},
        {"any,T2g,lost,,,,,,,2,,,,,\n", "point 'T2g', expected none for rule lost"},
        {"any,,H,65,°C,,,,,2,,,,,\n", "point '', expected a point for rule H"},
        {"S1001,,network,20,%,,,,,1,,,,,\n", "expected any for a rule of the whole plant"},
        {"any,,lost,,,,,,,2,season,,,,\n", "when 'season' of rule lost, expected nothing"},
        {"any,T2g,H,65\n", "alarms.csv:2: 4 fields, expected 15 as in the header"},
        {"any,T2g,H,65,°C,,,,,2,,,,,\nany,T2g,H,66,°C,,,,,2,,,,,\n",
         "alarms.csv:3: rule H of 'T2g' in 'any' again, expected one row, as in line 2"},
        {"any,T2g,H,65,°C,,,,,2,,,1000,,\n", "ack_min '1000'"},
        {",T2g,H,65,°C,,,,,2,,,,,\n", "scope '', expected any"},
    };
    struct site *site = ground_site(1, 2, "station-plc", 0);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        static struct conf_errors errors;
        struct alarm_rules *rules = parse(site, bad[i].rows, &errors);
        if (rules || !strstr(errors.text, bad[i].told))
            fail_msg("%s gave: %s, not: %s", bad[i].rows, errors.text, bad[i].told);
    }
    site_free(site);
}

static void test_all_mistakes_at_once(void **state)
{
    static struct conf_errors errors;
    struct site *site = ground_site(1, 2, "station-plc", 0);
    (void)state;
    assert_null(parse(site,
                      "any,T2g,H,65,bar,,,,,2,,,,,\nany,T2h,H,65,°C,,,,,2,,,,,\n"
                      "any,T9x,H,65,°C,,,,,2,,,,,\nany,P2g,H,x,MPa,,,,,2,,,,,\n",
                      &errors));
    assert_int_equal(errors.count, 3);
    assert_non_null(strstr(errors.text, ":2:"));
    assert_null(strstr(errors.text, ":3:"));
    assert_non_null(strstr(errors.text, ":4:"));
    assert_non_null(strstr(errors.text, ":5:"));
    errors = (struct conf_errors){.file = "alarms.csv"};
    struct alarm_plant plant = alarm_plant_of(site);
    static const char header[] = "scope,point,level\n";
    assert_null(alarm_rules_parse(header, sizeof header - 1, NULL, &plant, &errors));
    assert_non_null(strstr(errors.text, "column 'level'"));
    assert_non_null(strstr(errors.text, "no column 'rule'"));
    site_free(site);
}

/* A company's file on top of the shipped set changes just what it says. */
static void test_on_top_of_the_shipped(void **state)
{
    static struct conf_errors errors = {.file = "alarms.csv"};
    struct site *site = ground_site(1, 2, "station-plc", 0);
    struct alarm_plant plant = alarm_plant_of(site);
    const char *cell[ALARM_COLUMNS];
    (void)state;
    snprintf(text, sizeof text, "scope,point,rule,limit\nS1001,T2g,H,52\nS1001,T2g,HH,55\n");
    struct alarm_rules *rules =
        alarm_rules_parse(text, strlen(text), alarm_rules_start(), &plant, &errors);
    if (!rules)
        fail_msg("%s", errors.text);
    struct alarm_rule_sets *sets = alarm_rule_sets_new(rules, site);
    struct drive drive = {.site = site, .sets = sets};
    assert_true(find(&drive, 0, "T2g.1", "HH")->limit == 70);
    assert_true(find(&drive, 1, "T2g.1", "HH")->limit == 55);
    assert_int_equal(find(&drive, 1, "T2g.1", "HH")->code.priority, 1);
    assert_int_equal(alarm_rule_sets_of(sets, 0)->count, alarm_rule_sets_of(sets, 1)->count);
    assert_true(alarm_rules_row(rules, 1, cell) && !alarm_rules_row(rules, 2, cell));
    assert_string_equal(cell[COLUMN_LIMIT], "55");
    alarm_rule_sets_free(sets);
    alarm_rules_free(rules);
    site_free(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_shipped_covers_the_point_list),
        cmocka_unit_test(test_narrow_over_wide),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_all_mistakes_at_once),
        cmocka_unit_test(test_on_top_of_the_shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
