/* A served plant over real sockets and a pseudo-terminal, with libmodbus as the client, and faults
 * by the control socket. The loop runs on its own thread; this one is the outside world. */
#include "folder.h"

#include "backend/plant/control.h"
#include "backend/plant/serial.h"
#include "backend/plant/server.h"

#include <errno.h>
#include <fcntl.h>
#include <modbus.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct folder folder;
static struct fleet *fleet;
static struct server *server;
static struct serial *serial;
static struct control *control;
static uv_loop_t loop;
static uv_async_t end;
static pthread_t thread;
static char control_path[100];
static struct endpoint plc; /* S0001/plc, unit 1 */
static struct outlet *line;

static void on_end(uv_async_t *async)
{
    server_stop(server);
    serial_stop(serial);
    control_stop(control);
    uv_close((uv_handle_t *)async, NULL);
}

static void *run(void *unused)
{
    (void)unused;
    uv_run(&loop, UV_RUN_DEFAULT);
    return NULL;
}

static void start_serving(void)
{
    char why[300];
    uv_loop_init(&loop);
    uv_async_init(&loop, &end, on_end);
    server = server_new(&loop, fleet);
    serial = serial_new(&loop, fleet);
    snprintf(control_path, sizeof control_path, "%s/control", folder.path);
    control = control_start(&loop, fleet, control_path, why, sizeof why);
    if (!control || !server_start(server, NULL, false, why, sizeof why) ||
        !serial_start(serial, NULL, why, sizeof why))
        fail_msg("%s", why);
    if (pthread_create(&thread, NULL, run, NULL) != 0)
        fail_msg("no thread");
}

static int set_up(void **state)
{
    (void)state;
    char why[200];
    signal(SIGPIPE, SIG_IGN);
    folder_init(&folder);
    struct city_wish wish = folder_wish(&folder, 12);
    if (!city_write(&wish, why, sizeof why))
        return -1;
    fleet = folder_load(&folder);
    for (size_t i = 0; i < fleet->outlet.count; i++) {
        struct outlet *outlet = &fleet->outlet.at[i];
        if (outlet->controller.at[0] == codes_find(&fleet->controller_of, "S0001/plc"))
            plc = outlet->endpoint;
        if (outlet->endpoint.kind == ENDPOINT_SERIAL)
            line = outlet;
    }
    start_serving();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    uv_async_send(&end);
    pthread_join(thread, NULL);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_not_equal(access(control_path, F_OK), 0);
    assert_int_not_equal(access(line->endpoint.address, F_OK), 0);
    fleet_finish(fleet);
    free(fleet);
    folder_finish(&folder);
    return 0;
}

static modbus_t *dial(void)
{
    modbus_t *client = modbus_new_tcp(plc.address, plc.port);
    modbus_set_slave(client, 1);
    modbus_set_response_timeout(client, 5, 0);
    if (modbus_connect(client) != 0)
        fail_msg("%s", modbus_strerror(errno));
    return client;
}

static void hang_up(modbus_t *client)
{
    modbus_close(client);
    modbus_free(client);
}

static void tell(const char *text)
{
    char said[500] = "", *line_text = alloc_text(text);
    FILE *out = fmemopen(said, sizeof said, "w");
    bool is_good = control_tell(control_path, &line_text, 1, out);
    fclose(out);
    free(line_text);
    if (!is_good)
        fail_msg("%s: %s", text, said);
}

static void test_read_and_write(void **state)
{
    (void)state;
    uint16_t value[125];
    uint8_t bits[40];
    modbus_t *client = dial();
    assert_int_equal(modbus_read_registers(client, 0, 125, value), 125);
    assert_in_range(value[0], 7301, 7303);
    assert_int_equal(modbus_read_input_bits(client, 0, 40, bits), 40);
    const struct profile *profile = fleet->profile.at[0];
    for (size_t i = 0; i < fleet->profile.count; i++)
        if (strcmp(fleet->profile.at[i]->name, "station-plc") == 0)
            profile = fleet->profile.at[i];
    int address = profile->point[profile_find(profile, "T2g_SP.1")].address;
    assert_int_equal(modbus_write_register(client, address, 444), 1);
    assert_int_equal(modbus_read_registers(client, address, 1, value), 1);
    assert_int_equal(value[0], 444);
    value[0] = 446;
    assert_int_equal(modbus_write_registers(client, address, 1, value), 1);
    assert_int_equal(modbus_read_registers(client, 3000, 2, value), -1);
    assert_int_equal(errno, EMBXILADD);
    modbus_set_slave(client, 99);
    assert_int_equal(modbus_read_registers(client, 0, 2, value), -1);
    assert_int_equal(errno, EMBXGTAR);
    hang_up(client);
}

static void test_serial_line(void **state)
{
    (void)state;
    uint16_t value[40];
    modbus_t *client = modbus_new_rtu(line->endpoint.address, 9600, 'E', 8, 1);
    modbus_set_slave(client, 1);
    modbus_set_response_timeout(client, 5, 0);
    assert_int_equal(modbus_connect(client), 0);
    for (int i = 0; i < 20; i++)
        assert_int_equal(modbus_read_registers(client, 9, 23, value), 23);
    modbus_set_slave(client, 2);
    assert_true(modbus_read_registers(client, 2060, 1, value) == 1 && value[0] == 266);
    modbus_set_slave(client, 77);
    modbus_set_response_timeout(client, 0, 50000);
    assert_int_equal(modbus_read_registers(client, 0, 1, value), -1);
    assert_int_equal(errno, ETIMEDOUT);
    hang_up(client);
    client = modbus_new_rtu(line->endpoint.address, 9600, 'E', 8, 1); /* opened again */
    modbus_set_slave(client, 1);
    modbus_set_response_timeout(client, 5, 0);
    assert_int_equal(modbus_connect(client), 0);
    assert_int_equal(modbus_read_registers(client, 0, 6, value), 6);
    assert_int_equal(value[0], 5578);
    hang_up(client);
}

static void test_wire_faults(void **state)
{
    (void)state;
    uint16_t value[10];
    modbus_t *client = dial();
    tell("S0001 slow 80");
    assert_int_equal(modbus_read_registers(client, 0, 2, value), 2);
    tell("S0001 heal");
    tell("S0001 drip 2");
    assert_int_equal(modbus_read_registers(client, 0, 2, value), 2);
    tell("S0001 heal");
    tell("S0001/plc reset");
    assert_int_equal(modbus_read_registers(client, 0, 2, value), -1);
    assert_int_equal(errno, ECONNRESET);
    hang_up(client);
    tell("S0001 heal");
    tell("S0001 silent for 200ms");
    client = dial();
    modbus_set_response_timeout(client, 0, 50000);
    assert_int_equal(modbus_read_registers(client, 0, 2, value), -1);
    assert_int_equal(errno, ETIMEDOUT);
    hang_up(client);
    tell("S0001 exception 6");
    client = dial();
    assert_int_equal(modbus_read_registers(client, 0, 2, value), -1);
    tell("S0001 heal");
    assert_int_equal(modbus_read_registers(client, 0, 2, value), 2);
    hang_up(client);
}

/* A client that sends rubbish, or half a request, or a request in pieces. */
static void test_bad_clients(void **state)
{
    (void)state;
    static const uint8_t pieces[] = {0, 9, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1};
    static const uint8_t rubbish[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    uint8_t answer[64];
    modbus_t *client = dial();
    int fd = modbus_get_socket(client);
    assert_int_equal(fcntl(fd, F_SETFL, 0), 0); /* libmodbus leaves it non-blocking */
    for (size_t i = 0; i < sizeof pieces; i++)
        assert_int_equal(write(fd, pieces + i, 1), 1);
    size_t have = 0;
    while (have < 11) {
        ssize_t got = read(fd, answer + have, sizeof answer - have);
        assert_true(got > 0);
        have += (size_t)got;
    }
    assert_int_equal(have, 11);
    assert_int_equal(answer[1], 9);
    assert_int_equal(write(fd, rubbish, sizeof rubbish), sizeof rubbish);
    assert_int_equal(read(fd, answer, sizeof answer), 0); /* closed */
    hang_up(client);
    client = dial();
    assert_int_equal(write(modbus_get_socket(client), pieces, 5), 5);
    hang_up(client);
    client = dial();
    uint16_t value[2];
    assert_int_equal(modbus_read_registers(client, 0, 2, value), 2);
    hang_up(client);
}

static void test_only_loopback(void **state)
{
    (void)state;
    char why[300];
    uv_loop_t other;
    uv_loop_init(&other);
    struct server *open = server_new(&other, fleet);
    assert_false(server_start(open, "0.0.0.0", false, why, sizeof why));
    assert_non_null(strstr(why, "--allow-remote"));
    server_stop(open);
    uv_run(&other, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&other), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_and_write), cmocka_unit_test(test_serial_line),
        cmocka_unit_test(test_wire_faults),    cmocka_unit_test(test_bad_clients),
        cmocka_unit_test(test_only_loopback),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
