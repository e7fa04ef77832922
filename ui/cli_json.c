#include "ui/cli_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

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

void cli_json_none(struct cli_json *json, const char *name)
{
    put_name(json, name);
    fputs("null", stdout);
}

void cli_json_bool(struct cli_json *json, const char *name, bool value)
{
    put_name(json, name);
    fputs(value ? "true" : "false", stdout);
}

void cli_json_time(struct cli_json *json, const char *name, struct wall at)
{
    time_t seconds = (time_t)(at.us / 1000000);
    struct tm parts;
    char date[32], text[48];
    if (!at.us || !gmtime_r(&seconds, &parts) ||
        !strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts)) {
        cli_json_none(json, name);
        return;
    }
    snprintf(text, sizeof text, "%s.%03dZ", date, (int)(at.us / 1000 % 1000));
    cli_json_text(json, name, text);
}

void cli_json_close(struct cli_json *json)
{
    (void)json;
    puts("}");
}
