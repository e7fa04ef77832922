#include "tests/bench/common/measure.h"
#include "tests/bench/poll/peers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FD_MOST = 65536, EVENTS = 512, REQUEST = 12, HEAD = 9, WAITING = 8192 };

struct request {
    int fd;
    double due_s;
    uint8_t bytes[REQUEST];
};

static struct request waiting[WAITING]; /* a ring, in order of their time */
static size_t asked, answered;
static volatile int *shared_delay_ms;

static uint8_t is_listener[FD_MOST];
static uint16_t number; /* in all registers of the next reply, plus their address */

void station_address(int n, char out[16])
{
    snprintf(out, 16, "127.0.%u.%u", (uint8_t)(1 + n / 250), (uint8_t)(1 + n % 250));
}

static int listen_at(int n, uint16_t *port)
{
    char text[16];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(*port)};
    socklen_t size = sizeof at;
    station_address(n, text);
    inet_pton(AF_INET, text, &at.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || fd >= FD_MOST || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 ||
        listen(fd, 8) < 0)
        give_up("listen", strerror(errno));
    getsockname(fd, (struct sockaddr *)&at, &size);
    *port = ntohs(at.sin_port);
    return fd;
}

static void watch(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        give_up("epoll", strerror(errno));
}

static void answer(const struct request *request)
{
    uint8_t out[HEAD + 250];
    const uint8_t *in = request->bytes;
    unsigned address = (unsigned)in[8] << 8 | in[9], count = (unsigned)in[10] << 8 | in[11];
    if (in[7] != 3 || count > 125)
        give_up("stations", "a request that is none");
    memcpy(out, in, 8);
    out[4] = 0;
    out[5] = (uint8_t)(3 + 2 * count);
    out[8] = (uint8_t)(2 * count);
    for (unsigned i = 0; i < count; i++) {
        unsigned value = (address + i + number) % 30000;
        out[HEAD + 2 * i] = (uint8_t)(value >> 8);
        out[HEAD + 2 * i + 1] = (uint8_t)value;
    }
    number++;
    size_t length = HEAD + 2 * count;
    if (write(request->fd, out, length) < 0 && errno == EAGAIN)
        give_up("stations", "a reply that does not fit the socket");
}

static void take(int fd)
{
    struct request *request = &waiting[asked % WAITING];
    ssize_t got = read(fd, request->bytes, REQUEST);
    if (got <= 0) {
        close(fd);
        return;
    }
    if (got != REQUEST || asked - answered >= WAITING)
        give_up("stations", "a request that is none");
    request->fd = fd;
    if (*shared_delay_ms == 0) {
        answer(request);
        return;
    }
    request->due_s = now_s() + *shared_delay_ms * 1e-3;
    asked++;
}

static void welcome(int epoll, int listener)
{
    int one = 1, client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (client < 0)
        return;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(epoll, client);
}

/* With a delay it looks each millisecond and never waits for a request: then no client pays for
 * waking it, whichever is the faster. */
static _Noreturn void serve(int epoll)
{
    struct epoll_event event[EVENTS];
    for (;;) {
        bool is_delayed = *shared_delay_ms > 0;
        if (is_delayed)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        int count = epoll_wait(epoll, event, EVENTS, is_delayed ? 0 : 20);
        for (int i = 0; i < count; i++)
            if (is_listener[event[i].data.fd])
                welcome(epoll, event[i].data.fd);
            else
                take(event[i].data.fd);
        for (; answered < asked && waiting[answered % WAITING].due_s <= now_s(); answered++)
            answer(&waiting[answered % WAITING]);
    }
}

void stations_delay(int ms)
{
    *shared_delay_ms = ms;
}

pid_t stations_start(uint16_t *port)
{
    int ready[2];
    shared_delay_ms = mmap(NULL, sizeof *shared_delay_ms, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared_delay_ms == MAP_FAILED || pipe(ready) < 0)
        give_up("stations", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit files;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        int epoll = epoll_create1(0);
        *port = 0;
        for (int n = 0; n < STATIONS; n++) {
            int fd = listen_at(n, port);
            is_listener[fd] = true;
            watch(epoll, fd);
        }
        if (write(ready[1], port, sizeof *port) != sizeof *port)
            _exit(2);
        close(ready[1]);
        serve(epoll);
    }
    close(ready[1]);
    if (pid < 0 || read(ready[0], port, sizeof *port) != sizeof *port)
        give_up("stations", "did not start");
    close(ready[0]);
    return pid;
}
