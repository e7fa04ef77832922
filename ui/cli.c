#include "ui/cli.h"

#include "backend/base/alloc.h"
#include "backend/base/nearest.h"
#include "backend/base/text.h"
#include "backend/store/query.h"
#include "backend/store/right.h"
#include "ui/cli_call.h"
#include "ui/lang.h"
#include "ui/phrase.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cli_function help, version;

static const struct verb {
    const char *name, *words; /* words in capitals, [optional] */
    int least, most;          /* words behind the name */
    int options;
    const char *sentence;
    cli_function *run;
} verbs[] = {
    {"init", "", 0, 0, CLI_DB, N_("Creates the schema in an empty database, or migrates it."),
     cli_plant_init},
    {"import", "DIR", 1, 1, CLI_DB,
     N_("Replaces the plant by the CSV files and profiles in DIR, all or nothing."),
     cli_plant_import},
    {"export", "DIR", 1, 1, CLI_DB, N_("Writes the plant to DIR, as import reads it."),
     cli_plant_export},
    {"get", "STATION[/POINT]", 1, 1, CLI_DB | CLI_JSON | CLI_ALL,
     N_("Prints values with unit, quality and age; a bad value prints no number."), cli_point_get},
    {"set", "STATION/POINT VALUE", 2, 2, CLI_DB | CLI_REASON,
     N_("Asks for a set-point and prints each state until its end."), cli_point_set},
    {"journal", "", 0, 0, CLI_DB | CLI_JSON | CLI_SINCE,
     N_("Prints what happened, in the order in which it was recorded; without --since the last "
        "day."),
     cli_journal},
    {"replay", "", 0, 0, CLI_DB | CLI_JSON | CLI_AT | CLI_DUMP,
     N_("Prints alarms, tickets, outages and values as they stood at a past moment."), cli_replay},
    {"alarms", "[DAYS]", 0, 1,
     CLI_DB | CLI_JSON | CLI_ACTIVE | CLI_SHELVED | CLI_SINCE | CLI_REPORT,
     N_("Prints the alarms, causes first; DAYS are those of --report, 30 unless given."),
     cli_alarms},
    {"ack", "ID...", 1, CLI_WORDS_ANY, CLI_DB | CLI_NOTE,
     N_("Acknowledges alarms by the IDs that 'alarms' prints."), cli_alarm_ack},
    {"shelve", "ID|STATION...", 1, CLI_WORDS_ANY, CLI_DB | CLI_MINUTES | CLI_REASON | CLI_ONCE,
     N_("Puts alarms, or a station and all below it, aside for a time."), cli_alarm_shelve},
    {"unshelve", "ID|STATION...", 1, CLI_WORDS_ANY, CLI_DB, N_("Takes them off the shelf."),
     cli_alarm_unshelve},
    {"rules export", "[FILE]", 0, 1, CLI_DB | CLI_ALL,
     N_("Writes the imported alarm definitions as CSV."), cli_rules_export},
    {"rules import", "FILE", 1, 1, CLI_DB | CLI_OVER,
     N_("Replaces the imported alarm definitions, all or nothing."), cli_rules_import},
    {"rules check", "FILE", 1, 1, CLI_DB,
     N_("Names every mistake of alarm definitions, and changes nothing."), cli_rules_check},
    {"ticket list", "[open|callback|all]", 0, 1, CLI_DB | CLI_JSON,
     N_("Prints the tickets, what is due next first."), cli_desk_tickets},
    {"ticket show", "ID", 1, 1, CLI_DB | CLI_JSON,
     N_("Prints a ticket with its clocks and all that happened to it."), cli_desk_show},
    {"ticket new", "KIND [NAME=VALUE...]", 1, CLI_WORDS_ANY, CLI_DB,
     N_("Opens a ticket: repair, complaint, application, enquiry, temp_check, defect."),
     cli_desk_ticket_new},
    {"ticket import", "FILE.csv", 1, 1, CLI_DB,
     N_("Imports tickets of another system with their own times, or nothing."), cli_ticket_import},
    {"ticket", "DEED ID [NAME=VALUE...]", 2, CLI_WORDS_ANY, CLI_DB,
     N_("Does something to a ticket: dispatch, respond, finish, confirm, close and so on."),
     cli_desk_ticket},
    {"outage list", "", 0, 0, CLI_DB | CLI_JSON, N_("Prints the outages."), cli_desk_outages},
    {"outage show", "ID", 1, 1, CLI_DB | CLI_JSON,
     N_("Prints an outage with the steps of its plan and all that happened to it."),
     cli_desk_outage_show},
    {"outage plans", "[CARD]", 0, 1, CLI_DB | CLI_JSON,
     N_("Prints the plan cards and their steps."), cli_desk_plans},
    {"outage new", "NODE [NAME=VALUE...]", 1, CLI_WORDS_ANY, CLI_DB,
     N_("Starts an outage on a place of the network."), cli_desk_outage_new},
    {"outage", "DEED ID [NAME=VALUE...]", 2, CLI_WORDS_ANY, CLI_DB,
     N_("Does something to an outage: forecast, plan, crew, step, notice, restore and so on."),
     cli_desk_outage},
    {"crew list", "", 0, 0, CLI_DB | CLI_JSON, N_("Prints the crews and what they do."),
     cli_desk_crews},
    {"crew put", "CODE NAME [NAME=VALUE...]", 2, CLI_WORDS_ANY, CLI_DB,
     N_("Defines a crew, or changes it."), cli_desk_crew_put},
    {"roster list", "[DAYS]", 0, 1, CLI_DB | CLI_JSON,
     N_("Prints who is on duty in the next days, 7 unless given, and the gaps."), cli_desk_roster},
    {"roster put", "ROLE FROM UNTIL [NAME=VALUE...]", 3, CLI_WORDS_ANY, CLI_DB,
     N_("Adds a shift: primary, secondary, dispatcher, leader, supervisor, vacation."),
     cli_desk_roster_put},
    {"crew", "status|check_in CODE [NAME=VALUE...]", 2, CLI_WORDS_ANY, CLI_DB,
     N_("Says what a crew does, or that it was heard of."), cli_desk_crew},
    {"rates", "[today|season]", 0, 1, CLI_DB | CLI_JSON,
     N_("Prints the indicators of 4.2 with every miss."), cli_desk_rates},
    {"lines", "", 0, 0, CLI_DB | CLI_JSON,
     N_("Prints each line to the controllers, the worst first: round trips, losses, failures."),
     cli_desk_lines},
    {"audit verify", "", 0, 0, CLI_DB,
     N_("Checks the hash chain of the fact log and names the first broken row."), cli_plant_audit},
    {"profile check", "FILE", 1, 1, 0,
     N_("Names every mistake of a device profile, or prints its read plan."), cli_profile_check},
    {"profile list", "", 0, 0, 0, N_("Lists the shipped device profiles."), cli_profile_list},
    {"profile show", "NAME", 1, 1, 0, N_("Prints a shipped profile, to start one's own from."),
     cli_profile_show},
    {"user add", "NAME", 1, 1, CLI_DB | CLI_ROLE,
     N_("Creates a person's login, or changes the role of one."), cli_user_add},
    {"user clear-pin", "NAME", 1, 1, CLI_DB,
     N_("Takes away a forgotten PIN, so that a new one can be set."), cli_user_clear_pin},
    {"user list", "", 0, 0, CLI_DB | CLI_JSON, N_("Lists the people and their roles."),
     cli_user_list},
    {"help", "[VERB]", 0, 2, 0, N_("Prints this list, or one verb."), help},
    {"version", "", 0, 0, 0, N_("Prints the program's version."), version},
};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

static const struct option {
    enum cli_option bit;
    const char *name, *word; /* word NULL: takes none */
    const char *sentence;
} options[] = {
    {CLI_DB, "--db", "CONNINFO", N_("PostgreSQL connection string; default: the PG* environment.")},
    {CLI_JSON, "--json", NULL, N_("One JSON value a line, for programs.")},
    {CLI_REASON, "--reason", "TEXT", N_("Why, for the record; needed.")},
    {CLI_MINUTES, "--minutes", "N", N_("For how long, 1 to 480; needed.")},
    {CLI_ONCE, "--once", NULL, N_("Off the shelf as soon as the alarm clears.")},
    {CLI_NOTE, "--note", "TEXT", N_("What was found or done; some alarms ask for one.")},
    {CLI_ACTIVE, "--active", NULL, N_("Only what is abnormal now.")},
    {CLI_SHELVED, "--shelved", NULL, N_("What is shelved, suppressed or out of service.")},
    {CLI_SINCE, "--since", "TIME",
     N_("From this time on, as PostgreSQL reads it, or \"2 hours\".")},
    {CLI_AT, "--at", "TIME", N_("The moment: 02:13, 01-15 02:13, -90; needed.")},
    {CLI_DUMP, "--dump", NULL, N_("Prints it, the one thing that replay does.")},
    {CLI_REPORT, "--report", NULL,
     N_("The last DAYS against the figures of EEMUA 191 and ISA-18.2.")},
    {CLI_ALL, "--all", NULL,
     N_("All there is: rules of the program's own, circuits of a profile that a station lacks.")},
    {CLI_OVER, "--over", "VERSION",
     N_("The definitions that were exported before the change; 'rules export' names it.")},
    {CLI_ROLE, "--role", "ROLE",
     N_("dispatcher, leader, supervisor, crew, collector, admin, auditor, courier or intake; "
        "needed.")},
};
#define NEEDED       (CLI_REASON | CLI_MINUTES | CLI_AT | CLI_ROLE) /* by each verb that has them */
#define OPTION_COUNT (sizeof options / sizeof options[0])

void cli_say(const char *format, ...)
{
    char text[2000], clean[2000];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    text_clean(clean, sizeof clean, text, strlen(text));
    for (size_t length = strlen(clean); length > 0 && clean[length - 1] == ' ';)
        clean[--length] = '\0';
    fprintf(stderr, "heatdesk: %s\n", clean);
}

static const char *database = ""; /* of the call that runs */

void cli_tell(const char *why)
{
    char told[600], text[600];
    snprintf(told, sizeof told, "%s", why);
    right_explain(database, told, sizeof told);
    phrase_text(told, text, sizeof text);
    cli_say("%s", text);
}

enum cli_exit cli_need_database(const struct cli_call *call)
{
    char why[300];
    if (query_database(call->db, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_AWAY;
}

static void print_usage(FILE *out, const struct verb *verb)
{
    fprintf(out, "heatdesk %s%s%s", verb->name, *verb->words ? " " : "", verb->words);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        bool is_needed = (NEEDED & options[i].bit) != 0;
        if (verb->options & (int)options[i].bit)
            fprintf(out, " %s%s%s%s%s", is_needed ? "" : "[", options[i].name,
                    options[i].word ? " " : "", options[i].word ? options[i].word : "",
                    is_needed ? "" : "]");
    }
    fputc('\n', out);
}

static void print_verb(FILE *out, const struct verb *verb)
{
    print_usage(out, verb);
    fprintf(out, "    %s\n", _(verb->sentence));
}

#define IS_SHOWN 0x10000 /* none of enum cli_option: a verb without options was printed */

static enum cli_exit help(const struct cli_call *call)
{
    char name[64];
    snprintf(name, sizeof name, call->words > 1 ? "%.30s %.30s" : "%.30s",
             call->words > 0 ? call->word[0] : "", call->words > 1 ? call->word[1] : "");
    size_t length = strlen(name);
    int shown = 0;
    if (call->words == 0)
        printf("heatdesk [--db CONNINFO] [--lang zh_CN|en] [--theme NAME] [--record FILE] [--log "
               "FILE] [--wall [SECONDS]]\n"
               "    %s\n",
               _("Without a verb: the console."));
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strncmp(verbs[i].name, name, length) != 0)
            continue;
        print_verb(stdout, &verbs[i]);
        shown |= verbs[i].options | IS_SHOWN;
    }
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (shown & (int)options[i].bit)
            printf("%-10s %-9s %s\n", options[i].name, options[i].word ? options[i].word : "",
                   _(options[i].sentence));
    if (!shown)
        cli_say(_("there is no verb '%s'; 'heatdesk help' lists them"), name);
    return shown ? CLI_DONE : CLI_OTHER;
}

static enum cli_exit version(const struct cli_call *call)
{
    (void)call;
    puts("heatdesk " HEATDESK_VERSION);
    return CLI_DONE;
}

/* The words of `name` that argv starts with: all of them, or 0. */
static int matching_words(const char *name, int argc, char **argv)
{
    int words = 0;
    while (*name) {
        size_t length = strcspn(name, " ");
        if (words >= argc || strlen(argv[words]) != length ||
            strncmp(argv[words], name, length) != 0)
            return 0;
        name += length + (name[length] == ' ');
        words++;
    }
    return words;
}

bool cli_is_verb(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "--version") == 0)
        return true;
    size_t length = strlen(word);
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strncmp(verbs[i].name, word, length) == 0 &&
            (verbs[i].name[length] == 0 || verbs[i].name[length] == ' '))
            return length > 0;
    return false;
}

static const struct option *find_option(const char *text, size_t length)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (strlen(options[i].name) == length && strncmp(options[i].name, text, length) == 0)
            return &options[i];
    return NULL;
}

/* A shell hands over bytes of any kind; a verb takes a reason or a note, never both. */
static const char *record_text(struct cli_call *call, const char *value)
{
    text_clean(call->text, sizeof call->text, value, strlen(value));
    return call->text;
}

static void store_option(struct cli_call *call, enum cli_option bit, const char *value)
{
    switch (bit) {
    case CLI_DB: call->db = value; break;
    case CLI_JSON: call->json = true; break;
    case CLI_REASON: call->reason = record_text(call, value); break;
    case CLI_SINCE: call->since = value; break;
    case CLI_ROLE: call->role = value; break;
    case CLI_NOTE: call->note = record_text(call, value); break;
    case CLI_MINUTES: call->minutes = value; break;
    case CLI_ACTIVE: call->active = true; break;
    case CLI_SHELVED: call->shelved = true; break;
    case CLI_REPORT: call->report = true; break;
    case CLI_ONCE: call->once = true; break;
    case CLI_ALL: call->all = true; break;
    case CLI_AT: call->at = value; break;
    case CLI_OVER: call->over = value; break;
    case CLI_DUMP: break;
    }
}

/* Takes "--name", "--name VALUE" or "--name=VALUE" at argv[0]; returns the words used, 0 if it is
 * no option of this verb (said). */
static int take_option(const struct verb *verb, struct cli_call *call, int argc, char **argv)
{
    size_t length = strcspn(argv[0], "=");
    const struct option *option = find_option(argv[0], length);
    const char *value = argv[0][length] ? argv[0] + length + 1 : NULL;
    if (!option || !(verb->options & (int)option->bit) || (value && !option->word)) {
        cli_say(_("'%s' has no option '%s'"), verb->name, argv[0]);
        return 0;
    }
    bool is_next = option->word && !value;
    if (is_next && argc < 2) {
        cli_say(_("option '%s' needs a value: %s"), option->name, option->word);
        return 0;
    }
    store_option(call, option->bit, is_next ? argv[1] : value);
    return is_next ? 2 : 1;
}

static bool is_number(const char *text)
{
    return text[0] == '-' && (isdigit((unsigned char)text[1]) || text[1] == '.');
}

/* The first of the verb's words that nobody gave. */
static void say_missing(const struct verb *verb, int given)
{
    const char *word = verb->words;
    for (; given > 0 && *word; given--) {
        word += strcspn(word, " ");
        word += *word == ' ';
    }
    size_t length = strcspn(word, " ");
    if (length > 3 && !strncmp(word + length - 3, "...", 3))
        length -= 3;
    cli_say(_("missing: %.*s"), (int)length, word);
}

static bool parse(const struct verb *verb, struct cli_call *call, int argc, char **argv)
{
    bool has_options = true;
    for (int i = 0; i < argc;) {
        if (has_options && strcmp(argv[i], "--") == 0) {
            has_options = false;
            i++;
        } else if (has_options && argv[i][0] == '-' && argv[i][1] && !is_number(argv[i])) {
            int used = take_option(verb, call, argc - i, argv + i);
            if (used == 0)
                return false;
            i += used;
        } else {
            if (call->words == verb->most) {
                cli_say(_("'%s' is one word too many"), argv[i]);
                return false;
            }
            call->word[call->words++] = argv[i++];
        }
    }
    if (call->words < verb->least)
        say_missing(verb, call->words);
    return call->words >= verb->least;
}

static const struct verb *find_verb(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        if ((*words = matching_words(verbs[i].name, argc, argv)) > 0)
            return &verbs[i];
    return NULL;
}

static enum cli_exit report_no_verb(const char *word)
{
    const char *names[VERB_COUNT];
    for (size_t i = 0; i < VERB_COUNT; i++)
        names[i] = verbs[i].name;
    const char *near = nearest_of(word, names, VERB_COUNT);
    if (near)
        cli_say(_("there is no verb '%s'; did you mean '%s'?"), word, near);
    else
        cli_say(_("there is no verb '%s'; 'heatdesk help' lists them"), word);
    return CLI_OTHER;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int run(int argc, char **argv, struct cli_call call)
{
    int words;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return (int)help(&call);
    if (strcmp(argv[1], "--version") == 0)
        return (int)version(&call);
    const struct verb *verb = find_verb(argc - 1, argv + 1, &words);
    if (!verb) {
        call.word[0] = argv[1];
        call.words = 1;
        return cli_is_verb(argv[1]) ? (help(&call), CLI_OTHER) : (int)report_no_verb(argv[1]);
    }
    if (wants_help(argc - 1 - words, argv + 1 + words)) {
        print_verb(stdout, verb);
        return CLI_DONE;
    }
    if (!parse(verb, &call, argc - 1 - words, argv + 1 + words)) {
        print_usage(stderr, verb);
        return CLI_OTHER;
    }
    database = call.db;
    int code = (int)verb->run(&call);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_say(_("the output could not be written"));
        return code ? code : CLI_OTHER;
    }
    return code;
}

int cli_run(int argc, char **argv)
{
    const char **words = alloc_array((size_t)argc + 1, sizeof *words);
    int code = run(argc, argv, (struct cli_call){.db = "", .word = words});
    free(words);
    return code;
}
