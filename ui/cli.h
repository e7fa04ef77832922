/* The command line of `heatdesk`: a table of verbs from which `heatdesk help` is printed. Messages
 * go to stderr, data to stdout. */
#pragma once
#include <stdbool.h>

/* What a program that calls us can rely on. */
enum cli_exit {
    CLI_DONE = 0,    /* a set-point: verified */
    CLI_OTHER = 1,   /* usage, a mistake in a file, anything else */
    CLI_AWAY = 2,    /* the database is away, or not ours */
    CLI_REFUSED = 3, /* a set-point: never sent */
    CLI_FAILED = 4,  /* a set-point: the device does not hold it */
    CLI_UNKNOWN = 5, /* a set-point: it may hold it, nobody knows yet */
};

/* Whether `word` opens a verb ("get", "profile", "help", "--help", "--version"). */
bool cli_is_verb(const char *word);

/* Runs argv[1] …; returns an enum cli_exit. lang_init() comes before. */
int cli_run(int argc, char **argv);
