#include "ui/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LEAVE "\033[?2026l\033[?2004l\033[?1006l\033[?1000l\033[0m\033[?25h\033[?1049l"

static struct tty *entered; /* for the crash handler, which may use nothing else */

/* Only async-signal-safe calls. A terminal that reads nothing is not waited for. */
static void put_back(const struct tty *tty)
{
    struct pollfd writable = {.fd = tty->fd, .events = POLLOUT};
    if (poll(&writable, 1, 200) == 1)
        (void)!write(tty->fd, LEAVE, sizeof LEAVE - 1);
    tcsetattr(tty->fd, TCSANOW, &tty->before);
}

/* The terminal is put back, then the signal does what it does. */
static void on_crash(int number)
{
    if (entered)
        put_back(entered);
    signal(number, SIG_DFL);
    raise(number);
}

/* On a stack of its own: the usual one may be what has overflowed. */
static void catch_crashes(void)
{
    static char room[1 << 16];
    const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    const struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    sigaltstack(&(const stack_t){.ss_sp = room, .ss_size = sizeof room}, NULL);
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        sigaction(crashes[i], &action, NULL);
}

/* What a hostile or forgotten environment could change in curses. */
static void clean_environment(void)
{
    static const char *const names[] = {"TERMINFO",
                                        "TERMINFO_DIRS",
                                        "TERMCAP",
                                        "TERMPATH",
                                        "LINES",
                                        "COLUMNS",
                                        "NCURSES_ASSUMED_COLORS",
                                        "NCURSES_NO_UTF8_ACS",
                                        "ESCDELAY",
                                        "NCURSES_NO_PADDING",
                                        "NCURSES_NO_SETBUF",
                                        "NCURSES_GPM_TERMS",
                                        "BAUDRATE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

bool tty_open(struct tty *tty, char *why, size_t size)
{
    const char *term = getenv("TERM");
    *tty = (struct tty){.fd = -1};
    if (!term || !*term || !strcmp(term, "dumb")) {
        snprintf(why, size, "TERM is \"%s\": a terminal with cursor movement is needed",
                 term ? term : "");
        return false;
    }
    clean_environment();
    tty->fd = open("/dev/tty", O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (tty->fd < 0 || tcgetattr(tty->fd, &tty->before)) {
        snprintf(why, size, "no terminal to draw on: %s", strerror(errno));
        return false;
    }
    return true;
}

void tty_enter(struct tty *tty)
{
    struct termios raw = tty->before;
    cfmakeraw(&raw);
    tcsetattr(tty->fd, TCSANOW, &raw);
    entered = tty;
    catch_crashes();
}

void tty_close(struct tty *tty)
{
    if (tty->fd < 0)
        return;
    if (entered == tty) {
        signal(SIGTTOU, SIG_IGN); /* in the background it would stop us for ever */
        put_back(tty);
        entered = NULL;
    }
    close(tty->fd);
    tty->fd = -1;
}

void tty_size(const struct tty *tty, int *width, int *height)
{
    struct winsize size = {0};
    if (ioctl(tty->fd, TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row) {
        *width = 80;
        *height = 24;
        return;
    }
    *width = size.ws_col > 500 ? 500 : size.ws_col;
    *height = size.ws_row > 200 ? 200 : size.ws_row;
}
