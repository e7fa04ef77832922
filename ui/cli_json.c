#include "ui/cli_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void put_text(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_name(struct cli_json *json, const char *name)
{
    if (json->has_members)
        putchar(',');
    json->has_members = true;
    put_text(name);
    putchar(':');
}

void cli_json_open(struct cli_json *json)
{
    *json = (struct cli_json){0};
    putchar('{');
}

void cli_json_text(struct cli_json *json, const char *name, const char *text)
{
    put_name(json, name);
    if (text)
        put_text(text);
    else
        fputs("null", stdout);
}

/* The shortest form that reads back as the same number. */
void cli_json_number(struct cli_json *json, const char *name, double value)
{
    char text[40];
    put_name(json, name);
    if (!isfinite(value)) {
        fputs("null", stdout);
        return;
    }
    for (int digits = 6; digits <= 17; digits++) {
        double again;
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (sscanf(text, "%lf", &again) == 1 && !(again < value) && !(again > value))
            break;
    }
    fputs(text, stdout);
}

void cli_json_integer(struct cli_json *json, const char *name, int64_t value)
{
    put_name(json, name);
    printf("%" PRId64, value);
}

void cli_json_close(struct cli_json *json)
{
    (void)json;
    puts("}");
}
