#include "backend/base/alloc.h"
#include "backend/base/conf.h"
#include "backend/base/nearest.h"
#include "ui/cli_alarm.h"
#include "ui/lang.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The words of one call, sorted into alarms and nodes. */
struct deeds {
    const struct cli_call *call;
    struct alarm_ask ask; /* what all of them have in common */
    const char *done;     /* printed, the same in every language */
    int64_t *id;
    int32_t *node;           /* ids */
    const char **alarm_word; /* as typed */
    const char **node_word;
    size_t ids, nodes;
    bool is_refused, is_lost;
};

static bool take_id(struct deeds *deeds, const char *word)
{
    long long id;
    if (!isdigit((unsigned char)word[0]) || !conf_int(word, 1, INT64_MAX, &id))
        return false;
    deeds->alarm_word[deeds->ids] = word;
    deeds->id[deeds->ids++] = id;
    return true;
}

static bool take_node(struct deeds *deeds, const struct site *site, const char *word)
{
    int32_t node = site_node_of_code(site, word);
    if (node < 0)
        return false;
    deeds->node_word[deeds->nodes] = word;
    deeds->node[deeds->nodes++] = site->node[node].id;
    return true;
}

static void say_unknown(const struct site *site, const char *word)
{
    char text[300];
    const char **codes = alloc_array(site->node_count + 1, sizeof *codes);
    for (size_t i = 0; i < site->node_count; i++)
        codes[i] = site->node[i].code;
    const char *near = nearest_of(word, codes, site->node_count);
    snprintf(text, sizeof text,
             near ? "there is no %s '%.60s'; did you mean '%s'?" : "there is no %s '%.60s'",
             "station", word, near);
    cli_tell(text);
    free(codes);
}

/* A node's code stands for the node, else digits for an alarm; `site` NULL: alarms only. Nothing is
 * asked if one of the words is neither. */
static bool take_words(struct deeds *deeds, const struct site *site)
{
    const struct cli_call *call = deeds->call;
    bool is_good = true;
    for (int i = 0; i < call->words; i++) {
        if ((site && take_node(deeds, site, call->word[i])) || take_id(deeds, call->word[i]))
            continue;
        is_good = false;
        if (site)
            say_unknown(site, call->word[i]);
        else
            cli_say(_("'%s' is no ID of an alarm, expected a number that 'heatdesk alarms' prints"),
                    call->word[i]);
    }
    return is_good;
}

static void report(struct deeds *deeds, const char *word, const struct query_deed *answer)
{
    char at[24], faster[120] = "";
    if (answer->refusal == DEED_REFUSED_NOT) {
        printf("%s %s\n", word, deeds->done);
        return;
    }
    deeds->is_lost = deeds->is_lost || answer->refusal == DEED_REFUSED_LOST;
    deeds->is_refused = true;
    if (answer->who[0]) {
        cli_alarm_time(answer->at, at, sizeof at);
        snprintf(faster, sizeof faster, " %s %s", answer->who, at);
    }
    printf("%s refused %s%s\n", word, alarm_refusal_name(answer->refusal), faster);
    cli_say(_("%s: %s%s"), word, _(alarm_refusal_sentence(answer->refusal)), faster);
}

static bool ask(struct deeds *deeds, const struct alarm_ask *asked, const char *const *word)
{
    char why[400] = "";
    size_t count = asked->node ? 1 : asked->count;
    struct query_deed *answer = alloc_array(count, sizeof *answer);
    bool is_answered = query_deeds(deeds->call->db, asked, answer, why, sizeof why);
    for (size_t i = 0; is_answered && i < count; i++)
        report(deeds, word[i], &answer[i]);
    if (!is_answered)
        cli_tell(why);
    free(answer);
    return is_answered;
}

static enum cli_exit ask_all(struct deeds *deeds)
{
    bool is_answered = true;
    for (size_t at = 0; at < deeds->ids && is_answered; at += ALARM_DEED_MOST) {
        struct alarm_ask asked = deeds->ask;
        asked.id = deeds->id + at;
        asked.count = deeds->ids - at < ALARM_DEED_MOST ? deeds->ids - at : ALARM_DEED_MOST;
        is_answered = ask(deeds, &asked, deeds->alarm_word + at);
    }
    for (size_t i = 0; i < deeds->nodes && is_answered; i++) {
        struct alarm_ask asked = deeds->ask;
        asked.node = deeds->node[i];
        is_answered = ask(deeds, &asked, deeds->node_word + i);
    }
    return !is_answered        ? CLI_AWAY
           : deeds->is_lost    ? CLI_UNKNOWN
           : deeds->is_refused ? CLI_REFUSED
                               : CLI_DONE;
}

static enum cli_exit run(const struct cli_call *call, const struct alarm_ask *common,
                         const char *done, const struct site *site)
{
    size_t words = (size_t)call->words;
    struct deeds deeds = {.call = call,
                          .ask = *common,
                          .done = done,
                          .id = alloc_array(words, sizeof *deeds.id),
                          .node = alloc_array(words, sizeof *deeds.node),
                          .alarm_word = alloc_array(words, sizeof *deeds.alarm_word),
                          .node_word = alloc_array(words, sizeof *deeds.node_word)};
    enum cli_exit code = CLI_OTHER;
    if (!take_words(&deeds, site))
        code = CLI_OTHER;
    else if (common->is_one_shot && deeds.nodes)
        cli_say(_("'%s' is no alarm: --once fits alarms only"), deeds.node_word[0]);
    else
        code = ask_all(&deeds);
    free(deeds.id);
    free(deeds.node);
    free(deeds.alarm_word);
    free(deeds.node_word);
    return code;
}

enum cli_exit cli_alarm_ack(const struct cli_call *call)
{
    const struct alarm_ask common = {.deed = DEED_ACKNOWLEDGE,
                                     .text = call->note ? call->note : ""};
    enum cli_exit code = cli_need_database(call);
    return code == CLI_DONE ? run(call, &common, "acknowledged", NULL) : code;
}

static enum cli_exit with_site(const struct cli_call *call, const struct alarm_ask *common,
                               const char *done)
{
    struct query_site loaded;
    enum cli_exit code = cli_alarm_site(call, &loaded);
    if (code != CLI_DONE)
        return code;
    code = run(call, common, done, loaded.site);
    site_free(loaded.site);
    return code;
}

enum cli_exit cli_alarm_shelve(const struct cli_call *call)
{
    long long minutes;
    if (!call->reason || !call->reason[0]) {
        cli_say(_("a shelf needs a reason: --reason TEXT"));
        return CLI_OTHER;
    }
    if (!call->minutes) {
        cli_say(_("a shelf needs an end: --minutes N"));
        return CLI_OTHER;
    }
    if (!conf_int(call->minutes, INT32_MIN, INT32_MAX, &minutes)) {
        cli_say(_("'%s' is no number of minutes, expected 1 to 480"), call->minutes);
        return CLI_OTHER;
    }
    return with_site(call,
                     &(struct alarm_ask){.deed = DEED_SHELVE,
                                         .minutes = (int32_t)minutes,
                                         .is_one_shot = call->once,
                                         .text = call->reason},
                     "shelved");
}

enum cli_exit cli_alarm_unshelve(const struct cli_call *call)
{
    return with_site(call, &(struct alarm_ask){.deed = DEED_UNSHELVE}, "unshelved");
}
