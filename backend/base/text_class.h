/* What a character is to a terminal: Unicode 14.0 general category and East Asian width, as glibc
 * has them. Does not depend on the process's locale. */
#pragma once
#include <stdint.h>

enum text_class {
    TEXT_MARK,   /* combines with the character before it: no cell */
    TEXT_NARROW, /* one cell */
    TEXT_WIDE,   /* two cells */
    TEXT_BAD,    /* Cc, Cf, Co, Cs, Zl, Zp, unassigned, or beyond Unicode: never shown */
};

enum text_class text_class_of(uint32_t character);
