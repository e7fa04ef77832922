#include "tests/ui/fixture.h"
#include "tests/ui/trends.h"

#include "backend/base/pinyin.h"
#include "backend/base/text.h"
#include "ui/keymap.h"
#include "ui/lang.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- ports that take note ---- */

static void on_watch(void *ctx, const int32_t *devices, size_t count)
{
    struct fixture *f = ctx;
    f->watched_count = count < 4096 ? count : 4096;
    memcpy(f->watched, devices, f->watched_count * sizeof *devices);
    f->watches++;
}

static void on_look(void *ctx, const int32_t *devices, size_t count)
{
    struct fixture *f = ctx;
    f->sight_count = count < 4096 ? count : 4096;
    memcpy(f->sight, devices, f->sight_count * sizeof *devices);
}

static void on_children(void *ctx, int32_t node_id)
{
    ((struct fixture *)ctx)->children_of = node_id;
}

static void on_setpoint(void *ctx, const struct setpoint *dialog)
{
    struct fixture *f = ctx;
    f->sent = *dialog;
    f->sends++;
}

static void on_alarm(void *ctx, const struct alarm_ask *ask)
{
    struct fixture *f = ctx;
    f->alarm_ask = *ask;
    f->alarm_ask.id = NULL;
    f->alarm_id = ask->count ? ask->id[0] : 0;
    snprintf(f->alarm_text, sizeof f->alarm_text, "%s", ask->text ? ask->text : "");
    f->alarm_asks++;
}

static void on_trend(void *ctx, const struct trend_ask *ask)
{
    struct fixture *f = ctx;
    struct trend_slot *slot = calloc(ask->count + 1, sizeof *slot);
    snprintf(f->trend_point, sizeof f->trend_point, "%s", ask->point);
    f->trend_from = ask->from;
    f->trend_to = ask->to;
    f->trends++;
    double step = (double)(ask->to.us - ask->from.us) / 1e6 / (double)(ask->count + !ask->count);
    for (size_t i = 0; i < ask->count; i++)
        slot[i] = trends_value(ask->point, (double)ask->from.us / 1e6 + ((double)i + 0.5) * step);
    console_trend(&f->console, ask->serial, slot, ask->count);
    free(slot);
}

static void on_facts(void *ctx, int64_t before_seq, size_t count)
{
    (void)count;
    ((struct fixture *)ctx)->facts_before = before_seq;
}

static void on_report(void *ctx, int days)
{
    struct fixture *f = ctx;
    f->report_days = days;
    f->reports++;
}

static void on_save(void *ctx, const char *name, char *text, size_t length)
{
    struct fixture *f = ctx;
    snprintf(f->saved_name, sizeof f->saved_name, "%s", name);
    free(f->saved);
    f->saved = text;
    assert(text[length] == '\0');
    console_saved(&f->console, name, NULL);
}

static void on_use_mouse(void *ctx, bool is_on)
{
    (void)ctx, (void)is_on;
}

static void on_go_to(void *ctx, struct wall at)
{
    ((struct fixture *)ctx)->gone_to = at;
    ((struct fixture *)ctx)->goings++;
}

static void on_tell(void *ctx, const struct notice_words *words)
{
    struct fixture *f = ctx;
    f->told = *words;
    f->tells++;
}

static bool on_theme(void *ctx, const char *name, char *why, size_t size)
{
    struct fixture *f = ctx;
    snprintf(f->theme, sizeof f->theme, "%.20s", name);
    snprintf(why, size, "no theme");
    return strcmp(name, "none");
}

static void on_redraw(void *ctx)
{
    ((struct fixture *)ctx)->redraws++;
}

static void on_quit(void *ctx)
{
    ((struct fixture *)ctx)->quits++;
}

/* ---- the plant ---- */

static int32_t next_id;

static int32_t add_node(struct site *site, int32_t parent, enum node_kind kind, const char *code,
                        const char *name, int circuit, int households)
{
    char initials[64];
    pinyin_initials(initials, sizeof initials, name);
    struct node_input in = {.id = ++next_id,
                            .parent_id = parent,
                            .kind = kind,
                            .code = code,
                            .name = name,
                            .initials = initials,
                            .circuit = circuit,
                            .has_more = kind == NODE_CIRCUIT,
                            .households = households};
    site_add_node(site, &in);
    return next_id;
}

static void add_profiles(struct site *site)
{
    static struct conf_errors errors;
    for (size_t i = 0; profile_shipped_name(i); i++) {
        size_t length;
        const char *name = profile_shipped_name(i), *text = profile_shipped(name, &length);
        memset(&errors, 0, sizeof errors);
        struct profile *profile = profile_parse(name, text, length, &errors);
        if (profile)
            site_add_profile(site, profile);
    }
}

static void add_station(struct site *site, int32_t branch, int number, const char *name,
                        const char *profile, int circuits)
{
    static const char *const zones[] = {"高区", "低区", "商网"};
    char code[16], endpoint[64], zone[16];
    snprintf(code, sizeof code, "S%04d", number);
    snprintf(endpoint, sizeof endpoint, "tcp://10.8.%d.%d:502", number / 250, number % 250 + 1);
    int32_t station = add_node(site, branch, NODE_STATION, code, name, 0, circuits * 300);
    for (int c = 1; c <= circuits; c++) {
        snprintf(zone, sizeof zone, "C%d", c);
        add_node(site, station, NODE_CIRCUIT, zone, zones[c - 1], c, 300);
    }
    struct device_input in = {.id = 1000 + number,
                              .node_id = station,
                              .code = "plc",
                              .endpoint = endpoint,
                              .profile = profile,
                              .unit = 1,
                              .period_ms = 5000};
    site_add_device(site, &in);
}

/* Believable and the same each time. */
static double value_for(const struct point *point, int number)
{
    static const struct {
        const char *code;
        double base, spread;
    } typical[] = {{"T1g", 92, 6},   {"T1h", 44, 3},      {"P1g", 0.74, 0.05}, {"P1h", 0.51, 0.04},
                   {"F1", 62, 20},   {"Q1", 2.4, 0.6},    {"T2g_SP", 53, 0},   {"T2g", 52, 4},
                   {"T2h", 41, 3},   {"P2g", 0.42, 0.03}, {"P2h", 0.30, 0.02}, {"F2", 180, 30},
                   {"CV_U", 61, 20}, {"CP1_Hz", 38, 5},   {"OT", -8.4, 0.5},   {"AUTH", 1, 0}};
    for (size_t i = 0; i < sizeof typical / sizeof *typical; i++) {
        size_t length = strlen(typical[i].code);
        if (!strncmp(point->id, typical[i].code, length) &&
            (point->id[length] == '.' || !point->id[length]))
            return typical[i].base + typical[i].spread * sin(number * 1.7 + point->circuit);
    }
    if (point->access == ACCESS_WRITE && isfinite(point->set_low) && isfinite(point->set_high))
        return point->set_low + floor((point->set_high - point->set_low) / 2);
    double low = isfinite(point->low) ? point->low : 0;
    return isfinite(point->high) ? low + (point->high - low) / 4 : low;
}

static void observe(struct site *site, int32_t device, int64_t age_us)
{
    struct site_device *d = &site->device[device];
    struct reading reading[1024];
    for (size_t i = 0; i < d->profile->point_count && i < 1024; i++)
        reading[i] = (struct reading){value_for(&d->profile->point[i], device), QUALITY_GOOD, 0};
    site_observe(site, device, (struct wall){FIXTURE_NOW_US - age_us}, reading);
}

void fixture_value(struct fixture *f, int32_t device, const char *point, double value,
                   enum quality quality)
{
    struct site_device *d = &f->site->device[device];
    int index = profile_find(d->profile, point);
    if (index >= 0)
        d->reading[index] =
            (struct reading){quality_has_number(quality) ? value : NAN, (uint8_t)quality, 0};
}

int32_t fixture_device(const struct fixture *f, const char *station)
{
    return f->site->node[site_node_of_code(f->site, station)].first_device;
}

void fixture_fact(struct fixture *f, enum fact_kind kind, int32_t device, const char *point,
                  int64_t command, double old_value, double new_value, const char *who,
                  const char *code, const char *text)
{
    struct fact fact;
    fact_init(&fact, kind, f->world.now);
    fact.seq = f->site->seq + 1;
    fact.device = device;
    fact.command = command;
    fact.old_value = old_value;
    fact.new_value = new_value;
    snprintf(fact.point, sizeof fact.point, "%s", point);
    snprintf(fact.who, sizeof fact.who, "%s", who);
    snprintf(fact.code, sizeof fact.code, "%s", code);
    snprintf(fact.text, sizeof fact.text, "%s", text);
    site_apply(f->site, &fact);
}

static void on_desk(void *ctx, const struct desk_request *request)
{
    struct fixture *f = ctx;
    char before[sizeof f->desk.words];
    memcpy(before, f->desk.words, sizeof before);
    f->desk = (struct fixture_desk){.call = request->call,
                                    .call_before = f->desk.call,
                                    .id = request->id,
                                    .node = request->node,
                                    .at = request->at,
                                    .number = request->number,
                                    .other = request->other,
                                    .members = request->members,
                                    .count = f->desk.count + 1};
    memcpy(f->desk.words_before, before, sizeof before);
    if (request->client)
        memcpy(f->desk.client, request->client, sizeof f->desk.client);
    snprintf(f->desk.deed, sizeof f->desk.deed, "%s", request->deed ? request->deed : "");
    snprintf(f->desk.word, sizeof f->desk.word, "%s", request->word ? request->word : "");
    snprintf(f->desk.words, sizeof f->desk.words, "%s", request->words ? request->words : "");
    for (int i = 0; i < request->members; i++)
        snprintf(f->desk.member[i], sizeof f->desk.member[i], "%s=%s", request->member[i].name,
                 request->member[i].value);
}

static void on_list(void *ctx, enum desk_list list, int64_t id, int32_t node, double number,
                    const char *text)
{
    struct fixture *f = ctx;
    f->list = (struct fixture_list){list, id, node, number, "", f->list.count + 1};
    snprintf(f->list.text, sizeof f->list.text, "%s", text ? text : "");
}

static void add_plant(struct site *site)
{
    static const char *const names[] = {"滨河里换热站", "惠民园换热站", "医院换热站", "学校换热站",
                                        "机务段换热站", "锦绣园换热站", "政府换热站", "铁路换热站"};
    next_id = 0;
    add_profiles(site);
    int32_t source = add_node(site, 0, NODE_SOURCE, "HS1", "东郊热源", 0, 4800);
    int32_t east = add_node(site, source, NODE_NETWORK, "N11", "东线", 0, 2700);
    int32_t west = add_node(site, source, NODE_NETWORK, "N12", "西线", 0, 2100);
    for (int i = 0; i < 8; i++)
        add_station(site, i < 5 ? east : west, i + 1, names[i], "station-plc", 1 + i % 3);
    source = add_node(site, 0, NODE_SOURCE, "HS2", "南调峰热源", 0, 600);
    east = add_node(site, source, NODE_NETWORK, "N21", "北环线", 0, 600);
    add_station(site, east, 9, "南苑小区换热站", "trovis-5578", 2);
}

static void minutes_ago(struct fixture *f, int minutes)
{
    f->world.now.us = FIXTURE_NOW_US - minutes * 60000000LL;
}

static void add_events(struct fixture *f)
{
    int32_t d = fixture_device(f, "S0003");
    minutes_ago(f, 700);
    fixture_fact(f, FACT_COLLECTOR_STARTED, 0, "", 0, NAN, NAN, "collector", "", "hd1:4711");
    fixture_fact(f, FACT_COLLECTOR_LED, 0, "", 0, NAN, 3, "collector", "", "hd1:4711");
    minutes_ago(f, 46);
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", 7, 51, 53, "zhanglei", "", "夜间");
    fixture_fact(f, FACT_COMMAND_CLAIMED, 1002, "T2g_SP.1", 7, NAN, 3, "collector", "", "");
    fixture_fact(f, FACT_COMMAND_SENT, 1002, "T2g_SP.1", 7, NAN, 53, "collector", "", "");
    fixture_fact(f, FACT_COMMAND_ACCEPTED, 1002, "T2g_SP.1", 7, NAN, NAN, "collector", "", "");
    fixture_fact(f, FACT_COMMAND_VERIFIED, 1002, "T2g_SP.1", 7, NAN, 53, "collector", "", "");
    minutes_ago(f, 31);
    fixture_fact(f, FACT_CHANGED_OUTSIDE, 1007, "T2g_SP.1", 0, 53, 58, "collector", "", "");
    minutes_ago(f, 12);
    fixture_fact(f, FACT_COMMAND_ASKED, 1004, "T2g_SP.1", 8, 53, 60, "wanglei", "", "");
    fixture_fact(f, FACT_COMMAND_REFUSED, 1004, "T2g_SP.1", 8, NAN, NAN, "collector", "step",
                 "7.0 > 3.0");
    minutes_ago(f, 4);
    fixture_fact(f, FACT_DEVICE_LOST, f->site->device[d].id, "", 0, NAN, NAN, "collector",
                 "timeout", "");
    f->site->device[d].link_since.us = FIXTURE_NOW_US - 252000000;
}

/* One of each quality that a screen must show. */
static void add_troubles(struct fixture *f)
{
    int32_t d = fixture_device(f, "S0004");
    fixture_value(f, d, "T2h.1", NAN, QUALITY_RANGE);
    fixture_value(f, d, "P2g.1", 0.4, QUALITY_FROZEN);
    fixture_value(f, d, "F1", NAN, QUALITY_INVALID);
    fixture_value(f, d, "CV_U.1", 60, QUALITY_MANUAL);
    fixture_value(f, d, "P1h", NAN, QUALITY_REFUSED);
    site_observe_state(f->site, d, false, 3, (struct wall){FIXTURE_NOW_US - 60000000});
}

static void common(struct fixture *f, const char *language)
{
    const char *why;
    setenv("TZ", "CST-8", 1);
    *f = (struct fixture){.site = site_new()};
    lang_init(language, &why);
    struct console_ports ports = {
        .ctx = f,
        .watch = on_watch,
        .look = on_look,
        .load_children = on_children,
        .ask_setpoint = on_setpoint,
        .ask_alarm = on_alarm,
        .ask_desk = on_desk,
        .ask_list = on_list,
        .ask_trend = on_trend,
        .ask_facts = on_facts,
        .ask_report = on_report,
        .save = on_save,
        .set_theme = on_theme,
        .tell = on_tell,
        .use_mouse = on_use_mouse,
        .go_to = on_go_to,
        .redraw = on_redraw,
        .quit = on_quit,
    };
    f->session = (struct session_status){.state = SESSION_UP,
                                         .since = {1000000000},
                                         .who = "wanglei",
                                         .role = "dispatcher",
                                         .db_now = {FIXTURE_NOW_US},
                                         .db_synced = {100000000000}};
    f->collector = (struct collector_status){
        .is_known = true, .leads = true, .name = "hd1:4711", .seen = {FIXTURE_NOW_US - 1000000}};
    console_init(&f->console, &ports);
    frame_init(&f->frame);
    world_make(&f->world, f->site, &f->session, &f->collector, f->session.db_synced,
               (struct wall){0});
}

void fixture_turn(struct fixture *f)
{
    world_make(&f->world, f->site, &f->session, &f->collector, f->world.mono, f->world.now);
    console_world(&f->console, &f->world);
}

static void loaded(struct fixture *f)
{
    fixture_turn(f);
    console_loaded(&f->console);
}

void fixture_start(struct fixture *f, const char *language)
{
    common(f, language);
    add_plant(f->site);
    for (size_t i = 0; i < f->site->device_count; i++)
        observe(f->site, (int32_t)i, i == 4 ? 45000000 : 2000000);
    add_events(f);
    add_troubles(f);
    loaded(f);
}

void fixture_start_calm(struct fixture *f, const char *language)
{
    common(f, language);
    add_plant(f->site);
    for (size_t i = 0; i < f->site->device_count; i++)
        observe(f->site, (int32_t)i, 2000000);
    loaded(f);
}

void fixture_reload(struct fixture *f)
{
    site_free(f->site);
    f->site = site_new();
    add_plant(f->site);
    add_station(f->site, f->site->node[site_node_of_code(f->site, "N11")].id, 0, "新建换热站",
                "station-plc", 1);
    for (size_t i = 0; i < f->site->device_count; i++)
        observe(f->site, (int32_t)i, 2000000);
    loaded(f);
}

void fixture_start_silent(struct fixture *f, const char *language)
{
    common(f, language);
    add_plant(f->site);
    loaded(f);
}

void fixture_start_empty(struct fixture *f, const char *language)
{
    common(f, language);
    loaded(f);
}

static void without_site(struct fixture *f, enum session_state state, const char *why)
{
    site_free(f->site);
    f->site = NULL;
    f->session = (struct session_status){.state = state, .since = {100000000000}};
    snprintf(f->session.why, sizeof f->session.why, "%s", why);
    f->collector.is_known = false;
    f->world.mono.ns = 108000000000;
    f->world.now.us = FIXTURE_NOW_US;
    fixture_turn(f);
}

void fixture_start_connecting(struct fixture *f, const char *language)
{
    common(f, language);
    without_site(f, SESSION_CONNECTING, "");
}

void fixture_start_refused(struct fixture *f, const char *language)
{
    common(f, language);
    without_site(f, SESSION_REFUSED, "schema 9 is newer than this program (7)");
}

void fixture_start_large(struct fixture *f, int stations)
{
    common(f, "zh_CN");
    next_id = 0;
    add_profiles(f->site);
    for (int s = 0; s * 500 < stations; s++) {
        char code[16];
        snprintf(code, sizeof code, "HS%d", s + 1);
        int32_t source = add_node(f->site, 0, NODE_SOURCE, code, "热源", 0, 0);
        for (int i = s * 500; i < stations && i < s * 500 + 500; i++)
            add_station(f->site, source, i + 1, "小区换热站", "station-plc", 1);
    }
    for (size_t i = 0; i < f->site->device_count; i++)
        observe(f->site, (int32_t)i, 2000000);
    loaded(f);
}

void fixture_start_hostile(struct fixture *f)
{
    /* As the store delivers it: cleaned. What text_clean() leaves must not shift a row. */
    static const char raw[] = "\x1b[2J\x1b]0;x\x07\xe2\x80\xae%n%s\r\n\t\"',;\xff\xfe"
                              "e\xcc\x81\xcc\x81\xcc\x81\xf0\x9f\x98\x80\xe5\x8d\x83\xe2\x80\x8b";
    static char clean[131072], text[65536];
    common(f, "zh_CN");
    for (size_t at = 0; at + sizeof raw < sizeof text; at += sizeof raw - 1)
        memcpy(text + at, raw, sizeof raw);
    text_clean(clean, sizeof clean, text, strlen(text));
    next_id = 0;
    add_profiles(f->site);
    int32_t source = add_node(f->site, 0, NODE_SOURCE, clean, clean, 0, 2000000000);
    for (int i = 0; i < 30; i++) {
        char numbered[512], code[512];
        snprintf(numbered, sizeof numbered, "%d%.300s", i, clean);
        text_clean(code, sizeof code, numbered, strlen(numbered));
        int32_t station = add_node(f->site, source, NODE_STATION, code, clean, 0, 1);
        struct device_input in = {.id = 2000 + i,
                                  .node_id = station,
                                  .code = clean,
                                  .endpoint = clean,
                                  .profile = i % 2 ? "station-plc" : "trovis-5578",
                                  .unit = 255,
                                  .period_ms = 1000};
        int32_t device = site_add_device(f->site, &in);
        observe(f->site, device, i * 1000000);
        char fact_text[FACT_TEXT_SIZE];
        text_clean(fact_text, sizeof fact_text, text, 200);
        fixture_fact(f, (enum fact_kind)(i % FACT_KIND_COUNT), 2000 + i, "T2g_SP.1", i, 1e300,
                     -1e300, fact_text, "step", fact_text);
    }
    snprintf(f->session.who, sizeof f->session.who, "%.20s", clean);
    loaded(f);
}

void fixture_finish(struct fixture *f)
{
    console_finish(&f->console);
    frame_finish(&f->frame);
    site_free(f->site);
    free(f->saved);
}

void fixture_later(struct fixture *f, int64_t ms)
{
    f->world.mono = mono_after_ms(f->world.mono, ms);
    fixture_turn(f);
}

static void type_characters(struct fixture *f, const char *text, size_t length)
{
    uint32_t character;
    for (size_t at = 0; at < length;) {
        int bytes = text_next(text + at, length - at, &character);
        if (bytes <= 0)
            return;
        console_key(&f->console, character);
        at += (size_t)bytes;
    }
}

void fixture_keys(struct fixture *f, const char *keys)
{
    for (const char *at = keys; *at; at += strspn(at, " ")) {
        char name[128];
        size_t length = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        fixture_turn(f);
        if (name[0] == '\'')
            type_characters(f, name + 1, strlen(name) - 1);
        else
            console_key(&f->console, keymap_press(name));
        at += length;
    }
}

void fixture_draw(struct fixture *f, int width, int height)
{
    fixture_turn(f);
    console_draw(&f->console, &f->frame, width, height);
}

bool fixture_shows(const struct fixture *f, const char *text)
{
    for (int y = 0; y < f->frame.height; y++)
        if (strstr(f->frame.line[y].text, text))
            return true;
    return false;
}
