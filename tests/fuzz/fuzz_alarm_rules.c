/* Any text as alarm definitions: never a crash; what is refused says where, and what is accepted
 * can be compiled for a station and decided on readings of every kind. */
#include "backend/core/alarm_watch.h"

#include <math.h>
#include <stdint.h>
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

static struct site *make_site(void)
{
    static struct conf_errors errors = {.file = "plc"};
    struct site *site = site_new();
    size_t length;
    const char *text = profile_shipped("station-plc", &length);
    site_add_profile(site, profile_parse("station-plc", text, length, &errors));
    struct node_input node = {
        .id = 1, .kind = NODE_STATION, .code = "S1", .name = "", .initials = ""};
    struct device_input device = {.id = 1,
                                  .node_id = 1,
                                  .code = "plc",
                                  .unit = 1,
                                  .endpoint = "tcp:127.0.0.1:502",
                                  .profile = "station-plc"};
    site_add_node(site, &node);
    site_add_device(site, &device);
    return site;
}

/* Rounds whose values and qualities come from the text itself. */
static void decide(const struct site *site, const struct alarm_rules *rules, const uint8_t *data,
                   size_t size)
{
    static const double values[] = {0, 1, -1, 50, 1e9, -1e9, 0.3, 65535};
    struct alarm_rule_sets *sets = alarm_rule_sets_new(rules, site);
    size_t points = site->profile[0]->point_count;
    struct reading *readings = calloc(points, sizeof *readings);
    struct alarm_moment moment = {{1000000000}, {1768000000000000}, 0, true};
    struct alarm_watch watch;
    alarm_watch_init(&watch, site, sets);
    for (int round = 0; round < 8; round++) {
        for (size_t p = 0; p < points; p++) {
            uint8_t byte = data[(p * 7 + (size_t)round * 13) % size];
            readings[p].quality = byte % 8 ? QUALITY_GOOD : byte / 8 % QUALITY_COUNT;
            readings[p].value =
                quality_has_number(readings[p].quality) ? values[byte / 8 % 8] : NAN;
        }
        moment.now = mono_after_ms(moment.now, 100000);
        moment.minute_of_day = (int16_t)(round * 200 % 1440);
        alarm_watch_round(&watch, 0, readings, &moment);
        alarm_watch_link(&watch, 0, round % 2, &moment);
        alarm_watch_time(&watch, &moment);
    }
    int64_t last = 0;
    for (size_t i = 0; i < watch.news.count; i++) {
        struct fact fact;
        alarm_fact(&watch, &watch.news.at[i], moment.at, &fact);
        expect(watch.news.at[i].stamp > last && strlen(fact.code) > 0);
        last = watch.news.at[i].stamp;
    }
    alarm_watch_finish(&watch);
    alarm_rule_sets_free(sets);
    free(readings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct site *site;
    static struct conf_errors errors;
    if (!site)
        site = make_site();
    struct alarm_plant plant = alarm_plant_of(site);
    errors = (struct conf_errors){.file = "fuzz"};
    struct alarm_rules *rules = alarm_rules_parse((const char *)data, size, NULL, &plant, &errors);
    expect((rules != NULL) == (errors.count == 0));
    expect(rules || strstr(errors.text, "fuzz:"));
    if (rules && size)
        decide(site, rules, data, size);
    alarm_rules_free(rules);
    return 0;
}

/* Plain byte changes alone would hardly ever spell a row. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    static const char header[] = "scope,point,rule,limit,unit,against,deadband,on_delay_s,"
                                 "off_delay_s,priority,when,flags,ack_min,zh,en\n";
    static const char *const rows[] = {"any,T2g,H,65,°C,,1,60,30,2,season,,5,甲,a\n",
                                       "any,T2g,dev,5,K,curve,1,0,0,2,CV_Mode=2,,,,\n",
                                       "any,OT,differ,4,K,city,1,0,0,4,,noack,,,\n",
                                       "any,Fm,HH,2%,%,F2,0.1,0,0,2,CP1_Run=1|CP2_Run=1,latch,,,\n",
                                       "S1,T2g.1,H,60,,,,,,,,,,,\n",
                                       "any,T2g,rate,5,K/min,,1,120,,3,,,,,\n",
                                       "any,CV_Mode,bits,0 1 2,,,,,,3,,alone,,,\n",
                                       "any,E1,frozen,,,,,100,,3,F1>1,,,,\n",
                                       "any,,lost,,,,,30,10,3,,device,,,\n",
                                       "any,,storm,2,,,,,60,3,,device,,,\n",
                                       "any,,network,20,%,,,,,1,,alike,,,\n",
                                       "any,T2g_SP,outside,,,,,,,1,,event,,,\n",
                                       "any,T2g,sensor,,,,,0,,2,,,,,\n",
                                       "any,T2g,order,0,K,T2h,,,,3,,,,,\n"};
    if (size < sizeof header - 1 && sizeof header - 1 <= most) {
        memcpy(data, header, sizeof header - 1);
        return sizeof header - 1;
    }
    const char *row = rows[seed / 4 % (sizeof rows / sizeof rows[0])];
    size_t length = strlen(row);
    if (seed % 4 == 0 || size + length > most)
        return LLVMFuzzerMutate(data, size, most);
    memcpy(data + size, row, length);
    return size + length;
}
