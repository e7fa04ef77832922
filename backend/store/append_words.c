/* What others say of alarms, to the collector that leads: persons (acknowledged, shelved …),
 * outages, and a former leader whose spool arrives late. It has to know to go on rightly. What was
 * said before it began is in the site that it was given. */
#include "backend/store/append_inside.h"

#include <math.h>

#define WORDS_A_READ 1000
/* Hints come as fast as anybody likes to send them; reads do not (TESTS A11). */
#define READS_A_SECOND 10

static const char words_sql[] =
    "select " FACT_COLUMNS " from hd.fact"
    " where kind in ('alarm_acknowledged', 'alarm_unacknowledged', 'alarm_reset', 'alarm_shelved',"
    " 'alarm_unshelved', 'alarm_out_of_service', 'alarm_in_service', 'alarm_raised',"
    " 'alarm_returned')"
    " and seq > $1::bigint order by seq limit $2::int";

static void on_words(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    struct word_queue *words = &append->words;
    int count = rows ? pg_rows_count(rows) : 0;
    (void)state;
    words->is_asked = false;
    words->is_wanted |= !rows || count == WORDS_A_READ;
    for (int i = 0; i < count && !append->is_closing; i++) {
        struct fact fact;
        snapshot_fact(rows, i, &fact);
        words->seq = fact.seq;
        append->events.on_word(append->events.ctx, &fact);
    }
    if (rows)
        append_words_pump(append);
}

static bool may_read(struct word_queue *words)
{
    struct mono now = clock_mono();
    double seconds = (double)(now.ns - words->counted.ns) / 1e9;
    words->reads = fmin(words->reads + seconds * READS_A_SECOND, READS_A_SECOND);
    words->counted = now;
    if (words->reads < 1)
        return false;
    words->reads -= 1;
    return true;
}

void append_words_pump(struct append *append)
{
    struct word_queue *words = &append->words;
    struct scalar seq, most;
    const struct pg_param params[] = {param_int8(&seq, words->seq),
                                      param_int4(&most, WORDS_A_READ)};
    if (!words->is_followed || !words->is_wanted || words->is_asked || append->is_closing ||
        !append_is_up(append))
        return;
    if (!may_read(words)) {
        append_wake(append);
        return;
    }
    words->is_wanted = false;
    words->is_asked = session_ask(
        append->session,
        &(struct question){
            .sql = words_sql, .params = params, .count = 2, .on_answer = on_words, .ctx = append});
    words->is_wanted = !words->is_asked;
}

void append_words_follow(struct append *append, int64_t seq)
{
    append->words.seq = seq;
    append->words.is_followed = append->words.is_wanted = true;
    append_words_pump(append);
}
