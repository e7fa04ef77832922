/* A webhook's other side: a small HTTP server on loopback that does what the path says. /ok is
 * answered with 204, /broken with 500, /far with a redirect to /ok, /endless with more than anybody
 * wants to read, /hang never. */
#pragma once
#include <uv.h>

#define RECEIVED 64

struct receiver {
    uv_tcp_t server;
    int port;
    int connections, count, hanging; /* count: requests heard in full; hanging: never answered */
    int at_once, most_at_once;       /* of these, those still waiting for an answer */
    struct {
        char path[64];
        char body[2048];
    } request[RECEIVED];
    struct caller *callers;
};

void receiver_init(struct receiver *receiver, uv_loop_t *loop);
void receiver_finish(struct receiver *receiver); /* closes with the loop's next turns */
