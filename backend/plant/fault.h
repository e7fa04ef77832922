/* What can go wrong with a device, by script or by command. Faults of the wire are applied to the
 * bytes of a reply; the others to the device's registers or its station. */
#pragma once
#include "backend/base/clock.h"
#include "backend/base/vec.h"
#include "backend/device/frame.h"

#include <stdbool.h>

enum fault_kind {
    FAULT_SILENT,
    FAULT_SLOW,
    FAULT_DRIP,
    FAULT_HALF,
    FAULT_WRONG_ID,
    FAULT_WRONG_UNIT,
    FAULT_WRONG_FUNCTION,
    FAULT_WRONG_ECHO,
    FAULT_NOT_STORED,
    FAULT_EXCEPTION,
    FAULT_RESET,
    FAULT_SURPLUS,
    FAULT_INVALID,
    FAULT_FROZEN,
    FAULT_FOREIGN_WRITE,
    FAULT_POWER_LOSS,
    FAULT_LOCAL,
    FAULT_LEAK,
    FAULT_HEAL,
    FAULT_KINDS,
};

/* What a fault's word is followed by. */
enum fault_needs { NEEDS_NOTHING, NEEDS_NUMBER, NEEDS_POINT, NEEDS_POINT_NUMBER };

struct fault_row {
    const char *word;
    enum fault_needs needs;
    double low, high; /* of the number */
    const char *sentence;
};
extern const struct fault_row fault_rows[FAULT_KINDS];

struct fault {
    enum fault_kind kind;
    double number;
    int point;         /* index, or -1 */
    struct mono until; /* ns 0: until healed */
};

/* The faults that a device has now; the owner frees `at`. */
struct faults {
    struct fault *at;
    size_t count, room;
};

/* Adds a fault; one of the same kind (and point) is replaced. */
void faults_add(struct faults *faults, const struct fault *fault);
/* Removes those that are over, or all; true if one was removed. */
bool faults_expire(struct faults *faults, struct mono now);
void faults_clear(struct faults *faults);
const struct fault *faults_find(const struct faults *faults, enum fault_kind kind);

/* What is to be sent, and how. */
struct fault_reply {
    uint8_t bytes[FRAME_MOST + 8];
    size_t length; /* 0: nothing */
    int delay_ms;  /* before the first byte */
    int drip_ms;   /* between bytes; 0: all at once */
    bool is_reset; /* close hard instead */
};

/* Frames a reply (unit, then function and data) for a request's id, with all faults. `pdu` has room
 * for FRAME_MOST bytes and may be changed. */
void fault_frame(const struct faults *faults, enum framing framing, uint16_t id, uint8_t unit,
                 uint8_t *pdu, size_t length, struct fault_reply *out);
