#include "backend/base/log.h"

#include "backend/base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum log_level lowest = LOG_INFO;

void log_set_level(enum log_level level)
{
    lowest = level;
}

static size_t escape(char *out, size_t size, const char *text)
{
    size_t used = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c && used + 5 < size; c++) {
        if (*c >= 0x20 && *c != 0x7f)
            out[used++] = (char)*c;
        else
            used += (size_t)snprintf(out + used, size - used, "\\x%02x", *c);
    }
    return used;
}

void log_write(enum log_level level, const char *format, ...)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    if (level > lowest)
        return;
    char text[900], line[1024], when[24];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    wall_text(clock_wall(), when, sizeof when);
    size_t used = (size_t)snprintf(line, sizeof line, "%s %s ", when, names[level]);
    used += escape(line + used, sizeof line - used - 1, text);
    line[used++] = '\n';
    if (write(STDERR_FILENO, line, used) < 0)
        return; /* nowhere left to say so */
}
