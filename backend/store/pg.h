/* PostgreSQL without a libpq type: pg.c is the only file that knows the library.
 * Blocking calls are for the command line and start-up; the pipeline calls are session.c's. Text is
 * UTF-8, time zone UTC, search_path pg_catalog alone (write hd.node, not node). */
#pragma once
#include "backend/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pg;      /* one connection; owned by who opened it */
struct pg_rows; /* an answer; freed with pg_rows_free() */

/* A parameter $1, $2 …: its type is told in SQL ("$1::int"). text NULL = null. */
struct pg_param {
    const char *text; /* NUL-ended unless is_binary */
    int length;       /* bytes, binary only */
    bool is_binary;
};
#define PG_TEXT(value) ((struct pg_param){.text = (value)})

/* --- blocking ---------------------------------------------------------------------------- */
/* `conninfo`: a libpq connection string, "" = the PG* environment. NULL with `why` on failure;
 * gives up after 5 s. `name` shows up as application_name. */
struct pg *pg_open(const char *conninfo, const char *name, char *why, size_t size);
void pg_close(struct pg *pg); /* NULL is fine; an open transaction is rolled back */
/* Several statements, no parameters, no rows. False with `why`, as for all below. */
bool pg_run(struct pg *pg, const char *sql, char *why, size_t size);
/* One statement with its rows as text. NULL with `why` on failure. */
struct pg_rows *pg_ask(struct pg *pg, const char *sql, const struct pg_param *params, int count,
                       char *why, size_t size);
/* The SQLSTATE of the last failure ("23505"), "" if there was none or the connection broke. */
const char *pg_state(const struct pg *pg);

/* "copy hd.node (id, code) from stdin": start, put rows (text format, any pieces), end. After
 * copy_end(false) or a failure nothing of it is stored. */
bool pg_copy_in(struct pg *pg, const char *sql, char *why, size_t size);
bool pg_copy_put(struct pg *pg, const char *bytes, size_t length, char *why, size_t size);
bool pg_copy_end(struct pg *pg, bool is_good, char *why, size_t size);
/* "copy (select …) to stdout": one line a call until 0 (the end) or -1 (failed, `why`). The line,
 * with its newline, is freed with pg_line_free(). */
bool pg_copy_out(struct pg *pg, const char *sql, char *why, size_t size);
int pg_copy_line(struct pg *pg, char **line, char *why, size_t size);
void pg_line_free(char *line);

/* Waits for a notification on a channel listened to with pg_run("listen …"): 1 came (its payload in
 * `payload`), 0 nothing within `ms`, -1 the connection is gone. */
int pg_wait(struct pg *pg, int ms, char *payload, size_t size);

/* --- rows -------------------------------------------------------------------------------- */
int pg_rows_count(const struct pg_rows *rows);
int pg_rows_columns(const struct pg_rows *rows);
bool pg_is_null(const struct pg_rows *rows, int row, int column);
const char *pg_cell(const struct pg_rows *rows, int row, int column); /* "" for null */
int pg_cell_length(const struct pg_rows *rows, int row, int column);
void pg_rows_free(struct pg_rows *rows);

/* --- asynchronous, for session.c --------------------------------------------------------- */
enum pg_want { PG_WANT_READ, PG_WANT_WRITE, PG_CONNECTED, PG_FAILED };

/* Starts connecting; never NULL. */
struct pg *pg_start(const char *conninfo, const char *name);
/* Goes on connecting; the socket may be another one after each call. */
enum pg_want pg_connect_step(struct pg *pg);
int pg_socket(const struct pg *pg);
void pg_error(const struct pg *pg, char *why, size_t size); /* cleaned, one line */
/* Sends into the pipeline; false = the connection is lost. Answers come as binary. */
bool pg_pipeline(struct pg *pg);
bool pg_send_prepare(struct pg *pg, const char *name, const char *sql);
bool pg_send(struct pg *pg, const char *name, const struct pg_param *params, int count);
bool pg_send_sync(struct pg *pg);
int pg_flush(struct pg *pg); /* 0 all sent, 1 more to send, -1 lost */
bool pg_consume(struct pg *pg);

enum pg_answer {
    PG_ANSWER_NONE,    /* nothing more has come yet */
    PG_ANSWER_ROWS,    /* `rows`, to be freed */
    PG_ANSWER_ERROR,   /* refused: pg_answer_state(), `rows` holds the message */
    PG_ANSWER_SKIPPED, /* not run, as one before it failed */
    PG_ANSWER_END,     /* of one statement's answers */
    PG_ANSWER_SYNC,
    PG_ANSWER_LOST,
};
enum pg_answer pg_next(struct pg *pg, struct pg_rows **rows);
const char *pg_answer_state(const struct pg_rows *rows); /* SQLSTATE of an ERROR */
void pg_answer_error(const struct pg_rows *rows, char *why, size_t size);
/* Takes one notification; false if there is none. */
bool pg_take_notification(struct pg *pg, char *channel, size_t channel_size, char *payload,
                          size_t payload_size);
