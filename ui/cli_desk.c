#include "ui/cli_desk.h"

#include "backend/base/conf.h"
#include "backend/base/nearest.h"
#include "backend/core/ticket.h"
#include "ui/lang.h"
#include "ui/phrase.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROOM 40

/* A request while it is put together. */
struct asking {
    const struct cli_call *call;
    struct desk_request request;
    char name[DESK_MEMBERS][24], room[DESK_MEMBERS][ROOM];
    char words[4000];
    const char *subject; /* printed in front of the answer */
};

bool cli_desk_read(const struct cli_call *call, enum desk_list list, int64_t id, double number,
                   const char *text, struct desk_table *out)
{
    char why[300];
    if (query_list(call->db, list, id, 0, number, text, out, why, sizeof why))
        return true;
    cli_tell(why);
    return false;
}

static double relative_s(const char *text)
{
    char *end;
    double count = strtod(text + 1, &end);
    double unit = !strcmp(end, "m")   ? 60
                  : !strcmp(end, "h") ? 3600
                  : !strcmp(end, "d") ? 86400
                                      : NAN;
    return end == text + 1 || fabs(count) > 1e6 ? NAN : count * unit;
}

/* Seconds since 1970 of "2026-01-15 03:00", "03:00" (today) or "+30m", "+2h", "+3d"; NaN = none of
 * these. */
static double time_of(const char *text)
{
    time_t now = time(NULL);
    struct tm local;
    if (text[0] == '+' || text[0] == '-')
        return (double)now + (text[0] == '-' ? -relative_s(text) : relative_s(text));
    localtime_r(&now, &local);
    local.tm_sec = 0;
    local.tm_isdst = -1;
    const char *end = strptime(text, "%Y-%m-%d %H:%M", &local);
    if (!end)
        end = strptime(text, "%H:%M", &local);
    if (end && *end == ':')
        end = strptime(end, ":%S", &local);
    return end && !*end ? (double)mktime(&local) : NAN;
}

/* Names that mean a field of the request; any other name is a member of the detail. */
enum meaning { WORDS, WORD, AT, NUMBER, OTHER, NUMBER_TIME, OTHER_TIME, MEMBER_TIME, CREW, NODE };
static const struct {
    const char *name;
    enum meaning meaning;
    const char *member;
} names[] = {
    {"words", WORDS, ""},
    {"measure", WORDS, ""},
    {"name", WORDS, ""},
    {"code", WORD, ""},
    {"at", AT, ""},
    {"visit", NUMBER_TIME, ""},
    {"until", NUMBER_TIME, ""},
    {"time", NUMBER_TIME, ""},
    {"value", NUMBER, ""},
    {"rating", NUMBER, ""},
    {"parent", NUMBER, ""},
    {"to", NUMBER, ""},
    {"minutes", NUMBER, ""},
    {"entry", OTHER, ""},
    {"step", OTHER, ""},
    {"contact", OTHER_TIME, ""},
    {"promise", MEMBER_TIME, "promised"},
    {"eta", MEMBER_TIME, "eta"},
    {"recorded", MEMBER_TIME, "recorded"},
    {"crew", CREW, ""},
    {"node", NODE, ""},
};

static bool take_time(const char *name, const char *value, double *out)
{
    *out = time_of(value);
    if (isnan(*out))
        cli_say(_("%s: '%s' is no time, expected 2026-01-15 03:00, 03:00 or +30m"), name, value);
    return !isnan(*out);
}

static bool take_crew(struct asking *asking, const char *value)
{
    struct desk_table crews;
    if (!cli_desk_read(asking->call, DESK_LIST_CREWS, 0, NAN, NULL, &crews))
        return false;
    for (int i = 0; i < crews.rows; i++)
        if (!strcmp(desk_cell(&crews, i, 1), value) || !strcmp(desk_cell(&crews, i, 2), value))
            asking->request.number = desk_cell_number(&crews, i, 0);
    desk_table_finish(&crews);
    if (isnan(asking->request.number))
        cli_say(_("there is no crew '%s'; 'heatdesk crew list' prints them"), value);
    return !isnan(asking->request.number);
}

static bool take_node(struct asking *asking, const char *value)
{
    struct desk_table node;
    if (!cli_desk_read(asking->call, DESK_LIST_NODE, 0, NAN, value, &node))
        return false;
    bool is_there = node.rows == 1;
    if (is_there && asking->request.call == DESK_TICKET_ASK) /* it moves there */
        desk_request_add_number(&asking->request, "node", desk_cell_number(&node, 0, 0),
                                asking->room[asking->request.members % DESK_MEMBERS], ROOM);
    else if (is_there)
        asking->request.node = (int32_t)desk_cell_number(&node, 0, 0);
    else
        cli_say(_("there is no place with the code '%s'"), value);
    desk_table_finish(&node);
    return is_there;
}

/* Members of a detail that the database knows. */
static const char *const members[] = {
    "place",       "phone",  "caller",  "template",     "urgency",  "source",    "extern",
    "also_repair", "parent", "outage",  "alarm",        "drill",    "second",    "children",
    "take",        "reason", "purpose", "reason_words", "resolved", "materials", "leader",
    "skills",      "areas",  "hook",    "login",        "retired",  "crew",      "replaces",
};
#define MEMBERS (sizeof members / sizeof *members)

/* What nobody would read is not passed over in silence. */
static bool is_known(const char *name)
{
    const char *all[MEMBERS + sizeof names / sizeof *names];
    size_t count = 0;
    for (size_t i = 0; i < MEMBERS; i++)
        all[count++] = members[i];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        all[count++] = names[i].name;
    for (size_t i = 0; i < MEMBERS; i++)
        if (!strcmp(members[i], name))
            return true;
    const char *meant = nearest_of(name, all, count);
    if (meant)
        cli_say(_("there is no name '%s'; did you mean %s?"), name, meant);
    else
        cli_say(_("there is no name '%s'; heatdesk(1) lists them"), name);
    return false;
}

static bool take_member(struct asking *asking, const char *name, const char *value)
{
    struct desk_request *request = &asking->request;
    if (!is_known(name))
        return false;
    if (request->members == DESK_MEMBERS) {
        cli_say(_("'%s' is one word too many"), name);
        return false;
    }
    char *kept = asking->name[request->members];
    snprintf(kept, sizeof asking->name[0], "%s", name);
    desk_request_add(request, kept, value);
    return true;
}

static bool take_number(const char *name, const char *value, double *out)
{
    char *end;
    *out = strtod(value, &end);
    if (end == value || *end)
        cli_say(_("%s: '%s' is no number"), name, value);
    return end != value && !*end;
}

static bool take_as(struct asking *asking, size_t i, const char *name, const char *value)
{
    struct desk_request *request = &asking->request;
    double time_s;
    switch (names[i].meaning) {
    case WORDS:
        snprintf(asking->words, sizeof asking->words, "%s", value);
        request->words = asking->words;
        return true;
    case WORD: request->word = value; return true;
    case AT:
        if (!take_time(name, value, &time_s))
            return false;
        request->at = fact_wall(time_s);
        return true;
    case NUMBER: return take_number(name, value, &request->number);
    case OTHER: return take_number(name, value, &request->other);
    case NUMBER_TIME: return take_time(name, value, &request->number);
    case OTHER_TIME: return take_time(name, value, &request->other);
    case MEMBER_TIME:
        if (!take_time(name, value, &time_s) || request->members == DESK_MEMBERS)
            return false;
        desk_request_add_number(request, names[i].member, time_s, asking->room[request->members],
                                ROOM);
        return true;
    case CREW: return take_crew(asking, value);
    case NODE: return take_node(asking, value);
    }
    return false;
}

static bool take_pair(struct asking *asking, const char *pair)
{
    char name[24];
    size_t length = strcspn(pair, "=");
    if (!pair[length] || length == 0 || length >= sizeof name) {
        cli_say(_("'%s' is no NAME=VALUE"), pair);
        return false;
    }
    memcpy(name, pair, length);
    name[length] = '\0';
    enum desk_call to = asking->request.call;
    bool is_member = (to == DESK_ROSTER_PUT && !strcmp(name, "crew")) ||
                     (to == DESK_TICKET_OPEN && !strcmp(name, "parent"));
    if (asking->request.call == DESK_ROSTER_PUT && !strcmp(name, "person"))
        return take_as(asking, 0, name, pair + length + 1);
    for (size_t i = 0; i < sizeof names / sizeof *names && !is_member; i++)
        if (!strcmp(names[i].name, name))
            return take_as(asking, i, name, pair + length + 1);
    return take_member(asking, name, pair + length + 1);
}

static void list_words(const char *name, const struct ticket_word *words)
{
    fprintf(stderr, "  %s=", name);
    for (const struct ticket_word *word = words; word->code; word++)
        fprintf(stderr, "%s%s", word == words ? "" : "|", word->code);
    fputc('\n', stderr);
}

/* How to say what was missing. */
static void hint(const struct asking *asking, const struct desk_answer *answer)
{
    const char *deed = asking->request.deed;
    if (!strcmp(answer->code, "reason"))
        list_words("reason", ticket_breaches);
    else if (!strcmp(answer->code, "crew") && strcmp(answer->why, "unknown") != 0)
        cli_say("%s", _("second=1 gives it the job all the same"));
    else if (!strcmp(answer->code, "claimed"))
        cli_say("%s", _("take=1 takes it over"));
    if (strcmp(answer->code, "missing") != 0 || strcmp(answer->why, "code") != 0)
        return;
    if (!strcmp(deed, "finish"))
        list_words("code", ticket_causes);
    else if (!strcmp(deed, "hold"))
        list_words("code", ticket_holds);
    else if (!strcmp(deed, "close"))
        list_words("code", ticket_endings);
    else if (!strcmp(deed, "explain"))
        list_words("code", ticket_breaches);
}

/* One was given, but not of those that there are. */
static bool is_unknown_code(const struct asking *asking, const struct desk_answer *answer)
{
    return !strcmp(answer->code, "missing") && !strcmp(answer->why, "code") &&
           asking->request.word && asking->request.word[0];
}

static enum cli_exit report(const struct asking *asking, const struct desk_answer *answer)
{
    enum desk_call call = asking->request.call;
    const char *prefix = call == DESK_OUTAGE_START ? "O" : "T";
    if (answer->is_ok && answer->id && call <= DESK_CREW_ASK) {
        printf("%s%" PRId64 "\n", prefix, answer->id);
        if (answer->linked)
            printf("%s%" PRId64 "\n", prefix, answer->linked);
        return CLI_DONE;
    }
    if (answer->is_ok) {
        printf("%s done\n", asking->subject);
        if (answer->why[0])
            cli_say("%s", _(ticket_code_phrase(FACT_TICKET_NOTED, answer->why)));
        return CLI_DONE;
    }
    if (is_unknown_code(asking, answer)) {
        printf("%s refused unknown code\n", asking->subject);
        cli_say(_("there is no code '%s' for it"), asking->request.word);
    } else {
        bool is_right = !strcmp(answer->code, "right"); /* its why is a sentence, no word */
        bool has_word = answer->why[0] && !is_right;
        char why[300] = "";
        if (answer->why[0])
            phrase_text(desk_missing_phrase(answer->why), why, sizeof why);
        printf("%s refused %s%s%s\n", asking->subject, answer->code, has_word ? " " : "",
               has_word ? answer->why : "");
        const char *blank = lang_is_chinese() ? "" : " "; /* a full stop brings its own */
        cli_say("%s%s%s %s", _(desk_refusal_sentence(answer->code)), blank, why, answer->who);
    }
    hint(asking, answer);
    return !strcmp(answer->code, "lost") ? CLI_UNKNOWN : CLI_REFUSED;
}

static enum cli_exit ask(const struct cli_call *call, const struct desk_request *begun,
                         const char *subject, int first, const char *extra)
{
    struct asking asking = {.call = call, .request = *begun, .subject = subject};
    struct desk_answer answer;
    char why[300];
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (extra && !take_pair(&asking, extra))
        return CLI_OTHER;
    for (int i = first; i < call->words; i++)
        if (!take_pair(&asking, call->word[i]))
            return CLI_OTHER;
    if (!query_desk(call->db, &asking.request, &answer, why, sizeof why)) {
        cli_tell(why);
        return CLI_AWAY;
    }
    return report(&asking, &answer);
}

bool cli_desk_number(const char *word, char letter, int64_t *out)
{
    long long id;
    const char *digits = word + (toupper((unsigned char)word[0]) == letter || word[0] == '#');
    if (!conf_int(digits + (digits > word && *digits == '-'), 1, INT64_MAX, &id)) {
        cli_say(_("'%s' is no number, expected one as %c12"), word, letter);
        return false;
    }
    *out = id;
    return true;
}

enum cli_exit cli_desk_ticket_new(const struct cli_call *call)
{
    struct desk_request request;
    enum ticket_kind kind;
    if (!ticket_kind_of(call->word[0], &kind)) {
        cli_say(_("there is no kind of ticket '%s': repair, complaint, application, enquiry, "
                  "temp_check, defect"),
                call->word[0]);
        return CLI_OTHER;
    }
    desk_request_init(&request, DESK_TICKET_OPEN, call->word[0]);
    return ask(call, &request, call->word[0], 1, NULL);
}

static enum cli_exit deed(const struct cli_call *call, enum desk_call which)
{
    struct desk_request request;
    char subject[32], letter = which == DESK_TICKET_ASK ? 'T' : 'O';
    desk_request_init(&request, which, call->word[0]);
    if (!cli_desk_number(call->word[1], letter, &request.id))
        return CLI_OTHER;
    snprintf(subject, sizeof subject, "%c%" PRId64, letter, request.id);
    return ask(call, &request, subject, 2, NULL);
}

enum cli_exit cli_desk_ticket(const struct cli_call *call)
{
    enum ticket_deed known;
    if (!ticket_deed_of(call->word[0], &known)) {
        cli_say(_("there is no action '%s' on tickets:"), call->word[0]);
        for (int i = 0; i < TICKET_DEED_COUNT; i++)
            fprintf(stderr, "  %-10s %s\n", ticket_rules[i].name, _(ticket_rules[i].sentence));
        return CLI_OTHER;
    }
    return deed(call, DESK_TICKET_ASK);
}

enum cli_exit cli_desk_outage_new(const struct cli_call *call)
{
    struct desk_request request;
    char node[200];
    desk_request_init(&request, DESK_OUTAGE_START, "");
    snprintf(node, sizeof node, "node=%s", call->word[0]);
    return ask(call, &request, call->word[0], 1, node);
}

enum cli_exit cli_desk_outage(const struct cli_call *call)
{
    return deed(call, DESK_OUTAGE_ASK);
}

enum cli_exit cli_desk_crew_put(const struct cli_call *call)
{
    struct desk_request request;
    desk_request_init(&request, DESK_CREW_PUT, call->word[0]);
    request.words = call->word[1];
    return ask(call, &request, call->word[0], 2, NULL);
}

enum cli_exit cli_desk_roster_put(const struct cli_call *call)
{
    struct desk_request request;
    double starts;
    desk_request_init(&request, DESK_ROSTER_PUT, call->word[0]);
    if (!take_time("FROM", call->word[1], &starts) ||
        !take_time("UNTIL", call->word[2], &request.number))
        return CLI_OTHER;
    request.at = fact_wall(starts);
    return ask(call, &request, call->word[0], 3, NULL);
}

/* The crew is the thing itself here, not a number that goes with a deed. */
enum cli_exit cli_desk_crew(const struct cli_call *call)
{
    struct asking crew = {.call = call};
    struct desk_request request;
    enum cli_exit code = cli_need_database(call);
    desk_request_init(&crew.request, DESK_CREW_ASK, "");
    if (code != CLI_DONE)
        return code;
    if (!take_crew(&crew, call->word[1]))
        return CLI_OTHER;
    desk_request_init(&request, DESK_CREW_ASK, call->word[0]);
    request.id = (int64_t)crew.request.number;
    return ask(call, &request, call->word[1], 2, NULL);
}
