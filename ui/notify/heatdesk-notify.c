/* heatdesk-notify: shows one notification on the desktop and ends. A program of its own, because
 * the call is synchronous and a hung bus holds it for more than 45 s, and because GLib has threads
 * of its own (measured: UI.md gotcha 15). Its text comes by stdin, where no other user sees it:
 *
 *   critical | normal
 *   title
 *   body …
 *
 * 0 = shown, 1 = not (a line on stderr). It never lives longer than three seconds. */
#include <libnotify/notify.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LIFE_S 3

static int fail(const char *what, GError *error)
{
    fprintf(stderr, "heatdesk-notify: %s%s%s\n", what, error ? ": " : "",
            error ? error->message : "");
    if (error)
        g_error_free(error);
    return 1;
}

static bool read_line(char *out, int size)
{
    if (!fgets(out, size, stdin))
        return false;
    out[strcspn(out, "\n")] = '\0';
    return true;
}

int main(void)
{
    char urgency[32], title[512], body[1024];
    GError *error = NULL;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    alarm(LIFE_S);
    if (!read_line(urgency, sizeof urgency) || !read_line(title, sizeof title) || !*title)
        return fail("expected on stdin: critical or normal, a title, a body", NULL);
    if (!read_line(body, sizeof body))
        *body = '\0';
    if (!g_utf8_validate(title, -1, NULL) || !g_utf8_validate(body, -1, NULL))
        return fail("expected UTF-8", NULL);
    if (!notify_init("heatdesk"))
        return fail("no notification service", NULL);
    /* The body is markup to some services: nobody's text may be. */
    char *escaped = g_markup_escape_text(body, -1);
    NotifyNotification *shown = notify_notification_new(title, escaped, NULL);
    bool is_critical = !strcmp(urgency, "critical");
    notify_notification_set_urgency(shown,
                                    is_critical ? NOTIFY_URGENCY_CRITICAL : NOTIFY_URGENCY_NORMAL);
    bool is_shown = notify_notification_show(shown, &error);
    g_free(escaped);
    g_object_unref(shown);
    notify_uninit();
    return is_shown ? 0 : fail("not shown", error);
}
