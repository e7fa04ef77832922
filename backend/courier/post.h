/* HTTP posts on a libuv loop, several at once, none waiting for another (libcurl's multi interface;
 * the only file that knows libcurl is post.c). https certificates are verified, redirects are
 * not followed, what the other side answers is thrown away but for its status. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct poster;

/* `ca`: PEM file, borrowed, NULL = the system's. `timeout_s`: a whole post, connecting included.
 * NULL: libcurl cannot be used. */
struct poster *poster_new(uv_loop_t *loop, const char *ca, int timeout_s);
/* Those under way end with "stopped". Its handles close with the loop's next turns. */
void poster_free(struct poster *poster);

/* Posts `json` (copied) as application/json. `on_done` comes once, from the loop: ok with a status
 * of 200 to 299, else `why` says in a few words what came instead. */
void poster_send(struct poster *poster, const char *url, const char *json,
                 void (*on_done)(void *ctx, bool ok, const char *why), void *ctx);
size_t poster_open(const struct poster *poster); /* posts under way */
