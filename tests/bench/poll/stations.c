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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FD_MOST = 65536, EVENTS = 512, REQUEST = 12, HEAD = 9 };

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

static void answer(int fd)
{
    uint8_t in[REQUEST + 1], out[HEAD + 250];
    ssize_t got = read(fd, in, sizeof in);
    if (got <= 0) {
        close(fd);
        return;
    }
    unsigned address = (unsigned)in[8] << 8 | in[9], count = (unsigned)in[10] << 8 | in[11];
    if (got != REQUEST || in[7] != 3 || count > 125)
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
    if (write(fd, out, length) != (ssize_t)length)
        give_up("stations", "a reply that does not fit the socket");
}

static _Noreturn void serve(int epoll)
{
    struct epoll_event event[EVENTS];
    for (;;) {
        int count = epoll_wait(epoll, event, EVENTS, -1), one = 1;
        for (int i = 0; i < count; i++) {
            int fd = event[i].data.fd;
            if (!is_listener[fd]) {
                answer(fd);
                continue;
            }
            int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
            if (client < 0)
                continue;
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            watch(epoll, client);
        }
    }
}

pid_t stations_start(uint16_t *port)
{
    int ready[2];
    if (pipe(ready) < 0)
        give_up("pipe", strerror(errno));
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
