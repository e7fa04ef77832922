/* Strict framing: libmodbus answers what we ask, and no bad frame ever becomes data (TESTS A1). */
#include "backend/device/frame.h"
#include "tests/device/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <modbus/modbus.h>

#define BAD_FRAMES 100000

static const uint8_t functions[] = {1, 2, 3, 4, 5, 6, 15, 16};

static struct modbus_request any_request(struct chance *chance)
{
    struct modbus_request request = {.unit = (uint8_t)chance_below(chance, 248),
                                     .function = functions[chance_below(chance, 8)],
                                     .address = (uint16_t)chance_below(chance, 60000),
                                     .count = 1};
    if (request.function <= 4)
        request.count = (uint16_t)(1 + chance_below(chance, request.function <= 2 ? 2000 : 125));
    if (request.function >= 15)
        request.count = (uint16_t)(1 + chance_below(chance, 123));
    bool is_bits = request.function == 5 || request.function == 15;
    for (int i = 0; i < request.count && i < 123; i++)
        request.value[i] = (uint16_t)(chance_next(chance) & (is_bits ? 1 : 0xffff));
    return request;
}

/* The right answer, written here a second time and byte by byte from the protocol's tables. */
static size_t right_answer(enum framing framing, const struct modbus_request *request, uint16_t id,
                           struct chance *chance, uint8_t *out, size_t *payload, size_t *bytes)
{
    size_t head = framing == FRAMING_TCP ? 7 : 1, body = 5;
    out[head] = request->function;
    *payload = *bytes = 0;
    if (request->function <= 4) {
        size_t n = request->function <= 2 ? (request->count + 7U) / 8 : request->count * 2U;
        out[head + 1] = (uint8_t)n;
        for (size_t i = 0; i < n; i++)
            out[head + 2 + i] = (uint8_t)chance_next(chance);
        body = 2 + n;
        *payload = head + 2;
        *bytes = n;
    } else {
        uint16_t second = request->count;
        if (request->function == 6)
            second = request->value[0];
        if (request->function == 5)
            second = request->value[0] ? 0xff00 : 0;
        out[head + 1] = (uint8_t)(request->address >> 8);
        out[head + 2] = (uint8_t)request->address;
        out[head + 3] = (uint8_t)(second >> 8);
        out[head + 4] = (uint8_t)second;
    }
    out[head - 1] = request->unit;
    if (framing == FRAMING_TCP) {
        const uint8_t mbap[6] = {(uint8_t)(id >> 8),         (uint8_t)id,        0, 0,
                                 (uint8_t)((body + 1) >> 8), (uint8_t)(body + 1)};
        memcpy(out, mbap, sizeof mbap);
        return head + body;
    }
    uint16_t crc = frame_crc(out, head + body);
    out[head + body] = (uint8_t)crc;
    out[head + body + 1] = (uint8_t)(crc >> 8);
    return head + body + 2;
}

static void check_values(const struct modbus_request *request, const uint8_t *payload,
                         const struct modbus_reply *reply)
{
    if (request->function > 4)
        return;
    for (unsigned i = 0; i < request->count; i++) {
        if (request->function <= 2)
            assert_int_equal(reply->bits[i], payload[i / 8] >> i % 8 & 1);
        else
            assert_int_equal(reply->registers[i], payload[2 * i] << 8 | payload[2 * i + 1]);
    }
}

/* Whole only with the last byte; the same verdict whether it comes in one piece or in drops. */
static void good_frames_are_taken(void **state)
{
    (void)state;
    struct chance chance = {20261124};
    for (int run = 0; run < 4000; run++) {
        enum framing framing = run % 2 ? FRAMING_RTU : FRAMING_TCP;
        struct modbus_request request = any_request(&chance);
        uint16_t id = (uint16_t)chance_next(&chance);
        uint8_t frame[300];
        size_t payload = 0, bytes = 0, used = 0;
        size_t length = right_answer(framing, &request, id, &chance, frame, &payload, &bytes);
        struct modbus_reply reply;
        const char *why = NULL;
        for (size_t n = 0; n < length; n++)
            assert_int_equal(
                frame_reply(framing, &request, id, false, frame, n, &reply, &used, &why),
                FRAME_MORE);
        assert_int_equal(
            frame_reply(framing, &request, id, false, frame, length, &reply, &used, &why),
            FRAME_WHOLE);
        assert_int_equal(used, length);
        assert_int_equal(reply.kind, REPLY_DATA);
        check_values(&request, frame + payload, &reply);
    }
}

enum damage {
    DAMAGE_TRUNCATED,
    DAMAGE_SURPLUS,
    DAMAGE_ID,
    DAMAGE_PROTOCOL,
    DAMAGE_LENGTH,
    DAMAGE_UNIT,
    DAMAGE_FUNCTION,
    DAMAGE_COUNT,
    DAMAGE_EXCEPTION,
    DAMAGE_FLIP,
    DAMAGE_RANDOM,
    DAMAGE_KINDS
};

static size_t damage(enum damage kind, size_t length, size_t head, uint8_t *frame,
                     struct chance *chance)
{
    uint8_t mask = (uint8_t)(1 + chance_below(chance, 255));
    bool is_tcp = head == 7;
    switch (kind) {
    case DAMAGE_TRUNCATED: return chance_below(chance, (uint32_t)length);
    case DAMAGE_SURPLUS:
        for (size_t i = length; i < 300; i++)
            frame[i] = (uint8_t)chance_next(chance);
        return length + 1 + chance_below(chance, (uint32_t)(300 - length));
    case DAMAGE_ID: frame[is_tcp ? chance_below(chance, 2) : 0] ^= mask; return length;
    case DAMAGE_PROTOCOL: frame[is_tcp ? 2 + chance_below(chance, 2) : 1] ^= mask; return length;
    case DAMAGE_LENGTH: frame[is_tcp ? 4 + chance_below(chance, 2) : 1] ^= mask; return length;
    case DAMAGE_UNIT: frame[head - 1] ^= mask; return length;
    case DAMAGE_FUNCTION: frame[head] ^= mask; return length;
    case DAMAGE_COUNT: frame[head + 1] ^= mask; return length;
    case DAMAGE_EXCEPTION:
        frame[head] |= 0x80;
        frame[head + 1] = (uint8_t)chance_below(chance, 13);
        if (is_tcp && chance_below(chance, 2)) {
            frame[4] = 0;
            frame[5] = 3;
        }
        return head + 2 + (is_tcp ? 0 : 2);
    case DAMAGE_FLIP: frame[chance_below(chance, (uint32_t)length)] ^= mask; return length;
    case DAMAGE_RANDOM:
        for (size_t i = chance_below(chance, 8); i < length; i++)
            frame[i] = (uint8_t)chance_next(chance);
        return length;
    case DAMAGE_KINDS: break;
    }
    return length;
}

/* Only a frame that equals the right one outside its payload may count as data; RTU's checksum
 * guards the payload as well. */
static bool may_be_data(const uint8_t *right, const uint8_t *frame, size_t right_length,
                        size_t length, size_t payload, size_t bytes)
{
    if (length != right_length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (frame[i] != right[i] && (i < payload || i >= payload + bytes))
            return false;
    return true;
}

static void no_bad_frame_is_data(void **state)
{
    (void)state;
    struct chance chance = {1};
    unsigned verdicts[4] = {0};
    for (int run = 0; run < BAD_FRAMES; run++) {
        enum framing framing = run % 3 == 0 ? FRAMING_RTU : FRAMING_TCP;
        size_t head = framing == FRAMING_TCP ? 7 : 1;
        struct modbus_request request = any_request(&chance);
        uint16_t id = (uint16_t)chance_next(&chance);
        uint8_t right[300], frame[300];
        size_t payload = 0, bytes = 0, used = 0;
        size_t right_length = right_answer(framing, &request, id, &chance, right, &payload, &bytes);
        memcpy(frame, right, sizeof frame);
        size_t length =
            damage((enum damage)(run % DAMAGE_KINDS), right_length, head, frame, &chance);
        /* on the heap, exactly as long as it is: the sanitizer sees a read behind the end */
        uint8_t *exact = malloc(length ? length : 1);
        assert_non_null(exact);
        memcpy(exact, frame, length);
        struct modbus_reply reply = {.kind = REPLY_TIMEOUT};
        const char *why = NULL;
        enum frame_state verdict =
            frame_reply(framing, &request, id, false, exact, length, &reply, &used, &why);
        free(exact);
        verdicts[verdict]++;
        if (verdict == FRAME_BAD)
            assert_non_null(why);
        if (verdict != FRAME_WHOLE)
            continue;
        assert_int_equal(used, length);
        if (reply.kind == REPLY_DATA) {
            assert_true(may_be_data(right, frame, right_length, length, payload, bytes));
            verdicts[3]++;
        } else {
            assert_int_equal(reply.kind, REPLY_EXCEPTION);
            assert_int_equal(length, framing == FRAMING_TCP ? 9 : 5);
            assert_int_equal(frame[head], request.function | 0x80);
            assert_int_equal(frame[head - 1], request.unit);
        }
    }
    print_message("%d frames: %u bad, %u incomplete, %u whole (of these %u with changed payload)\n",
                  BAD_FRAMES, verdicts[FRAME_BAD], verdicts[FRAME_MORE], verdicts[FRAME_WHOLE],
                  verdicts[3]);
    assert_true(verdicts[FRAME_BAD] > BAD_FRAMES / 2);
}

static void strangeness_by_name(void **state)
{
    (void)state;
    struct modbus_request request = {.unit = 7, .function = 3, .address = 10, .count = 2};
    struct modbus_reply reply;
    size_t used = 0;
    const char *why = NULL;
    const uint8_t good[] = {0x12, 0x34, 0, 0, 0, 7, 7, 3, 4, 0, 1, 0, 2};
    static const struct {
        size_t at;
        uint8_t value;
        const char *why;
    } cases[] = {
        {0, 0x13, "wrong transaction id"}, {2, 1, "wrong protocol id"}, {3, 1, "wrong protocol id"},
        {4, 0xff, "wrong length"},         {5, 8, "wrong length"},      {6, 8, "wrong unit"},
        {7, 4, "wrong function code"},     {8, 6, "wrong byte count"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t frame[sizeof good];
        memcpy(frame, good, sizeof good);
        frame[cases[i].at] = cases[i].value;
        assert_int_equal(frame_reply(FRAMING_TCP, &request, 0x1234, false, frame, sizeof frame,
                                     &reply, &used, &why),
                         FRAME_BAD);
        assert_string_equal(why, cases[i].why);
    }
    assert_int_equal(
        frame_reply(FRAMING_TCP, &request, 0x9999, true, good, sizeof good, &reply, &used, &why),
        FRAME_WHOLE);
    /* a read answered with length 3 but the read's own function, and the reverse */
    const uint8_t short_data[] = {0x12, 0x34, 0, 0, 0, 3, 7, 3, 4};
    assert_int_equal(frame_reply(FRAMING_TCP, &request, 0x1234, false, short_data,
                                 sizeof short_data, &reply, &used, &why),
                     FRAME_BAD);
    const uint8_t long_exception[] = {0x12, 0x34, 0, 0, 0, 7, 7, 0x83, 2, 0, 1, 0, 2};
    assert_int_equal(frame_reply(FRAMING_TCP, &request, 0x1234, false, long_exception,
                                 sizeof long_exception, &reply, &used, &why),
                     FRAME_BAD);
    const uint8_t exception[] = {0x12, 0x34, 0, 0, 0, 3, 7, 0x83, 2};
    assert_int_equal(frame_reply(FRAMING_TCP, &request, 0x1234, false, exception, sizeof exception,
                                 &reply, &used, &why),
                     FRAME_WHOLE);
    assert_int_equal(reply.exception, 2);
    assert_string_equal(exception_name(2), "illegal data address");
}

static void bad_requests_make_no_frame(void **state)
{
    (void)state;
    static const struct modbus_request bad[] = {
        {.function = 3, .count = 0},
        {.function = 3, .count = 126},
        {.function = 1, .count = 2001},
        {.function = 7, .count = 1},
        {.function = 6, .count = 2},
        {.function = 16, .count = 124},
        {.function = 3, .address = 65535, .count = 2},
    };
    uint8_t out[FRAME_MOST];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(frame_request(FRAMING_TCP, &bad[i], 1, out), 0);
        assert_int_equal(frame_request(FRAMING_RTU, &bad[i], 1, out), 0);
    }
}

/* One question to libmodbus' server through a socket pair. */
struct server {
    modbus_t *context;
    modbus_mapping_t *map;
    int ours, theirs;
    enum framing framing;
};

static void ask(struct server *server, const struct modbus_request *request, uint16_t id,
                struct modbus_reply *reply)
{
    uint8_t frame[FRAME_MOST], query[MODBUS_TCP_MAX_ADU_LENGTH];
    size_t length = frame_request(server->framing, request, id, frame), used = 0, got = 0;
    const char *why = "";
    assert_true(length > 0);
    assert_int_equal(write(server->ours, frame, length), (ssize_t)length);
    modbus_set_slave(server->context, request->unit);
    int heard = modbus_receive(server->context, query);
    assert_int_equal(heard, (int)length);
    assert_true(modbus_reply(server->context, query, heard, server->map) > 0);
    enum frame_state verdict = FRAME_MORE;
    uint8_t answer[300];
    while (verdict == FRAME_MORE) {
        ssize_t bytes = read(server->ours, answer + got, sizeof answer - got);
        assert_true(bytes > 0);
        got += (size_t)bytes;
        verdict = frame_reply(server->framing, request, id, false, answer, got, reply, &used, &why);
    }
    if (verdict != FRAME_WHOLE)
        fail_msg("function %u, %u at %u: %s", request->function, request->count, request->address,
                 why);
}

static void check_against_map(const struct modbus_request *request,
                              const struct modbus_reply *reply, const modbus_mapping_t *map)
{
    for (unsigned i = 0; i < request->count; i++) {
        unsigned at = request->address + i;
        switch (request->function) {
        case 1: assert_int_equal(reply->bits[i], map->tab_bits[at]); break;
        case 2: assert_int_equal(reply->bits[i], map->tab_input_bits[at]); break;
        case 3: assert_int_equal(reply->registers[i], map->tab_registers[at]); break;
        case 4: assert_int_equal(reply->registers[i], map->tab_input_registers[at]); break;
        case 5:
        case 15: assert_int_equal(request->value[i], map->tab_bits[at]); break;
        case 6:
        case 16: assert_int_equal(request->value[i], map->tab_registers[at]); break;
        }
    }
}

#define MAP_SIZE 3000

static void talk(enum framing framing)
{
    struct chance chance = {77 + (uint64_t)framing};
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct server server = {.ours = pair[0], .theirs = pair[1], .framing = framing};
    server.context = framing == FRAMING_TCP ? modbus_new_tcp("127.0.0.1", 1502)
                                            : modbus_new_rtu("/dev/null", 9600, 'E', 8, 1);
    assert_non_null(server.context);
    modbus_set_socket(server.context, pair[1]);
    modbus_set_response_timeout(server.context, 0, 1000);
    server.map = modbus_mapping_new(MAP_SIZE, MAP_SIZE, MAP_SIZE, MAP_SIZE);
    assert_non_null(server.map);
    for (int i = 0; i < MAP_SIZE; i++) {
        server.map->tab_input_bits[i] = (uint8_t)(chance_next(&chance) & 1);
        server.map->tab_input_registers[i] = (uint16_t)chance_next(&chance);
    }
    for (int run = 0; run < 1500; run++) {
        struct modbus_request request = any_request(&chance);
        struct modbus_reply reply = {.kind = REPLY_TIMEOUT};
        request.unit = (uint8_t)(1 + chance_below(&chance, 247));
        request.address = (uint16_t)chance_below(&chance, MAP_SIZE + 1);
        ask(&server, &request, (uint16_t)chance_next(&chance), &reply);
        if (request.address + request.count > MAP_SIZE) {
            assert_int_equal(reply.kind, REPLY_EXCEPTION);
            assert_int_equal(reply.exception, 2);
        } else {
            assert_int_equal(reply.kind, REPLY_DATA);
            check_against_map(&request, &reply, server.map);
        }
    }
    modbus_mapping_free(server.map);
    modbus_free(server.context);
    close(pair[0]);
    close(pair[1]);
}

static void libmodbus_answers_over_tcp(void **state)
{
    (void)state;
    talk(FRAMING_TCP);
}

static void libmodbus_answers_over_rtu(void **state)
{
    (void)state;
    talk(FRAMING_RTU);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_frames_are_taken),      cmocka_unit_test(no_bad_frame_is_data),
        cmocka_unit_test(strangeness_by_name),        cmocka_unit_test(bad_requests_make_no_frame),
        cmocka_unit_test(libmodbus_answers_over_tcp), cmocka_unit_test(libmodbus_answers_over_rtu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
