/* torture COLLECTOR WORK ROUNDS POINT…: see torture.sh, which prepares plant and database. */
#include "torture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_S = 60, LAST_PATIENCE_S = 240 };

static const char *collector_path, *work;
static pid_t child;

void torture_wrong(struct torture *torture, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    printf("WRONG: ");
    vprintf(format, list);
    printf("\n");
    va_end(list);
    torture->wrong++;
}

void torture_die(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "torture: ");
    vfprintf(stderr, format, list);
    fprintf(stderr, "\n");
    va_end(list);
    if (child > 0)
        kill(child, SIGKILL);
    exit(2);
}

/* What a place needs to be passed; all others are passed by a command that is carried out. */
enum how {
    HOW_COMMAND,
    HOW_ONCE,    /* once a start, whatever is asked */
    HOW_REFUSED, /* by a command that the collector refuses */
    HOW_ORPHAN,  /* by a command that may have been written by a collector that is dead */
};
static const struct {
    const char *name;
    enum how how;
} places[] = {{"leading", HOW_ONCE},   {"recalled", HOW_ONCE},  {"refused", HOW_REFUSED},
              {"adopted", HOW_ORPHAN}, {"unknown", HOW_ORPHAN}, {"resolve_done", HOW_ORPHAN}};

static enum how how_of(const char *name)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (!strcmp(places[i].name, name))
            return places[i].how;
    return HOW_COMMAND;
}

static void run_collector(const char *failpoint)
{
    char log[200], spool[200];
    snprintf(log, sizeof log, "%s/collector.log", work);
    snprintf(spool, sizeof spool, "%s/spool", work);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 ||
        setenv("HEATDESK_FAILPOINT", failpoint, 1) != 0)
        _exit(120);
    execl(collector_path, "heatdeskd", "--db", "user=drill_collector", "--spool", spool, "--name",
          "drill", "--batch-ms", "20", (char *)NULL);
    _exit(121);
}

static void start(const char *failpoint)
{
    fflush(NULL);
    child = fork();
    if (child < 0)
        torture_die("cannot fork");
    if (child == 0)
        run_collector(failpoint);
}

/* Its wait status, or -1 if it still runs after so long. SIGCHLD is blocked and waited for. */
static int await_end(int64_t within_ms)
{
    struct mono until = mono_after_ms(clock_mono(), within_ms);
    sigset_t ended;
    int status;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    while (waitpid(child, &status, WNOHANG) != child) {
        int64_t left_ms = mono_ms_since(clock_mono(), until);
        if (left_ms <= 0)
            return -1;
        struct timespec left = {left_ms / 1000, left_ms % 1000 * 1000000};
        sigtimedwait(&ended, NULL, &left);
    }
    child = 0;
    return status;
}

static void kill_at(struct torture *torture, const char *name, int pass)
{
    char failpoint[80];
    snprintf(failpoint, sizeof failpoint, "%s:%d", name, pass);
    start(failpoint);
    int status = await_end(PATIENCE_S * 1000);
    if (status < 0)
        torture_die("%s is not passed", failpoint);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        torture_die("%s: the collector ended by itself, status %d", failpoint, status);
    database_free_lease(torture);
}

/* Every other time two commands are under way, and it dies at the second one's pass. */
static void torture_place(struct torture *torture, const char *name, int round)
{
    enum how how = how_of(name);
    bool are_two = how == HOW_COMMAND && round % 2;
    if (how == HOW_ORPHAN) {
        database_ask(torture, false);
        kill_at(torture, "write_after", 1);
    }
    database_ask(torture, how == HOW_REFUSED);
    if (are_two)
        database_ask(torture, false);
    kill_at(torture, name, are_two ? 2 : 1);
}

static void run_until(struct torture *torture, bool (*is_so)(struct torture *), int patience_s,
                      const char *what)
{
    struct mono since = clock_mono();
    start("");
    while (!is_so(torture)) {
        if (mono_ms_since(since, clock_mono()) > patience_s * 1000)
            torture_die("%s: waited in vain", what);
        if (await_end(200) >= 0)
            torture_die("%s: the collector ended", what);
    }
    kill(child, SIGTERM);
    if (await_end(PATIENCE_S * 1000) != 0)
        torture_die("%s: the collector does not end well", what);
}

static bool has_ended(struct torture *torture)
{
    return database_open_commands(torture) == 0;
}

int main(int argc, char **argv)
{
    static struct torture torture;
    char path[200];
    sigset_t ended;
    if (argc < 5)
        torture_die("expected COLLECTOR WORK ROUNDS POINT…");
    collector_path = argv[1];
    work = argv[2];
    int rounds = atoi(argv[3]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ended, NULL);
    snprintf(path, sizeof path, "%s/writes", work);
    snprintf(torture.control, sizeof torture.control, "%s/control", work);
    torture.notes = fopen(path, "r");
    if (!torture.notes)
        torture_die("%s: %s", path, strerror(errno));
    database_open(&torture);
    database_find_targets(&torture);
    run_until(&torture, database_is_polled, PATIENCE_S, "first values");
    for (int i = 4; i < argc; i++) {
        struct mono since = clock_mono();
        for (int round = 0; round < rounds; round++)
            torture_place(&torture, argv[i], round);
        printf("%-16s killed %d times in %lld ms\n", argv[i], rounds,
               (long long)mono_ms_since(since, clock_mono()));
    }
    run_until(&torture, has_ended, LAST_PATIENCE_S, "the end of every command");
    database_judge(&torture);
    pg_close(torture.admin);
    pg_close(torture.dispatcher);
    fclose(torture.notes);
    free(torture.target.at);
    free(torture.write.at);
    return torture.wrong ? 1 : 0;
}
