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

#define ENTER "\033[?1049h\033[?2004h"
#define LEAVE "\033[?2026l\033[?2004l\033[?1000l\033[0m\033[?25h\033[?1049l"

static struct tty *entered; /* for the crash handler, which may use nothing else */

/* Only async-signal-safe calls: the terminal is put back, then the signal does what it does. */
static void on_crash(int number)
{
    if (entered) {
        (void)!write(entered->fd, LEAVE, sizeof LEAVE - 1);
        tcsetattr(entered->fd, TCSANOW, &entered->before);
    }
    signal(number, SIG_DFL);
    raise(number);
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
    const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        signal(crashes[i], on_crash);
    if (write(tty->fd, ENTER, sizeof ENTER - 1) < 0)
        return; /* a dead terminal shows itself at the first frame */
}

void tty_close(struct tty *tty)
{
    if (tty->fd < 0)
        return;
    if (entered == tty) {
        struct pollfd writable = {.fd = tty->fd, .events = POLLOUT};
        if (poll(&writable, 1, 200) == 1 && write(tty->fd, LEAVE, sizeof LEAVE - 1) < 0)
            errno = 0; /* gone: nothing to put back */
        tcsetattr(tty->fd, TCSANOW, &tty->before);
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
