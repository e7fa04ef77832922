#include "backend/store/exchange.h"
#include "backend/store/exchange_tickets.h"
#include "backend/store/schema.h"
#include "ui/cli_call.h"
#include "ui/lang.h"
#include "ui/phrase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum cli_exit cli_plant_init(const struct cli_call *call)
{
    char why[400] = "";
    if (schema_init(call->db, stderr, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_AWAY;
}

/* What an exchange says goes to standard error in the person's language, line by line. */
static bool exchange(bool (*run)(const char *conninfo, const char *dir, FILE *out),
                     const struct cli_call *call)
{
    char *said = NULL, *rest, told[600];
    size_t size;
    FILE *out = open_memstream(&said, &size);
    if (!out)
        return run(call->db, call->word[0], stderr);
    bool is_good = run(call->db, call->word[0], out);
    fclose(out);
    for (char *line = said ? strtok_r(said, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest)) {
        phrase_text(line, told, sizeof told);
        fprintf(stderr, "%s\n", strlen(line) < sizeof told / 2 ? told : line);
    }
    free(said);
    return is_good;
}

enum cli_exit cli_plant_import(const struct cli_call *call)
{
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    return exchange(exchange_import, call) ? CLI_DONE : CLI_OTHER;
}

enum cli_exit cli_ticket_import(const struct cli_call *call)
{
    bool is_away;
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (exchange_tickets(call->db, call->word[0], stderr, &is_away))
        return CLI_DONE;
    return is_away ? CLI_AWAY : CLI_OTHER;
}

enum cli_exit cli_plant_export(const struct cli_call *call)
{
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    return exchange(exchange_export, call) ? CLI_DONE : CLI_OTHER;
}

enum cli_exit cli_plant_audit(const struct cli_call *call)
{
    char why[400] = "";
    long long count = 0;
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    int broken = schema_audit(call->db, &count, why, sizeof why);
    if (broken == 0)
        printf(_("%lld facts, chain whole\n"), count);
    else
        cli_tell(why);
    return broken == 0 ? CLI_DONE : broken > 0 ? CLI_OTHER : CLI_AWAY;
}
