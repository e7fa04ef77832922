#include "backend/store/pg.h"
#include "backend/base/alloc.h"
#include "backend/base/text.h"

#include <libpq-fe.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECT_SECONDS "5"
#define PARAMS_MOST     32

struct pg {
    PGconn *conn;
    char state[6];
};

/* struct pg_rows is never defined: it stands for libpq's own result. */
static const PGresult *result_of(const struct pg_rows *rows)
{
    return (const PGresult *)(const void *)rows;
}

static struct pg_rows *rows_of(PGresult *result)
{
    return (struct pg_rows *)(void *)result;
}

/* The server's or library's message as one clean line without "ERROR:  ". */
static void say(const char *message, char *why, size_t size)
{
    static const char *const prefixes[] = {"ERROR:  ", "FATAL:  "};
    if (size == 0)
        return;
    if (!message || !message[0])
        message = "the connection to the database broke";
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (!strncmp(message, prefixes[i], strlen(prefixes[i])))
            message += strlen(prefixes[i]);
    size_t length = strcspn(message, "\n");
    /* a connection's failure has its reason on the next lines */
    if (message[length] && message[length + 1] && message[length - (length > 0)] == ':')
        length = strlen(message);
    text_clean(why, size, message, length);
}

static void note(struct pg *pg, const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    snprintf(pg->state, sizeof pg->state, "%s", state ? state : "");
}

/* One answer judged: true if it is one of the good kinds. */
static bool is_good(struct pg *pg, const PGresult *result, char *why, size_t size)
{
    ExecStatusType status = PQresultStatus(result);
    note(pg, result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN ||
        status == PGRES_COPY_OUT)
        return true;
    say(result ? PQresultErrorMessage(result) : PQerrorMessage(pg->conn), why, size);
    return false;
}

/* The library sends these at the start of a session, over what the options say. */
static void forget_environment(void)
{
    static const char *const names[] = {"PGTZ", "PGDATESTYLE", "PGGEQO"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
}

static struct pg *connect_with(const char *conninfo, const char *name, bool is_blocking)
{
    const char *const keys[] = {"dbname",          "application_name", "client_encoding",
                                "connect_timeout", "options",          NULL};
    const char *const values[] = {
        conninfo,
        name,
        "UTF8",
        CONNECT_SECONDS,
        "-c search_path=pg_catalog -c timezone=UTC -c datestyle=ISO -c client_min_messages=warning"
        " -c idle_in_transaction_session_timeout=60s",
        NULL};
    struct pg *pg = alloc_new(sizeof *pg);
    forget_environment();
    pg->conn =
        is_blocking ? PQconnectdbParams(keys, values, 1) : PQconnectStartParams(keys, values, 1);
    if (!pg->conn)
        abort(); /* out of memory */
    return pg;
}

static void ignore_notice(void *ctx, const PGresult *result)
{
    (void)ctx, (void)result;
}

struct pg *pg_open(const char *conninfo, const char *name, char *why, size_t size)
{
    struct pg *pg = connect_with(conninfo, name, true);
    if (PQstatus(pg->conn) == CONNECTION_OK) {
        PQsetNoticeReceiver(pg->conn, ignore_notice, NULL);
        return pg;
    }
    say(PQerrorMessage(pg->conn), why, size);
    pg_close(pg);
    return NULL;
}

void pg_close(struct pg *pg)
{
    if (!pg)
        return;
    PQfinish(pg->conn);
    free(pg);
}

const char *pg_state(const struct pg *pg)
{
    return pg->state;
}

bool pg_run(struct pg *pg, const char *sql, char *why, size_t size)
{
    PGresult *result = PQexec(pg->conn, sql);
    bool ok = is_good(pg, result, why, size);
    PQclear(result);
    return ok;
}

struct split_params {
    const char *value[PARAMS_MOST];
    int length[PARAMS_MOST], format[PARAMS_MOST];
};

static void split(struct split_params *out, const struct pg_param *params, int count)
{
    if (count > PARAMS_MOST)
        abort(); /* a bug: no statement of ours has so many */
    for (int i = 0; i < count; i++) {
        out->value[i] = params[i].text;
        out->length[i] = params[i].length;
        out->format[i] = params[i].is_binary;
    }
}

struct pg_rows *pg_ask(struct pg *pg, const char *sql, const struct pg_param *params, int count,
                       char *why, size_t size)
{
    struct split_params p;
    split(&p, params, count);
    PGresult *result = PQexecParams(pg->conn, sql, count, NULL, p.value, p.length, p.format, 0);
    if (is_good(pg, result, why, size))
        return rows_of(result);
    PQclear(result);
    return NULL;
}

bool pg_copy_in(struct pg *pg, const char *sql, char *why, size_t size)
{
    return pg_run(pg, sql, why, size);
}

bool pg_copy_out(struct pg *pg, const char *sql, char *why, size_t size)
{
    return pg_run(pg, sql, why, size);
}

bool pg_copy_put(struct pg *pg, const char *bytes, size_t length, char *why, size_t size)
{
    const size_t piece_most = 8u << 20; /* one message of 2 GB kills the connection */
    while (length > 0) {
        size_t piece = length < piece_most ? length : piece_most;
        if (PQputCopyData(pg->conn, bytes, (int)piece) != 1) {
            say(PQerrorMessage(pg->conn), why, size);
            return false;
        }
        bytes += piece;
        length -= piece;
    }
    return true;
}

/* Takes all answers that are left; false if one of them is bad. */
static bool drain(struct pg *pg, char *why, size_t size)
{
    bool ok = true;
    for (PGresult *result; (result = PQgetResult(pg->conn)); PQclear(result))
        if (ok)
            ok = is_good(pg, result, why, size);
    return ok;
}

bool pg_copy_end(struct pg *pg, bool is_good_end, char *why, size_t size)
{
    if (PQputCopyEnd(pg->conn, is_good_end ? NULL : "given up") != 1) {
        say(PQerrorMessage(pg->conn), why, size);
        return false;
    }
    return drain(pg, why, size);
}

int pg_copy_line(struct pg *pg, char **line, char *why, size_t size)
{
    int length = PQgetCopyData(pg->conn, line, 0);
    if (length > 0)
        return 1;
    *line = NULL;
    if (length == -2) {
        say(PQerrorMessage(pg->conn), why, size);
        return -1;
    }
    return drain(pg, why, size) ? 0 : -1;
}

void pg_line_free(char *line)
{
    PQfreemem(line);
}

bool pg_take_notification(struct pg *pg, char *channel, size_t channel_size, char *payload,
                          size_t payload_size)
{
    PGnotify *notify = PQnotifies(pg->conn);
    if (!notify)
        return false;
    snprintf(channel, channel_size, "%s", notify->relname);
    snprintf(payload, payload_size, "%s", notify->extra);
    PQfreemem(notify);
    return true;
}

int pg_wait(struct pg *pg, int ms, char *payload, size_t size)
{
    char channel[64];
    if (pg_take_notification(pg, channel, sizeof channel, payload, size))
        return 1;
    struct pollfd fd = {.fd = PQsocket(pg->conn), .events = POLLIN};
    if (poll(&fd, 1, ms) <= 0)
        return 0;
    if (!PQconsumeInput(pg->conn))
        return -1;
    return pg_take_notification(pg, channel, sizeof channel, payload, size);
}

int pg_rows_count(const struct pg_rows *rows)
{
    return PQntuples(result_of(rows));
}

int pg_rows_columns(const struct pg_rows *rows)
{
    return PQnfields((const PGresult *)rows);
}

bool pg_is_null(const struct pg_rows *rows, int row, int column)
{
    return PQgetisnull(result_of(rows), row, column);
}

const char *pg_cell(const struct pg_rows *rows, int row, int column)
{
    return PQgetvalue(result_of(rows), row, column);
}

int pg_cell_length(const struct pg_rows *rows, int row, int column)
{
    return PQgetlength(result_of(rows), row, column);
}

void pg_rows_free(struct pg_rows *rows)
{
    PQclear((PGresult *)(void *)rows);
}

struct pg *pg_start(const char *conninfo, const char *name)
{
    struct pg *pg = connect_with(conninfo, name, false);
    PQsetNoticeReceiver(pg->conn, ignore_notice, NULL);
    return pg;
}

enum pg_want pg_connect_step(struct pg *pg)
{
    if (PQstatus(pg->conn) == CONNECTION_BAD)
        return PG_FAILED;
    switch (PQconnectPoll(pg->conn)) {
    case PGRES_POLLING_READING: return PG_WANT_READ;
    case PGRES_POLLING_WRITING: return PG_WANT_WRITE;
    case PGRES_POLLING_OK: return PG_CONNECTED;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE: return PG_FAILED;
    }
    return PG_FAILED;
}

int pg_socket(const struct pg *pg)
{
    return PQsocket(pg->conn);
}

void pg_error(const struct pg *pg, char *why, size_t size)
{
    say(PQerrorMessage(pg->conn), why, size);
}

bool pg_pipeline(struct pg *pg)
{
    return PQsetnonblocking(pg->conn, 1) == 0 && PQenterPipelineMode(pg->conn);
}

bool pg_send_prepare(struct pg *pg, const char *name, const char *sql)
{
    return PQsendPrepare(pg->conn, name, sql, 0, NULL);
}

bool pg_send(struct pg *pg, const char *name, const struct pg_param *params, int count)
{
    struct split_params p;
    split(&p, params, count);
    return PQsendQueryPrepared(pg->conn, name, count, p.value, p.length, p.format, 1);
}

bool pg_send_sync(struct pg *pg)
{
    return PQpipelineSync(pg->conn);
}

int pg_flush(struct pg *pg)
{
    return PQflush(pg->conn);
}

/* Each hint would be acknowledged at once, in a packet of its own: a twelfth of an idle console's
 * work. The kernel falls back to that after reading, so it is said each time; no socket of TCP, no
 * matter. */
static void acknowledge_later(const PGconn *conn)
{
    const int off = 0;
    setsockopt(PQsocket(conn), IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off);
}

bool pg_consume(struct pg *pg)
{
    bool is_good = PQconsumeInput(pg->conn) && PQstatus(pg->conn) == CONNECTION_OK;
    if (is_good)
        acknowledge_later(pg->conn);
    return is_good;
}

/* A failure without SQLSTATE means that the server is gone, even with the connection "OK". */
static enum pg_answer answer_kind(struct pg *pg, const PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
    case PGRES_EMPTY_QUERY: return PG_ANSWER_ROWS;
    case PGRES_PIPELINE_SYNC: return PG_ANSWER_SYNC;
    case PGRES_PIPELINE_ABORTED: return PG_ANSWER_SKIPPED;
    case PGRES_FATAL_ERROR:
        note(pg, result);
        return pg->state[0] ? PG_ANSWER_ERROR : PG_ANSWER_LOST;
    case PGRES_NONFATAL_ERROR:
    case PGRES_BAD_RESPONSE:
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH: return PG_ANSWER_LOST;
    }
    return PG_ANSWER_LOST;
}

enum pg_answer pg_next(struct pg *pg, struct pg_rows **rows)
{
    *rows = NULL;
    if (PQisBusy(pg->conn))
        return PG_ANSWER_NONE;
    PGresult *result = PQgetResult(pg->conn);
    if (!result)
        return PQstatus(pg->conn) == CONNECTION_OK ? PG_ANSWER_END : PG_ANSWER_LOST;
    enum pg_answer kind = answer_kind(pg, result);
    if (kind == PG_ANSWER_ROWS || kind == PG_ANSWER_ERROR)
        *rows = rows_of(result);
    else
        PQclear(result);
    return kind;
}

const char *pg_answer_state(const struct pg_rows *rows)
{
    const char *state = PQresultErrorField(result_of(rows), PG_DIAG_SQLSTATE);
    return state ? state : "";
}

void pg_answer_error(const struct pg_rows *rows, char *why, size_t size)
{
    say(PQresultErrorMessage(result_of(rows)), why, size);
}
