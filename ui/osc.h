/* A notice as the terminal's own escape sequence, for terminals whose window shows one (UI.md
 * "Notification ladder"). Which of the three is spoken is told by the terminal's answer to
 * XTVERSION; tmux passes it on in an envelope. Pure. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum osc_kind { OSC_NONE, OSC_9, OSC_777, OSC_99 };

#define OSC_CELLS 120 /* of title and body together, at most */
#define OSC_BYTES 1200

/* By the terminal's name and version ("kitty(0.26.5)", "tmux 3.3a"); OSC_NONE of an unknown one. */
enum osc_kind osc_kind_of(const char *version);
/* osc9, osc777 or osc99; OSC_NONE of any other name. */
enum osc_kind osc_kind_named(const char *name);
/* Whether what is sent must be wrapped. */
bool osc_is_tmux(const char *version);
/* The bytes, at most OSC_BYTES with the end; their count. Text loses everything but letters that
 * can be printed, and the ';' that would part it. */
size_t osc_notice(char out[OSC_BYTES], enum osc_kind kind, bool is_tmux, const char *title,
                  const char *body);
