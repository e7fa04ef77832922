#include "widgets/style.h"

#include <string.h>

static const char *const names[STYLE_COUNT] = {
#define X(id, name) [STYLE_##id] = name,
    STYLE_LIST(X)
#undef X
};

const char *style_name(enum style style)
{
    return (unsigned)style < STYLE_COUNT ? names[style] : "?";
}

enum style style_of(const char *name)
{
    for (int i = 0; i < STYLE_COUNT; i++)
        if (!strcmp(names[i], name))
            return (enum style)i;
    return STYLE_COUNT;
}
