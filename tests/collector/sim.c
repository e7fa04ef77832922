#include "sim.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const sim_outcome_name[SIM_OUTCOMES] = {
    "verified",     "resolved",  "limit",   "changed",  "authority",   "identity",
    "lost",         "busy",      "expired", "not sent", "not applied", "read-back differs",
    "precondition", "exception", "unknown", "outside",  "late",        "orphan",
};

static const char profile_text[] = "[profile]\nzh = 站\nen = station\nfunctions = 1, 3, 5, 6, 16\n"
                                   "timeout_ms = 1000\nperiod_s = 5\nwrite_function = 6\n"
                                   "write_coil_function = 5\n"
                                   "unlock = 20 1732\nidentity = 0 7301 7303\n"
                                   "[T1g]\narea = holding\naddress = 1\ntype = int16\nscale = 0.1\n"
                                   "zh = 温\nen = t\n"
                                   "[T2g_SP.1]\narea = holding\naddress = 10\ntype = int16\n"
                                   "scale = 0.1\naccess = write\nset_low = 10\nset_high = 3000\n"
                                   "authority = AUTH 1\nlevel_coil = LEVEL.1 0\nzh = 温\nen = t\n"
                                   "[F1_SP]\narea = holding\naddress = 11\ntype = int16\n"
                                   "scale = 0.1\naccess = write\nset_low = 10\nset_high = 3000\n"
                                   "zh = 流\nen = f\n"
                                   "[AUTH]\narea = holding\naddress = 12\ntype = uint16\n"
                                   "zh = 权\nen = a\n"
                                   "[LEVEL.1]\narea = coil\naddress = 0\ntype = bool\n"
                                   "access = write\nzh = 级\nen = l\n"
                                   "[LOCK]\narea = holding\naddress = 20\ntype = uint16\n"
                                   "access = write\nzh = 锁\nen = k\n";

const char *const sim_point_id[SIM_POINT_COUNT] = {"T1g",  "T2g_SP.1", "F1_SP",
                                                   "AUTH", "LEVEL.1",  "LOCK"};

uint32_t sim_draw(struct sim *sim, uint32_t below)
{
    sim->state = sim->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(sim->state >> 33) % below;
}

bool sim_chance(struct sim *sim, int thousandths)
{
    return (int)sim_draw(sim, 1000) < thousandths && sim->now.ns < sim->quiet_at.ns;
}

void sim_maybe_kill(struct sim_collector *collector)
{
    struct sim *sim = collector->sim;
    if (sim->is_inside && sim_chance(sim, sim->faults.crash))
        longjmp(sim->killed, 1);
}

void sim_note(struct sim *sim, uint64_t what)
{
    sim->hash = (sim->hash ^ what) * 1099511628211u;
}

void sim_wrong(struct sim *sim, const char *format, ...)
{
    if (sim->wrong[0])
        return;
    va_list list;
    int used =
        snprintf(sim->wrong, sizeof sim->wrong,
                 "seed %llu at %.3f s: ", (unsigned long long)sim->seed, (double)sim->now.ns / 1e9);
    va_start(list, format);
    vsnprintf(sim->wrong + used, sizeof sim->wrong - (size_t)used, format, list);
    va_end(list);
}

struct wall sim_wall(const struct sim *sim)
{
    return (struct wall){1700000000000000 + sim->now.ns / 1000};
}

static bool is_earlier(const struct sim_event *a, const struct sim_event *b)
{
    return a->at.ns != b->at.ns ? a->at.ns < b->at.ns : a->order < b->order;
}

static void swap(struct sim *sim, size_t a, size_t b)
{
    struct sim_event *held = sim->event.at[a];
    sim->event.at[a] = sim->event.at[b];
    sim->event.at[b] = held;
}

static void put(struct sim *sim, struct sim_event *event)
{
    *VEC_PUSH(&sim->event) = event;
    for (size_t at = sim->event.count - 1; at > 0; at = (at - 1) / 2) {
        if (!is_earlier(sim->event.at[at], sim->event.at[(at - 1) / 2]))
            break;
        swap(sim, at, (at - 1) / 2);
    }
}

struct sim_event *sim_push(struct sim *sim, enum sim_event_kind kind, int64_t in_us)
{
    struct sim_event *event = alloc_new(sizeof *event);
    event->kind = kind;
    event->at.ns = sim->now.ns + in_us * 1000;
    event->order = ++sim->next_order;
    event->device = -1;
    put(sim, event);
    return event;
}

static struct sim_event *pop(struct sim *sim)
{
    struct sim_event *first = sim->event.at[0];
    sim->event.at[0] = sim->event.at[--sim->event.count];
    for (size_t at = 0;;) {
        size_t child = 2 * at + 1;
        if (child >= sim->event.count)
            break;
        if (child + 1 < sim->event.count &&
            is_earlier(sim->event.at[child + 1], sim->event.at[child]))
            child++;
        if (!is_earlier(sim->event.at[child], sim->event.at[at]))
            break;
        swap(sim, at, child);
        at = child;
    }
    return first;
}

/* The plant as the database would hand it over, with the last values. */
struct site *sim_site(struct sim *sim)
{
    static struct conf_errors errors;
    struct site *site = site_new();
    errors = (struct conf_errors){.file = "sim.profile"};
    struct profile *profile = profile_parse("sim", profile_text, sizeof profile_text - 1, &errors);
    if (!profile) {
        fprintf(stderr, "%s\n", errors.text);
        abort();
    }
    site_add_profile(site, profile);
    for (int i = 0; i < SIM_DEVICES; i++) {
        char code[8];
        snprintf(code, sizeof code, "S%d", i);
        struct node_input node = {.id = i + 1, .kind = NODE_STATION, .code = code, .name = code};
        struct device_input device = {.id = i + 1,
                                      .node_id = i + 1,
                                      .code = "plc",
                                      .endpoint = "tcp:127.0.0.1",
                                      .profile = "sim",
                                      .unit = 1};
        site_add_node(site, &node);
        site_add_device(site, &device);
        if (sim->latest_at[i].us)
            site_observe(site, i, sim->latest_at[i], sim->latest[i]);
    }
    return site;
}

static struct mono world_now(void *ctx)
{
    return ((struct sim_collector *)ctx)->sim->now;
}

static struct wall world_wall(void *ctx)
{
    return sim_wall(((struct sim_collector *)ctx)->sim);
}

/* A standby holds nothing yet: it reads the plant when it gets the lease. */
static void start_collector(struct sim *sim)
{
    for (size_t i = 0; i < sim->collector.count && sim->is_database_up; i++) {
        if (sim->collector.at[i]->is_spooled)
            sim_commit(sim, sim->collector.at[i], UINT64_MAX);
    }
    struct sim_collector *collector = alloc_new(sizeof *collector);
    *VEC_PUSH(&sim->collector) = collector;
    collector->sim = sim;
    collector->number = (int)sim->collector.count;
    sim_push(sim, EVENT_LEASE, 1000)->collector = collector->number;
}

static int by_time(const void *a, const void *b)
{
    const struct command *one = *(const struct command *const *)a;
    const struct command *two = *(const struct command *const *)b;
    if (one->changed_at.us != two->changed_at.us)
        return one->changed_at.us < two->changed_at.us ? -1 : 1;
    return one->id < two->id ? -1 : 1;
}

static void recall_commands(struct sim *sim, struct collector *collector)
{
    const struct command *ended[SIM_COMMANDS];
    size_t count = 0;
    for (int i = 0; i < sim->asked; i++)
        if (command_is_final(sim->command[i].command.state))
            ended[count++] = &sim->command[i].command;
    qsort(ended, count, sizeof ended[0], by_time);
    for (size_t i = 0; i < count; i++)
        collector_remember(collector, ended[i]);
}

void sim_lead(struct sim_collector *collector)
{
    struct sim *sim = collector->sim;
    struct world world = {collector, world_now,  world_wall, world_wall,
                          sim_send,  sim_append, sim_values, sim_state};
    collector->collector = collector_new(&world, sim_site(sim), NULL, "sim");
    recall_commands(sim, collector->collector);
    for (int i = 0; i < SIM_DEVICES; i++)
        collector_on_link(collector->collector, i + 1, sim->device[i].is_up, "timeout");
}

static void kill_collector(struct sim *sim, struct sim_collector *collector)
{
    if (collector->is_dead)
        return;
    collector->is_dead = true;
    sim->crashes++;
    sim_note(sim, 0xdead);
    collector->is_spooled = sim->faults.has_spool;
    sim_push(sim, EVENT_START, 200000 + sim_draw(sim, 8000000));
}

static struct sim_collector *find(struct sim *sim, int number)
{
    return number > 0 ? sim->collector.at[number - 1] : NULL;
}

static struct sim_collector *leader(struct sim *sim)
{
    struct sim_collector *collector = find(sim, sim->lease_holder);
    return collector && !collector->is_dead && !collector->stopped_until.ns ? collector : NULL;
}

/* Now and then one is killed, or stopped while another takes over; a link or the database goes. */
static void mishap(struct sim *sim)
{
    struct sim_collector *collector = leader(sim);
    sim_push(sim, EVENT_MISHAP, 1000000);
    if (collector && sim_chance(sim, sim->faults.stop)) {
        collector->stopped_until = mono_after_ms(sim->now, 500 + sim_draw(sim, 20000));
        sim_push(sim, EVENT_START, 1000000);
    }
    if (collector && sim_chance(sim, sim->faults.crash))
        kill_collector(sim, collector);
    if (sim->is_database_up && sim_chance(sim, sim->faults.database)) {
        sim->is_database_up = false;
        sim_push(sim, EVENT_DATABASE_UP, 100000 + sim_draw(sim, 40000000));
    }
    for (int i = 0; i < SIM_DEVICES; i++) {
        if (sim->device[i].is_up && sim_chance(sim, sim->faults.link)) {
            sim_link(sim, i, false);
            sim_push(sim, EVENT_LINK_UP, 50000 + sim_draw(sim, 30000000))->device = i;
        }
        if (sim_chance(sim, sim->faults.foreign))
            sim_foreign(sim, i, (int)sim_draw(sim, 8));
    }
}

static void deliver(struct sim *sim, struct sim_collector *c, struct sim_event *event)
{
    static const uint8_t touched[SIM_POINT_COUNT] = {1, 1, 1, 1, 1, 1};
    switch (event->kind) {
    case EVENT_ROUND_END:
        collector_on_round(c->collector, event->device + 1, event->readings, touched,
                           event->started, sim->now);
        break;
    case EVENT_REPLY:
        sim_check_read(sim, c, event->device, &event->request, event->reply);
        collector_on_reply(c->collector, event->ticket, event->reply);
        break;
    case EVENT_COMMIT: sim_on_commit(sim, c, event->ticket); break;
    case EVENT_LEASE: sim_on_lease(sim, c); break;
    case EVENT_CLAIMED:
    case EVENT_ORPHAN:
        collector_on_command(c->collector, &event->command,
                             mono_ms_since(sim->now, event->deadline), event->kind == EVENT_ORPHAN);
        break;
    case EVENT_LINK_DOWN:
        collector_on_link(c->collector, event->device + 1, false, "timeout");
        break;
    case EVENT_LINK_UP: collector_on_link(c->collector, event->device + 1, true, ""); break;
    case EVENT_FRAME: sim_on_frame(sim, event); break;
    case EVENT_ROUND:
    case EVENT_APPLY:
    case EVENT_ASK:
    case EVENT_CLAIM:
    case EVENT_DATABASE_UP:
    case EVENT_START:
    case EVENT_MISHAP: break;
    }
}

static void happen(struct sim *sim, struct sim_event *event)
{
    switch (event->kind) {
    case EVENT_ROUND: sim_on_round(sim, event); break;
    case EVENT_APPLY: sim_on_apply(sim, event); break;
    case EVENT_ASK: sim_ask(sim); break;
    case EVENT_CLAIM: sim_claim(sim, &sim->command[event->number]); break;
    case EVENT_DATABASE_UP: sim->is_database_up = true; break;
    case EVENT_LINK_UP: sim_link(sim, event->device, true); break;
    case EVENT_START: start_collector(sim); break;
    case EVENT_MISHAP: mishap(sim); break;
    case EVENT_ROUND_END:
    case EVENT_REPLY:
    case EVENT_COMMIT:
    case EVENT_LEASE:
    case EVENT_CLAIMED:
    case EVENT_ORPHAN:
    case EVENT_LINK_DOWN:
    case EVENT_FRAME: break;
    }
}

/* A call into a collector may be its last: any call to the world can kill it (longjmp). */
static void call(struct sim *sim, struct sim_collector *collector, struct sim_event *event)
{
    if (setjmp(sim->killed) == 0) {
        sim->is_inside = true;
        if (event)
            deliver(sim, collector, event);
        else
            collector_on_time(collector->collector);
    } else {
        kill_collector(sim, collector);
    }
    sim->is_inside = false;
}

static bool is_stopped(struct sim *sim, struct sim_collector *collector)
{
    if (collector->stopped_until.ns && mono_is_due(collector->stopped_until, sim->now))
        collector->stopped_until.ns = 0;
    return collector->stopped_until.ns != 0;
}

static void call_due(struct sim *sim)
{
    for (size_t i = 0; i < sim->collector.count; i++) {
        struct sim_collector *c = sim->collector.at[i];
        if (c->is_dead || !c->collector || is_stopped(sim, c))
            continue;
        struct mono due = collector_next_deadline(c->collector);
        for (int turns = 0; due.ns && mono_is_due(due, sim->now) && !c->is_dead; turns++) {
            if (turns > 20) {
                sim_wrong(sim, "its deadline %lld never moves on", (long long)due.ns);
                return;
            }
            call(sim, c, NULL);
            due = collector_next_deadline(c->collector);
        }
    }
}

static struct mono next_due(struct sim *sim)
{
    struct mono next = sim->event.at[0]->at;
    for (size_t i = 0; i < sim->collector.count; i++) {
        struct sim_collector *c = sim->collector.at[i];
        if (c->is_dead || !c->collector)
            continue;
        struct mono due = collector_next_deadline(c->collector);
        if (due.ns && c->stopped_until.ns && due.ns < c->stopped_until.ns)
            due = c->stopped_until;
        if (due.ns && due.ns < next.ns)
            next = due;
    }
    return next.ns > sim->now.ns ? next : sim->now;
}

static void step(struct sim *sim)
{
    sim->now = next_due(sim);
    call_due(sim);
    if (sim->event.at[0]->at.ns > sim->now.ns)
        return;
    struct sim_event *event = pop(sim);
    struct sim_collector *collector = find(sim, event->collector);
    if (collector && !collector->is_dead && is_stopped(sim, collector)) {
        event->at = collector->stopped_until; /* a stopped process sees it when it goes on */
        event->order = ++sim->next_order;
        put(sim, event);
        return;
    }
    if (collector && !collector->is_dead)
        call(sim, collector, event);
    else if (!collector)
        happen(sim, event);
    free(event->reply);
    free(event);
}

void sim_init(struct sim *sim, uint64_t seed, const struct sim_faults *faults)
{
    *sim =
        (struct sim){.seed = seed, .state = seed * 2654435761u + 1, .hash = 14695981039346656037u};
    sim->faults = *faults;
    sim->now.ns = 1000000000;
    sim->quiet_at.ns = sim->now.ns + 150000000000;
    sim->end_at.ns = sim->quiet_at.ns + 200000000000;
    sim->is_database_up = true;
    sim->next_raw = 1000;
    for (int i = 0; i < SIM_DEVICES; i++) {
        struct sim_device *device = &sim->device[i];
        device->is_up = true;
        device->holding[0] = 7301;
        device->holding[1] = 800;
        device->holding[10] = sim->next_raw++;
        device->holding[11] = sim->next_raw++;
        device->holding[12] = 1;
        device->coil = (uint8_t)sim_draw(sim, 2);
        sim_push(sim, EVENT_ROUND, 1000 + sim_draw(sim, 5000000))->device = i;
    }
    sim_push(sim, EVENT_START, 0);
    sim_push(sim, EVENT_MISHAP, 1000000);
    sim_push(sim, EVENT_ASK, 2000000);
}

void sim_run(struct sim *sim)
{
    while (sim->now.ns < sim->end_at.ns && !sim->wrong[0])
        step(sim);
    if (!sim->wrong[0])
        sim_check_end(sim);
}

void sim_finish(struct sim *sim)
{
    for (size_t i = 0; i < sim->collector.count; i++) {
        struct sim_collector *collector = sim->collector.at[i];
        collector_free(collector->collector);
        free(collector->pending.at);
        free(collector);
    }
    for (size_t i = 0; i < sim->event.count; i++) {
        free(sim->event.at[i]->reply);
        free(sim->event.at[i]);
    }
    free(sim->event.at);
    free(sim->collector.at);
    free(sim->log.at);
    free(sim->outside.at);
}
