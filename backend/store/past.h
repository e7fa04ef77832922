/* The plant as it stood at a past moment, on a connection of its own: the site's alarms, tickets,
 * outages and journal out of the facts that the log held then, and the values of the devices in
 * sight out of history. It never writes. Everything happens on the loop. */
#pragma once
#include "backend/core/site.h"

#include <uv.h>

struct past;

struct past_events {
    void *ctx;
    /* A site of another moment: the pointer before it is gone after this call. */
    void (*on_loaded)(void *ctx, struct site *site);
    void (*on_changed)(void *ctx);                 /* values of that moment have come */
    void (*on_failed)(void *ctx, const char *why); /* a sentence; it can only be left */
    bool is_impatient; /* a lost connection fails, too; otherwise it is made anew */
};

struct past *past_new(uv_loop_t *loop, const char *conninfo, struct wall at,
                      const struct past_events *events);
/* No event comes after this. NULL is fine. */
void past_free(struct past *past);
struct site *past_site(struct past *past); /* NULL while none is loaded */
/* To another moment; loads what that takes. A second call before the first is done is remembered:
 * the last one counts. */
void past_go(struct past *past, struct wall at);
struct wall past_at(const struct past *past); /* of the site; without one, of the first to come */
bool past_is_busy(const struct past *past);   /* another moment than the site's is to come */
/* The devices whose values are wanted, by index in the site. */
void past_watch(struct past *past, const int32_t *devices, size_t count);
/* When the log's first fact was stored, if the site is of a moment before it: only values can be
 * known then. us 0 otherwise. */
struct wall past_first(const struct past *past);
