#include "backend/plant/server.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define BACKLOG 64

struct listener {
    uv_tcp_t tcp; /* first: a handle is its listener */
    struct server *server;
    uint32_t outlet;
};

struct connection {
    uv_tcp_t tcp; /* first: a handle is its connection */
    struct wire wire;
    struct server *server;
    struct connection *next, **link; /* of the server's list */
    int open_handles;
    uint8_t buffer[512];
};

/* Freed with its last handle. */
struct server {
    uv_loop_t *loop;
    struct fleet *fleet;
    struct listener *listener;
    size_t listeners, open_listeners;
    struct connection *first;
    bool is_stopping;
};

struct server *server_new(uv_loop_t *loop, struct fleet *fleet)
{
    struct server *server = alloc_new(sizeof *server);
    server->loop = loop;
    server->fleet = fleet;
    server->listener = alloc_array(fleet->outlet.count + 1, sizeof *server->listener);
    return server;
}

static void free_if_done(struct server *server)
{
    if (!server->is_stopping || server->open_listeners || server->first)
        return;
    free(server->listener);
    free(server);
}

static void on_connection_closed(uv_handle_t *handle)
{
    struct connection *connection = handle->data;
    if (--connection->open_handles)
        return;
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    struct server *server = connection->server;
    free(connection);
    free_if_done(server);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct wire *wire = handle->data;
    struct connection *connection =
        (struct connection *)(void *)((char *)wire - offsetof(struct connection, wire));
    handle->data = connection;
    on_connection_closed(handle);
}

static void end(struct connection *connection, bool is_hard)
{
    if (uv_is_closing((uv_handle_t *)&connection->tcp))
        return;
    uv_close((uv_handle_t *)&connection->wire.timer, on_timer_closed);
    if (!is_hard || uv_tcp_close_reset(&connection->tcp, on_connection_closed) != 0)
        uv_close((uv_handle_t *)&connection->tcp, on_connection_closed);
}

static struct connection *of_wire(struct wire *wire)
{
    return (struct connection *)(void *)((char *)wire - offsetof(struct connection, wire));
}

struct sending {
    uv_write_t request;
    uint8_t bytes[];
};

static void on_sent(uv_write_t *request, int status)
{
    (void)status; /* a broken connection is reported to its reader too */
    free(request);
}

static void on_send(struct wire *wire, const uint8_t *bytes, size_t length)
{
    struct connection *connection = of_wire(wire);
    uv_stream_t *stream = (uv_stream_t *)&connection->tcp;
    if (uv_is_closing((uv_handle_t *)stream))
        return;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)length);
    int sent = uv_try_write(stream, &buffer, 1);
    if (sent < 0 && sent != UV_EAGAIN) {
        end(connection, false);
        return;
    }
    size_t done = sent > 0 ? (size_t)sent : 0;
    if (done == length)
        return;
    struct sending *sending = alloc_new(sizeof *sending + length - done);
    memcpy(sending->bytes, bytes + done, length - done);
    buffer = uv_buf_init((char *)sending->bytes, (unsigned)(length - done));
    if (uv_write(&sending->request, stream, &buffer, 1, on_sent) != 0)
        free(sending);
}

static void on_reset(struct wire *wire)
{
    end(of_wire(wire), true);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
    (void)wanted;
    struct connection *connection = (struct connection *)handle;
    *out = uv_buf_init((char *)connection->buffer, sizeof connection->buffer);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct connection *connection = (struct connection *)stream;
    if (count < 0 ||
        (count > 0 && !wire_feed(&connection->wire, (uint8_t *)buffer->base, (size_t)count)))
        end(connection, false);
}

static void on_connection(uv_stream_t *stream, int status)
{
    struct listener *listener = (struct listener *)stream;
    struct server *server = listener->server;
    if (status < 0)
        return;
    struct connection *connection = alloc_new(sizeof *connection);
    connection->server = server;
    wire_init(&connection->wire, server->loop, server->fleet, listener->outlet);
    connection->wire.on_send = on_send;
    connection->wire.on_reset = on_reset;
    uv_tcp_init(server->loop, &connection->tcp);
    connection->tcp.data = connection;
    connection->open_handles = 2;
    connection->next = server->first;
    connection->link = &server->first;
    if (server->first)
        server->first->link = &connection->next;
    server->first = connection;
    if (uv_accept(stream, (uv_stream_t *)&connection->tcp) != 0 ||
        uv_read_start((uv_stream_t *)&connection->tcp, on_room, on_bytes) != 0) {
        end(connection, false);
        return;
    }
    uv_tcp_nodelay(&connection->tcp, 1);
}

static bool is_loopback(const char *address)
{
    struct in_addr four;
    return strcmp(address, "::1") == 0 ||
           (inet_pton(AF_INET, address, &four) == 1 && ntohl(four.s_addr) >> 24 == 127);
}

static bool to_address(const char *address, int port, struct sockaddr_storage *out)
{
    return uv_ip4_addr(address, port, (struct sockaddr_in *)out) == 0 ||
           uv_ip6_addr(address, port, (struct sockaddr_in6 *)out) == 0;
}

static bool listen_at(struct server *server, uint32_t outlet, const char *address, char *why,
                      size_t why_size)
{
    const struct endpoint *endpoint = &server->fleet->outlet.at[outlet].endpoint;
    struct sockaddr_storage at;
    if (!to_address(address, endpoint->port, &at)) {
        snprintf(why, why_size, "\"%s\": expected a numeric address", address);
        return false;
    }
    struct listener *listener = &server->listener[server->listeners++];
    listener->server = server;
    listener->outlet = outlet;
    uv_tcp_init(server->loop, &listener->tcp);
    server->open_listeners++;
    int failed = uv_tcp_bind(&listener->tcp, (struct sockaddr *)&at, 0);
    if (!failed)
        failed = uv_listen((uv_stream_t *)&listener->tcp, BACKLOG, on_connection);
    if (failed)
        snprintf(why, why_size, "cannot listen at %s port %d: %s", address, endpoint->port,
                 uv_strerror(failed));
    return !failed;
}

bool server_start(struct server *server, const char *address, bool allows_remote, char *why,
                  size_t why_size)
{
    for (uint32_t i = 0; i < server->fleet->outlet.count; i++) {
        const struct endpoint *endpoint = &server->fleet->outlet.at[i].endpoint;
        if (endpoint->kind == ENDPOINT_SERIAL)
            continue;
        const char *at = address ? address : endpoint->address;
        if (!allows_remote && !is_loopback(at)) {
            snprintf(why, why_size,
                     "%s is no loopback address: a simulated plant is served to others only with "
                     "--allow-remote",
                     at);
            return false;
        }
        if (!listen_at(server, i, at, why, why_size))
            return false;
    }
    return true;
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct server *server = ((struct listener *)handle)->server;
    server->open_listeners--;
    free_if_done(server);
}

void server_stop(struct server *server)
{
    server->is_stopping = true;
    for (struct connection *at = server->first; at; at = at->next)
        end(at, false);
    for (size_t i = 0; i < server->listeners; i++)
        uv_close((uv_handle_t *)&server->listener[i].tcp, on_listener_closed);
    free_if_done(server);
}
