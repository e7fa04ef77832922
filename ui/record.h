/* What the screen showed, as an asciicast v2: JSON lines in UTF-8, each event whole in the file as
 * soon as it is written, so that a crash loses nothing. A full disk ends the record, not the
 * console. NULL is a record that is not kept. */
#pragma once
#include <stddef.h>

struct record;

/* NULL with errno if the file cannot be made. */
struct record *record_open(const char *path, int width, int height);
/* Any piece of the output: a character that is cut goes out with its rest, what is no UTF-8 as
 * U+FFFD. */
void record_write(struct record *record, const char *bytes, size_t length);
void record_size(struct record *record, int width, int height);
void record_close(struct record *record);
