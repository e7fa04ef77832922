/* A line of typed text: the find field and the command line. Takes printable characters only, so
 * that a paste cannot act. Pure. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELD_SIZE 640 /* 200 Chinese characters */

struct field {
    char text[FIELD_SIZE];
    size_t length;
};

void field_set(struct field *field, const char *text);
/* A character or backspace; false if it is not the field's. */
bool field_key(struct field *field, uint32_t press);
