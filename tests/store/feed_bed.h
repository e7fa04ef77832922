/* A feed on a loop, through a proxy to a real database, and somebody who writes there behind it. */
#pragma once
#include "backend/store/feed.h"
#include "tests/store/ground.h"
#include "tests/store/proxy.h"

struct feed_bed {
    struct ground ground;
    uv_loop_t loop;
    uv_timer_t tick; /* so that the loop turns and conditions are looked at */
    struct proxy proxy;
    struct feed *feed;
    struct pg *root, *collector, *dispatcher; /* not through the proxy */
    int loads, changes, statuses, children;
    int32_t children_of;
    int64_t written_us; /* a clock of the written values, always on */
    uint64_t chance;
};

void feed_bed_init(struct feed_bed *bed, const char *database);
/* The feed logs in as `person`, all devices watched once the site is there. */
void feed_bed_start(struct feed_bed *bed, enum person person);
void feed_bed_stop(struct feed_bed *bed);
void feed_bed_finish(struct feed_bed *bed);
/* The blocking connections, after the database was made anew. */
void feed_bed_reopen(struct feed_bed *bed);

uint32_t feed_bed_chance(struct feed_bed *bed, uint32_t below);
/* One thing that a collector or dispatcher does: facts, values, states, a request. */
void feed_bed_write(struct feed_bed *bed);
/* A collector takes what is asked, and moves each command on by one. */
void feed_bed_claim(struct feed_bed *bed);

/* One thing about alarms; also by feed_bed_write(). */
void feed_bed_write_alarm(struct feed_bed *bed);
bool feed_bed_are_alarms_equal(struct feed_bed *bed, const struct site *site, bool is_loud);

/* One thing about tickets; also by feed_bed_write(). */
void feed_bed_write_ticket(struct feed_bed *bed);
void feed_bed_make_crews(struct feed_bed *bed);
bool feed_bed_are_tickets_equal(struct feed_bed *bed, const struct site *site, bool is_loud);

/* Runs the loop until it is so; fails the test when it is not within a minute. */
void feed_bed_wait(struct feed_bed *bed, bool (*is_so)(struct feed_bed *bed), const char *what);
/* Whether the feed's site is what the database holds now, completely: journal, values, states,
 * commands. Tells the first difference when `is_loud`. */
bool feed_bed_is_equal(struct feed_bed *bed, bool is_loud);
/* Up, and the site equal. */
void feed_bed_wait_equal(struct feed_bed *bed, const char *when);
bool feed_bed_is_up(struct feed_bed *bed);
