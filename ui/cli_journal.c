#include "backend/store/query.h"
#include "ui/cli_call.h"
#include "ui/cli_json.h"
#include "ui/lang.h"
#include "ui/sentence.h"

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

#define LATE_US 90000000 /* recorded so long after it happened: told as such */

static void print_line(const struct site *names, const struct query_fact *q)
{
    const struct fact *fact = &q->fact;
    char at[24], text[FACT_TEXT_SIZE + 300], person[FACT_PERSON_SIZE];
    wall_text(fact->at, at, sizeof at);
    const char *where = q->node[0] ? q->node : q->device;
    sentence_fact(names, fact, text, sizeof text);
    printf("%s%s%s  %s%s%s  %s", at, where[0] ? "  " : "", where, text,
           fact->kind == FACT_UNKNOWN ? " " : "", fact->kind == FACT_UNKNOWN ? q->kind : "",
           sentence_who(fact, person, sizeof person));
    bool is_late = fact->seq && q->stored.us - fact->at.us > LATE_US;
    printf("%s%s\n", is_late ? "  " : "", is_late ? _("(recorded later)") : "");
}

struct printing {
    struct site *names;
    bool json;
};

static void on_fact(void *ctx, const struct query_fact *fact)
{
    const struct printing *printing = ctx;
    if (printing->json)
        print_json(fact);
    else
        print_line(printing->names, fact);
}

enum cli_exit cli_journal(const struct cli_call *call)
{
    char why[400] = "";
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    struct printing printing = {site_new(), call->json};
    bool is_read =
        query_journal(call->db, call->since, printing.names, on_fact, &printing, why, sizeof why);
    site_free(printing.names);
    if (is_read)
        return CLI_DONE;
    cli_tell(why);
    return CLI_OTHER;
}
