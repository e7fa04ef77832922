#include "backend/base/nearest.h"
#include "backend/device/plan.h"
#include "ui/cli_call.h"
#include "ui/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILE_MOST (1 << 20)
#define NAMES_MOST   256

/* "dir/trovis.profile" gives "trovis". */
static void name_of_file(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *end = strstr(name, ".profile");
    size_t length = end && end > name && end[8] == 0 ? (size_t)(end - name) : strlen(name);
    snprintf(out, size, "%.*s", (int)length, name);
}

static void count_access(const struct profile *profile, size_t *set_points)
{
    for (size_t i = 0; i < profile->point_count; i++)
        *set_points += profile->point[i].access == ACCESS_WRITE;
}

static void print_summary(const struct profile *profile)
{
    struct plan plan;
    size_t set_points = 0;
    count_access(profile, &set_points);
    printf("%s: %s%s%s\n", profile->name, profile->zh ? profile->zh : "",
           profile->zh && *profile->zh && profile->en && *profile->en ? " / " : "",
           profile->en ? profile->en : "");
    printf(_("%zu points, %zu set-points, polled each %g s\n"), profile->point_count, set_points,
           profile->period_ms / 1000.0);
    plan_init(&plan, profile, NULL);
    plan_print(&plan, profile, stdout);
    plan_finish(&plan);
}

enum cli_exit cli_profile_check(const struct cli_call *call)
{
    char name[128], why[256];
    size_t length;
    char *text = conf_read_file(call->word[0], PROFILE_MOST, &length, why, sizeof why);
    if (!text) {
        cli_say("%s: %s", call->word[0], why);
        return CLI_OTHER;
    }
    struct conf_errors *errors = calloc(1, sizeof *errors);
    if (!errors)
        abort();
    errors->file = call->word[0];
    name_of_file(call->word[0], name, sizeof name);
    struct profile *profile = profile_parse(name, text, length, errors);
    if (*errors->text)
        fprintf(stderr, "%s\n", errors->text);
    if (profile)
        print_summary(profile);
    enum cli_exit code = profile ? CLI_DONE : CLI_OTHER;
    profile_free(profile);
    free(errors);
    free(text);
    return code;
}

static void print_shipped(const char *name)
{
    size_t length;
    const char *text = profile_shipped(name, &length);
    struct conf_errors *errors = calloc(1, sizeof *errors);
    if (!errors)
        abort();
    errors->file = name;
    struct profile *profile = profile_parse(name, text, length, errors);
    if (profile)
        printf("%-18s %4zu points  %s / %s\n", name, profile->point_count, profile->zh,
               profile->en);
    profile_free(profile);
    free(errors);
}

enum cli_exit cli_profile_list(const struct cli_call *call)
{
    (void)call;
    const char *name;
    for (size_t i = 0; (name = profile_shipped_name(i)); i++)
        print_shipped(name);
    return CLI_DONE;
}

enum cli_exit cli_profile_show(const struct cli_call *call)
{
    size_t length, count = 0;
    const char *names[NAMES_MOST];
    const char *text = profile_shipped(call->word[0], &length);
    if (text) {
        fwrite(text, 1, length, stdout);
        return CLI_DONE;
    }
    while (count < NAMES_MOST && (names[count] = profile_shipped_name(count)))
        count++;
    const char *near = nearest_of(call->word[0], names, count);
    if (near)
        cli_say(_("no shipped profile '%s'; did you mean '%s'?"), call->word[0], near);
    else
        cli_say(_("no shipped profile '%s'; 'heatdesk profile list' lists them"), call->word[0]);
    return CLI_OTHER;
}
