#include "ui/plan_fit.h"

#include "backend/base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define WORD_LEAST 4

static const char *const places[] = {"热力站",  "换热站",    "热源厂",  "一次网",  "二次网",
                                     "管网",    "小区",      "primary", "station", "secondary",
                                     "network", "community", "heat",    "source",  "loss"};

static bool is_place(const char *part)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (text_contains(places[i], part) ||
            (isalpha((unsigned char)*part) && text_contains(part, places[i])))
            return true;
    return false;
}

static bool is_told(const char *text, size_t length, const char *cause)
{
    char part[64];
    snprintf(part, sizeof part, "%.*s", (int)length, text);
    return !is_place(part) && text_contains(cause, part);
}

bool plan_fits(const char *title, const char *cause)
{
    while (*title) {
        uint32_t first, second;
        size_t left = strlen(title), letters = 0;
        int one = text_next(title, left, &first);
        int two = one > 0 ? text_next(title + one, left - (size_t)one, &second) : 0;
        while (isalpha((unsigned char)title[letters]))
            letters++;
        if (letters >= WORD_LEAST && is_told(title, letters, cause))
            return true;
        if (one > 1 && two > 1 && is_told(title, (size_t)(one + two), cause))
            return true;
        title += letters ? letters : one > 0 ? (size_t)one : 1;
    }
    return false;
}
