#include "backend/daemon_limits.h"

#include "backend/base/log.h"

#include <stdlib.h>

#define LIMITS_MOST (1 << 20)

struct limits *daemon_limits_read(const char *path, struct conf_errors *errors)
{
    char why[256];
    size_t length;
    *errors = (struct conf_errors){.file = path};
    char *text = conf_read_file(path, LIMITS_MOST, &length, why, sizeof why);
    if (!text) {
        conf_error(errors, 0, "%s", why);
        return NULL;
    }
    struct limits *limits = limits_parse(text, length, errors);
    free(text);
    return limits;
}

static void tell_idle(void *ctx, const char *scope, const char *point, int line)
{
    log_warning("%s:%d: [%s/%s] matches no set-point of the plant, so it limits nothing",
                (const char *)ctx, line, scope, point);
}

struct limits *daemon_limits_for(const char *path, const struct site *site)
{
    static struct conf_errors errors;
    if (!path)
        return NULL;
    struct limits *limits = daemon_limits_read(path, &errors);
    if (limits) {
        limits_find_idle(limits, site, tell_idle, (void *)path);
        return limits;
    }
    log_error("limits file is wrong, nothing is written until it is right: %s", errors.text);
    static const char closed[] = "[collector]\nwrites = no\n";
    return limits_parse(closed, sizeof closed - 1, &(struct conf_errors){.file = "closed"});
}
