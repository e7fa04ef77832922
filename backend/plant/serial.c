#include "backend/plant/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* The far end is kept open here too: a pseudo-terminal whose last user leaves reports a hang-up for
 * ever, and the loop would spin on it. */
struct line {
    uv_poll_t poll; /* first: a handle is its line */
    struct wire wire;
    struct serial *serial;
    int near_fd, far_fd;
    char link[4200];
    bool is_linked;
};

/* Freed with its last handle. */
struct serial {
    uv_loop_t *loop;
    struct fleet *fleet;
    struct line *line;
    size_t lines, open_handles;
    bool is_stopping;
};

struct serial *serial_new(uv_loop_t *loop, struct fleet *fleet)
{
    struct serial *serial = alloc_new(sizeof *serial);
    serial->loop = loop;
    serial->fleet = fleet;
    serial->line = alloc_array(fleet->outlet.count + 1, sizeof *serial->line);
    return serial;
}

/* What does not fit the line's buffer is lost, as on a wire with nobody listening. */
static void on_send(struct wire *wire, const uint8_t *bytes, size_t length)
{
    struct line *line = (struct line *)(void *)((char *)wire - offsetof(struct line, wire));
    ssize_t sent = write(line->near_fd, bytes, length);
    (void)sent;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct line *line = (struct line *)poll;
    uint8_t bytes[256];
    if (status < 0 || !(events & UV_READABLE))
        return;
    ssize_t count = read(line->near_fd, bytes, sizeof bytes);
    if (count > 0 && !wire_feed(&line->wire, bytes, (size_t)count))
        line->wire.in_length = 0;
}

static bool make_raw(int fd)
{
    struct termios termios;
    if (tcgetattr(fd, &termios) != 0)
        return false;
    cfmakeraw(&termios);
    cfsetspeed(&termios, B9600);
    return tcsetattr(fd, TCSANOW, &termios) == 0;
}

static bool open_pair(struct line *line)
{
    line->far_fd = -1;
    line->near_fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (line->near_fd < 0 || grantpt(line->near_fd) != 0 || unlockpt(line->near_fd) != 0)
        return false;
    char name[128];
    if (ptsname_r(line->near_fd, name, sizeof name) != 0)
        return false;
    line->far_fd = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return line->far_fd >= 0 && make_raw(line->far_fd);
}

static void make_folders(const char *path)
{
    char folder[4200];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0777);
        *slash = '/';
    }
}

static bool make_link(struct line *line)
{
    struct stat old;
    char name[128];
    if (lstat(line->link, &old) == 0) {
        if (!S_ISLNK(old.st_mode)) {
            errno = EEXIST;
            return false;
        }
        unlink(line->link);
    }
    make_folders(line->link);
    line->is_linked =
        ptsname_r(line->near_fd, name, sizeof name) == 0 && symlink(name, line->link) == 0;
    return line->is_linked;
}

static void name_link(struct line *line, const char *dir, const char *path)
{
    const char *last = strrchr(path, '/');
    if (dir)
        snprintf(line->link, sizeof line->link, "%s/%s", dir, last ? last + 1 : path);
    else
        snprintf(line->link, sizeof line->link, "%s", path);
}

static bool open_line(struct serial *serial, uint32_t outlet, const char *dir)
{
    struct line *line = &serial->line[serial->lines++];
    line->serial = serial;
    name_link(line, dir, serial->fleet->outlet.at[outlet].endpoint.address);
    if (!open_pair(line) || uv_poll_init(serial->loop, &line->poll, line->near_fd) != 0) {
        close(line->near_fd);
        close(line->far_fd);
        serial->lines--;
        return false;
    }
    wire_init(&line->wire, serial->loop, serial->fleet, outlet);
    line->wire.on_send = on_send;
    serial->open_handles += 2;
    return make_link(line) && uv_poll_start(&line->poll, UV_READABLE, on_readable) == 0;
}

bool serial_start(struct serial *serial, const char *dir, char *why, size_t why_size)
{
    for (uint32_t i = 0; i < serial->fleet->outlet.count; i++) {
        const struct outlet *outlet = &serial->fleet->outlet.at[i];
        if (outlet->endpoint.kind != ENDPOINT_SERIAL)
            continue;
        errno = 0;
        if (!open_line(serial, i, dir)) {
            snprintf(why, why_size, "cannot make the serial line %s: %s", outlet->endpoint.address,
                     strerror(errno));
            return false;
        }
    }
    return true;
}

static void free_if_done(struct serial *serial)
{
    if (!serial->is_stopping || serial->open_handles)
        return;
    free(serial->line);
    free(serial);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct wire *wire = handle->data;
    struct line *line = (struct line *)(void *)((char *)wire - offsetof(struct line, wire));
    line->serial->open_handles--;
    free_if_done(line->serial);
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct line *line = (struct line *)handle;
    close(line->near_fd);
    close(line->far_fd);
    line->serial->open_handles--;
    free_if_done(line->serial);
}

void serial_stop(struct serial *serial)
{
    serial->is_stopping = true;
    for (size_t i = 0; i < serial->lines; i++) {
        struct line *line = &serial->line[i];
        if (line->is_linked)
            unlink(line->link);
        uv_close((uv_handle_t *)&line->wire.timer, on_timer_closed);
        uv_close((uv_handle_t *)&line->poll, on_poll_closed);
    }
    free_if_done(serial);
}
