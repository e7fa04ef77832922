#include "backend/store/query.h"
#include "ui/cli_call.h"
#include "ui/cli_json.h"
#include "ui/lang.h"
#include "ui/sentence.h"

#include <math.h>
#include <stdio.h>

static void print_json(const struct query_fact *q)
{
    const struct fact *fact = &q->fact;
    struct cli_json json;
    cli_json_open(&json);
    cli_json_integer(&json, "seq", fact->seq);
    cli_json_time(&json, "at", fact->at);
    cli_json_text(&json, "kind", q->kind);
    cli_json_text(&json, "node", q->node[0] ? q->node : NULL);
    cli_json_text(&json, "device", q->device[0] ? q->device : NULL);
    cli_json_text(&json, "point", fact->point[0] ? fact->point : NULL);
    if (fact->command)
        cli_json_integer(&json, "command", fact->command);
    cli_json_number(&json, "old", fact->old_value);
    cli_json_number(&json, "new", fact->new_value);
    cli_json_text(&json, "who", fact->who);
    if (fact->operator[0])
        cli_json_text(&json, "operator", fact->operator);
    cli_json_text(&json, "code", fact->code);
    cli_json_text(&json, "text", fact->text);
    cli_json_close(&json);
}

/* A collector's epoch is a number of another kind than a value read or written. */
static bool has_epoch(const struct fact *fact)
{
    return fact->kind == FACT_COLLECTOR_LED || fact->kind == FACT_COMMAND_CLAIMED;
}

static void print_line(const struct query_fact *q)
{
    const struct fact *fact = &q->fact;
    char at[24];
    wall_text(fact->at, at, sizeof at);
    printf("%s %s", at, fact->kind == FACT_UNKNOWN ? q->kind : _(fact_kind_phrase(fact->kind)));
    if (q->node[0])
        printf(" %s%s%s", q->node, fact->point[0] ? "/" : "", fact->point);
    else if (q->device[0])
        printf(" %s", q->device);
    if (!isnan(fact->old_value))
        printf(" %g", fact->old_value);
    if (!isnan(fact->new_value) && has_epoch(fact))
        printf(_(" (epoch %g)"), fact->new_value);
    else if (!isnan(fact->new_value))
        printf(" -> %g", fact->new_value);
    if (fact->code[0])
        printf(" [%s]", fact->code);
    char text[FACT_TEXT_SIZE + 64], person[FACT_PERSON_SIZE];
    sentence_text(fact, text, sizeof text);
    printf(" %s%s%s\n", fact_person(fact, person, sizeof person), text[0] ? ": " : "", text);
}

static void on_fact(void *ctx, const struct query_fact *fact)
{
    const struct cli_call *call = ctx;
    if (call->json)
        print_json(fact);
    else
        print_line(fact);
}

enum cli_exit cli_journal(const struct cli_call *call)
{
    char why[400] = "";
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    struct cli_call copy = *call;
    if (query_journal(call->db, call->since, on_fact, &copy, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_OTHER;
}
