#include "ui/notify.h"

#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "ui/lang.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHILD_MS 3000

struct notify_child {
    struct notify *owner; /* NULL = it was left */
    uv_process_t process;
    uv_pipe_t input;
    uv_timer_t limit;
    uv_write_t write;
    char text[3 * NOTICE_TEXT];
    int open; /* handles */
};

bool notify_way_of(struct notify *notify, const char *name)
{
    notify->osc = osc_kind_named(name);
    if (!strcmp(name, "auto"))
        notify->way = NOTIFY_AUTO;
    else if (!strcmp(name, "desktop"))
        notify->way = NOTIFY_DESKTOP;
    else if (!strcmp(name, "bell"))
        notify->way = NOTIFY_BELL;
    else if (notify->osc != OSC_NONE)
        notify->way = NOTIFY_OSC;
    else
        return false;
    return true;
}

/* Beside the program (build tree), or where it is installed. */
static void find_helper(struct notify *notify)
{
    char self[400];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    notify->helper[0] = '\0';
    if (length <= 0)
        return;
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    *slash = '\0';
    snprintf(notify->helper, sizeof notify->helper, "%s/notify/heatdesk-notify", self);
    if (access(notify->helper, X_OK) == 0)
        return;
    snprintf(notify->helper, sizeof notify->helper, "%s", HEATDESK_NOTIFY_INSTALLED);
    if (access(notify->helper, X_OK) != 0)
        notify->helper[0] = '\0';
}

void notify_init(struct notify *notify, uv_loop_t *loop,
                 void (*send)(void *ctx, const char *bytes, size_t length), void *ctx)
{
    notify->loop = loop;
    notify->send = send;
    notify->ctx = ctx;
    find_helper(notify);
}

/* ---- the desktop ---- */

static void on_closed(uv_handle_t *handle)
{
    struct notify_child *child = handle->data;
    if (--child->open == 0)
        free(child);
}

static void close_child(struct notify_child *child)
{
    if (child->owner)
        child->owner->child = NULL;
    child->owner = NULL;
    uv_handle_t *const handles[] = {(uv_handle_t *)&child->process, (uv_handle_t *)&child->input,
                                    (uv_handle_t *)&child->limit};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
        if (!uv_is_closing(handles[i]))
            uv_close(handles[i], on_closed);
}

static void on_exit_of_child(uv_process_t *process, int64_t status, int signal_number)
{
    (void)status, (void)signal_number;
    close_child(process->data);
}

static void on_limit(uv_timer_t *timer)
{
    struct notify_child *child = timer->data;
    uv_process_kill(&child->process, SIGKILL); /* its end is heard as any other */
}

static void on_written(uv_write_t *write, int status)
{
    struct notify_child *child = write->data;
    (void)status;
    if (!uv_is_closing((uv_handle_t *)&child->input))
        uv_close((uv_handle_t *)&child->input, on_closed);
}

/* The child needs the bus and its language, nothing else of ours. */
static bool spawn(struct notify *notify, struct notify_child *child)
{
    char *const argv[] = {notify->helper, NULL};
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&child->input},
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE}};
    const uv_process_options_t options = {.file = notify->helper,
                                          .args = (char **)argv,
                                          .exit_cb = on_exit_of_child,
                                          .stdio_count = 3,
                                          .stdio = stdio};
    return uv_spawn(notify->loop, &child->process, &options) == 0;
}

static bool tell_desktop(struct notify *notify, const struct notice_words *words)
{
    if (!notify->helper[0])
        return false;
    if (notify->child)
        return true;
    struct notify_child *child = alloc_new(sizeof *child);
    *child = (struct notify_child){.owner = notify, .open = 3};
    uv_pipe_init(notify->loop, &child->input, 0);
    uv_timer_init(notify->loop, &child->limit);
    child->process.data = child->input.data = child->limit.data = child->write.data = child;
    bool is_running = spawn(notify, child);
    notify->child = is_running ? child : NULL;
    if (!is_running) {
        close_child(child);
        return false;
    }
    uv_timer_start(&child->limit, on_limit, CHILD_MS, 0);
    snprintf(child->text, sizeof child->text, "%s\n%s\n%s\n",
             words->is_critical ? "critical" : "normal", words->title, words->body);
    uv_buf_t bytes = uv_buf_init(child->text, (unsigned)strlen(child->text));
    uv_write(&child->write, (uv_stream_t *)&child->input, &bytes, 1, on_written);
    return true;
}

/* ---- which way ---- */

static bool has_bus(void)
{
    const char *bus = getenv("DBUS_SESSION_BUS_ADDRESS");
    return bus && *bus && !getenv("SSH_CONNECTION");
}

static bool wants_desktop(const struct notify *notify)
{
    return notify->helper[0] &&
           (notify->way == NOTIFY_DESKTOP || (notify->way == NOTIFY_AUTO && has_bus()));
}

static enum osc_kind osc_of(const struct notify *notify)
{
    if (notify->way == NOTIFY_BELL || notify->way == NOTIFY_DESKTOP)
        return OSC_NONE;
    return notify->osc != OSC_NONE ? notify->osc : osc_kind_of(notify->version);
}

const char *notify_way_phrase(const struct notify *notify)
{
    return wants_desktop(notify)        ? N_("the desktop")
           : osc_of(notify) != OSC_NONE ? N_("the terminal's window")
                                        : N_("the bell alone");
}

void notify_tell(struct notify *notify, const struct notice_words *words)
{
    char bytes[OSC_BYTES];
    if (wants_desktop(notify) && tell_desktop(notify, words))
        return;
    size_t length =
        osc_notice(bytes, osc_of(notify), osc_is_tmux(notify->version), words->title, words->body);
    if (length)
        notify->send(notify->ctx, bytes, length);
}

void notify_finish(struct notify *notify)
{
    struct notify_child *child = notify->child;
    if (!child)
        return;
    uv_process_kill(&child->process, SIGKILL);
    close_child(child);
}
