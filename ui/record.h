/* What the screen showed, as an asciicast v2 file: for training and for proof. */
#pragma once
#include <stddef.h>

struct record;
/* NULL if the file cannot be made; recording is never a reason to stop. */
struct record *record_open(const char *path, int width, int height);
void record_write(struct record *record, const char *bytes, size_t length);
void record_close(struct record *record); /* NULL is fine */
