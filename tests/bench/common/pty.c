#include "tests/bench/common/pty.h"

#include "tests/bench/common/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void pty_start(struct pty *pty, char *const arguments[], const char *const variables[])
{
    const struct winsize size = {.ws_row = 60, .ws_col = 200};
    pty->length = pty->bytes = pty->reads = 0;
    pty->started = now_s();
    pty->pid = forkpty(&pty->fd, NULL, NULL, &size);
    if (pty->pid < 0)
        give_up("forkpty", strerror(errno));
    if (pty->pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        for (; *variables; variables++)
            putenv((char *)*variables);
        execv(arguments[0], arguments);
        _exit(127);
    }
    fcntl(pty->fd, F_SETFD, FD_CLOEXEC);
}

void pty_send(struct pty *pty, const char *keys)
{
    size_t length = strlen(keys);
    if (write(pty->fd, keys, length) != (ssize_t)length)
        give_up("pty", "the program has ended");
}

/* One read; false when nothing comes within `wait_s`. */
static bool read_once(struct pty *pty, double wait_s)
{
    char bytes[65536];
    struct pollfd poll_fd = {.fd = pty->fd, .events = POLLIN};
    struct timespec wait = {(time_t)wait_s, (long)(fmod(wait_s, 1) * 1e9)};
    if (wait_s < 0 || ppoll(&poll_fd, 1, &wait, NULL) <= 0)
        return false;
    ssize_t got = read(pty->fd, bytes, sizeof bytes);
    pty->at = now_s();
    if (got <= 0)
        give_up("pty", "the program has ended");
    pty->bytes += (size_t)got;
    pty->reads++;
    size_t room = sizeof pty->last - pty->length, kept = (size_t)got < room ? (size_t)got : room;
    memcpy(pty->last + pty->length, bytes, kept);
    pty->length += kept;
    if (memmem(bytes, (size_t)got, "\033[6n", 4))
        pty_send(pty, "\033[1;2R");
    return true;
}

bool pty_read(struct pty *pty, double quiet_s, double most_s)
{
    double end = now_s() + most_s;
    pty->length = 0;
    bool has_come = read_once(pty, most_s);
    while (has_come && now_s() < end && read_once(pty, quiet_s))
        ;
    return has_come;
}

bool pty_wait(struct pty *pty, const char *text, double most_s)
{
    double end = now_s() + most_s;
    pty->length = 0;
    while (!memmem(pty->last, pty->length, text, strlen(text))) {
        if (pty->length > sizeof pty->last / 2) { /* a text cut in two is found all the same */
            memmove(pty->last, pty->last + pty->length - 256, 256);
            pty->length = 256;
        }
        if (!read_once(pty, end - now_s()))
            return false;
    }
    return true;
}

void pty_end(struct pty *pty)
{
    close(pty->fd);
    end_child(pty->pid);
}
