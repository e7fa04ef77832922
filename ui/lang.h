/* The language of the screen: Chinese first, English complete. gettext under C.UTF-8, so that no
 * generated locale is needed: glibc 2.36 follows LANGUAGE in every locale but "C" itself. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define _(text)  lang_text(text) /* never of "": that is the catalogue's own header */
#define N_(text) text            /* marks a text of a table, translated where it is shown */

/* `wanted`: "zh_CN" or "en", NULL = by LC_ALL, LC_MESSAGES, LANG; Chinese if those name neither.
 * Looks for the catalogue in HEATDESK_LOCALE_DIR, beside the program (build tree), and in the
 * installation. False with a sentence if the language is unknown; English is then in force. */
bool lang_init(const char *wanted, const char **why);
/* Switches at run time. False if the language is unknown. */
bool lang_set(const char *name);
/* gettext(), remembered. */
const char *lang_text(const char *text) __attribute__((format_arg(1)));
const char *lang_name(void); /* "zh_CN" or "en" */
bool lang_is_chinese(void);
/* Formats, and says "1 station" where the format says stations: English alone has two forms.
 * Returns `out`. */
const char *lang_counts(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A stored word that may have no translation ("" stays ""). */
const char *lang_word(const char *word);
