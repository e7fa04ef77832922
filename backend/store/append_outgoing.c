/* What facts and chunks have in common on their way from a spool to the database. */
#include "backend/base/log.h"
#include "backend/store/append_inside.h"

#include <stdio.h>
#include <string.h>

#define RETRY_FIRST_MS 500
#define RETRY_MOST_MS  30000

void outgoing_init(struct outgoing *out, const struct append_options *options, const char *name,
                   int limit)
{
    out->spool = spool_open(&(struct spool_options){
        .dir = options->spool_dir, .name = name, .segment_bytes = options->spool_bytes / 4});
    out->limit = limit;
    out->retry_ms = RETRY_FIRST_MS;
    outgoing_away(out);
}

bool outgoing_is_ready(const struct outgoing *out)
{
    return !out->is_asked && mono_is_due(out->retry, clock_mono());
}

bool outgoing_is_at_fault(const char *state)
{
    return !strncmp(state, "22", 2) || !strncmp(state, "23", 2);
}

/* Whose connection is being ended, or who only stood behind another's failure, was not refused. */
static bool is_refusal(const char *state)
{
    return strncmp(state, "57", 2) != 0 && strcmp(state, "25P02") != 0;
}

/* Logged once for each kind of refusal; the database's condition is waited for, more and more
 * patiently. */
static void wait_for_better(struct outgoing *out, const char *state)
{
    if (is_refusal(state) && strcmp(out->complained, state) != 0)
        log_error("database: refuses what is to be stored (%s), which waits in the spool", state);
    snprintf(out->complained, sizeof out->complained, "%s", state);
    out->retry = mono_after_ms(clock_mono(), out->retry_ms);
    out->retry_ms = out->retry_ms * 2 < RETRY_MOST_MS ? out->retry_ms * 2 : RETRY_MOST_MS;
}

bool outgoing_answered(struct outgoing *out, bool is_done, const char *state, int most)
{
    out->is_asked = false;
    if (is_done) {
        uint64_t first = out->asked_last - (uint64_t)out->asked_count + 1,
                 late = out->backlog.until;
        if (late >= first)
            out->backlog.count += (late < out->asked_last ? late : out->asked_last) - first + 1;
        spool_done(out->spool, out->asked_last);
        out->limit = out->limit * 2 < most ? out->limit * 2 : most;
        out->retry_ms = RETRY_FIRST_MS;
        out->complained[0] = '\0';
        return true;
    }
    spool_rewind(out->spool);
    if (outgoing_is_at_fault(state))
        out->limit = out->sent_count > 1 ? out->sent_count / 2 : 1;
    else if (state[0])
        wait_for_better(out, state);
    return false;
}

void outgoing_away(struct outgoing *out)
{
    if (spool_waiting(out->spool))
        out->backlog.until = spool_last(out->spool);
}

void backlog_see(struct outgoing *out, uint64_t seq, struct wall at)
{
    struct backlog *backlog = &out->backlog;
    if (seq > backlog->until || !at.us)
        return;
    if (!backlog->from.us || at.us < backlog->from.us)
        backlog->from = at;
    if (at.us > backlog->to.us)
        backlog->to = at;
}

bool backlog_is_gone(const struct outgoing *out)
{
    return spool_last(out->spool) - spool_waiting(out->spool) >= out->backlog.until;
}
