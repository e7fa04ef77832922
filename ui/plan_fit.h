/* Whether a plan card is about what caused an outage, by its title: words about the place alone
 * ("热力站", "network") tell nothing. Pure. */
#pragma once
#include <stdbool.h>

/* Chinese: two characters in a row of the title stand in the cause; else a word of it does. */
bool plan_fits(const char *title, const char *cause);
