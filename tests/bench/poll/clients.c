#include "tests/bench/common/measure.h"
#include "tests/bench/poll/peers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD = 9, REPLY = HEAD + 2 * REGISTERS, EVENTS = 1024 };

/* ---- the floor: what a poller for one fixed pair of requests would do, and nothing else ---- */

static struct {
    int fd, reads;
    uint16_t id, value[READS][REGISTERS];
} raw[STATIONS];
static int raw_epoll;

static void raw_ask(int n)
{
    uint16_t id = ++raw[n].id;
    uint8_t address = raw[n].reads ? SECOND : 0;
    uint8_t out[12] = {(uint8_t)(id >> 8), (uint8_t)id, 0, 0, 0, 6, 1, 3, 0, address, 0, REGISTERS};
    if (write(raw[n].fd, out, sizeof out) != sizeof out)
        give_up("write", strerror(errno));
}

void raw_connect(uint16_t port)
{
    raw_epoll = epoll_create1(0);
    for (int n = 0; n < STATIONS; n++) {
        char text[16];
        int one = 1;
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)n};
        station_address(n, text);
        inet_pton(AF_INET, text, &at.sin_addr);
        raw[n].fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(raw[n].fd, (struct sockaddr *)&at, sizeof at) < 0)
            give_up("connect", strerror(errno));
        setsockopt(raw[n].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_ctl(raw_epoll, EPOLL_CTL_ADD, raw[n].fd, &event);
        raw_ask(n);
    }
}

/* Takes a reply and asks on; whether it was the last of a round. */
static int raw_take(int n)
{
    uint8_t in[REPLY + 1];
    if (read(raw[n].fd, in, sizeof in) != REPLY || (in[0] << 8 | in[1]) != raw[n].id || in[2] ||
        in[3] || in[4] || in[5] != REPLY - 6 || in[6] != 1 || in[7] != 3 || in[8] != 2 * REGISTERS)
        give_up("raw", "a reply that is none");
    for (int i = 0; i < REGISTERS; i++)
        raw[n].value[raw[n].reads][i] = (uint16_t)(in[HEAD + 2 * i] << 8 | in[HEAD + 2 * i + 1]);
    raw[n].reads = (raw[n].reads + 1) % READS;
    raw_ask(n);
    return raw[n].reads == 0;
}

void raw_rounds(int rounds)
{
    struct epoll_event event[EVENTS];
    for (int done = 0; done < rounds;) {
        int count = epoll_wait(raw_epoll, event, EVENTS, -1);
        for (int i = 0; i < count; i++)
            done += raw_take((int)event[i].data.u32);
    }
}

void raw_close(void)
{
    for (int n = 0; n < STATIONS; n++)
        close(raw[n].fd);
    close(raw_epoll);
}

/* ---- libmodbus ---- */

static modbus_t *blocking[STATIONS];

void blocking_connect(uint16_t port)
{
    for (int n = 0; n < STATIONS; n++) {
        char text[16];
        station_address(n, text);
        blocking[n] = modbus_new_tcp(text, port);
        modbus_set_slave(blocking[n], 1);
        if (modbus_connect(blocking[n]) < 0)
            give_up("libmodbus", modbus_strerror(errno));
    }
}

void blocking_rounds(int rounds)
{
    uint16_t value[REGISTERS];
    for (int n = 0; n < rounds; n++)
        for (int read = 0; read < READS; read++)
            if (modbus_read_registers(blocking[n % STATIONS], read ? SECOND : 0, REGISTERS,
                                      value) != REGISTERS)
                give_up("libmodbus", modbus_strerror(errno));
}

void blocking_close(void)
{
    for (int n = 0; n < STATIONS; n++) {
        modbus_close(blocking[n]);
        modbus_free(blocking[n]);
    }
}
