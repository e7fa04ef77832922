/* The alarm screen's last part: the report on the last days. Computed when the part is opened and
 * what is there is older than five minutes; drawn from what was computed last. */
#pragma once
#include "ui/screen.h"

/* Opens it from any screen, for so many days ("" = as before). */
void screen_report_open(struct console *console, const char *days);
/* The part was opened: asks if there is no report yet, or an old one. */
void screen_report_look(struct console *console);
/* Once a turn: asks for what could not be asked for before. */
void screen_report_turn(struct console *console);
bool screen_report_act(struct console *console, enum action_id id);
/* Index of the selected row's node, -1. */
int32_t screen_report_node(const struct console *console);
void screen_report_draw(struct console *console, struct frame *frame, struct pane area);
