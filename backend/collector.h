/* The collector's mind: readings become facts, commands become writes that are proven. It reaches
 * the world (send, append, now) through one struct, so that a seeded simulation can drive it with
 * crashes, cut links and late answers. heatdeskd.c gives it the real world. */
#pragma once
#include "backend/core/alarm_rule.h"
#include "backend/core/limits.h"
#include "backend/core/site.h"
#include "backend/device/frame.h"

struct world {
    void *ctx;
    struct mono (*now)(void *ctx);
    struct wall (*wall)(void *ctx); /* this host's */
    /* What shelves and acknowledgements end by, however this host's clock steps; us 0 = unknown. */
    struct wall (*database_time)(void *ctx);
    /* One request to a device, before all polling; answered once by collector_on_reply(). */
    void (*send)(void *ctx, int32_t device_id, uint64_t ticket,
                 const struct modbus_request *request, struct mono deadline);
    /* Durable facts, in order. Returns a ticket; collector_on_durable() reports it. A command
     * is sent only after its "sent" fact is durable (write-ahead). */
    uint64_t (*append)(void *ctx, const struct fact *facts, size_t count);
    /* Values for `latest` and history; may be skipped. */
    void (*values)(void *ctx, int32_t device_id, struct wall at, const struct reading *readings);
    void (*state)(void *ctx, int32_t device_id, bool is_lost, int bad_points, struct wall since);
};

struct collector;

/* The site and the limits (may be NULL) belong to the collector. */
struct collector *collector_new(const struct world *world, struct site *site, struct limits *limits,
                                const char *name);
void collector_free(struct collector *collector);
/* A command that ended within the last day, before this collector leads; oldest first. */
void collector_remember(struct collector *collector, const struct command *command);
/* A command is between claimed and its proof: no time to replace the collector by a new one. */
bool collector_is_busy(const struct collector *collector);
/* Takes over what a collector with the former plant knows: lease, writes done, baselines, links,
 * the commands whose end is still unknown, alarms and their rules. */
void collector_inherit(struct collector *collector, struct collector *former);

void collector_on_round(struct collector *collector, int32_t device_id,
                        const struct reading *readings, const uint8_t *touched, struct mono started,
                        struct mono ended);
void collector_on_link(struct collector *collector, int32_t device_id, bool is_up,
                       const char *code);
void collector_on_point(struct collector *collector, int32_t device_id, int point, bool is_refused,
                        uint8_t exception);
void collector_on_overload(struct collector *collector, const char *endpoint, bool is_overloaded,
                           int64_t round_ms);
void collector_on_reply(struct collector *collector, uint64_t ticket,
                        const struct modbus_reply *reply);
void collector_on_durable(struct collector *collector, uint64_t ticket);
/* A fact that will not become durable: an order whose record it is of is not sent. */
void collector_on_lost(struct collector *collector, uint64_t ticket);
/* False if another collector has led since this one did: it then knows neither what was written
 * nor which commands still are its own, and a new one with the plant read anew takes its place. */
bool collector_may_lead(const struct collector *collector, int64_t epoch);
/* Epoch 0: not ours, or not known to be. */
void collector_on_lease(struct collector *collector, int64_t epoch, struct mono until);
void collector_on_command(struct collector *collector, const struct command *command,
                          int64_t life_ms, bool is_orphan);
/* A person's fact about an alarm (acknowledged, shelved …), or what an outage or a former leader
 * raised and returned, as the database brings it, in order; facts that this collector made itself
 * are passed over. */
void collector_on_fact(struct collector *collector, const struct fact *fact);
/* Alarm definitions: the collector owns them from now on; NULL: the starting set. Before that no
 * alarm is watched. Called before the first round, and again when they change: what is raised stays
 * raised. */
void collector_on_rules(struct collector *collector, struct alarm_rules *rules);
/* The next moment at which collector_on_time() wants to be called; ns 0 = none. */
struct mono collector_next_deadline(const struct collector *collector);
void collector_on_time(struct collector *collector);
