/* The backend speaks English: what it stores with a fact, and why a connection or a question of
 * ours failed. Here its fixed phrases are known, so that they can be shown in the screen's
 * language with their figures kept. tests/po/catalogue.sh holds them against the backend. */
#pragma once
#include <stddef.h>

/* `text` in the language in force; a phrase that is not known stays as it is. Cut at `size`. */
void phrase_text(const char *text, char *out, size_t size);
