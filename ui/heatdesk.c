/* heatdesk: the console, or with a verb the command line (heatdesk(1)). */
#include "backend/base/clock.h"
#include "backend/base/conf.h"
#include "ui/cli_call.h"
#include "ui/desk.h"
#include "ui/keymap_file.h"
#include "ui/lang.h"
#include "ui/notify.h"
#include "ui/wall_turn.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DB = 1, LANGUAGE, THEME, RECORD, LOG, NOTIFY, WALL, KEYMAP, MOUSE };

static const struct option known[] = {
    {"db", required_argument, NULL, DB},       {"lang", required_argument, NULL, LANGUAGE},
    {"theme", required_argument, NULL, THEME}, {"record", required_argument, NULL, RECORD},
    {"log", required_argument, NULL, LOG},     {"notify", required_argument, NULL, NOTIFY},
    {"wall", optional_argument, NULL, WALL},   {"keymap", required_argument, NULL, KEYMAP},
    {"mouse", no_argument, NULL, MOUSE},       {0}};

struct call {
    struct desk_options desk;
    const char *language, *theme, *log, *keymap;
};

/* Descriptors 0-2 are open, nothing gains rights, no memory image is left behind (TESTS §7). */
static void prepare_process(void)
{
    umask(077);
    clock_use_standard_zone();
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    for (int fd = open("/dev/null", O_RDWR); fd >= 0; fd = open("/dev/null", O_RDWR))
        if (fd > 2) {
            close(fd);
            break;
        }
}

/* "--wall=30" and "--wall 30": a verb never begins with a digit. */
static bool read_wall(char **argv, struct call *call)
{
    const char *text = optarg, *next = argv[optind];
    long long seconds = WALL_STAY_S;
    if (!text && next && *next >= '0' && *next <= '9') {
        text = next;
        optind++;
    }
    if (text && !conf_int(text, WALL_STAY_LEAST_S, WALL_STAY_MOST_S, &seconds)) {
        cli_say(_("--wall %s: expected seconds, %d to %d"), text, WALL_STAY_LEAST_S,
                WALL_STAY_MOST_S);
        return false;
    }
    call->desk.wall_s = (int)seconds;
    return true;
}

static bool read_options(int argc, char **argv, struct call *call)
{
    opterr = 0;
    for (int chosen; (chosen = getopt_long(argc, argv, "+", known, NULL)) != -1;) {
        switch (chosen) {
        case DB: call->desk.conninfo = optarg; break;
        case LANGUAGE:
            call->language = optarg;
            call->desk.is_language_given = true;
            break;
        case THEME:
            call->theme = optarg;
            call->desk.is_theme_given = true;
            break;
        case RECORD: call->desk.record = optarg; break;
        case LOG: call->log = optarg; break;
        case MOUSE: call->desk.has_mouse = true; break;
        case KEYMAP: call->keymap = optarg; break;
        case NOTIFY: call->desk.notify = optarg; break;
        case WALL:
            if (!read_wall(argv, call))
                return false;
            break;
        default:
            cli_say(_("\"%s\" is no option, or lacks its value; 'heatdesk help' lists them"),
                    argv[optind - 1]);
            return false;
        }
    }
    if (optind < argc) {
        cli_say(_("\"%s\": a verb stands first, the console takes none"), argv[optind]);
        return false;
    }
    return true;
}

static bool choose_theme(struct call *call)
{
    char names[200];
    time_t now = time(NULL);
    struct tm local = *localtime(&now);
    call->desk.is_theme_auto = !strcmp(call->theme, "auto");
    if (theme_shipped(theme_of_hour(call->theme, local.tm_hour), &call->desk.theme))
        return true;
    theme_shipped_names(names, sizeof names);
    cli_say(_("there is no theme \"%s\": %s"), call->theme, names);
    return false;
}

/* Libraries complain on stderr, which would garble the screen. */
static int turn_stderr(const char *log)
{
    int kept = dup(2);
    int fd = open(log ? log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || kept < 0)
        return kept;
    dup2(fd, 2);
    close(fd);
    return kept;
}

static bool choose_notify(const struct call *call)
{
    struct notify notify;
    if (!call->desk.notify || notify_way_of(&notify, call->desk.notify))
        return true;
    cli_say(_("--notify %s: expected auto, desktop, osc9, osc777, osc99 or bell"),
            call->desk.notify);
    return false;
}

/* The one that is named, else a person's own if there is one. */
static bool choose_keymap(const struct call *call)
{
    static struct conf_errors errors;
    char path[400] = "", why[200];
    size_t length;
    const char *home = getenv("HOME");
    if (call->keymap)
        snprintf(path, sizeof path, "%s", call->keymap);
    else if (home && *home)
        snprintf(path, sizeof path, "%s/.config/heatdesk/keymap", home);
    if (!*path || (!call->keymap && access(path, F_OK) != 0))
        return true;
    char *text = conf_read_file(path, CONF_FILE_MOST, &length, why, sizeof why);
    errors.file = path;
    bool is_good = text && keymap_file_read(text, length, &errors);
    if (!text)
        cli_say("%s: %s", path, why);
    else if (!is_good)
        cli_say("%s", errors.text);
    free(text);
    return is_good;
}

static int run_console(int argc, char **argv)
{
    struct call call = {.desk.conninfo = "", .theme = "day"};
    char why[300] = "";
    const char *language_why;
    if (!read_options(argc, argv, &call) || !choose_theme(&call) || !choose_notify(&call) ||
        !choose_keymap(&call))
        return CLI_OTHER;
    if (!lang_init(call.language, &language_why)) {
        cli_say("--lang %s: %s", call.language, _(language_why));
        return CLI_OTHER;
    }
    int kept = turn_stderr(call.log);
    enum desk_end end = desk_run(&call.desk, why, sizeof why);
    if (kept >= 0)
        dup2(kept, 2);
    if (end == DESK_LEFT)
        return CLI_DONE;
    cli_tell(why);
    return end == DESK_REFUSED ? CLI_AWAY : CLI_OTHER;
}

int main(int argc, char **argv)
{
    const char *why;
    prepare_process();
    lang_init(NULL, &why);
    if (argc > 1 && cli_is_verb(argv[1]))
        return cli_run(argc, argv);
    return argc > 1 && argv[1][0] != '-' ? cli_run(argc, argv) : run_console(argc, argv);
}
