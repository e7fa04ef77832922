/* A small collector that keeps the rows in sight live: a process of its own. */
#pragma once
#include <sys/types.h>

/* What the writer shall do from now on. */
enum pace {
    PACE_STILL,  /* every device polled each 5 s, all values as they were */
    PACE_LIVELY, /* the same, and a twentieth of the devices has new values each second */
};

/* Writes values for all devices once, each another, and MARK for the primary supply temperature;
 * then keeps those of the first rows of the tree fresh, in batches each 50 ms as the real collector
 * sends them. */
#define MARK 77.7
pid_t writer_start(void);
void writer_pace(enum pace pace);
