#include "ui/wrap.h"

#include "backend/base/text.h"

#include <string.h>

size_t wrap_bytes(const char *text, int cells)
{
    size_t length = strlen(text), at = 0, blank = 0;
    int taken = 0;
    while (at < length) {
        uint32_t character;
        int bytes = text_next(text + at, length - at, &character);
        int width = bytes > 0 ? text_cells(character) : 1;
        if (taken + width > cells)
            return blank && width < 2 ? blank : at ? at : (size_t)(bytes > 0 ? bytes : 1);
        if (character == ' ')
            blank = at;
        at += (size_t)(bytes > 0 ? bytes : 1);
        taken += width > 0 ? width : 0;
    }
    return length;
}
