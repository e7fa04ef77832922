/* Flashing (UI.md): 1 Hz, half a second on, half a second off, one phase for all, from the
 * database's clock; only chips of what is active and not acknowledged, never the lowest priority.
 * With more than FLASH_MOST of them in sight, or in a flood, only the critical ones flash.
 *
 * Rows are made with the style of their state (ui/mark.h) and know of no phase. flash_frame() puts
 * the dark half over the finished frame, so it is decided once, by what really is in sight. Pure.
 */
#pragma once
#include "backend/core/alarm_book.h"
#include "ui/frame.h"
#include "ui/world.h"

#define FLASH_MOST    40
#define FLASH_HALF_MS 500

bool flash_is_on(const struct world *world);
/* Whether a chip of this state and priority may flash at all. */
bool flash_may(enum alarm_state state, int priority);
/* Whether chips of this priority flash with so many of them in sight. */
bool flash_does(const struct world *world, int priority, int in_sight);
/* Dims the flashing chips in the dark half. Those of the top line and the strip flash only while
 * something that waits is out of sight, by frame->waiting: no alarm is invisible; those of clocks
 * while no clock's marker is in sight below them. Returns how many
 * chips flash: with 0 the frame needs no other until something changes. May be called again on a
 * frame of which lines were drawn anew. */
int flash_frame(struct frame *frame, const struct world *world);
