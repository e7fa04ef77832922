#include "tests/store/proxy.h"

#include "backend/base/alloc.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct proxy_pair {
    struct proxy *proxy;
    struct proxy_pair *next;
    uv_tcp_t client, server;
    uv_connect_t connect;
    int open_handles;
    bool is_connected, is_closing;
    /* where we are in the client's stream of messages */
    unsigned char head[5];
    int head_have;
    bool is_started;
    uint32_t skip;
};

static void on_closed(uv_handle_t *handle)
{
    struct proxy_pair *pair = handle->data;
    if (--pair->open_handles == 0)
        free(pair);
}

static void close_pair(struct proxy_pair *pair)
{
    if (pair->is_closing)
        return;
    pair->is_closing = true;
    struct proxy_pair **at = &pair->proxy->pairs;
    while (*at != pair)
        at = &(*at)->next;
    *at = pair->next;
    uv_close((uv_handle_t *)&pair->client, on_closed);
    uv_close((uv_handle_t *)&pair->server, on_closed);
}

/* A message is a type (but for the first) and a length that counts itself. */
static void count(struct proxy_pair *pair, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (pair->skip > 0) {
            pair->skip--;
            continue;
        }
        pair->head[pair->head_have++] = bytes[i];
        if (pair->head_have < (pair->is_started ? 5 : 4))
            continue;
        const unsigned char *at = pair->head + pair->is_started;
        pair->skip =
            ((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]) - 4;
        pair->proxy->questions += pair->is_started && pair->head[0] == 'B';
        pair->is_started = true;
        pair->head_have = 0;
    }
}

static void on_written(uv_write_t *write, int status)
{
    (void)status;
    free(write->data);
    free(write);
}

static void forward(struct proxy_pair *pair, uv_tcp_t *to, char *bytes, size_t length)
{
    struct proxy *proxy = pair->proxy;
    bool is_cut = proxy->bytes_left >= 0 && (int64_t)length >= proxy->bytes_left;
    if (is_cut)
        length = (size_t)proxy->bytes_left;
    else if (proxy->bytes_left >= 0)
        proxy->bytes_left -= (int64_t)length;
    uv_buf_t piece = uv_buf_init(bytes, (unsigned)length);
    if (is_cut) { /* what a cut lets through is luck */
        if (length > 0)
            uv_try_write((uv_stream_t *)to, &piece, 1);
        proxy->bytes_left = -1;
        proxy->cuts++;
        free(bytes);
        while (proxy->pairs)
            close_pair(proxy->pairs);
        return;
    }
    uv_write_t *write = alloc_new(sizeof *write);
    write->data = bytes;
    if (uv_write(write, (uv_stream_t *)to, &piece, 1, on_written) != 0)
        on_written(write, -1);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)handle;
    *out = uv_buf_init(alloc_array(suggested, 1), (unsigned)suggested);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    struct proxy_pair *pair = stream->data;
    bool is_client = stream == (uv_stream_t *)&pair->client;
    if (length <= 0 || pair->is_closing) {
        free(buffer->base);
        if (length < 0)
            close_pair(pair);
        return;
    }
    if (is_client)
        count(pair, (const unsigned char *)buffer->base, (size_t)length);
    forward(pair, is_client ? &pair->server : &pair->client, buffer->base, (size_t)length);
}

static void set_reading(struct proxy_pair *pair)
{
    if (!pair->is_connected || pair->is_closing)
        return;
    if (pair->proxy->is_frozen) {
        uv_read_stop((uv_stream_t *)&pair->client);
        uv_read_stop((uv_stream_t *)&pair->server);
    } else {
        uv_read_start((uv_stream_t *)&pair->client, on_alloc, on_read);
        uv_read_start((uv_stream_t *)&pair->server, on_alloc, on_read);
    }
}

static void on_connected(uv_connect_t *connect, int status)
{
    struct proxy_pair *pair = connect->data;
    if (status != 0) {
        close_pair(pair);
        return;
    }
    pair->is_connected = true;
    uv_tcp_nodelay(&pair->server, 1);
    set_reading(pair);
}

static void on_client(uv_stream_t *listener, int status)
{
    struct proxy *proxy = listener->data;
    struct sockaddr_in address;
    assert_int_equal(status, 0);
    struct proxy_pair *pair = alloc_new(sizeof *pair);
    *pair = (struct proxy_pair){.proxy = proxy, .next = proxy->pairs, .open_handles = 2};
    proxy->pairs = pair;
    uv_tcp_init(proxy->loop, &pair->client);
    uv_tcp_init(proxy->loop, &pair->server);
    pair->client.data = pair->server.data = pair->connect.data = pair;
    assert_int_equal(uv_accept(listener, (uv_stream_t *)&pair->client), 0);
    uv_tcp_nodelay(&pair->client, 1); /* as both ends have it: the proxy adds no 40 ms */
    assert_int_equal(uv_ip4_addr(getenv("PGHOST"), atoi(getenv("PGPORT")), &address), 0);
    assert_int_equal(uv_tcp_connect(&pair->connect, &pair->server,
                                    (const struct sockaddr *)&address, on_connected),
                     0);
}

void proxy_init(struct proxy *proxy, uv_loop_t *loop)
{
    struct sockaddr_in address;
    struct sockaddr_storage bound;
    int length = sizeof bound;
    *proxy = (struct proxy){.loop = loop, .bytes_left = -1};
    signal(SIGPIPE, SIG_IGN); /* the loop's writes to a peer that we cut off raise it */
    uv_tcp_init(loop, &proxy->listener);
    proxy->listener.data = proxy;
    uv_ip4_addr("127.0.0.1", 0, &address);
    assert_int_equal(uv_tcp_bind(&proxy->listener, (const struct sockaddr *)&address, 0), 0);
    assert_int_equal(uv_listen((uv_stream_t *)&proxy->listener, 64, on_client), 0);
    uv_tcp_getsockname(&proxy->listener, (struct sockaddr *)&bound, &length);
    proxy->port = ntohs(((const struct sockaddr_in *)&bound)->sin_port);
}

void proxy_finish(struct proxy *proxy)
{
    while (proxy->pairs)
        close_pair(proxy->pairs);
    uv_close((uv_handle_t *)&proxy->listener, NULL);
    uv_run(proxy->loop, UV_RUN_DEFAULT);
}

void proxy_cut_after(struct proxy *proxy, int64_t bytes)
{
    proxy->bytes_left = bytes;
}

void proxy_freeze(struct proxy *proxy, bool is_frozen)
{
    proxy->is_frozen = is_frozen;
    for (struct proxy_pair *pair = proxy->pairs; pair; pair = pair->next)
        set_reading(pair);
}
