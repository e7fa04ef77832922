/* heatcourier: carries messages to webhooks (heatcourier(8)). Options, signals. */
#include "backend/base/clock.h"
#include "backend/base/conf.h"
#include "backend/base/log.h"
#include "backend/base/systemd.h"
#include "backend/courier/courier.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

static const char help[] =
    "heatcourier: carries messages from the database to crews' webhooks\n"
    "  --db CONNINFO    libpq connection string (default: the PG* environment)\n"
    "  --hook URL       for crews without a hook of their own\n"
    "  --ca FILE        certificates (PEM) to trust for https in place of the system's\n"
    "  --timeout S      a post is given up after so many seconds, 1..20 (10)\n"
    "  --verbose        say more\n"
    "  --help, --version\n";

/* As for a crew's own: hd.crew_put(). */
static bool is_hook(const char *url)
{
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    return scheme && url[scheme] && !strpbrk(url, " \t\r\n");
}

static bool can_read(const char *ca)
{
    FILE *file = fopen(ca, "r");
    if (!file)
        fprintf(stderr, "heatcourier: --ca %s: %s, expected a file of certificates (PEM)\n", ca,
                strerror(errno));
    else
        fclose(file);
    return file != NULL;
}

/* -1: go on; else the exit status. */
static int read_options(int argc, char **argv, struct courier_options *options)
{
    enum { DB = 1, HOOK, CA, TIMEOUT, VERBOSE, HELP, VERSION };
    static const struct option known[] = {
        {"db", required_argument, NULL, DB},     {"hook", required_argument, NULL, HOOK},
        {"ca", required_argument, NULL, CA},     {"timeout", required_argument, NULL, TIMEOUT},
        {"verbose", no_argument, NULL, VERBOSE}, {"help", no_argument, NULL, HELP},
        {"version", no_argument, NULL, VERSION}, {0}};
    long long number;
    for (int chosen; (chosen = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (chosen) {
        case DB: options->conninfo = optarg; break;
        case HOOK:
            if (!is_hook(optarg)) {
                fprintf(stderr,
                        "heatcourier: --hook %s, expected http:// or https:// without blanks\n",
                        optarg);
                return 2;
            }
            options->hook = optarg;
            break;
        case CA:
            if (!can_read(optarg))
                return 2;
            options->ca = optarg;
            break;
        case TIMEOUT:
            if (!conf_int(optarg, 1, 20, &number)) {
                fprintf(stderr, "heatcourier: --timeout %s, expected 1..20\n", optarg);
                return 2;
            }
            options->timeout_s = (int)number;
            break;
        case VERBOSE: log_set_level(LOG_DEBUG); break;
        case HELP: fputs(help, stdout); return 0;
        case VERSION: puts("heatcourier " HEATDESK_VERSION); return 0;
        default: fputs(help, stderr); return 2;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "heatcourier: \"%s\", expected options only (see --help)\n", argv[optind]);
        return 2;
    }
    return -1;
}

static void on_signal(uv_signal_t *handle, int number)
{
    log_info("signal %d: stopping", number);
    systemd_notify("STOPPING=1");
    uv_stop(handle->loop);
}

static void watch_signal(uv_loop_t *loop, uv_signal_t *handle, int number)
{
    uv_signal_init(loop, handle);
    uv_signal_start(handle, on_signal, number);
}

int main(int argc, char **argv)
{
    struct courier_options options = {.conninfo = "", .timeout_s = 10};
    uv_signal_t terminate, interrupt;
    uv_loop_t loop;
    umask(077);
    clock_use_standard_zone();
    setlocale(LC_ALL, "C.UTF-8");
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
    int status = read_options(argc, argv, &options);
    if (status >= 0)
        return status;
    uv_loop_init(&loop);
    struct courier *courier = courier_new(&loop, &options);
    if (!courier) {
        fprintf(stderr, "heatcourier: libcurl cannot be used\n");
        return 1;
    }
    watch_signal(&loop, &terminate, SIGTERM);
    watch_signal(&loop, &interrupt, SIGINT);
    systemd_notify("READY=1");
    uv_run(&loop, UV_RUN_DEFAULT);
    courier_free(courier);
    uv_close((uv_handle_t *)&terminate, NULL);
    uv_close((uv_handle_t *)&interrupt, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop) == 0 ? 0 : 1;
}
