/* One polled device: its rounds, what each answer means for it (MODBUS.md "practice"), and its
 * loss and return. Owned by the field.
 *
 *   waits for its time → asks block after block → round ends: on_round → waits …
 *   a request fails: the round ends; `lost_after` such rounds in a row: the unit is lost
 *   lost: one register is asked for with growing waits; any answer: on_link up, a full round at
 * once
 *
 * A round in which nothing is read and the device reports its own failure (exception 4), or its
 * gateway that it cannot be reached (0x0A, 0x0B), is a failed round too. */
#pragma once
#include "backend/field/image.h"
#include "backend/field/line.h"

struct unit {
    struct hub *hub;
    struct line *line;
    struct job job;           /* its one request in the line's queue */
    struct wheel_entry clock; /* the next round or probe, or the end of a busy wait */
    struct image image;
    uint32_t key;
    int32_t period_ms;
    uint64_t due_ms;   /* when the present round was, or the next will be due */
    uint64_t retry_ms; /* refused points are asked again then; 0 = none are refused */
    struct mono started;
    uint32_t round;
    size_t asked; /* block of the present request */
    uint8_t failures, step, busy, splits, cause;
    bool is_known; /* has answered since the start */
    bool is_lost, is_late, is_in_round, is_fenced;
    bool has_data, has_fault; /* in the present round */
};

struct unit *unit_new(struct hub *hub, struct line *line, const struct field_device *device);
void unit_free(struct unit *unit);
/* First round in `delay_ms`. */
void unit_start(struct unit *unit, int64_t delay_ms);
/* What it waits for comes at most `delay_ms` from now: its round, or its probe with the link. */
void unit_hasten(struct unit *unit, int64_t delay_ms);
/* It has answered a command: if it is lost, it is probed at once. */
void unit_hasten_lost(struct unit *unit);
/* Reads started before now are not to be seen any more. */
void unit_fence(struct unit *unit);
