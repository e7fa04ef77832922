/* The program on a pseudo-terminal of its own, and a terminal emulator (libvterm) that shows what
 * a person would see. Every wait has a bound and fails the test with the screen as it is. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#define SCREEN_WAIT_MS 60000 /* what a loaded machine with sanitizers may need */

struct screen_options {
    int width, height;              /* 0 = 80x24 */
    const char *term;               /* NULL = xterm-256color */
    const char *const *environment; /* "NAME=value" …, NULL-ended; NULL = LC_ALL=en_US.UTF-8 */
    const char *const *arguments;   /* behind the program's name, NULL-ended */
    int box_column;                 /* the answer to the width probe; 0 = as the emulator does */
    bool is_mute;                   /* answers no question */
    bool is_hangup_ignored;         /* as under nohup */
};

struct screen {
    pid_t pid;
    int fd, slave; /* the slave is held open, to see what it is left as */
    struct termios before;
    VTerm *vterm;
    VTermScreen *cells;
    int width, height, box_column;
    bool is_mute, is_other_screen, is_cursor_shown, is_ended;
    int status;                /* of waitpid(), once ended */
    unsigned long long frames; /* whole frames seen */
    char *raw;                 /* all output so far */
    size_t raw_length, raw_room;
    size_t unfed; /* bytes at its end: a character whose rest has not come */
};

void screen_open(struct screen *screen, const struct screen_options *options);
/* Ends the program if it still runs. */
void screen_close(struct screen *screen);

/* Shows what the program has written within `ms`; false if there was nothing. */
bool screen_read(struct screen *screen, int ms);
void screen_send(struct screen *screen, const char *keys);
void screen_send_bytes(struct screen *screen, const char *bytes, size_t length);
void screen_resize(struct screen *screen, int width, int height);
/* The line is cut. */
void screen_hang_up(struct screen *screen);
/* Somebody else writes on the terminal. */
void screen_scribble(struct screen *screen, const char *bytes);
/* Bytes written and not read yet. */
int screen_unread(const struct screen *screen);

bool screen_shows(const struct screen *screen, const char *text);
void screen_wait(struct screen *screen, const char *text);
void screen_wait_gone(struct screen *screen, const char *text);
void screen_wait_frames(struct screen *screen, unsigned long long count);
/* Until it ended; its status as exit code, or minus the signal. */
int screen_wait_end(struct screen *screen);
/* The lines, blanks at their ends cut; the caller frees. */
char *screen_text(const struct screen *screen);
/* Fails unless the line discipline and the emulator are as before the program came. */
void screen_check_restored(const struct screen *screen);
/* Fails at the first byte that is no text and no sequence of the kinds we send. */
void screen_check_sequences(const struct screen *screen);
