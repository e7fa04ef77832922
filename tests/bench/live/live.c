#include "tests/bench/live/live.h"

#include "backend/store/exchange.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ADDRESS    "127.9.9.9"
#define FIRST_PORT 20000

static pid_t plant, collector;

/* What a station of the trade reports (DOMAIN.md 6): code, scale, unit. */
static const struct {
    const char *code;
    double scale;
    const char *unit;
} points[LIVE_POINTS] = {
    {"T1g", 0.1, "C"},       {"T1h", 0.1, "C"},       {"P1g", 0.001, "MPa"},
    {"P1h", 0.001, "MPa"},   {"DP1", 0.001, "MPa"},   {"F1", 0.1, "t/h"},
    {"Q1", 0.001, "MW"},     {"T2g.1", 0.1, "C"},     {"T2h.1", 0.1, "C"},
    {"P2g.1", 0.001, "MPa"}, {"P2h.1", 0.001, "MPa"}, {"DP2.1", 0.001, "MPa"},
    {"DPs.1", 0.001, "MPa"}, {"F2.1", 0.1, "t/h"},    {"CP1_Hz.1", 0.1, "Hz"},
    {"CP1_A.1", 0.1, "A"},   {"CP1_Run.1", 1, ""},    {"CP1_Flt.1", 1, ""},
    {"MP1_Hz.1", 0.1, "Hz"}, {"Fm.1", 0.01, "t/h"},   {"CV_U.1", 0.1, "%"},
    {"XSV.1", 1, ""},        {"TR_avg.1", 0.1, "C"},  {"TL", 0.01, "m"},
    {"LEAK", 1, ""},         {"PWR", 1, ""},          {"UPS", 1, "%"},
    {"DOOR", 1, ""},         {"OT", 0.1, "C"},        {LIVE_SETPOINT, 0.1, "C"},
};

static FILE *create(const char *dir, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "w");
    if (!out)
        give_up(path, strerror(errno));
    return out;
}

static void write_profile(const char *dir)
{
    char path[200];
    snprintf(path, sizeof path, "%s/profiles", dir);
    mkdir(path, 0777);
    FILE *out = create(dir, "profiles/bench.profile");
    fprintf(out, "[profile]\nzh = 测\nen = bench\nperiod_s = %d\n", LIVE_PERIOD_S);
    for (int i = 0; i < LIVE_POINTS; i++)
        fprintf(out, "[%s]\naddress = %d\ntype = int16\nscale = %g\n%s%s\n", points[i].code, i,
                points[i].scale, *points[i].unit ? "unit = " : "", points[i].unit);
    fprintf(out, "access = write\nset_low = 20\nset_high = 90\n");
    fclose(out);
}

static void write_plant(const char *dir)
{
    FILE *nodes = create(dir, "nodes.csv"), *devices = create(dir, "devices.csv");
    FILE *links = create(dir, "links.csv"), *limits = create(dir, "points.csv");
    fputs("code,kind,name,parent,circuit,households\nR1,source,热源,,,\nN1,network,干线,R1,,\n",
          nodes);
    fputs("node,device,profile,endpoint,unit,period_s\n", devices);
    fputs("code,from,to,length_m,diameter_mm,valve\n", links);
    fputs("node,device,point,low,high,step\n", limits);
    for (int i = 1; i <= LIVE_STATIONS; i++) {
        fprintf(nodes, "S%04d,station,第%d站,N1,,\nS%04d-1,circuit,全区,S%04d,1,300\n", i, i, i, i);
        fprintf(links, "L%04d,N1,S%04d,%d,200,open\n", i, i, 50 + i % 400);
        fprintf(devices, "S%04d,plc,bench,tcp:%s:%d,1,", i, ADDRESS, FIRST_PORT + i);
        fprintf(devices, i == 1 ? "%d\n" : "\n", LIVE_WATCHED_PERIOD_S);
    }
    fclose(nodes), fclose(devices), fclose(links), fclose(limits);
}

void live_make(char dir[64])
{
    snprintf(dir, 64, "/tmp/heatdesk-bench-XXXXXX");
    if (!mkdtemp(dir))
        give_up(dir, strerror(errno));
    write_profile(dir);
    write_plant(dir);
    if (!exchange_import("", dir, stderr))
        give_up("import", dir);
}

static pid_t start_program(char *const arguments[], const char *user)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a bench that gives up leaves none behind */
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    if (user)
        setenv("PGUSER", user, 1);
    execv(arguments[0], arguments);
    _exit(127);
}

void live_start(const char *dir)
{
    static char program[2][4096], spool[100];
    build_path(program[0], sizeof program[0], "backend/plant/heatplant");
    build_path(program[1], sizeof program[1], "backend/heatdeskd");
    snprintf(spool, sizeof spool, "%s/spool", dir);
    mkdir(spool, 0700);
    plant = start_program((char *[]){program[0], "--plant", (char *)dir, NULL}, NULL);
    collector = start_program((char *[]){program[1], "--spool", spool, NULL}, "bench_collector");
    struct pg *pg = database_open("");
    double end = now_s() + 60;
    while (database_number(pg, "select count(*) from hd.latest") < LIVE_STATIONS) {
        if (now_s() > end)
            give_up("collector", "not every device has values after a minute");
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
    pg_close(pg);
}

pid_t live_collector(void)
{
    return collector;
}

void live_stop(void)
{
    end_child(collector);
    end_child(plant);
}

void live_write(double value)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(FIRST_PORT + 1)};
    uint16_t raw = (uint16_t)lrint(value * 10);
    const uint8_t request[12] = {
        0, 1, 0, 0, 0, 6, 1, 6, 0, LIVE_SETPOINT_ADDRESS, (uint8_t)(raw >> 8), (uint8_t)raw};
    uint8_t reply[12];
    inet_pton(AF_INET, ADDRESS, &at.sin_addr);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        write(fd, request, sizeof request) != sizeof request ||
        recv(fd, reply, sizeof reply, MSG_WAITALL) != sizeof reply || reply[7] != 6)
        give_up("the plant", "takes no write");
    close(fd);
}
