#include "backend/daemon.h"

#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/base/systemd.h"
#include "backend/base/vec.h"
#include "backend/collector.h"
#include "backend/core/lookup.h"
#include "backend/daemon_limits.h"
#include "backend/daemon_lines.h"
#include "backend/daemon_waiting.h"
#include "backend/failpoint.h"
#include "backend/field/field.h"
#include "backend/store/append.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEARTBEAT_MS = 2000,
    PLANT_WAIT_MS = 45000, /* a new plant waits so long for the commands under way */
    AWAY_REASONS = 8,
    CLOCKS_APART_MS = 2000,
    WORK_MOST_MS = 120000, /* lost devices are tried up to 75 s apart, and none else may be left */
};

struct daemon {
    uv_loop_t *loop;
    struct daemon_options options;
    char name[64];
    struct append *append;
    struct field *field; /* NULL while not polling */
    bool is_field_closing;
    struct collector *collector;
    const struct site *site; /* the collector's */
    struct site *next_site;  /* waits until no command is under way */
    struct mono next_since;
    int64_t epoch;
    struct mono lease_until;
    int64_t recalled_epoch; /* what was asked for, to begin with this epoch; 0 = nothing */
    bool is_stopping;
    uint32_t away[AWAY_REASONS]; /* hashes of what was told since there was a database */
    size_t away_count;
    struct waiting waiting;
    VEC(uint64_t) unsent;  /* requests asked for while nothing is polled */
    uint64_t work;         /* of the field, for the watchdog */
    struct mono worked_at; /* when it last grew, or nothing was polled */
    struct daemon_lines lines;
    uv_timer_t deadline, heartbeat;
    uv_prepare_t prepare;
};

/* ---- the world, as the collector reaches it ---- */

static struct mono world_now(void *ctx)
{
    (void)ctx;
    return clock_mono();
}

static struct wall world_database_time(void *ctx)
{
    return append_now(((struct daemon *)ctx)->append);
}

/* The database's time, which everybody reads what is told by; this host's until it is known. */
static struct wall world_wall(void *ctx)
{
    struct wall now = world_database_time(ctx);
    return now.us ? now : clock_wall();
}

static void world_send(void *ctx, int32_t device_id, uint64_t ticket,
                       const struct modbus_request *request, struct mono deadline)
{
    struct daemon *daemon = ctx;
    if (daemon->field)
        field_send(daemon->field, (uint32_t)device_id, ticket, request, deadline);
    else
        *VEC_PUSH(&daemon->unsent) = ticket;
}

static uint64_t world_append(void *ctx, const struct fact *facts, size_t count)
{
    return append_facts(((struct daemon *)ctx)->append, facts, count);
}

static void world_values(void *ctx, int32_t device_id, struct wall at,
                         const struct reading *readings)
{
    struct daemon *daemon = ctx;
    int32_t device = site_device_of_id(daemon->site, device_id);
    append_values(daemon->append, device_id, daemon->site->device[device].profile, at, readings);
}

static void world_state(void *ctx, int32_t device_id, bool is_lost, int bad_points,
                        struct wall since)
{
    append_device_state(((struct daemon *)ctx)->append, device_id, is_lost, bad_points, since);
}

/* ---- the field's events ---- */

static void on_round(void *ctx, uint32_t key, const struct reading *readings,
                     const uint8_t *touched, struct mono started, struct mono ended)
{
    struct daemon *daemon = ctx;
    if (daemon->field)
        collector_on_round(daemon->collector, (int32_t)key, readings, touched, started, ended);
}

static void on_link(void *ctx, uint32_t key, bool is_up, const char *code)
{
    struct daemon *daemon = ctx;
    if (daemon->field)
        collector_on_link(daemon->collector, (int32_t)key, is_up, code);
}

static void on_point(void *ctx, uint32_t key, int point, bool is_refused, uint8_t exception)
{
    struct daemon *daemon = ctx;
    if (daemon->field)
        collector_on_point(daemon->collector, (int32_t)key, point, is_refused, exception);
}

static void on_overload(void *ctx, const char *endpoint, bool is_overloaded, int64_t round_ms)
{
    struct daemon *daemon = ctx;
    if (daemon->field)
        collector_on_overload(daemon->collector, endpoint, is_overloaded, round_ms);
}

static void on_reply(void *ctx, uint64_t ticket, const struct modbus_reply *reply)
{
    struct daemon *daemon = ctx;
    if (daemon->field)
        collector_on_reply(daemon->collector, ticket, reply);
}

static void add_device(struct daemon *daemon, const struct site_device *device)
{
    char why[256];
    struct field_device add = {.key = (uint32_t)device->id,
                               .profile = device->profile,
                               .unit = device->unit,
                               .period_ms = device->period_ms};
    if (!endpoint_parse(device->endpoint, &add.endpoint, why, sizeof why) ||
        !field_add(daemon->field, &add, why, sizeof why))
        log_warning("device %d (%s) is not polled: %s", (int)device->id, device->endpoint, why);
}

/* Polls while this collector leads, and on while the database is away; a standby does not. */
static void start_field(struct daemon *daemon)
{
    struct field_events events = {daemon, on_round, on_link, on_point, on_overload, on_reply};
    if (daemon->field || daemon->is_field_closing || daemon->is_stopping || !daemon->collector ||
        !daemon->epoch)
        return;
    daemon->field = field_new(daemon->loop, &events);
    for (size_t i = 0; i < daemon->site->device_count; i++)
        add_device(daemon, &daemon->site->device[i]);
    field_start(daemon->field);
    daemon_lines_start(&daemon->lines, world_wall(daemon));
    log_info("polling %zu devices", daemon->site->device_count);
    waiting_hand_over(&daemon->waiting, daemon->collector);
}

static void on_field_closed(void *ctx)
{
    struct daemon *daemon = ctx;
    daemon->is_field_closing = false;
    start_field(daemon);
}

static void stop_field(struct daemon *daemon)
{
    struct field *field = daemon->field;
    if (!field)
        return;
    daemon->field = NULL;
    daemon->is_field_closing = true;
    field_stop(field, on_field_closed, daemon);
}

/* ---- the store's events ---- */

static struct collector *new_collector(struct daemon *daemon, struct site *site)
{
    struct world world = {daemon,     world_now,    world_wall,   world_database_time,
                          world_send, world_append, world_values, world_state};
    daemon->site = site;
    return collector_new(&world, site, daemon_limits_for(daemon->options.limits_path, site),
                         daemon->name);
}

/* The alarm definitions came with the plant; from now on they are the collector's. */
static void use_rules(struct daemon *daemon, struct site *site)
{
    struct alarm_rules *rules = site->rules;
    site->rules = NULL;
    collector_on_rules(daemon->collector, rules);
}

/* Another plant was imported while this one is led. */
static void take_plant(struct daemon *daemon)
{
    bool is_late = mono_ms_since(daemon->next_since, clock_mono()) > PLANT_WAIT_MS;
    struct collector *former = daemon->collector;
    if (!daemon->next_site || !former || (collector_is_busy(former) && !is_late))
        return;
    stop_field(daemon);
    daemon->collector = new_collector(daemon, daemon->next_site);
    collector_inherit(daemon->collector, former);
    use_rules(daemon, daemon->next_site);
    daemon->next_site = NULL;
    collector_free(former);
    start_field(daemon);
}

/* A standby knows nothing: what it knew would be old when it leads. */
static void drop_collector(struct daemon *daemon)
{
    stop_field(daemon);
    collector_free(daemon->collector);
    daemon->collector = NULL;
    waiting_forget(&daemon->waiting);
    daemon->unsent.count = 0;
}

static void on_recalled(void *ctx, struct site *site, const struct command *done, size_t count)
{
    struct daemon *daemon = ctx;
    bool is_current = daemon->epoch && daemon->epoch == daemon->recalled_epoch;
    daemon->recalled_epoch = 0;
    if (!site || !is_current || daemon->is_stopping) {
        site_free(site);
        return; /* the next heartbeat asks again */
    }
    site_free(daemon->next_site);
    daemon->next_site = NULL;
    daemon->collector = new_collector(daemon, site);
    use_rules(daemon, site);
    for (size_t i = 0; i < count; i++)
        collector_remember(daemon->collector, &done[i]);
    failpoint("recalled");
    collector_on_lease(daemon->collector, daemon->epoch, daemon->lease_until);
    start_field(daemon);
}

static void recall(struct daemon *daemon)
{
    bool is_wanted = daemon->epoch && !daemon->collector && !daemon->recalled_epoch;
    if (is_wanted && append_recall(daemon->append, on_recalled, daemon))
        daemon->recalled_epoch = daemon->epoch;
}

static void on_plant(void *ctx, struct site *site)
{
    struct daemon *daemon = ctx;
    site_free(daemon->next_site);
    daemon->next_site = site;
    daemon->next_since = clock_mono();
    take_plant(daemon);
}

/* Once a reason: several may take turns while it is tried again and again. */
static void tell_away(struct daemon *daemon, const struct session_status *status)
{
    uint32_t reason = lookup_hash_text(status->why);
    for (size_t i = 0; i < AWAY_REASONS; i++)
        if (daemon->away[i] == reason)
            return;
    daemon->away[daemon->away_count++ % AWAY_REASONS] = reason;
    if (status->state == SESSION_REFUSED)
        log_error("database: refused: %s", status->why);
    else
        log_warning("database: away: %s", status->why);
}

static void on_status(void *ctx, const struct session_status *status)
{
    struct daemon *daemon = ctx;
    if (status->state != SESSION_UP) {
        tell_away(daemon, status);
        return;
    }
    log_info("database: connected");
    int64_t apart_ms = wall_ms_since(append_now(daemon->append), clock_wall());
    if (append_now(daemon->append).us && llabs(apart_ms) > CLOCKS_APART_MS)
        log_warning("this host's clock is %.1f s off the database's, whose time is used",
                    (double)apart_ms / 1000);
    memset(daemon->away, 0, sizeof daemon->away);
}

static void tell_leading(struct daemon *daemon)
{
    struct fact fact;
    fact_init(&fact, FACT_COLLECTOR_LED, world_wall(daemon));
    fact.new_value = (double)daemon->epoch;
    snprintf(fact.text, sizeof fact.text, "%s", daemon->name);
    append_facts(daemon->append, &fact, 1);
    failpoint("leading");
    log_info("leading, epoch %lld", (long long)daemon->epoch);
}

static void on_lease(void *ctx, int64_t epoch, struct mono until)
{
    struct daemon *daemon = ctx;
    bool is_new = epoch && epoch != daemon->epoch;
    bool is_lost = !epoch && daemon->epoch;
    daemon->lease_until = until;
    daemon->epoch = epoch;
    if (is_lost)
        log_warning("another collector leads, standing by");
    if (is_lost || (daemon->collector && epoch && !collector_may_lead(daemon->collector, epoch)))
        drop_collector(daemon);
    if (is_new) {
        waiting_forget(&daemon->waiting); /* of an earlier epoch: another one may have ended them */
        tell_leading(daemon);
    }
    if (daemon->collector)
        collector_on_lease(daemon->collector, epoch, until);
    recall(daemon);
}

/* While a new plant waits its orders wait with it: at the address from before stands another. */
static void on_command(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan)
{
    struct daemon *daemon = ctx;
    failpoint("handed_out");
    waiting_add(&daemon->waiting, command, life_ms, is_orphan);
    if (daemon->field && !daemon->next_site)
        waiting_hand_over(&daemon->waiting, daemon->collector);
}

static void on_word(void *ctx, const struct fact *fact)
{
    struct daemon *daemon = ctx;
    if (daemon->collector)
        collector_on_fact(daemon->collector, fact);
}

static void on_durable(void *ctx, uint64_t ticket)
{
    struct daemon *daemon = ctx;
    if (daemon->collector)
        collector_on_durable(daemon->collector, ticket);
    else
        recall(daemon); /* what waited in the spool has arrived */
}

static void on_lost(void *ctx, uint64_t ticket)
{
    struct daemon *daemon = ctx;
    if (daemon->collector)
        collector_on_lost(daemon->collector, ticket);
}

/* ---- the loop ---- */

static void answer_unsent(struct daemon *daemon)
{
    static const struct modbus_reply no_link = {.kind = REPLY_NO_LINK};
    for (size_t i = 0; i < daemon->unsent.count; i++)
        collector_on_reply(daemon->collector, daemon->unsent.at[i], &no_link);
    daemon->unsent.count = 0;
}

static void on_deadline(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    if (!daemon->collector)
        return;
    answer_unsent(daemon);
    collector_on_time(daemon->collector);
}

/* Before the loop sleeps: when does the collector want to be called next? */
static void on_prepare(uv_prepare_t *prepare)
{
    struct daemon *daemon = prepare->data;
    if (!daemon->collector || daemon->is_stopping)
        return;
    struct mono due = collector_next_deadline(daemon->collector), now = clock_mono();
    int64_t in_ms = due.ns > now.ns ? (due.ns - now.ns + 999999) / 1000000 : 0;
    if (daemon->unsent.count)
        in_ms = 1;
    if (due.ns || daemon->unsent.count)
        uv_timer_start(&daemon->deadline, on_deadline, (uint64_t)in_ms, 0);
    else
        uv_timer_stop(&daemon->deadline);
}

/* Requests made and connects tried: a loop that turns without them does no work. */
static uint64_t count_work(const struct daemon *daemon)
{
    uint64_t work = 0;
    struct line_stats stats;
    for (size_t i = 0; i < field_lines(daemon->field); i++) {
        field_line_stats(daemon->field, i, &stats);
        work += stats.requests + stats.connects;
    }
    return work;
}

/* A plant that is lost altogether, or polled seldom, is no reason to be restarted. */
static bool is_working(struct daemon *daemon)
{
    uint64_t work = daemon->field ? count_work(daemon) : 0;
    struct mono now = clock_mono();
    int32_t period_ms = INT32_MAX;
    for (size_t i = 0; daemon->field && i < daemon->site->device_count; i++)
        if (daemon->site->device[i].period_ms < period_ms)
            period_ms = daemon->site->device[i].period_ms;
    if (!daemon->field || !field_lines(daemon->field) || work != daemon->work)
        daemon->worked_at = now;
    daemon->work = work;
    return mono_ms_since(daemon->worked_at, now) < (int64_t)WORK_MOST_MS + period_ms;
}

static void on_heartbeat(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    if (is_working(daemon))
        systemd_notify("WATCHDOG=1");
    take_plant(daemon);
    recall(daemon);
    daemon_lines_turn(&daemon->lines, daemon->append, daemon->field);
}

static void choose_name(struct daemon *daemon)
{
    char host[48] = "";
    if (daemon->options.name) {
        snprintf(daemon->name, sizeof daemon->name, "%s", daemon->options.name);
        return;
    }
    gethostname(host, sizeof host - 1);
    snprintf(daemon->name, sizeof daemon->name, "%s:%d", host, (int)getpid());
}

struct daemon *daemon_new(uv_loop_t *loop, const struct daemon_options *options)
{
    struct daemon *daemon = alloc_new(sizeof *daemon);
    struct append_events events = {daemon,     on_status, on_plant,   on_lease,
                                   on_command, on_word,   on_durable, on_lost};
    struct fact fact;
    daemon->loop = loop;
    daemon->options = *options;
    choose_name(daemon);
    struct append_options append = {.conninfo = options->conninfo,
                                    .name = daemon->name,
                                    .spool_dir = options->spool_dir,
                                    .batch_ms = options->batch_ms};
    daemon->append = append_new(loop, &append, &events);
    uv_timer_init(loop, &daemon->deadline);
    uv_timer_init(loop, &daemon->heartbeat);
    uv_prepare_init(loop, &daemon->prepare);
    daemon->deadline.data = daemon->heartbeat.data = daemon->prepare.data = daemon;
    uv_timer_start(&daemon->heartbeat, on_heartbeat, HEARTBEAT_MS, HEARTBEAT_MS);
    uv_prepare_start(&daemon->prepare, on_prepare);
    fact_init(&fact, FACT_COLLECTOR_STARTED, clock_wall());
    snprintf(fact.text, sizeof fact.text, "%s, version %s", daemon->name, HEATDESK_VERSION);
    append_facts(daemon->append, &fact, 1);
    systemd_notify("READY=1");
    return daemon;
}

static void on_append_closed(void *ctx)
{
    struct daemon *daemon = ctx;
    daemon->append = NULL;
}

void daemon_stop(struct daemon *daemon)
{
    if (daemon->is_stopping)
        return;
    daemon->is_stopping = true;
    systemd_notify("STOPPING=1");
    stop_field(daemon);
    append_free(daemon->append, on_append_closed, daemon);
    uv_close((uv_handle_t *)&daemon->deadline, NULL);
    uv_close((uv_handle_t *)&daemon->heartbeat, NULL);
    uv_close((uv_handle_t *)&daemon->prepare, NULL);
}

void daemon_free(struct daemon *daemon)
{
    collector_free(daemon->collector);
    site_free(daemon->next_site);
    waiting_finish(&daemon->waiting);
    free(daemon->unsent.at);
    free(daemon);
}
