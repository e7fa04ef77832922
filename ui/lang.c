#include "ui/lang.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "heatdesk"

#ifndef HEATDESK_LOCALE_INSTALLED
#define HEATDESK_LOCALE_INSTALLED "/usr/share/locale"
#endif

/* gettext caches what it found; glibc documents this counter as the way to make it look again. */
extern int _nl_msg_cat_cntr;

static bool is_chinese;

static bool has_catalogue(const char *dir)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES/" DOMAIN ".mo", dir);
    return length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0;
}

/* "<folder of the program><tail>" */
static const char *beside_program(const char *tail)
{
    static char dir[PATH_MAX];
    char exe[PATH_MAX / 2];
    ssize_t length = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (length <= 0)
        return NULL;
    exe[length] = '\0';
    char *slash = strrchr(exe, '/');
    if (slash)
        *slash = '\0';
    snprintf(dir, sizeof dir, "%s%s", exe, tail);
    return has_catalogue(dir) ? dir : NULL;
}

static const char *find_catalogue(void)
{
    const char *dir = getenv("HEATDESK_LOCALE_DIR");
    if (dir && has_catalogue(dir))
        return dir;
    dir = beside_program("/locale");
    if (!dir)
        dir = beside_program("/../share/locale");
    return dir ? dir : HEATDESK_LOCALE_INSTALLED;
}

/* A plain locale (C, POSIX, C.UTF-8, none) says nothing about the person: Chinese. */
static const char *from_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value[0] == 'C' || value[0] == 'P' || !strncmp(value, "zh", 2) ? "zh_CN" : "en";
    }
    return "zh_CN";
}

/* ---- what was looked up already ---- */

/* Texts found, by their hash: a frame asks for the same few hundred, and glibc searches a tree of
 * all texts ever asked for, under a lock, 5 % of a key's time in a list. */
#define SLOTS   1024
#define LONGEST 95

static struct slot {
    const char *translated; /* the catalogue's, for good; its own text: has none; NULL: free */
    char text[LONGEST + 1];
} slots[SLOTS];

static void forget_texts(void)
{
    for (int i = 0; i < SLOTS; i++)
        slots[i].translated = NULL;
}

const char *lang_text(const char *text)
{
    uint32_t hash = 2166136261; /* FNV-1a */
    size_t length = 0;
    while (text[length])
        hash = (hash ^ (unsigned char)text[length++]) * 16777619;
    struct slot *slot = &slots[(hash ^ hash >> 16) % SLOTS];
    if (slot->translated && !strcmp(slot->text, text))
        return slot->translated == slot->text ? text : slot->translated;
    const char *translated = gettext(text);
    if (length <= LONGEST) {
        memcpy(slot->text, text, length + 1);
        slot->translated = translated == text ? slot->text : translated;
    }
    return translated;
}

bool lang_set(const char *name)
{
    bool chinese = !strcmp(name, "zh_CN") || !strcmp(name, "zh");
    if (!chinese && strcmp(name, "en"))
        return false;
    is_chinese = chinese;
    setenv("LANGUAGE", lang_name(), 1);
    ++_nl_msg_cat_cntr;
    forget_texts();
    return true;
}

bool lang_init(const char *wanted, const char **why)
{
    /* Widths and UTF-8 must hold on a machine that has no other locale. */
    if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, ""))
        setlocale(LC_ALL, "C");
    setlocale(LC_NUMERIC, "C");
    bindtextdomain(DOMAIN, find_catalogue());
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
    if (lang_set(wanted ? wanted : from_environment()))
        return true;
    lang_set("en");
    *why = N_("languages are zh_CN and en");
    return false;
}

const char *lang_name(void)
{
    return is_chinese ? "zh_CN" : "en";
}

bool lang_is_chinese(void)
{
    return is_chinese;
}

const char *lang_word(const char *word)
{
    return *word ? lang_text(word) : word;
}

/* "1 stations" -> "1 station", also in the middle; not "21 stations". */
static void make_one(char *text, const char *noun)
{
    size_t length = strlen(noun);
    for (char *at = strstr(text, noun); at; at = strstr(at + 1, noun)) {
        bool is_one =
            at - text >= 2 && at[-1] == ' ' && at[-2] == '1' && (at - text == 2 || at[-3] == ' ');
        if (is_one)
            memmove(at + length - 1, at + length, strlen(at + length) + 1);
    }
}

const char *lang_counts(char *out, size_t size, const char *format, ...)
{
    static const char *const nouns[] = {"stations", "households", "tickets", "alarms"};
    va_list list;
    va_start(list, format);
    vsnprintf(out, size, format, list);
    va_end(list);
    for (size_t i = 0; !is_chinese && i < sizeof nouns / sizeof *nouns; i++)
        make_one(out, nouns[i]);
    return out;
}
