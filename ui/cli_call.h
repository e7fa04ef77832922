/* One call of a verb: its words and options, and what each verb's file offers to the table. */
#pragma once
#include "ui/cli.h"

#include <stddef.h>

#define CLI_WORDS_ANY 100000 /* a verb that takes as many words as there are */

enum cli_option {
    CLI_DB = 1,
    CLI_JSON = 2,
    CLI_REASON = 4,
    CLI_SINCE = 8,
    CLI_ROLE = 16,
    CLI_ACTIVE = 32,
    CLI_SHELVED = 64,
    CLI_REPORT = 128,
    CLI_NOTE = 256,
    CLI_MINUTES = 512,
    CLI_ONCE = 1024,
    CLI_ALL = 2048,
    CLI_AT = 4096,
    CLI_DUMP = 8192,
    CLI_OVER = 16384,
};

struct cli_call {
    const char *db;                    /* a libpq connection string, "" = the PG* environment */
    const char *reason, *since, *role; /* NULL = not given */
    const char *note, *minutes, *at, *over;
    char text[240]; /* what a person says for the record, made safe: reason or note */
    bool json, active, shelved, report, once, all;
    const char **word; /* behind the verb */
    int words;
};

typedef enum cli_exit cli_function(const struct cli_call *call);

/* Says "heatdesk: …" on stderr, cleaned. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same of what the backend said. */
void cli_tell(const char *why);

/* CLI_DONE if the database answers and has our schema; else said why. */
enum cli_exit cli_need_database(const struct cli_call *call);

cli_function cli_plant_init, cli_plant_import, cli_plant_export, cli_plant_audit;
cli_function cli_profile_check, cli_profile_list, cli_profile_show;
cli_function cli_point_get, cli_point_set;
cli_function cli_journal, cli_replay;
cli_function cli_alarms, cli_alarm_ack, cli_alarm_shelve, cli_alarm_unshelve;
cli_function cli_rules_export, cli_rules_import, cli_rules_check;
/* `heatdesk alarms` with --report, --shelved and --since; without them it prints what is shown. */
cli_function cli_alarm_report, cli_alarm_shelf, cli_alarm_since;
cli_function cli_user_add, cli_user_clear_pin, cli_user_list;
/* Tickets, outages, crews: what does not have an option is said as NAME=VALUE. */
cli_function cli_ticket_import, cli_desk_ticket_new, cli_desk_ticket, cli_desk_outage_new,
    cli_desk_outage;
cli_function cli_desk_crew, cli_desk_crew_put, cli_desk_roster_put, cli_desk_roster;
cli_function cli_desk_outage_show, cli_desk_plans;
cli_function cli_desk_tickets, cli_desk_show, cli_desk_outages, cli_desk_crews, cli_desk_rates,
    cli_desk_lines;
