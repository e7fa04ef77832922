#include "tests/terminal/sequences.h"

#include "backend/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Moving, erasing, colours, repeating, inserting and deleting, scrolling region, our one question.
 */
#define CSI_FINALS "HABCDGdEFfJKXPLM@STbmr"
/* Cursor keys, cursor, its blinking, wrap, the other screen, bracketed paste, whole frames, and
 * what is turned off in case somebody left it on. */
static const int modes[] = {1, 3, 4, 5, 7, 12, 25, 1000, 1006, 1049, 2004, 2026};

static bool are_modes_ours(const char *at, const char *end)
{
    while (at < end) {
        char *after;
        long mode = strtol(at, &after, 10);
        bool is_known = false;
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
            is_known |= mode == modes[i];
        if (!is_known || after == at)
            return false;
        at = after + (*after == ';');
    }
    return true;
}

static bool is_csi_ours(const char *body, size_t length)
{
    const char *end = body + length - 1;
    if (*end == 'h' || *end == 'l')
        return are_modes_ours(body + (*body == '?'), end);
    bool is_question =
        (length == 2 && !strncmp(body, "6n", 2)) || (length == 3 && !strncmp(body, ">0q", 3));
    if (is_question)
        return true;
    if (*body == '?') /* the cursor's shape on the Linux console */
        return *end == 'c';
    return strspn(body, "0123456789;") == length - 1 && strchr(CSI_FINALS, *end);
}

/* The length of a sequence at ESC, 0 if its end has not come, -1 if it is none of ours. One that
 * another ESC breaks off does nothing: a crash comes when it likes. */
static long sequence(const char *bytes, size_t length)
{
    const char *next = length > 1 ? memchr(bytes + 1, '\033', length < 32 ? length - 1 : 31) : NULL;
    size_t broken = next ? (size_t)(next - bytes) : 0;
    if (length < 2)
        return 0;
    if (broken && strspn(bytes + 1, "[?;0123456789") + 1 >= broken)
        return (long)broken;
    if (bytes[1] == '[') {
        size_t body = 0;
        while (2 + body < length && (bytes[2 + body] < 0x40 || bytes[2 + body] > 0x7e))
            body++;
        if (2 + body == length)
            return 0;
        return is_csi_ours(bytes + 2, body + 1) ? (long)body + 3 : -1;
    }
    if (strchr("()", bytes[1])) /* character sets: only to choose the usual ones */
        return length < 3 ? 0 : strchr("B0", bytes[2]) ? 3 : -1;
    return strchr("78=>DM", bytes[1]) ? 2 : -1;
}

#define LEFT "\033[?2026l\033[?2004l" /* how the terminal is put back; no frame ends so */

/* A character that a crash cut off counts as one, before what puts the terminal back. */
static long character_at(const char *bytes, size_t length, uint32_t *character)
{
    long used = text_next(bytes, length, character);
    size_t cut = 1;
    if (used >= 0 || (unsigned char)bytes[0] < 0xc2)
        return used;
    while (cut < 4 && cut < length && (bytes[cut] & 0xc0) == 0x80)
        cut++;
    bool is_left = length - cut >= sizeof LEFT - 1 && !memcmp(bytes + cut, LEFT, sizeof LEFT - 1);
    *character = 0xfffd;
    return is_left ? (long)cut : used;
}

bool sequences_are_ours(const char *bytes, size_t length, char *why, size_t size)
{
    size_t at = 0;
    while (at < length) {
        uint32_t character;
        long used = bytes[at] == '\033' ? sequence(bytes + at, length - at)
                                        : character_at(bytes + at, length - at, &character);
        bool is_unfinished = used == 0 || (used < 0 && bytes[at] != '\033' && length - at < 4);
        bool is_control = used == 1 && bytes[at] != '\033' && (unsigned char)bytes[at] < ' ' &&
                          !strchr("\a\r\n\b\016\017", bytes[at] ? bytes[at] : '?');
        bool is_later_control = used == 2 && bytes[at] != '\033' && character < 0xa0;
        if (is_unfinished)
            return true;
        if (used < 0 || is_control || is_later_control) {
            int shown = snprintf(why, size, "byte %zu of the output is not ours:", at);
            for (size_t i = at; i < length && i < at + 16 && shown < (int)size; i++)
                shown +=
                    snprintf(why + shown, size - (size_t)shown, " %02x", (unsigned char)bytes[i]);
            return false;
        }
        at += (size_t)used;
    }
    return true;
}
