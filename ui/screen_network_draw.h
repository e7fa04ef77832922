/* How the network screen is laid out: one pane with a line of detail below 100 columns, tree and
 * detail to 159, tree, detail and the station's last facts from 160 on. */
#pragma once
#include "ui/screen.h"

void screen_network_draw(struct console *console, struct frame *frame, struct pane area);
bool screen_network_refresh(struct console *console, struct frame *frame, struct pane area,
                            uint64_t changes);
/* Calls `add` for a node's devices; for what lies below a station, for the station's as well. */
void screen_network_devices(const struct console *console, int32_t node,
                            void (*add)(void *ctx, int32_t device), void *ctx);
