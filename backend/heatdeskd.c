/* heatdeskd: the collector (heatdeskd(8)). Options, signals, and what a service owes its host. */
#include "backend/base/clock.h"
#include "backend/base/log.h"
#include "backend/daemon.h"
#include "backend/daemon_limits.h"

#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char help[] =
    "heatdeskd: polls controllers, writes set-points, keeps the database up to date\n"
    "  --db CONNINFO    libpq connection string (default: the PG* environment)\n"
    "  --limits FILE    root's own limits, which the database can only narrow\n"
    "  --spool DIR      where facts and samples wait while the database is away\n"
    "  --name NAME      this collector's name (default: host:pid)\n"
    "  --batch-ms N     values go to the database this often, 10..1000 (100)\n"
    "  --verbose        say more\n"
    "  --help, --version\n";

static void on_signal(uv_signal_t *handle, int number)
{
    log_info("signal %d: stopping", number);
    daemon_stop(handle->data);
    uv_signal_stop(handle);
}

static void close_signal(uv_handle_t *handle, void *ctx)
{
    (void)ctx;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* One descriptor a station: as many as the host lets us. */
static void prepare_process(void)
{
    struct rlimit files;
    umask(077);
    clock_use_standard_zone();
    setlocale(LC_ALL, "C.UTF-8");
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

/* -1: go on; else the exit status. */
static int read_options(int argc, char **argv, struct daemon_options *options)
{
    enum { DB = 1, LIMITS, SPOOL, NAME, BATCH, VERBOSE, HELP, VERSION };
    static const struct option known[] = {{"db", required_argument, NULL, DB},
                                          {"limits", required_argument, NULL, LIMITS},
                                          {"spool", required_argument, NULL, SPOOL},
                                          {"name", required_argument, NULL, NAME},
                                          {"batch-ms", required_argument, NULL, BATCH},
                                          {"verbose", no_argument, NULL, VERBOSE},
                                          {"help", no_argument, NULL, HELP},
                                          {"version", no_argument, NULL, VERSION},
                                          {0}};
    long long number;
    for (int chosen; (chosen = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (chosen) {
        case DB: options->conninfo = optarg; break;
        case LIMITS: options->limits_path = optarg; break;
        case SPOOL: options->spool_dir = optarg; break;
        case NAME: options->name = optarg; break;
        case BATCH:
            if (!conf_int(optarg, 10, 1000, &number)) {
                fprintf(stderr, "heatdeskd: --batch-ms %s, expected 10..1000\n", optarg);
                return 2;
            }
            options->batch_ms = (int32_t)number;
            break;
        case VERBOSE: log_set_level(LOG_DEBUG); break;
        case HELP: fputs(help, stdout); return 0;
        case VERSION: puts("heatdeskd " HEATDESK_VERSION); return 0;
        default: fputs(help, stderr); return 2;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "heatdeskd: \"%s\", expected options only (see --help)\n", argv[optind]);
        return 2;
    }
    return -1;
}

/* A wrong limits file at start is told with its lines, and nothing starts (TESTS A3). */
static bool check_limits(const char *path)
{
    static struct conf_errors errors;
    struct limits *limits = daemon_limits_read(path, &errors);
    if (!limits)
        fprintf(stderr, "%s\n", errors.text);
    limits_free(limits);
    return limits != NULL;
}

static void watch_signal(uv_loop_t *loop, uv_signal_t *handle, int number, struct daemon *daemon)
{
    uv_signal_init(loop, handle);
    handle->data = daemon;
    uv_signal_start(handle, on_signal, number);
    uv_unref((uv_handle_t *)handle);
}

int main(int argc, char **argv)
{
    struct daemon_options options = {.conninfo = "", .batch_ms = 100};
    uv_signal_t terminate, interrupt;
    uv_loop_t loop;
    prepare_process();
    int status = read_options(argc, argv, &options);
    if (status >= 0)
        return status;
    if (options.limits_path && !check_limits(options.limits_path))
        return 1;
    uv_loop_init(&loop);
    struct daemon *daemon = daemon_new(&loop, &options);
    watch_signal(&loop, &terminate, SIGTERM, daemon);
    watch_signal(&loop, &interrupt, SIGINT, daemon);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_walk(&loop, close_signal, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    daemon_free(daemon);
    return uv_loop_close(&loop) == 0 ? 0 : 1;
}
