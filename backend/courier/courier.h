/* Carries messages from the database's queue (hd.message) to webhooks: to crews about their jobs,
 * to who is on duty about what is late. Never on the way of a key: whoever dispatches only puts
 * a row. At least once: what was posted but could not be told to the database, because one of the
 * two was lost then, is posted again half a minute later; its id tells. */
#pragma once
#include <uv.h>

struct courier;

struct courier_options {
    const char *conninfo; /* a login in hd_courier; "" = the PG* environment */
    const char *hook;     /* for messages of crews without a hook of their own; NULL = none */
    const char *ca; /* PEM file of whom to trust instead of the system's; NULL = the system's */
    int timeout_s;  /* of a post, less than the half minute for which a message is lent */
};

/* NULL: libcurl cannot be used. Runs until courier_free(). */
struct courier *courier_new(uv_loop_t *loop, const struct courier_options *options);
/* Ends what is under way; such messages are taken again by whoever comes. */
void courier_free(struct courier *courier);
