/* `heatdesk replay`: the plant as it stood at a past moment, on stdout, for scripts. The same
 * moment always gives the same lines. */
#include "backend/base/alloc.h"
#include "backend/core/alarm_book.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"
#include "backend/store/past.h"
#include "ui/alarm_text.h"
#include "ui/cli_call.h"
#include "ui/cli_json.h"
#include "ui/console_past.h"
#include "ui/form_time.h"
#include "ui/lang.h"
#include "ui/ticket_text.h"
#include "ui/unit.h"
#include "ui/value.h"

#include <stdio.h>
#include <stdlib.h>

struct replay {
    const struct cli_call *call;
    struct past *past;
    bool is_done, has_failed, is_empty;
};

/* ---- lines ---- */

static void print_alarms(const struct replay *replay, const struct site *site)
{
    for (size_t i = 0; i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        char where[ALARM_TEXT], what[ALARM_TEXT], at[24];
        struct cli_json json;
        alarm_text_where(site, alarm, where, sizeof where);
        alarm_text_condition(site, alarm, what, sizeof what);
        wall_text(alarm->raised_at, at, sizeof at);
        if (!replay->call->json) {
            printf("alarm %lld %d %s  %s  %s  %s\n", (long long)alarm->id, alarm->code.priority, at,
                   alarm_state_phrase(alarm), where, what);
            continue;
        }
        cli_json_open(&json);
        cli_json_text(&json, "what", "alarm");
        cli_json_integer(&json, "id", alarm->id);
        cli_json_integer(&json, "priority", alarm->code.priority);
        cli_json_time(&json, "raised", alarm->raised_at);
        cli_json_text(&json, "state", alarm_state_name(alarm->state));
        cli_json_bool(&json, "asks_nobody", alarm->code.is_unasked);
        cli_json_text(&json, "where", where);
        cli_json_text(&json, "condition", what);
        cli_json_close(&json);
    }
}

static void print_tickets(const struct replay *replay, const struct site *site)
{
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        char where[TICKET_TEXT], at[24];
        struct cli_json json;
        if (!ticket->cycle || !ticket_is_open(ticket))
            continue;
        ticket_text_where(site, ticket, where, sizeof where);
        wall_text(ticket->reported, at, sizeof at);
        if (!replay->call->json) {
            printf("ticket T%lld %s  %s  %s  %s\n", (long long)ticket->id, at,
                   ticket_kind_name(ticket->opening.kind), ticket_state_name(ticket->state), where);
            continue;
        }
        cli_json_open(&json);
        cli_json_text(&json, "what", "ticket");
        cli_json_integer(&json, "id", ticket->id);
        cli_json_time(&json, "reported", ticket->reported);
        cli_json_text(&json, "kind", ticket_kind_name(ticket->opening.kind));
        cli_json_text(&json, "state", ticket_state_name(ticket->state));
        cli_json_text(&json, "where", where);
        cli_json_close(&json);
    }
}

static void print_outages(const struct replay *replay, const struct site *site, struct wall moment)
{
    for (size_t i = 0; i < outage_count(site); i++) {
        const struct outage *outage = outage_at(site, i);
        char at[24];
        struct cli_json json;
        if (outage->restored.us && outage->restored.us <= moment.us)
            continue;
        wall_text(outage->started, at, sizeof at);
        if (!replay->call->json) {
            printf("outage O%d %s  %s  %s\n", (int)outage->id, at, outage->kind, outage->cause);
            continue;
        }
        cli_json_open(&json);
        cli_json_text(&json, "what", "outage");
        cli_json_integer(&json, "id", outage->id);
        cli_json_time(&json, "started", outage->started);
        cli_json_text(&json, "kind", outage->kind);
        cli_json_text(&json, "cause", outage->cause);
        cli_json_close(&json);
    }
}

static void print_point(const struct replay *replay, const struct site *site, int32_t device,
                        size_t index)
{
    const struct site_device *of = &site->device[device];
    const struct point *point = &of->profile->point[index];
    struct reading reading = site_reading(site, device, (int)index, past_at(replay->past));
    const char *code = site->node[of->node].code;
    const char *quality = quality_name((enum quality)reading.quality);
    char text[128];
    struct cli_json json;
    if (!replay->call->json) {
        if (quality_has_number((enum quality)reading.quality))
            value_text(point, reading, text, sizeof text);
        else
            snprintf(text, sizeof text, "-");
        printf("value %s %s %s  %s  %s\n", code, of->code, point->id, text, quality);
        return;
    }
    cli_json_open(&json);
    cli_json_text(&json, "what", "value");
    cli_json_text(&json, "node", code);
    cli_json_text(&json, "device", of->code);
    cli_json_text(&json, "point", point->id);
    cli_json_number(&json, "value", reading.value);
    cli_json_text(&json, "unit", unit_word(point->unit, false));
    cli_json_text(&json, "quality", quality);
    cli_json_time(&json, "at", of->at);
    cli_json_close(&json);
}

static void print_values(const struct replay *replay, const struct site *site)
{
    for (size_t i = 0; i < site->device_count; i++)
        for (size_t p = 0; site->device[i].reading && p < site->device[i].profile->point_count; p++)
            print_point(replay, site, (int32_t)i, p);
}

/* ---- the moment ---- */

static bool has_values(const struct site *site)
{
    for (size_t i = 0; i < site->device_count; i++)
        if (site->device[i].reading)
            return true;
    return false;
}

static void on_changed(void *ctx)
{
    struct replay *replay = ctx;
    struct site *site = past_site(replay->past);
    struct wall first = past_first(replay->past);
    char told[200];
    if (replay->is_done)
        return;
    if (first.us && !has_values(site)) {
        cli_say("%s", console_past_nothing(first, told, sizeof told));
        replay->is_done = replay->is_empty = true;
        return;
    }
    print_alarms(replay, site);
    print_tickets(replay, site);
    print_outages(replay, site, past_at(replay->past));
    print_values(replay, site);
    replay->is_done = true;
}

static void on_loaded(void *ctx, struct site *site)
{
    struct replay *replay = ctx;
    int32_t *devices = alloc_array(site->device_count + 1, sizeof *devices);
    for (size_t i = 0; i < site->device_count; i++)
        devices[i] = (int32_t)i;
    if (site->device_count)
        past_watch(replay->past, devices, site->device_count);
    else
        on_changed(replay);
    free(devices);
}

static void on_failed(void *ctx, const char *why)
{
    struct replay *replay = ctx;
    cli_tell(why);
    replay->is_done = replay->has_failed = true;
}

enum cli_exit cli_replay(const struct cli_call *call)
{
    struct replay replay = {.call = call};
    struct wall at;
    uv_loop_t loop;
    if (!call->at || !form_time_read(call->at, clock_wall(), false, &at)) {
        cli_say(_("--at %s: expected a time: 02:13, 01-15 02:13, -90"), call->at ? call->at : "");
        return CLI_OTHER;
    }
    if (at.us > clock_wall().us) {
        cli_say(_("--at %s: that is still to come"), call->at);
        return CLI_OTHER;
    }
    enum cli_exit ready = cli_need_database(call);
    if (ready != CLI_DONE)
        return ready;
    const struct past_events events = {&replay, on_loaded, on_changed, on_failed, true};
    uv_loop_init(&loop);
    replay.past = past_new(&loop, call->db, at, &events);
    while (!replay.is_done)
        uv_run(&loop, UV_RUN_ONCE);
    past_free(replay.past);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return replay.has_failed ? CLI_AWAY : replay.is_empty ? CLI_OTHER : CLI_DONE;
}
