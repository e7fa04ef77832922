#include "backend/store/exchange.h"
#include "backend/store/exchange_tickets.h"
#include "backend/store/schema.h"
#include "ui/cli_call.h"
#include "ui/lang.h"

#include <stdio.h>

enum cli_exit cli_plant_init(const struct cli_call *call)
{
    char why[400] = "";
    if (schema_init(call->db, stderr, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_AWAY;
}

enum cli_exit cli_plant_import(const struct cli_call *call)
{
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    return exchange_import(call->db, call->word[0], stderr) ? CLI_DONE : CLI_OTHER;
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
    return exchange_export(call->db, call->word[0], stderr) ? CLI_DONE : CLI_OTHER;
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
