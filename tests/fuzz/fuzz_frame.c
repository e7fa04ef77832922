/* Any bytes as a reply to any request: never a crash, and no verdict that a single drop more or
 * less could turn from bad to good. */
#include "backend/device/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static void judge(enum framing framing, const struct modbus_request *request, uint16_t id,
                  bool any_id, const uint8_t *bytes, size_t length)
{
    struct modbus_reply reply;
    enum frame_state before = FRAME_MORE;
    for (size_t n = 0; n <= length && n <= FRAME_MOST + 4; n++) {
        size_t used = 0;
        const char *why = NULL;
        uint8_t *exact = malloc(n ? n : 1);
        memcpy(exact, bytes, n);
        enum frame_state now =
            frame_reply(framing, request, id, any_id, exact, n, &reply, &used, &why);
        free(exact);
        expect(before != FRAME_BAD || now == FRAME_BAD);
        expect(before != FRAME_WHOLE || now == FRAME_BAD);
        expect(now != FRAME_BAD || why != NULL);
        expect(now != FRAME_WHOLE || (used == n && reply.was_sent));
        expect(now != FRAME_WHOLE || reply.kind == REPLY_DATA || reply.exception != 0);
        before = now;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct modbus_request request = {0};
    uint8_t out[FRAME_MOST];
    if (size < 10)
        return 0;
    request.unit = data[0];
    request.function = data[1];
    request.address = (uint16_t)(data[2] << 8 | data[3]);
    request.count = (uint16_t)((data[4] & 7) << 8 | data[5]);
    for (int i = 0; i < 123; i++)
        request.value[i] = (uint16_t)(data[6] * i);
    uint16_t id = (uint16_t)(data[7] << 8 | data[8]);
    enum framing framing = data[9] & 1 ? FRAMING_RTU : FRAMING_TCP;
    expect(frame_request(framing, &request, id, out) <= sizeof out);
    judge(framing, &request, id, data[9] & 2, data + 10, size - 10);
    return 0;
}
