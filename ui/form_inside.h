/* Between form.c, form_key.c and rows_form.c only. */
#pragma once
#include "ui/form.h"

/* As typed; NaN = empty or no number. */
double form_row_number(const struct form_row *row);
/* False = empty or no time. */
bool form_row_time(const struct form_row *row, struct wall now, struct wall *out);
/* What is missing or wrong, in the language of the screen. */
const char *form_why(const char *why);
