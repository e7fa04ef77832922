#include "torture.h"

#include "backend/device/endpoint.h"
#include "backend/device/frame.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const uint16_t first_address = 11;

static struct target *target_of(struct torture *torture, const char *device, unsigned address)
{
    for (size_t i = 0; i < torture->target.count; i++) {
        struct target *target = &torture->target.at[i];
        size_t length = strlen(target->station);
        if (!strncmp(target->station, device, length) && device[length] == '/' &&
            address == first_address + (unsigned)target->point)
            return target;
    }
    return NULL;
}

/* "S7/plc 6 11 1003 ok" */
static void take_note(struct torture *torture, const char *line)
{
    char device[64], outcome[16];
    unsigned function, address, value;
    if (sscanf(line, "%63s %u %u %u %15s", device, &function, &address, &value, outcome) != 5)
        torture_die("the plant notes \"%s\"", line);
    struct target *target = function == 5 ? NULL : target_of(torture, device, address);
    if (!target)
        return; /* lock and level: they may be written as often as it takes */
    if (strcmp(outcome, "ok") != 0)
        torture_wrong(torture, "the plant refuses: %s", line);
    target->raw = (uint16_t)value;
    *VEC_PUSH(&torture->write) = (uint64_t)(target - torture->target.at) << 16 | value;
}

void plant_read_notes(struct torture *torture)
{
    char line[200];
    clearerr(torture->notes);
    while (fgets(line, sizeof line, torture->notes))
        take_note(torture, line);
}

void plant_close(const struct torture *torture, const struct target *target)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    char answer[300] = "";
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    memcpy(at.sun_path, torture->control, sizeof at.sun_path);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        dprintf(fd, "%s/plc foreign-write LEVEL 0\n%s/plc foreign-write LOCK 0\n", target->station,
                target->station) < 0)
        torture_die("%s: the plant's socket does not answer", torture->control);
    for (size_t length = 0; strcmp(answer, "ok\nok\n") != 0;) {
        ssize_t got = recv(fd, answer + length, sizeof answer - 1 - length, 0);
        if (got <= 0 || !strncmp(answer, "error", 5))
            torture_die("the plant: %s", answer);
        length += (size_t)got;
    }
    close(fd);
}

static int dial(const struct target *target)
{
    struct endpoint endpoint;
    char why[200];
    if (!endpoint_parse(target->endpoint, &endpoint, why, sizeof why))
        torture_die("%s", why);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(endpoint.port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || inet_pton(AF_INET, endpoint.address, &at.sin_addr) != 1 ||
        connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
        torture_die("%s: cannot be reached", target->endpoint);
    return fd;
}

uint16_t plant_register(const struct target *target)
{
    struct modbus_request request = {
        .unit = 1, .function = 3, .address = (uint16_t)(first_address + target->point), .count = 1};
    struct modbus_reply reply;
    uint8_t bytes[FRAME_MOST];
    const char *why;
    size_t used, length = frame_request(FRAMING_TCP, &request, 1, bytes);
    int fd = dial(target);
    bool is_sent = send(fd, bytes, length, 0) == (ssize_t)length;
    enum frame_state state = FRAME_MORE;
    for (length = 0; is_sent && state == FRAME_MORE;) {
        ssize_t got = recv(fd, bytes + length, sizeof bytes - length, 0);
        if (got <= 0)
            break;
        length += (size_t)got;
        state = frame_reply(FRAMING_TCP, &request, 1, false, bytes, length, &reply, &used, &why);
    }
    close(fd);
    if (state != FRAME_WHOLE || reply.kind != REPLY_DATA)
        torture_die("%s: no answer", target->endpoint);
    return reply.registers[0];
}
