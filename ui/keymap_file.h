/* A person's own keys: a text file, "verb = key key …" a line, verbs and keys as the help spells
 * them; quotes around a '#'. What it does not name keeps its keys. All or nothing. */
#pragma once
#include "backend/base/conf.h"

/* Takes the file's keys into use. False with every mistake in `errors`: an unknown verb or key, a
 * key that two actions of one screen would share. */
bool keymap_file_read(const char *text, size_t length, struct conf_errors *errors);
/* Back to the table's own. */
void keymap_file_forget(void);
