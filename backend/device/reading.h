/* A measured value: never a number without its quality (MODBUS.md "invalid markers"). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Worst last within a class; the order is part of the stored format (one byte a point). */
enum quality {
    QUALITY_GOOD,
    QUALITY_MANUAL,  /* entered by a person or held by the controller's manual mode */
    QUALITY_FROZEN,  /* has not changed for longer than the point's `frozen` time */
    QUALITY_STALE,   /* older than three periods; made by the reader of the value, or by the field
                      * where only some of a device's registers came */
    QUALITY_RANGE,   /* outside the point's plausible limits */
    QUALITY_INVALID, /* the device's own "no value" marker, NaN, or a bad status register */
    QUALITY_REFUSED, /* the device answers an exception for this point's registers */
    QUALITY_LOST,    /* no communication */
    QUALITY_NEVER,   /* never polled */
};
#define QUALITY_COUNT 9

struct reading {
    double value; /* engineering unit; NaN unless quality_has_number() */
    uint8_t quality;
    uint32_t lag_ms; /* read so long before its device's last round: that did not ask for it */
};

/* Only these carry a number that may be compared, alarmed on, or written to history. */
static inline bool quality_has_number(enum quality quality)
{
    return quality < QUALITY_RANGE;
}

/* One ASCII mark for a screen: ' ' good, M manual, = frozen, ? stale, ! range, x invalid,
 * e refused, / lost, - never. */
char quality_mark(enum quality quality);
/* English name and msgid: "good", "manual", … */
const char *quality_name(enum quality quality);
