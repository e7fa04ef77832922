/* A serial line. Only this file knows libmodbus: it opens and sets the port, sends with its
 * checksum and discards what lies in the port. It waits for no reply: its byte timeout starts anew
 * with each byte (a device that drips holds a call for a minute) and it checks no write echo, so
 * the reply is read against one deadline and judged by frame_reply(). All that blocks runs on a
 * thread of the line's own; jobs and results cross under one lock, a result wakes the loop by
 * uv_async. */
#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/field/link.h"

#include <errno.h>
#include <fcntl.h>
#include <modbus.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#define BITS_A_CHARACTER 11
#define DRAIN_STEPS_MOST 20

enum rtu_job { RTU_NONE, RTU_OPEN, RTU_ASK };

struct rtu_result {
    uint8_t job; /* what it answers; RTU_NONE: there is none */
    uint8_t cause;
    bool is_open;
    struct modbus_reply reply;
};

/* Owned by itself: freed when the handle's close is reported after stop. */
struct link_rtu {
    struct link link;
    struct endpoint endpoint;
    uv_async_t async;
    uv_thread_t thread;
    bool has_thread;
    int wake; /* eventfd: ends a wait for bytes when the link stops */
    uv_mutex_t lock;
    uv_cond_t has_job;
    /* under the lock */
    uint8_t job;
    bool is_stopping, is_done; /* done: the thread's last word */
    struct modbus_request request;
    int32_t timeout_ms;
    struct rtu_result result;
    /* the thread's own */
    modbus_t *port;
    bool is_told; /* that it cannot be opened: once, not at every try */
    struct mono last_byte;
};

static int64_t characters_us(const struct link_rtu *rtu, int64_t characters)
{
    return characters * BITS_A_CHARACTER * 1000000 / rtu->endpoint.baud;
}

/* Waits for bytes until `until`; false when the time is over or the link stops. */
static bool wait_bytes(struct link_rtu *rtu, int fd, struct mono until)
{
    struct pollfd ports[2] = {{fd, POLLIN, 0}, {rtu->wake, POLLIN, 0}};
    int ready = 0;
    do {
        int64_t left_ns = until.ns - clock_mono().ns;
        struct timespec left = {left_ns / 1000000000, left_ns % 1000000000};
        if (left_ns <= 0)
            return false;
        ready = ppoll(ports, fd < 0 ? 0 : 2, &left, NULL);
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && !ports[1].revents && ports[0].revents;
}

/* The silence of 3.5 characters that parts two frames, 1.75 ms above 19200 baud (Modbus over serial
 * line 1.02, 2.5.1.1). */
static void keep_silence(struct link_rtu *rtu)
{
    int64_t us = rtu->endpoint.baud > 19200 ? 1750 : characters_us(rtu, 7) / 2;
    wait_bytes(rtu, -1, (struct mono){rtu->last_byte.ns + us * 1000});
}

/* Throws away what still comes, until the line has been silent. */
static void drain(struct link_rtu *rtu, int fd)
{
    uint8_t bytes[FRAME_MOST];
    int32_t silence = rtu->link.hub->tuning.drain;
    for (int i = 0; i < DRAIN_STEPS_MOST; i++) {
        if (!wait_bytes(rtu, fd, mono_after_ms(clock_mono(), silence)))
            break;
        if (read(fd, bytes, sizeof bytes) <= 0)
            break;
        rtu->last_byte = clock_mono();
    }
}

static void close_port(struct link_rtu *rtu)
{
    if (!rtu->port)
        return;
    modbus_close(rtu->port);
    modbus_free(rtu->port);
    rtu->port = NULL;
}

/* Changes a setting of no weight: that parity is looked at, which the checksum does as well. */
static bool unsettle(const char *path)
{
    struct termios set;
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_done = tcgetattr(fd, &set) == 0;
    if (is_done) {
        set.c_iflag ^= INPCK;
        is_done = tcsetattr(fd, TCSANOW, &set) == 0;
    }
    close(fd);
    return is_done;
}

/* All but the parity, which a pseudo-terminal does not have. */
static bool is_granted(const struct endpoint *at, int fd)
{
    struct termios set, wanted = {0};
    if (tcgetattr(fd, &set) < 0)
        return false;
    bool is_speed = cfsetspeed(&wanted, (speed_t)at->baud) < 0 || /* no name: not comparable */
                    cfgetospeed(&set) == cfgetospeed(&wanted);
    return is_speed && (set.c_cflag & CSIZE) == (at->data_bits == 7 ? CS7 : CS8) &&
           !(set.c_cflag & CSTOPB) == (at->stop_bits == 1) && !(set.c_lflag & (ICANON | ECHO));
}

/* tcsetattr() fails with EINVAL where nothing changes and not all is granted: so does a terminal
 * without parity that a killed program has set already. With something to change it tells nothing
 * of that sort, so what is in force is looked at. */
static bool connect_port(struct link_rtu *rtu)
{
    const char *path = rtu->endpoint.address;
    if (modbus_connect(rtu->port) == 0)
        return true;
    if (errno != EINVAL)
        return false;
    bool is_open = unsettle(path) && modbus_connect(rtu->port) == 0;
    if (is_open && is_granted(&rtu->endpoint, modbus_get_socket(rtu->port)))
        return true;
    if (is_open)
        modbus_close(rtu->port);
    errno = EINVAL;
    return false;
}

static void run_open(struct link_rtu *rtu, struct rtu_result *result)
{
    const struct endpoint *at = &rtu->endpoint;
    rtu->port = modbus_new_rtu(at->address, at->baud, at->parity, at->data_bits, at->stop_bits);
    if (rtu->port && connect_port(rtu)) {
        result->is_open = true;
        rtu->is_told = false;
        return;
    }
    bool is_taken = errno == EBUSY || errno == EACCES;
    result->cause = is_taken ? CAUSE_REFUSED : CAUSE_UNREACHABLE;
    if (!rtu->is_told)
        log_warning("%s: %s", at->address, modbus_strerror(errno));
    rtu->is_told = true;
    close_port(rtu);
}

/* Bytes of the reply that is awaited, for the time they take on the wire. */
static int64_t wire_ms(const struct link_rtu *rtu, const struct modbus_request *request,
                       size_t sent)
{
    bool is_bits = request->function == 1 || request->function == 2;
    int64_t reply =
        request->function > 4 ? 8 : 5 + (is_bits ? request->count / 8 + 1 : request->count * 2);
    return characters_us(rtu, (int64_t)sent + reply) / 1000 + 1;
}

enum exchange { EXCHANGE_MORE, EXCHANGE_DONE, EXCHANGE_BROKEN, EXCHANGE_SILENT, EXCHANGE_CUT };

static enum exchange judge(const struct modbus_request *request, uint8_t *bytes, size_t *length,
                           struct modbus_reply *reply)
{
    size_t used = 0;
    const char *why = "";
    for (int stray; (stray = link_stray_rtu(bytes, *length, request->unit)) != 0;) {
        if (stray < 0)
            return EXCHANGE_MORE;
        *length -= (size_t)stray;
        memmove(bytes, bytes + stray, *length);
    }
    switch (frame_reply(FRAMING_RTU, request, 0, false, bytes, *length, reply, &used, &why)) {
    case FRAME_MORE: return EXCHANGE_MORE;
    case FRAME_WHOLE: return EXCHANGE_DONE;
    case FRAME_BAD: break;
    }
    return EXCHANGE_BROKEN;
}

static enum exchange receive(struct link_rtu *rtu, int fd, const struct modbus_request *request,
                             struct mono until, struct modbus_reply *reply)
{
    uint8_t bytes[FRAME_MOST + 4];
    size_t length = 0;
    enum exchange state = EXCHANGE_MORE;
    while (state == EXCHANGE_MORE) {
        if (!wait_bytes(rtu, fd, until))
            return EXCHANGE_SILENT;
        ssize_t got = read(fd, bytes + length, sizeof bytes - length);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return EXCHANGE_CUT;
        if (got < 0)
            continue;
        rtu->last_byte = clock_mono();
        length += (size_t)got;
        state = judge(request, bytes, &length, reply);
    }
    return state;
}

static enum exchange exchange(struct link_rtu *rtu, const struct modbus_request *request,
                              int32_t timeout_ms, struct modbus_reply *reply)
{
    uint8_t bytes[FRAME_MOST];
    int fd = modbus_get_socket(rtu->port);
    size_t length = frame_request(FRAMING_RTU, request, 0, bytes);
    keep_silence(rtu);
    modbus_flush(rtu->port);
    reply->was_sent = true;
    if (modbus_send_raw_request(rtu->port, bytes, (int)length - 2) < 0)
        return EXCHANGE_CUT;
    int64_t wait = timeout_ms + wire_ms(rtu, request, length);
    enum exchange end = receive(rtu, fd, request, mono_after_ms(clock_mono(), wait), reply);
    if (end == EXCHANGE_BROKEN || end == EXCHANGE_SILENT)
        drain(rtu, fd);
    return end;
}

static void run_ask(struct link_rtu *rtu, const struct modbus_request *request, int32_t timeout_ms,
                    struct rtu_result *result)
{
    struct modbus_reply *reply = &result->reply;
    result->is_open = true;
    switch (exchange(rtu, request, timeout_ms, reply)) {
    case EXCHANGE_MORE:
    case EXCHANGE_DONE: return;
    case EXCHANGE_BROKEN:
        reply->kind = REPLY_BROKEN;
        result->cause = CAUSE_BROKEN;
        return;
    case EXCHANGE_SILENT:
        reply->kind = REPLY_TIMEOUT;
        result->cause = CAUSE_TIMEOUT;
        return;
    case EXCHANGE_CUT:
        reply->kind = REPLY_BROKEN;
        result->cause = CAUSE_UNREACHABLE;
        result->is_open = false;
        close_port(rtu);
        return;
    }
}

/* RTU_NONE when the link stops; a job given before that is still done. */
static enum rtu_job wait_job(struct link_rtu *rtu, struct modbus_request *request,
                             int32_t *timeout_ms)
{
    uv_mutex_lock(&rtu->lock);
    while (rtu->job == RTU_NONE && !rtu->is_stopping)
        uv_cond_wait(&rtu->has_job, &rtu->lock);
    enum rtu_job job = (enum rtu_job)rtu->job;
    rtu->job = RTU_NONE;
    *request = rtu->request;
    *timeout_ms = rtu->timeout_ms;
    uv_mutex_unlock(&rtu->lock);
    return job;
}

static void put_result(struct link_rtu *rtu, const struct rtu_result *result)
{
    uv_mutex_lock(&rtu->lock);
    if (result)
        rtu->result = *result;
    else
        rtu->is_done = true;
    uv_mutex_unlock(&rtu->lock);
    uv_async_send(&rtu->async);
}

static void work(void *arg)
{
    struct link_rtu *rtu = arg;
    struct modbus_request request;
    int32_t timeout_ms = 0;
    for (enum rtu_job job; (job = wait_job(rtu, &request, &timeout_ms)) != RTU_NONE;) {
        struct rtu_result result = {.job = (uint8_t)job};
        if (job == RTU_OPEN)
            run_open(rtu, &result);
        else
            run_ask(rtu, &request, timeout_ms, &result);
        put_result(rtu, &result);
    }
    close_port(rtu);
    put_result(rtu, NULL);
}

static void on_close(uv_handle_t *handle)
{
    struct link_rtu *rtu = handle->data;
    rtu->link.host->on_gone(rtu->link.ctx);
    if (rtu->wake >= 0)
        close(rtu->wake);
    uv_cond_destroy(&rtu->has_job);
    uv_mutex_destroy(&rtu->lock);
    free(rtu);
}

static void on_result(uv_async_t *async)
{
    struct link_rtu *rtu = async->data;
    struct link *link = &rtu->link;
    uv_mutex_lock(&rtu->lock);
    enum rtu_job job = (enum rtu_job)rtu->result.job;
    enum link_cause cause = (enum link_cause)rtu->result.cause;
    bool is_done = rtu->is_done;
    if (job != RTU_NONE) {
        link->is_open = rtu->result.is_open;
        link->hub->reply = rtu->result.reply;
        rtu->result.job = RTU_NONE;
    }
    uv_mutex_unlock(&rtu->lock);
    switch (job) {
    case RTU_NONE: break;
    case RTU_OPEN: link->host->on_open(link->ctx, link->is_open, cause); break;
    case RTU_ASK: link->host->on_answer(link->ctx, &link->hub->reply, cause); break;
    }
    if (!is_done)
        return;
    uv_thread_join(&rtu->thread); /* this was its last act */
    uv_close((uv_handle_t *)async, on_close);
}

static void give_job(struct link_rtu *rtu, enum rtu_job job)
{
    uv_mutex_lock(&rtu->lock);
    rtu->job = (uint8_t)job;
    uv_cond_signal(&rtu->has_job);
    uv_mutex_unlock(&rtu->lock);
}

static void rtu_open(struct link *link)
{
    struct link_rtu *rtu = (struct link_rtu *)link;
    if (!rtu->has_thread) {
        if (uv_thread_create(&rtu->thread, work, rtu) != 0)
            abort();
        rtu->has_thread = true;
    }
    give_job(rtu, RTU_OPEN);
}

static void rtu_ask(struct link *link, const struct link_ask *ask)
{
    struct link_rtu *rtu = (struct link_rtu *)link;
    uv_mutex_lock(&rtu->lock);
    rtu->request = *ask->request;
    rtu->timeout_ms = ask->timeout_ms;
    uv_mutex_unlock(&rtu->lock);
    give_job(rtu, RTU_ASK);
}

/* The thread ends its job first, whose result is reported as ever, and then the stop. */
static void rtu_stop(struct link *link)
{
    struct link_rtu *rtu = (struct link_rtu *)link;
    if (!rtu->has_thread) {
        uv_close((uv_handle_t *)&rtu->async, on_close);
        return;
    }
    uv_mutex_lock(&rtu->lock);
    rtu->is_stopping = true;
    uv_cond_signal(&rtu->has_job);
    uv_mutex_unlock(&rtu->lock);
    if (eventfd_write(rtu->wake, 1) < 0)
        log_warning("%s: the line ends after its timeout", rtu->endpoint.address);
}

struct link *link_rtu_new(struct hub *hub, const struct endpoint *endpoint)
{
    static const struct link_ops ops = {rtu_open, rtu_ask, rtu_stop};
    struct link_rtu *rtu = alloc_new(sizeof *rtu);
    rtu->link.ops = &ops;
    rtu->link.hub = hub;
    rtu->link.has_quarantine = true;
    rtu->endpoint = *endpoint;
    rtu->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    uv_mutex_init(&rtu->lock);
    uv_cond_init(&rtu->has_job);
    uv_async_init(hub->loop, &rtu->async, on_result);
    rtu->async.data = rtu;
    return &rtu->link;
}
