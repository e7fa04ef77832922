/* How the network screen is laid out: one pane with a line of detail below 100 columns, tree and
 * detail to 159, tree, detail and the station's last facts from 160 on. */
#pragma once
#include "ui/screen.h"

void screen_network_draw(struct console *console, struct frame *frame, struct pane area);
