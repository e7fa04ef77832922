/* Profiles for tests: parsed from text, or shipped. */
#pragma once
#include "backend/device/profile.h"

#include <stdio.h>
#include <string.h>

static inline struct profile *shelf_parse(const char *text, struct conf_errors *errors)
{
    *errors = (struct conf_errors){.file = "t.profile"};
    return profile_parse("t", text, strlen(text), errors);
}

static inline struct profile *shelf_shipped(const char *name, struct conf_errors *errors)
{
    size_t length = 0;
    *errors = (struct conf_errors){.file = name};
    const char *text = profile_shipped(name, &length);
    return text ? profile_parse(name, text, length, errors) : NULL;
}
