#include "tests/courier/receiver.h"

#include "backend/base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct caller {
    uv_tcp_t tcp;
    struct receiver *receiver;
    struct caller *next;
    bool is_hanging;
    char heard[8192];
    size_t length;
};

struct answer {
    uv_write_t write;
    char *text;
};

static void on_closed(uv_handle_t *handle)
{
    struct caller *caller = handle->data;
    for (struct caller **at = &caller->receiver->callers; *at; at = &(*at)->next)
        if (*at == caller) {
            *at = caller->next;
            break;
        }
    free(caller);
}

static void hang_up(struct caller *caller)
{
    if (!uv_is_closing((uv_handle_t *)&caller->tcp))
        uv_close((uv_handle_t *)&caller->tcp, on_closed);
}

static void on_written(uv_write_t *write, int status)
{
    struct answer *answer = (struct answer *)write;
    (void)status;
    free(answer->text);
    free(answer);
}

static void say(struct caller *caller, const char *head, size_t body)
{
    struct answer *answer = alloc_new(sizeof *answer);
    size_t length = strlen(head);
    answer->text = alloc_array(length + body + 1, 1);
    memcpy(answer->text, head, length);
    memset(answer->text + length, 'x', body);
    uv_buf_t buffer = uv_buf_init(answer->text, (unsigned)(length + body));
    uv_write(&answer->write, (uv_stream_t *)&caller->tcp, &buffer, 1, on_written);
}

static void hang(struct caller *caller)
{
    struct receiver *receiver = caller->receiver;
    caller->is_hanging = true;
    receiver->hanging++;
    receiver->at_once++;
    if (receiver->at_once > receiver->most_at_once)
        receiver->most_at_once = receiver->at_once;
}

static void reply(struct caller *caller, const char *path)
{
    char head[200];
    if (!strcmp(path, "/ok")) {
        say(caller, "HTTP/1.1 204 No Content\r\n\r\n", 0);
    } else if (!strcmp(path, "/broken")) {
        say(caller, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", 0);
    } else if (!strcmp(path, "/far")) {
        snprintf(head, sizeof head,
                 "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/ok\r\nContent-Length: "
                 "0\r\n\r\n",
                 caller->receiver->port);
        say(caller, head, 0);
    } else if (!strcmp(path, "/endless")) {
        say(caller, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", 1 << 20);
    } else {
        hang(caller);
    }
}

/* Answers when the whole of a request is there. */
static void hear(struct caller *caller)
{
    struct receiver *receiver = caller->receiver;
    caller->heard[caller->length] = '\0';
    const char *body = strstr(caller->heard, "\r\n\r\n");
    const char *says = strstr(caller->heard, "Content-Length: ");
    if (!body || !says)
        return;
    size_t length = strtoul(says + strlen("Content-Length: "), NULL, 10);
    if (strlen(body + 4) < length)
        return;
    assert_true(receiver->count < RECEIVED);
    assert_int_equal(sscanf(caller->heard, "POST %63s", receiver->request[receiver->count].path),
                     1);
    assert_non_null(strstr(caller->heard, "Content-Type: application/json"));
    snprintf(receiver->request[receiver->count].body, sizeof receiver->request[0].body, "%s",
             body + 4);
    caller->length = 0;
    reply(caller, receiver->request[receiver->count++].path);
}

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    struct caller *caller = handle->data;
    (void)size;
    *buffer = uv_buf_init(caller->heard + caller->length,
                          (unsigned)(sizeof caller->heard - caller->length - 1));
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct caller *caller = stream->data;
    (void)buffer;
    if (got < 0) {
        caller->receiver->at_once -= caller->is_hanging;
        hang_up(caller);
        return;
    }
    caller->length += (size_t)got;
    hear(caller);
}

static void on_caller(uv_stream_t *server, int status)
{
    struct receiver *receiver = server->data;
    struct caller *caller = alloc_new(sizeof *caller);
    assert_int_equal(status, 0);
    caller->receiver = receiver;
    receiver->connections++;
    caller->next = receiver->callers;
    receiver->callers = caller;
    uv_tcp_init(server->loop, &caller->tcp);
    caller->tcp.data = caller;
    assert_int_equal(uv_accept(server, (uv_stream_t *)&caller->tcp), 0);
    uv_read_start((uv_stream_t *)&caller->tcp, give_room, on_read);
}

void receiver_init(struct receiver *receiver, uv_loop_t *loop)
{
    struct sockaddr_in at;
    int size = sizeof at;
    memset(receiver, 0, sizeof *receiver);
    uv_ip4_addr("127.0.0.1", 0, &at);
    uv_tcp_init(loop, &receiver->server);
    receiver->server.data = receiver;
    assert_int_equal(uv_tcp_bind(&receiver->server, (const struct sockaddr *)&at, 0), 0);
    assert_int_equal(uv_listen((uv_stream_t *)&receiver->server, 64, on_caller), 0);
    uv_tcp_getsockname(&receiver->server, (struct sockaddr *)&at, &size);
    receiver->port = ntohs(at.sin_port);
}

void receiver_finish(struct receiver *receiver)
{
    for (struct caller *caller = receiver->callers; caller; caller = caller->next)
        hang_up(caller);
    uv_close((uv_handle_t *)&receiver->server, NULL);
}
