#include "backend/plant/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct teller {
    uv_pipe_t pipe; /* first: a handle is its teller */
    struct control *control;
    struct teller *next, **link;
    char line[500];
    size_t length;
    char buffer[500];
};

/* Freed with its last handle. */
struct control {
    uv_pipe_t pipe; /* first: a handle is its control */
    struct fleet *fleet;
    struct teller *first;
    char path[108];
    bool is_closed;
};

static void free_if_done(struct control *control)
{
    if (control->is_closed && !control->first)
        free(control);
}

static void on_teller_closed(uv_handle_t *handle)
{
    struct teller *teller = (struct teller *)handle;
    struct control *control = teller->control;
    *teller->link = teller->next;
    if (teller->next)
        teller->next->link = teller->link;
    free(teller);
    free_if_done(control);
}

static void end(struct teller *teller)
{
    if (!uv_is_closing((uv_handle_t *)&teller->pipe))
        uv_close((uv_handle_t *)&teller->pipe, on_teller_closed);
}

/* Answers are short and few: one that the socket will not take at once ends the conversation. */
static void answer(struct teller *teller, const char *text)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)text, (unsigned)strlen(text));
    if (uv_try_write((uv_stream_t *)&teller->pipe, &buffer, 1) != (int)strlen(text))
        end(teller);
}

static void take_line(struct teller *teller)
{
    struct scenario_order order;
    char why[300], text[320];
    teller->line[teller->length] = '\0';
    teller->length = 0;
    if (!scenario_read_line(teller->control->fleet, teller->line, false, &order, why, sizeof why)) {
        snprintf(text, sizeof text, "error: %s\n", why);
        answer(teller, text);
        return;
    }
    if (order.who)
        scenario_obey(teller->control->fleet, &order, clock_mono());
    free(order.who);
    answer(teller, "ok\n");
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
    (void)wanted;
    struct teller *teller = (struct teller *)handle;
    *out = uv_buf_init(teller->buffer, sizeof teller->buffer);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct teller *teller = (struct teller *)stream;
    if (count < 0) {
        end(teller);
        return;
    }
    for (ssize_t i = 0; i < count; i++) {
        if (buffer->base[i] == '\n')
            take_line(teller);
        else if (teller->length + 1 < sizeof teller->line)
            teller->line[teller->length++] = buffer->base[i];
    }
}

static void on_teller(uv_stream_t *stream, int status)
{
    struct control *control = (struct control *)stream;
    if (status < 0)
        return;
    struct teller *teller = alloc_new(sizeof *teller);
    teller->control = control;
    uv_pipe_init(stream->loop, &teller->pipe, 0);
    teller->next = control->first;
    teller->link = &control->first;
    if (control->first)
        control->first->link = &teller->next;
    control->first = teller;
    if (uv_accept(stream, (uv_stream_t *)&teller->pipe) != 0 ||
        uv_read_start((uv_stream_t *)&teller->pipe, on_room, on_bytes) != 0)
        end(teller);
}

static int dial(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof at.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(at.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* What a killed plant left behind may go; a living one's socket, or a file, may not. */
static void remove_left(const char *path)
{
    struct stat old;
    if (lstat(path, &old) != 0 || !S_ISSOCK(old.st_mode))
        return;
    int fd = dial(path);
    if (fd >= 0)
        close(fd);
    else if (errno == ECONNREFUSED)
        unlink(path);
}

static void on_closed(uv_handle_t *handle)
{
    struct control *control = (struct control *)handle;
    control->is_closed = true;
    free_if_done(control);
}

struct control *control_start(uv_loop_t *loop, struct fleet *fleet, const char *path, char *why,
                              size_t why_size)
{
    struct control *control = alloc_new(sizeof *control);
    control->fleet = fleet;
    if (strlen(path) >= sizeof control->path) {
        snprintf(why, why_size, "%s: too long, expected at most 107 bytes", path);
        free(control);
        return NULL;
    }
    snprintf(control->path, sizeof control->path, "%s", path);
    remove_left(path);
    uv_pipe_init(loop, &control->pipe, 0);
    mode_t before = umask(077);
    int failed = uv_pipe_bind(&control->pipe, path);
    umask(before);
    if (!failed)
        failed = uv_listen((uv_stream_t *)&control->pipe, 8, on_teller);
    if (!failed)
        return control;
    snprintf(why, why_size, "%s: %s", path, uv_strerror(failed));
    uv_close((uv_handle_t *)&control->pipe, on_closed);
    return NULL;
}

void control_stop(struct control *control)
{
    if (!control)
        return;
    for (struct teller *at = control->first; at; at = at->next)
        end(at);
    unlink(control->path);
    uv_close((uv_handle_t *)&control->pipe, on_closed);
}

bool control_tell(const char *path, char *const *line, int count, FILE *out)
{
    int fd = dial(path);
    FILE *from = fd < 0 ? NULL : fdopen(fd, "r");
    if (!from) {
        fprintf(stderr, "heatplant: %s: %s\n", path, strerror(errno));
        return false;
    }
    bool is_good = true;
    char answered[400];
    for (int i = 0; i < count && is_good; i++) {
        is_good = dprintf(fd, "%s\n", line[i]) > 0 && fgets(answered, sizeof answered, from);
        if (!is_good)
            break;
        fputs(answered, out);
        is_good = strcmp(answered, "ok\n") == 0;
    }
    fclose(from);
    return is_good && count > 0;
}
