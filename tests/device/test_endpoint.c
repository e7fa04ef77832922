#include "backend/device/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void texts_become_canonical(void **state)
{
    (void)state;
    static const struct {
        const char *text, *canonical;
    } cases[] = {
        {"tcp:10.0.0.1", "tcp:10.0.0.1:502"},
        {"tcp:10.0.0.1:1502", "tcp:10.0.0.1:1502"},
        {"tcp:[::1]", "tcp:[::1]:502"},
        {"tcp:[FE80:0:0::1]:503", "tcp:[fe80::1]:503"},
        {"rtutcp:192.168.1.9:4001", "rtutcp:192.168.1.9:4001"},
        {"serial:/dev/ttyS0", "serial:/dev/ttyS0:9600:8E1"},
        {"serial:/dev/ttyUSB1:19200", "serial:/dev/ttyUSB1:19200:8E1"},
        {"serial:/dev/pts/3:1200:8N2", "serial:/dev/pts/3:1200:8N2"},
        {"serial:/dev/serial/by-path/pci-0000:00:1a.0-usb-0:1.2:1.0-port0",
         "serial:/dev/serial/by-path/pci-0000:00:1a.0-usb-0:1.2:1.0-port0:9600:8E1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct endpoint endpoint, again;
        char why[256] = "", text[160], second[160];
        if (!endpoint_parse(cases[i].text, &endpoint, why, sizeof why))
            fail_msg("%s: %s", cases[i].text, why);
        endpoint_text(&endpoint, text, sizeof text);
        assert_string_equal(text, cases[i].canonical);
        assert_true(endpoint_parse(text, &again, why, sizeof why));
        endpoint_text(&again, second, sizeof second);
        assert_string_equal(second, text);
    }
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "tcp:ADDRESS"},
        {"udp:10.0.0.1", "tcp:ADDRESS"},
        {"tcp:station-1", "numeric IPv4"},
        {"tcp:10.0.0", "numeric IPv4"},
        {"tcp:010.0.0.1", "numeric IPv4"},
        {"tcp:10.0.0.1:", "a port"},
        {"tcp:10.0.0.1:0", "a port"},
        {"tcp:10.0.0.1:70000", "a port"},
        {"tcp:10.0.0.1:502x", "a port"},
        {"tcp:[::1", "closing ]"},
        {"tcp:[::1]502", "a port"},
        {"rtutcp:10.0.0.1", "a port"},
        {"serial:ttyS0", "/dev/"},
        {"serial:/etc/passwd", "/dev/"},
        {"serial:/dev/../etc/passwd", "/dev/"},
        {"serial:/dev/", "/dev/"},
        {"serial:/dev/ttyS0:9601", "usual speed"},
        {"serial:/dev/ttyS0:fast:8E1", "BAUD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct endpoint endpoint;
        char why[256] = "";
        assert_false(endpoint_parse(cases[i].text, &endpoint, why, sizeof why));
        if (!strstr(why, cases[i].expected))
            fail_msg("%s: %s", cases[i].text, why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_canonical),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
