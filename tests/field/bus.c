#include "tests/field/bus.h"

#include "backend/device/frame.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#define DRIP_MS 8

static void must(int result)
{
    if (result < 0)
        abort();
}

/* True when the bus stops. */
static bool wait_stop(const struct bus *bus, int ms)
{
    struct pollfd port = {bus->stop_fd, POLLIN, 0};
    return poll(&port, 1, ms) > 0;
}

static void say(const struct bus *bus, const uint8_t *bytes, size_t length)
{
    must(write(bus->near_fd, bytes, length) == (ssize_t)length ? 0 : -1);
}

/* Of the whole frame, so that a changed byte is believed. */
static void sign(uint8_t *bytes, size_t length)
{
    uint16_t crc = frame_crc(bytes, length - 2);
    bytes[length - 2] = (uint8_t)crc;
    bytes[length - 1] = (uint8_t)(crc >> 8);
}

static void say_later(struct bus *bus, const uint8_t *reply, size_t length)
{
    memcpy(bus->late, reply, length);
    bus->late_length = length;
    bus->late_ns = uv_hrtime() + (uint64_t)atomic_load(&bus->late_ms) * 1000000;
}

static void drip(const struct bus *bus, const uint8_t *reply, size_t length)
{
    for (size_t i = 0; i < length && !wait_stop(bus, DRIP_MS); i++)
        say(bus, reply + i, 1);
}

static void deliver(struct bus *bus, enum bus_fault fault, uint8_t *reply, size_t length)
{
    switch (fault) {
    case BUS_SILENT: return;
    case BUS_LATE: say_later(bus, reply, length); return;
    case BUS_DRIP: drip(bus, reply, length); return;
    case BUS_HALF: length /= 2; break;
    case BUS_BAD_CHECKSUM: reply[length - 1] ^= 0x55; break;
    case BUS_NOISE: memset(reply + length, 0xee, 5), length += 5; break;
    case BUS_WRONG_UNIT: reply[0] ^= 0x40, sign(reply, length); break;
    case BUS_WRONG_ECHO: reply[4] ^= 1, sign(reply, length); break;
    case BUS_GOOD: break;
    }
    say(bus, reply, length);
}

static void answer(struct bus *bus, size_t whole)
{
    uint8_t reply[300], unit = bus->bytes[0];
    if (unit < 1 || unit > BUS_UNITS || frame_crc(bus->bytes, whole) != 0) {
        atomic_fetch_add(&bus->garbled, 1);
        return;
    }
    atomic_fetch_add(&bus->requests[unit], 1);
    if (bus->bytes[1] > 4)
        atomic_fetch_add(&bus->writes[unit], 1);
    must(modbus_set_slave(bus->maker, unit));
    must(modbus_reply(bus->maker, bus->bytes, (int)whole, bus->map[unit]));
    ssize_t length = read(bus->pipe[0], reply, sizeof reply - 8);
    if (length > 0)
        deliver(bus, (enum bus_fault)atomic_load(&bus->fault[unit]), reply, (size_t)length);
}

static size_t whole_request(const struct bus *bus)
{
    if (bus->length < 8)
        return 0;
    size_t whole = bus->bytes[1] < 15 ? 8U : 9U + bus->bytes[6];
    return whole <= bus->length ? whole : 0;
}

static void hear(struct bus *bus)
{
    ssize_t got = read(bus->near_fd, bus->bytes + bus->length, sizeof bus->bytes - bus->length);
    bus->length += got > 0 ? (size_t)got : 0;
    for (size_t whole; (whole = whole_request(bus)) > 0;) {
        answer(bus, whole);
        bus->length -= whole;
        memmove(bus->bytes, bus->bytes + whole, bus->length);
    }
}

static void serve(void *arg)
{
    struct bus *bus = arg;
    for (;;) {
        struct pollfd ports[2] = {{bus->near_fd, POLLIN, 0}, {bus->stop_fd, POLLIN, 0}};
        poll(ports, 2, bus->late_length ? 1 : -1);
        if (ports[1].revents)
            return;
        if (ports[0].revents)
            hear(bus);
        if (bus->late_length && uv_hrtime() >= bus->late_ns) {
            say(bus, bus->late, bus->late_length);
            bus->late_length = 0;
        }
    }
}

/* The far end stays open here too: a terminal whose last user leaves hangs up for ever. */
static void open_terminal(struct bus *bus)
{
    struct termios raw;
    bus->near_fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    must(bus->near_fd);
    must(grantpt(bus->near_fd));
    must(unlockpt(bus->near_fd));
    must(ptsname_r(bus->near_fd, bus->path, sizeof bus->path) == 0 ? 0 : -1);
    bus->far_fd = open(bus->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    must(tcgetattr(bus->far_fd, &raw));
    cfmakeraw(&raw);
    must(tcsetattr(bus->far_fd, TCSANOW, &raw));
}

void bus_start(struct bus *bus)
{
    memset(bus, 0, sizeof *bus);
    atomic_store(&bus->late_ms, 60);
    open_terminal(bus);
    bus->stop_fd = eventfd(0, EFD_CLOEXEC);
    must(pipe2(bus->pipe, O_CLOEXEC | O_NONBLOCK));
    bus->maker = modbus_new_rtu(bus->path, 9600, 'E', 8, 1);
    must(modbus_set_socket(bus->maker, bus->pipe[1]));
    for (int unit = 1; unit <= BUS_UNITS; unit++) {
        bus->map[unit] = modbus_mapping_new(BUS_REGISTERS, 0, BUS_REGISTERS, 0);
        for (int i = 0; i < BUS_REGISTERS; i++)
            bus->map[unit]->tab_registers[i] = (uint16_t)(1000 * unit + i);
    }
    must(uv_thread_create(&bus->thread, serve, bus));
}

void bus_stop(struct bus *bus)
{
    must(eventfd_write(bus->stop_fd, 1));
    uv_thread_join(&bus->thread);
    for (int unit = 1; unit <= BUS_UNITS; unit++)
        modbus_mapping_free(bus->map[unit]);
    modbus_free(bus->maker);
    close(bus->pipe[0]);
    close(bus->pipe[1]);
    close(bus->stop_fd);
    close(bus->far_fd);
    close(bus->near_fd);
}
