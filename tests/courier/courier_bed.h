/* A courier between a real database and a real HTTP server, on one loop. Tests wait for what they
 * want to see; what does not come within PATIENCE_S fails. */
#pragma once
#include "backend/courier/courier.h"
#include "tests/courier/receiver.h"
#include "tests/store/crew_bed.h"

#define PATIENCE_S 60
#define TIMEOUT_S  2 /* of a post */

struct courier_bed {
    struct crew_bed crew;
    struct receiver receiver;
    struct courier *courier; /* NULL = none runs in this process */
    uv_loop_t loop;
    uv_timer_t tick;
    char conninfo[200]; /* as a courier */
};

void courier_bed_make(struct courier_bed *bed);
void courier_bed_drop(struct courier_bed *bed);
/* An empty queue and a new receiver; the courier starts on its own. */
void courier_bed_begin(struct courier_bed *bed);
void courier_bed_start(struct courier_bed *bed, const char *hook); /* `hook` for all, or NULL */
void courier_bed_end(struct courier_bed *bed);

void courier_bed_url(struct courier_bed *bed, const char *path, char *url, size_t size);
/* A message of a crew whose hook is this path of the receiver, or another URL, or none. */
long long courier_bed_put(struct courier_bed *bed, const char *hook);
void courier_bed_retry(struct courier_bed *bed, long long id); /* its next try is now */
void courier_bed_move(struct courier_bed *bed, long long id, const char *path); /* its hook */

void courier_bed_turn(struct courier_bed *bed);
/* Waits until the message was tried and is in this state with these words. */
void courier_bed_expect(struct courier_bed *bed, long long id, const char *state,
                        const char *words);
void courier_bed_wait(struct courier_bed *bed, const int *count, int wanted);
