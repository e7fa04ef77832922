#include "ui/osc.h"

#include "backend/base/text.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *begins;
    enum osc_kind kind;
} terminals[] = {
    {"kitty", OSC_99},  {"WezTerm", OSC_9}, {"iTerm2", OSC_9},
    {"ghostty", OSC_9}, {"foot", OSC_777},  {"rxvt", OSC_777},
    {"VTE", OSC_777},   {"tmux", OSC_9},    {"contour", OSC_777},
};

enum osc_kind osc_kind_of(const char *version)
{
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++)
        if (!strncmp(version, terminals[i].begins, strlen(terminals[i].begins)))
            return terminals[i].kind;
    return OSC_NONE;
}

enum osc_kind osc_kind_named(const char *name)
{
    return !strcmp(name, "osc9")     ? OSC_9
           : !strcmp(name, "osc777") ? OSC_777
           : !strcmp(name, "osc99")  ? OSC_99
                                     : OSC_NONE;
}

bool osc_is_tmux(const char *version)
{
    return !strncmp(version, "tmux", 4);
}

/* Cleaned, without what parts or ends a sequence, and no longer than so many cells. */
static int strict(char *out, size_t size, const char *text, int cells)
{
    char clean[OSC_BYTES];
    size_t at = 0, length = text_clean(clean, sizeof clean, text, strlen(text));
    int taken = 0;
    for (size_t i = 0; i < length;) {
        uint32_t character;
        int bytes = text_next(clean + i, length - i, &character);
        int width = bytes > 0 ? text_cells(character) : -1;
        if (bytes <= 0 || width < 0 || taken + width > cells || at + (size_t)bytes >= size)
            break;
        if (character == ';') {
            out[at++] = ',';
        } else {
            memcpy(out + at, clean + i, (size_t)bytes);
            at += (size_t)bytes;
        }
        taken += width;
        i += (size_t)bytes;
    }
    out[at] = '\0';
    return taken;
}

/* tmux takes a sequence for the terminal around it with each ESC doubled. */
static size_t wrap(char out[OSC_BYTES], const char *bytes)
{
    size_t at = (size_t)snprintf(out, OSC_BYTES, "\033Ptmux;");
    for (; *bytes && at + 5 < OSC_BYTES; bytes++) {
        if (*bytes == '\033')
            out[at++] = '\033';
        out[at++] = *bytes;
    }
    return at + (size_t)snprintf(out + at, OSC_BYTES - at, "\033\\");
}

size_t osc_notice(char out[OSC_BYTES], enum osc_kind kind, bool is_tmux, const char *title,
                  const char *body)
{
    char first[400], second[400], bytes[OSC_BYTES - 40] = "";
    int cells = strict(first, sizeof first, title, OSC_CELLS);
    strict(second, sizeof second, body, OSC_CELLS - cells);
    const char *between = *first && *second ? ": " : "";
    switch (kind) {
    case OSC_NONE: break;
    case OSC_9: snprintf(bytes, sizeof bytes, "\033]9;%s%s%s\a", first, between, second); break;
    case OSC_777: snprintf(bytes, sizeof bytes, "\033]777;notify;%s;%s\a", first, second); break;
    case OSC_99:
        snprintf(bytes, sizeof bytes, "\033]99;;%s%s%s\033\\", first, between, second);
        break;
    }
    if (is_tmux && *bytes)
        return wrap(out, bytes);
    return (size_t)snprintf(out, OSC_BYTES, "%s", bytes);
}
