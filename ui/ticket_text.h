/* A ticket in words for lists, panes and filters. Pure. */
#pragma once
#include "backend/core/site.h"
#include "backend/core/ticket.h"

#define TICKET_TEXT 400

/* Time left as "+06:18", "+3:58:10", "+2d 03h"; overdue as "-01:05": never more than 9 cells. */
void ticket_text_left(int64_t left_ms, char *out, size_t size);
/* The address in words, else the station or node: "S0002 Huimin Yuan". */
void ticket_text_where(const struct site *site, const struct ticket *ticket, char *out,
                       size_t size);
/* The station it belongs to, as far as the plant is loaded: "S0002 Huimin Yuan"; "" = unknown. */
void ticket_text_station(const struct site *site, const struct ticket *ticket, char *out,
                         size_t size);
/* The crew's name; "" = none. */
void ticket_text_crew(const struct site *site, const struct ticket *ticket, char *out, size_t size);
/* Kinds and states as columns have room for them. */
const char *ticket_text_kind(enum ticket_kind kind);
const char *ticket_text_state(enum ticket_state state);
/* What is out of the ordinary, parted by blanks: "held +3 asked 2x rework O7 drill". */
void ticket_text_flags(const struct ticket *ticket, char *out, size_t size);
/* Whether number, place, words, people, crew or state contain it, letters without case. */
bool ticket_text_matches(const struct site *site, const struct ticket *ticket, const char *filter);
/* Index of the station above the ticket's node, -1 = unknown. */
int32_t ticket_text_node(const struct site *site, const struct ticket *ticket);
