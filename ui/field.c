#include "ui/field.h"

#include "backend/base/text.h"
#include "ui/keymap.h"

#include <stdio.h>
#include <string.h>

void field_set(struct field *field, const char *text)
{
    field->length = text_clean(field->text, sizeof field->text, text, strlen(text));
}

static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t bytes = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = bytes - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(lead[bytes] | c);
    return bytes;
}

static void remove_last(struct field *field)
{
    while (field->length && ((unsigned char)field->text[field->length - 1] & 0xC0) == 0x80)
        field->length--;
    if (field->length)
        field->length--;
    field->text[field->length] = '\0';
}

bool field_key(struct field *field, uint32_t press)
{
    char bytes[4];
    if (press == PRESS_BACKSPACE) {
        remove_last(field);
        return true;
    }
    if (press < ' ' || press == 127 || press > 0x10FFFF || text_cells(press) < 1)
        return false;
    size_t count = encode(press, bytes);
    if (field->length + count < sizeof field->text) {
        memcpy(field->text + field->length, bytes, count);
        field->length += count;
        field->text[field->length] = '\0';
    }
    return true;
}
