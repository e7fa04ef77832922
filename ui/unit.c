#include "ui/unit.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *from, *to;
    double factor;
} rules[] = {
    {"kW", "MW", 1e-3},      {"GJ/h", "MW", 1 / 3.6},      {"W", "MW", 1e-6},
    {"m3/h", "t/h", 0.97},   {"kg/s", "t/h", 3.6},         {"l/s", "t/h", 3.6 * 0.97},
    {"l/h", "t/h", 0.97e-3}, {"m3/s", "t/h", 3600 * 0.97}, {"kg/h", "t/h", 1e-3},
    {"bar", "MPa", 0.1},     {"kPa", "MPa", 1e-3},         {"Pa", "MPa", 1e-6},
};

double unit_factor(const char *from, const char *to)
{
    if (!*from || !strcmp(from, to))
        return 1;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!strcmp(rules[i].from, from) && !strcmp(rules[i].to, to))
            return rules[i].factor;
    return 0;
}

const char *unit_word(const char *unit, bool is_chinese)
{
    return !is_chinese && !strcmp(unit, "户") ? "homes" : unit;
}
