/* What must be true of every frame, whatever was typed, resized or received. */
#pragma once
#include "tests/ui/fixture.h"

/* Fails the test unless each line is exactly as wide as the frame, holds nothing but printable
 * characters, and the cursor is inside. */
void check_frame(const struct frame *frame);
uint64_t chance(uint64_t *seed);
