#include "backend/store/query.h"
#include "ui/cli_call.h"
#include "ui/cli_json.h"
#include "ui/lang.h"

#include <stdio.h>

enum cli_exit cli_user_add(const struct cli_call *call)
{
    char why[400] = "";
    if (!call->role) {
        cli_say(_("a person needs a role: --role ROLE"));
        return CLI_OTHER;
    }
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (query_user_add(call->db, call->word[0], call->role, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_OTHER;
}

enum cli_exit cli_user_clear_pin(const struct cli_call *call)
{
    char why[400] = "";
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (query_user_clear_pin(call->db, call->word[0], why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_OTHER;
}

static void on_user(void *ctx, const char *name, const char *role)
{
    const struct cli_call *call = ctx;
    struct cli_json json;
    if (!call->json) {
        printf("%s %s\n", name, role);
        return;
    }
    cli_json_open(&json);
    cli_json_text(&json, "name", name);
    cli_json_text(&json, "role", role);
    cli_json_close(&json);
}

enum cli_exit cli_user_list(const struct cli_call *call)
{
    char why[400] = "";
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    struct cli_call copy = *call;
    if (query_users(call->db, on_user, &copy, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_OTHER;
}
