/* What all benches share: figures, percentiles, clocks, CPU time of this and other processes.
 * Times are seconds as double unless the name says otherwise. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Prints "figure NAME VALUE UNIT limit LIMIT ok|short"; true if value <= limit. */
bool figure(const char *name, double value, const char *unit, double limit);
/* The same for what has to be many: true if value >= limit. */
bool figure_at_least(const char *name, double value, const char *unit, double limit);
/* Sorts the values. `part` 0..1; NaN for none. */
double percentile(double *values, size_t count, double part);
double median(double *values, size_t count);

double now_s(void);
double thread_cpu_s(void);
/* User and system time so far; 0 if there is no such process. */
double process_cpu_s(pid_t pid);
/* The same of all processes under `parent`, itself included, with those that have ended. */
double family_cpu_s(pid_t parent);
/* Resident memory. */
double process_rss_mib(pid_t pid);

/* Ends the bench with exit code 2. */
_Noreturn void give_up(const char *what, const char *why);
/* The folder that the bench's own program lies in, to find the others of the same build. */
void build_path(char *out, size_t size, const char *rest);
/* Ends a child that the bench has started: SIGTERM, then SIGKILL after 5 s. */
void end_child(pid_t pid);
