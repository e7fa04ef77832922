#include "tests/bench/common/measure.h"

#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool print(const char *name, double value, const char *unit, double limit, bool is_ok)
{
    int digits = fabs(value) >= 100 ? 0 : fabs(value) >= 10 ? 1 : fabs(value) >= 1 ? 2 : 3;
    printf("figure %s %.*f %s limit %.12g %s\n", name, digits, value, unit, limit,
           is_ok ? "ok" : "short");
    fflush(stdout);
    return is_ok;
}

bool figure(const char *name, double value, const char *unit, double limit)
{
    return print(name, value, unit, limit, value <= limit); /* NaN is short */
}

bool figure_at_least(const char *name, double value, const char *unit, double limit)
{
    return print(name, value, unit, limit, value >= limit);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double percentile(double *values, size_t count, double part)
{
    if (count == 0)
        return NAN;
    qsort(values, count, sizeof *values, compare);
    size_t at = (size_t)ceil(part * (double)count);
    return values[at > 0 ? at - 1 : 0];
}

double median(double *values, size_t count)
{
    return percentile(values, count, 0.5);
}

static double seconds_of(clockid_t clock)
{
    struct timespec t = {0};
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double now_s(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

double thread_cpu_s(void)
{
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double process_cpu_s(pid_t pid)
{
    clockid_t clock;
    return clock_getcpuclockid(pid, &clock) == 0 ? seconds_of(clock) : 0;
}

/* Parent and the time of the children it has waited for; false if the process is gone. */
static bool read_stat(pid_t pid, pid_t *parent, double *ended_s)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *in = fopen(path, "r");
    if (!in)
        return false;
    size_t length = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[length] = 0;
    char *rest = strrchr(text, ')');
    long of = 0, user = 0, system = 0;
    if (!rest || sscanf(rest + 1, " %*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld",
                        &of, &user, &system) != 3)
        return false;
    *parent = (pid_t)of;
    *ended_s = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
    return true;
}

double family_cpu_s(pid_t parent)
{
    pid_t of;
    double total = 0, ended;
    if (read_stat(parent, &of, &ended))
        total = process_cpu_s(parent) + ended;
    DIR *dir = opendir("/proc");
    if (!dir)
        give_up("/proc", "cannot be read");
    for (struct dirent *entry; (entry = readdir(dir));) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid > 0 && read_stat(pid, &of, &ended) && of == parent)
            total += family_cpu_s(pid);
    }
    closedir(dir);
    return total;
}

double process_rss_mib(pid_t pid)
{
    char path[64];
    long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *in = fopen(path, "r");
    if (!in || fscanf(in, "%*d %ld", &pages) != 1)
        pages = 0;
    if (in)
        fclose(in);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1024 * 1024);
}

_Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(2);
}

void build_path(char *out, size_t size, const char *rest)
{
    char self[PATH_MAX] = "";
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    char *part = length > 0 ? strstr(self, "/tests/bench/") : NULL;
    if (!part)
        give_up("build folder", "not found from the bench's own path");
    snprintf(out, size, "%.*s/%s", (int)(part - self), self, rest);
}

void end_child(pid_t pid)
{
    if (pid <= 0)
        return;
    kill(pid, SIGTERM);
    kill(pid, SIGCONT);
    for (int i = 0; i < 500; i++) {
        if (waitpid(pid, NULL, WNOHANG) != 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}
