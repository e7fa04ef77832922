/* What happened, as a sentence in the operator's language: one template a kind of fact, filled
 * from the fact and the site. Pure. */
#pragma once
#include "backend/core/site.h"
#include "widgets/style.h"

/* "T2g_SP.1 53.0 -> 55.0, read back" in the language; "" never. */
void sentence_fact(const struct site *site, const struct fact *fact, char *out, size_t size);
/* The fact's own text; a person's reason stays as it was written. */
void sentence_text(const struct fact *fact, char *out, size_t size);
/* What the numbers of a fact mean: a crew's name, a time, "T5"; "" if nothing to a person. Times of
 * the day of `now` without their day. The site knows the crews; NULL = none. */
void sentence_figure(const struct site *site, const struct fact *fact, struct wall now, char *out,
                     size_t size);
/* Who did it: "system" of what only comes with time or follows from another deed. Returns `out`. */
const char *sentence_who(const struct fact *fact, char *out, size_t size);
/* Whom a fact concerns: the station (or node), "" if none. */
void sentence_object(const struct site *site, const struct fact *fact, char *out, size_t size);
/* Why a command ended as it did: the refusal's sentence, else the words of its code and text. */
void sentence_command_end(const struct command *command, char *out, size_t size);
/* The state in words ("verified"). */
const char *sentence_state(enum command_state state);
/* A short word out of a fixed set (lost_code, failure code), translated. */
const char *sentence_code(const char *code);
/* How a kind of fact is drawn in a list. */
enum style sentence_style(enum fact_kind kind);
/* "not in force now: the controller follows its curve (CV_Mode.1 2)"; false where the set-point
 * counts, or is none. */
bool sentence_not_in_force(const struct site *site, int32_t device, int point, struct wall now,
                           char *out, size_t size);
/* The device's point by name, NULL if the site does not know it. */
const struct point *sentence_point(const struct site *site, int32_t device_id, const char *id);
