#include "backend/base/text.h"

#include "backend/base/text_class.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Bytes of the UTF-8 character that `lead` opens, 0 if it opens none. */
static int lead_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2)
        return 0;
    if (lead < 0xe0)
        return 2;
    if (lead < 0xf0)
        return 3;
    return lead < 0xf5 ? 4 : 0;
}

int text_next(const char *text, size_t length, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (length == 0)
        return 0;
    const unsigned char *byte = (const unsigned char *)text;
    int bytes = lead_length(byte[0]);
    if (bytes == 0 || (size_t)bytes > length)
        return -1;
    uint32_t value = bytes == 1 ? byte[0] : byte[0] & (0x7fU >> bytes);
    for (int i = 1; i < bytes; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return -1;
        value = value << 6 | (byte[i] & 0x3f);
    }
    if (value < least[bytes] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return -1;
    *character = value;
    return bytes;
}

int text_cells(uint32_t character)
{
    enum text_class class = text_class_of(character);
    return class == TEXT_BAD ? -1 : (int)class;
}

/* They change the width that some terminals give to the character before, against wcwidth(). */
static bool is_variation_selector(uint32_t character)
{
    return (character >= 0xfe00 && character <= 0xfe0f) ||
           (character >= 0xe0100 && character <= 0xe01ef);
}

size_t text_clean(char *out, size_t size, const char *text, size_t length)
{
    size_t used = 0;
    bool may_mark = false;
    for (size_t at = 0; at < length && size > 0;) {
        uint32_t character = 0;
        int bytes = text_next(text + at, length - at, &character);
        enum text_class class = bytes < 0 ? TEXT_BAD : text_class_of(character);
        const char *from = class == TEXT_BAD ? "?" : text + at;
        size_t put = class == TEXT_BAD ? 1 : (size_t)bytes;
        at += bytes < 0 ? 1 : (size_t)bytes;
        if (class == TEXT_MARK && (!may_mark || is_variation_selector(character)))
            continue;
        if (used + put >= size)
            break;
        memcpy(out + used, from, put);
        used += put;
        may_mark = class != TEXT_MARK;
    }
    if (size > 0)
        out[used] = 0;
    return used;
}

/* Bytes and cells of the character at `text`; what is not cleaned counts as one byte, one cell. */
static size_t step(const char *text, size_t length, int *cells)
{
    uint32_t character = 0;
    *cells = 1;
    if (length > 0 && *text >= ' ' && *text < 127)
        return 1; /* most are, and need no table */
    int bytes = text_next(text, length, &character);
    *cells = bytes > 0 ? text_cells(character) : 1;
    if (*cells < 0)
        *cells = 1;
    return bytes > 0 ? (size_t)bytes : 1;
}

int text_width(const char *text)
{
    int width = 0, cells;
    size_t length = strlen(text);
    for (size_t at = 0; at < length; width += cells)
        at += step(text + at, length - at, &cells);
    return width;
}

/* Bytes of `text` that fit `most` cells and `room` bytes; `width` = the cells they take. */
static size_t fitting(const char *text, size_t length, int most, size_t room, int *width)
{
    size_t at = 0;
    *width = 0;
    while (at < length) {
        int cells;
        size_t bytes = step(text + at, length - at, &cells);
        if (*width + cells > most || at + bytes > room)
            break;
        at += bytes;
        *width += cells;
    }
    return at;
}

size_t text_fit(char *out, size_t size, const char *text, int cells)
{
    if (size == 0)
        return 0;
    size_t length = strlen(text), room = size - 1;
    int width;
    size_t used = fitting(text, length, cells, room, &width);
    bool is_cut = used < length;
    if (is_cut && cells > 0 && room > 0)
        used = fitting(text, length, cells - 1, room - 1, &width);
    memcpy(out, text, used);
    if (is_cut && cells > 0 && room > 0) {
        out[used++] = '~';
        width++;
    }
    while (width < cells && used < room) {
        out[used++] = ' ';
        width++;
    }
    out[used] = 0;
    return used;
}

/* Where the digits, letters and dashes at the end begin; the end itself if there is no digit. */
static size_t number_at(const char *text)
{
    size_t length = strlen(text), at = length;
    bool has_digit = false;
    while (at > 0 && text[at - 1] > ' ' && text[at - 1] < 127) {
        has_digit |= text[at - 1] >= '0' && text[at - 1] <= '9';
        at--;
    }
    return has_digit ? at : length;
}

size_t text_fit_place(char *out, size_t size, const char *text, int cells)
{
    size_t at = number_at(text), head = at, used;
    int number = text_width(text + at), width;
    while (head > 0 && text[head - 1] == ' ')
        head--;
    if (!number || text_width(text) <= cells || number + 3 > cells || size <= strlen(text) + 2)
        return text_fit(out, size, text, cells);
    used = fitting(text, head, cells - number - 1, size, &width);
    memcpy(out, text, used);
    out[used++] = '~';
    used += (size_t)snprintf(out + used, size - used, "%s", text + at);
    for (width += 1 + number; width < cells && used + 1 < size; width++)
        out[used++] = ' ';
    out[used] = '\0';
    return used;
}

static int folded(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
}

bool text_contains(const char *text, const char *needle)
{
    size_t length = strlen(needle);
    int first = folded(*needle);
    for (; *text; text++)
        if (folded(*text) == first && strncasecmp(text, needle, length) == 0)
            return true;
    return length == 0;
}
