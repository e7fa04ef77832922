/* The panes beside a list, which several screens share. Each draws from line `line` of `area` on
 * and returns the next free line; what has no room is left out. */
#pragma once
#include "ui/screen.h"

/* Newest facts of a station (index of the node; -1 = of all) that matter to an operator. */
int screen_pane_facts(struct console *console, struct frame *frame, struct pane area, int line,
                      int32_t station);
/* The station's last orders. */
int screen_pane_orders(struct console *console, struct frame *frame, struct pane area, int line,
                       int32_t station);
/* How many alarms a node and what is below it show, and the first of them; `is_whole`: also those
 * of what is below. Nothing if there are none. */
int screen_pane_alarms(struct console *console, struct frame *frame, struct pane area, int line,
                       int32_t node, bool is_whole);
/* A station at a glance: both sides, its alarms, what is not good, orders. */
int screen_pane_station(struct console *console, struct frame *frame, struct pane area, int line,
                        int32_t station);
/* A source or network: how many, and the stations in trouble below it. */
int screen_pane_group(struct console *console, struct frame *frame, struct pane area, int line,
                      int32_t node);
/* One heading. */
int screen_pane_heading(struct frame *frame, struct pane area, int line, const char *text);
