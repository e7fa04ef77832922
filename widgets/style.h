/* Style roles: what a piece of text means, never what colour it has. A theme gives each role its
 * look (themes/ *.theme); a role that a theme leaves out takes the look of the role before its last
 * dot, and at last that of "text". */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define STYLE_LIST(X)                                                                              \
    X(TEXT, "text")                                                                                \
    X(DIM, "text.dim")                                                                             \
    X(EMPHASIS, "text.emphasis")                                                                   \
    X(HEADING, "heading")                                                                          \
    X(TITLE, "title")                                                                              \
    X(SELECTION, "selection")                                                                      \
    X(BORDER, "border")                                                                            \
    X(KEY, "key")                                                                                  \
    X(EDIT, "edit")                                                                                \
    X(NOTICE, "notice")                                                                            \
    X(PENDING, "pending")                                                                          \
    X(TREND, "trend")                                                                              \
    X(VALUE_STALE, "value.stale")                                                                  \
    X(VALUE_MANUAL, "value.manual")                                                                \
    X(VALUE_BAD, "value.bad")                                                                      \
    X(VALUE_LOST, "value.lost")

enum style {
#define X(id, name) STYLE_##id,
    STYLE_LIST(X)
#undef X
        STYLE_COUNT
};

const char *style_name(enum style style);
/* STYLE_COUNT if no role has this name. */
enum style style_of(const char *name);
