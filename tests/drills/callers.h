/* Two other systems that open tickets (hd_intake) over a line that is cut again and again: whoever
 * has heard no answer says the same call again, with its own uuid. Each is a process of its own. */
#pragma once
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    CALLS = 100, /* "#0 …" to "#99 …" */
    CALLERS = 2,
    BOTH_SAY = 20, /* calls in the middle that both of them say, with one uuid */
};

/* Shared between the processes. */
struct callers {
    _Atomic int64_t answer[CALLERS][CALLS]; /* the ticket's number as it was told; 0 = none */
    atomic_int answered, repeated;          /* calls, and those said again as no answer came */
};

struct callers *callers_new(void);
/* Logs in as `login` through `port`, and begins when `go` is at its end. It exits with 0 when all
 * its calls are answered, 1 if one is refused or it is let in no more. */
pid_t callers_start(struct callers *callers, int caller, const char *conninfo, const int go[2]);
