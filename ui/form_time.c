#include "ui/form_time.h"

#include "ui/lang.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_US   (24 * 3600 * 1000000LL)
#define DAYS_FAR 400 /* nobody plans further */

/* "+90", "-15", "+2h", "+3d". */
static bool read_distance(const char *text, struct wall now, struct wall *out)
{
    int amount = 0, length = 0;
    if (sscanf(text + 1, "%6d%n", &amount, &length) != 1 || amount < 0)
        return false;
    const char *unit = text + 1 + length;
    int64_t minutes = !*unit || !strcmp(unit, "m") ? 1
                      : !strcmp(unit, "h")         ? 60
                      : !strcmp(unit, "d")         ? 1440
                                                   : 0;
    if (!minutes || amount * minutes > DAYS_FAR * 1440)
        return false;
    out->us = now.us + (*text == '-' ? -1 : 1) * amount * minutes * 60000000LL;
    return true;
}

/* The numbers of a text, parted by one of "-:. /" each; 0 if it is anything else. */
static int read_numbers(const char *text, int number[5])
{
    int count = 0;
    while (count < 5) {
        size_t digits = strspn(text, "0123456789");
        if (digits < 1 || digits > 4 || sscanf(text, "%4d", &number[count++]) != 1)
            return 0;
        text += digits;
        if (!*text)
            return count;
        if (!strchr("-:. /", *text))
            return 0;
        text++;
    }
    return 0;
}

static bool is_moment(const struct tm *parts)
{
    static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return parts->tm_mon >= 0 && parts->tm_mon < 12 && parts->tm_mday >= 1 &&
           parts->tm_mday <= longest[parts->tm_mon] && parts->tm_hour <= 23 && parts->tm_min <= 59;
}

static int64_t seconds_of(struct tm parts)
{
    parts.tm_isdst = -1;
    return (int64_t)mktime(&parts);
}

/* What was not said is the nearest that fits. */
static int64_t nearest(struct tm parts, int said, int64_t now, bool is_ahead)
{
    int64_t at = seconds_of(parts);
    int *part = said == 2 ? &parts.tm_mday : said == 3 ? &parts.tm_mon : &parts.tm_year;
    if (said == 5 || (is_ahead ? at > now : at <= now + 59))
        return at;
    *part += is_ahead ? 1 : -1;
    return seconds_of(parts);
}

bool form_time_read(const char *text, struct wall now, bool is_ahead, struct wall *out)
{
    int number[5];
    time_t seconds = (time_t)(now.us / 1000000);
    struct tm parts;
    text += strspn(text, " ");
    if (*text == '+' || *text == '-')
        return read_distance(text, now, out);
    int count = read_numbers(text, number);
    if (!count || !localtime_r(&seconds, &parts))
        return false;
    if (count == 1) {
        if (strlen(text) < 3)
            return false;
        number[1] = number[0] % 100;
        number[0] /= 100;
        count = 2;
    }
    parts.tm_sec = 0;
    parts.tm_min = number[count - 1];
    parts.tm_hour = number[count - 2];
    if (count > 2)
        parts.tm_mday = number[count - 3];
    if (count > 3)
        parts.tm_mon = number[count - 4] - 1;
    if (count > 4)
        parts.tm_year = number[0] - 1900;
    if (!is_moment(&parts))
        return false;
    out->us = nearest(parts, count, now.us / 1000000, is_ahead) * 1000000;
    return true;
}

void form_time_text(struct wall at, struct wall now, char *out, size_t size)
{
    char then[24], today[24];
    wall_text(at, then, sizeof then);
    wall_text(now, today, sizeof today);
    int skipped = !strncmp(then, today, 10) ? 11 : !strncmp(then, today, 4) ? 5 : 0;
    snprintf(out, size, "%.*s", 16 - skipped, then + skipped);
}

void form_time_distance(struct wall at, struct wall now, char *out, size_t size)
{
    long minutes = (long)(at.us / 60000000 - now.us / 60000000);
    long far = minutes < 0 ? -minutes : minutes;
    char text[64];
    if (far >= 48 * 60)
        snprintf(text, sizeof text, _("%ld d %ld h"), far / 1440, far / 60 % 24);
    else if (far >= 60)
        snprintf(text, sizeof text, _("%ld h %ld min"), far / 60, far % 60);
    else
        snprintf(text, sizeof text, _("%ld min"), far);
    snprintf(out, size, minutes < 0 ? _("%s ago") : _("in %s"), text);
}

bool form_time_is_turned(const char *text, struct wall at, struct wall now)
{
    char then[24], today[24];
    wall_text(at, then, sizeof then);
    wall_text(now, today, sizeof today);
    text += strspn(text, " ");
    return strspn(text, "0123456789:") == strlen(text) && strncmp(then, today, 10) != 0;
}
