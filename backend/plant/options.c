#include "backend/plant/options.h"

#include "backend/base/conf.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <string.h>
#include <time.h>

static const char usage[] =
    "usage: heatplant --plant DIR [OPTION…]       serve a plant's controllers\n"
    "       heatplant city --out DIR [OPTION…]    make up a city as CSV files\n"
    "       heatplant tell SOCKET LINE…           send faults to a running plant\n"
    "serving:\n"
    "  --speed N               simulated seconds a second (1)\n"
    "  --start TIME            simulated time at the start, 2026-01-15T06:00 local (now)\n"
    "  --weather FILE.csv      hourly outdoor temperatures (made up)\n"
    "  --scenario FILE         faults by time\n"
    "  --control PATH          a Unix socket for faults by command\n"
    "  --writes FILE           note each write request there\n"
    "  --pty-dir DIR           serial lines' links go there, not to their own paths\n"
    "  --listen ADDRESS        serve all TCP endpoints at this address\n"
    "  --allow-remote          allow addresses other than loopback\n"
    "  --seed N                of weather and buildings (1)\n"
    "  --until-stdin-closes    end when standard input ends\n"
    "city:\n"
    "  --stations N (110)  --sources N (3)  --households N (100000)  --seed N (1)\n"
    "  --address A (127.0.0.1)  --port-base N (20000)  --gateways N (3)\n"
    "  --serial-lines N (0)  --line-dir DIR (DIR/lines)\n"
    "heatplant(1) has it all.\n";

enum {
    PLANT = 1,
    LISTEN,
    REMOTE,
    SPEED,
    START,
    WEATHER,
    SCENARIO,
    PTY_DIR,
    CONTROL,
    WRITES,
    SEED,
    STDIN,
    OUT,
    STATIONS,
    SOURCES,
    HOUSEHOLDS,
    ADDRESS,
    PORT_BASE,
    SERIAL_LINES,
    LINE_DIR,
    GATEWAYS,
    HELP,
    VERSION
};

static const struct option serve_options[] = {
    {"plant", 1, 0, PLANT},       {"listen", 1, 0, LISTEN},   {"allow-remote", 0, 0, REMOTE},
    {"speed", 1, 0, SPEED},       {"start", 1, 0, START},     {"weather", 1, 0, WEATHER},
    {"scenario", 1, 0, SCENARIO}, {"pty-dir", 1, 0, PTY_DIR}, {"control", 1, 0, CONTROL},
    {"writes", 1, 0, WRITES},     {"seed", 1, 0, SEED},       {"until-stdin-closes", 0, 0, STDIN},
    {"help", 0, 0, HELP},         {"version", 0, 0, VERSION}, {0},
};

static const struct option city_options[] = {
    {"out", 1, 0, OUT},
    {"stations", 1, 0, STATIONS},
    {"sources", 1, 0, SOURCES},
    {"households", 1, 0, HOUSEHOLDS},
    {"seed", 1, 0, SEED},
    {"address", 1, 0, ADDRESS},
    {"port-base", 1, 0, PORT_BASE},
    {"serial-lines", 1, 0, SERIAL_LINES},
    {"line-dir", 1, 0, LINE_DIR},
    {"gateways", 1, 0, GATEWAYS},
    {"help", 0, 0, HELP},
    {0},
};

static void leave(struct options *options, int code)
{
    options->verb = VERB_END;
    options->code = code;
}

static void complain(struct options *options, const char *name, const char *text,
                     const char *expected)
{
    fprintf(stderr, "heatplant: --%s %s: expected %s\n", name, text, expected);
    leave(options, 2);
}

static int whole(struct options *options, const char *name, const char *text, int low, int high)
{
    long long value = low;
    char expected[60];
    snprintf(expected, sizeof expected, "a number from %d to %d", low, high);
    if (!conf_int(text, low, high, &value))
        complain(options, name, text, expected);
    return (int)value;
}

static double local_time(struct options *options, const char *text)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M", &tm);
    if (!rest || *rest)
        complain(options, "start", text, "a time like 2026-01-15T06:00");
    return (double)timegm(&tm) - 28800;
}

static uint64_t seed_of(struct options *options, const char *text)
{
    return (uint64_t)whole(options, "seed", text, 0, 2147483647);
}

static void take_serve(struct options *options, int option, const char *text)
{
    switch (option) {
    case PLANT: options->plant = text; break;
    case LISTEN: options->listen = text; break;
    case REMOTE: options->allows_remote = true; break;
    case SPEED:
        if (!conf_number(text, &options->speed) || options->speed < 0 || options->speed > 10000)
            complain(options, "speed", text, "a number from 0 to 10000");
        break;
    case START: options->start_s = local_time(options, text); break;
    case WEATHER: options->weather = text; break;
    case SCENARIO: options->scenario = text; break;
    case PTY_DIR: options->pty_dir = text; break;
    case CONTROL: options->control = text; break;
    case WRITES: options->writes = text; break;
    case SEED: options->seed = seed_of(options, text); break;
    case STDIN: options->ends_with_stdin = true; break;
    }
}

static bool is_loopback(const char *text)
{
    struct in_addr at;
    return inet_pton(AF_INET, text, &at) == 1 && ntohl(at.s_addr) >> 24 == 127;
}

static void take_city(struct options *options, int option, const char *text)
{
    struct city_wish *city = &options->city;
    switch (option) {
    case OUT: city->dir = text; break;
    case STATIONS: city->stations = whole(options, "stations", text, 1, 99999); break;
    case SOURCES: city->sources = whole(options, "sources", text, 1, 99); break;
    case HOUSEHOLDS: city->households = whole(options, "households", text, 0, 20000000); break;
    case SEED: city->seed = seed_of(options, text); break;
    case ADDRESS:
        city->address = text;
        if (!is_loopback(text))
            complain(options, "address", text, "a loopback address, 127.x.y.z");
        break;
    case PORT_BASE: city->port_base = whole(options, "port-base", text, 1024, 55000); break;
    case SERIAL_LINES: city->serial_lines = whole(options, "serial-lines", text, 0, 100); break;
    case GATEWAYS: city->gateways = whole(options, "gateways", text, 0, 100); break;
    case LINE_DIR: city->line_dir = text; break;
    }
}

static void read_all(struct options *options, int argc, char **argv, const struct option *known,
                     void (*take)(struct options *, int, const char *))
{
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == HELP || option == VERSION) {
            fputs(option == HELP ? usage : "heatplant " HEATDESK_VERSION "\n", stdout);
            leave(options, 0);
            return;
        }
        if (option == '?')
            leave(options, 2);
        else
            take(options, option, optarg);
    }
    if (optind < argc) {
        fprintf(stderr, "heatplant: '%s': expected options only\n", argv[optind]);
        leave(options, 2);
    }
}

static void need(struct options *options, const char *given, const char *name)
{
    if (options->verb == VERB_END || given)
        return;
    fprintf(stderr, "heatplant: no --%s DIR\n%s", name, usage);
    leave(options, 2);
}

void options_read(struct options *options, int argc, char **argv)
{
    *options = (struct options){.speed = 1,
                                .seed = 1,
                                .city = {.stations = 110,
                                         .sources = 3,
                                         .households = 100000,
                                         .seed = 1,
                                         .address = "127.0.0.1",
                                         .port_base = 20000,
                                         .gateways = 3}};
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "city") == 0) {
        options->verb = VERB_CITY;
        read_all(options, argc - 1, argv + 1, city_options, take_city);
        need(options, options->city.dir, "out");
    } else if (strcmp(verb, "tell") == 0) {
        options->verb = VERB_TELL;
        options->socket = argc > 3 ? argv[2] : NULL;
        options->line = argv + 3;
        options->lines = argc - 3;
        if (!options->socket) {
            fputs(usage, stderr);
            leave(options, 2);
        }
    } else {
        read_all(options, argc, argv, serve_options, take_serve);
        need(options, options->plant, "plant");
    }
}
