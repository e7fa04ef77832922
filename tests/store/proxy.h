/* Between a client and PostgreSQL on one loop: forwards, counts questions, cuts and freezes. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct proxy_pair;

/* Embedded; proxy_init() … proxy_finish(), which ends all connections and runs the loop until so.
 */
struct proxy {
    uv_loop_t *loop;
    uv_tcp_t listener;
    int port;                 /* on loopback */
    struct proxy_pair *pairs; /* open ones */
    int64_t bytes_left;       /* forwarded before the cut; -1 = no cut */
    bool is_frozen;
    int cuts;
    long questions; /* Bind messages ever forwarded */
};

void proxy_init(struct proxy *proxy, uv_loop_t *loop); /* to PGHOST:PGPORT */
void proxy_finish(struct proxy *proxy);
/* Every connection ends, in the middle of a message as like as not, once so many more bytes went
 * through. */
void proxy_cut_after(struct proxy *proxy, int64_t bytes);
/* Takes connections but forwards nothing until thawed. */
void proxy_freeze(struct proxy *proxy, bool is_frozen);
