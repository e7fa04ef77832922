/* Where a notice goes: to the desktop by heatdesk-notify if the session has a bus, else to the
 * terminal's window by an escape sequence. Off the key path; one helper at a time, ended after
 * three seconds. */
#pragma once
#include "ui/notice.h"
#include "ui/osc.h"

#include <uv.h>

enum notify_way { NOTIFY_AUTO, NOTIFY_DESKTOP, NOTIFY_OSC, NOTIFY_BELL };

struct notify {
    enum notify_way way;
    enum osc_kind osc; /* NOTIFY_OSC: what was asked for; OSC_NONE = what the terminal says */
    char version[64];  /* of the terminal, "" = it has not answered */
    char helper[512];  /* the program, "" = there is none */
    struct notify_child *child; /* NULL = none runs */
    uv_loop_t *loop;
    void *ctx;
    void (*send)(void *ctx, const char *bytes, size_t length); /* to the terminal */
};

/* "auto", "desktop", "osc9", "osc777", "osc99", "bell"; false if it is none of these. */
bool notify_way_of(struct notify *notify, const char *name);
void notify_init(struct notify *notify, uv_loop_t *loop,
                 void (*send)(void *ctx, const char *bytes, size_t length), void *ctx);
void notify_finish(struct notify *notify);
/* Tells it; what is told while a helper runs still is dropped: that one has just been shown. */
void notify_tell(struct notify *notify, const struct notice_words *words);
/* Which way the next one goes, a msgid. */
const char *notify_way_phrase(const struct notify *notify);
