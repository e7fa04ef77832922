/* The time constants of the field. Start values are MODBUS practice ("starting values, keep
 * configurable"); tests shorten them so that hours pass in seconds. All in milliseconds. */
#pragma once
#include <stdint.h>

#define TUNING_REOPEN_STEPS 6
#define TUNING_PROBE_STEPS  4

struct tuning {
    int32_t tick;                        /* of the one timer: nothing is finer than this */
    int32_t connect;                     /* our own limit for a connect */
    int32_t user_timeout;                /* TCP_USER_TIMEOUT: a half-open peer is noticed */
    int32_t reopen[TUNING_REOPEN_STEPS]; /* before a link is opened again, by faults in a row */
    int32_t probe[TUNING_PROBE_STEPS];   /* between two probes of a lost unit */
    int32_t jitter_percent;              /* added at random to reopen and probe */
    int32_t lost_after;                  /* failed rounds in a row */
    int32_t busy_low, busy_high;         /* retry after exceptions 5 and 6, doubling */
    int32_t busy_tries;                  /* then the round goes on without the block */
    int32_t drain;                       /* silence that ends a stream of late RTU bytes */
    int32_t quarantine;                  /* no request to a unit whose late RTU reply may come */
    int32_t splits;                      /* halvings a round: the search spreads over rounds */
    int32_t retry_refused;               /* isolated registers are asked again */
    int32_t retry_all_refused;           /* the same for a device that refuses everything */
    int32_t wave;        /* after one unit's return the other lost ones are asked within this */
    int32_t wave_rest;   /* and not again for this long */
    int32_t first_round; /* the first round of all units is spread over at most this */
    int32_t statistics;  /* half of the window that round-trip times are kept for */
};

extern const struct tuning tuning_default;

struct field;
/* Replaces the constants; before the first field_add(). */
void field_tune(struct field *field, const struct tuning *tuning);
/* Starts a round of every unit that waits for its next one, now instead of at its phase. */
void field_rush(struct field *field);
