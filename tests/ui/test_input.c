/* Bytes of a terminal to keys: every sequence of xterm, tmux, the Linux console, vt and rxvt; any
 * split gives the same; answers and pastes are never keys. */
#include "tests/ui/check.h"
#include "ui/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "k5 k110000 p20 c1,2 ": keys, pasted characters, answers. */
struct log {
    char text[1 << 16];
    size_t length;
};

static void add(struct log *log, char kind, unsigned a, unsigned b)
{
    if (log->length + 32 > sizeof log->text)
        return;
    log->length += (size_t)snprintf(log->text + log->length, 32, "%c%x", kind, a);
    if (kind == 'c')
        log->length += (size_t)snprintf(log->text + log->length, 16, ",%u", b);
    log->text[log->length++] = ' ';
    log->text[log->length] = '\0';
}

static void on_press(void *ctx, uint32_t press)
{
    add(ctx, 'k', press, 0);
}

static void on_paste(void *ctx, uint32_t character)
{
    add(ctx, 'p', character, 0);
}

static void on_column(void *ctx, int row, int column)
{
    add(ctx, 'c', (unsigned)row, (unsigned)column);
}

static void on_version(void *ctx, const char *version)
{
    struct log *log = ctx;
    log->length += (size_t)snprintf(log->text + log->length, 80, "v%s ", version);
}

static struct input fresh(struct log *log)
{
    log->length = 0;
    log->text[0] = '\0';
    return (struct input){.ctx = log,
                          .on_press = on_press,
                          .on_paste = on_paste,
                          .on_column = on_column,
                          .on_version = on_version};
}

static const struct {
    const char *bytes;
    uint32_t press;
} sequences[] = {
    /* xterm, tmux, screen */
    {"\033[A", PRESS_UP},
    {"\033[B", PRESS_DOWN},
    {"\033[C", PRESS_RIGHT},
    {"\033[D", PRESS_LEFT},
    {"\033OA", PRESS_UP},
    {"\033OB", PRESS_DOWN},
    {"\033OC", PRESS_RIGHT},
    {"\033OD", PRESS_LEFT},
    {"\033[H", PRESS_HOME},
    {"\033[F", PRESS_END},
    {"\033OH", PRESS_HOME},
    {"\033OF", PRESS_END},
    {"\033[2~", PRESS_INSERT},
    {"\033[3~", PRESS_DELETE},
    {"\033[5~", PRESS_PAGE_UP},
    {"\033[6~", PRESS_PAGE_DOWN},
    {"\033OP", PRESS_F1},
    {"\033OQ", PRESS_F1 + 1},
    {"\033OR", PRESS_F1 + 2},
    {"\033OS", PRESS_F1 + 3},
    {"\033[15~", PRESS_F1 + 4},
    {"\033[17~", PRESS_F1 + 5},
    {"\033[18~", PRESS_F1 + 6},
    {"\033[19~", PRESS_F1 + 7},
    {"\033[20~", PRESS_F1 + 8},
    {"\033[21~", PRESS_F1 + 9},
    {"\033[23~", PRESS_F1 + 10},
    {"\033[24~", PRESS_F12},
    /* the Linux console, vt220, PuTTY, rxvt */
    {"\033[[A", PRESS_F1},
    {"\033[[B", PRESS_F1 + 1},
    {"\033[[C", PRESS_F1 + 2},
    {"\033[[D", PRESS_F1 + 3},
    {"\033[[E", PRESS_F1 + 4},
    {"\033[1~", PRESS_HOME},
    {"\033[4~", PRESS_END},
    {"\033[7~", PRESS_HOME},
    {"\033[8~", PRESS_END},
    {"\033[11~", PRESS_F1},
    {"\033[12~", PRESS_F1 + 1},
    {"\033[13~", PRESS_F1 + 2},
    {"\033[14~", PRESS_F1 + 3},
    {"\033OM", PRESS_ENTER},
    {"\033Oq", '1'},
    {"\033Oy", '9'},
    /* plain */
    {"\r", PRESS_ENTER},
    {"\n", PRESS_ENTER},
    {"\t", PRESS_TAB},
    {"\177", PRESS_BACKSPACE},
    {"\b", PRESS_BACKSPACE},
    {"w", 'w'},
    {"\f", 'L' - '@'},
    {"\xc3\xa9", 0xe9},
    {"\xe6\x83\xa0", 0x60e0},
    {"\xef\xbc\x91", 0xff11},
    {"\xf0\x9f\x98\x80", 0x1f600},
};
#define SEQUENCES (sizeof sequences / sizeof *sequences)

static void test_every_sequence(void **state)
{
    (void)state;
    static struct log log;
    for (size_t i = 0; i < SEQUENCES; i++) {
        struct input input = fresh(&log);
        char expected[32];
        snprintf(expected, sizeof expected, "k%x ", sequences[i].press);
        input_feed(&input, sequences[i].bytes, strlen(sequences[i].bytes));
        if (strcmp(log.text, expected))
            fail_msg("sequence %zu gives %s, not %s", i, log.text, expected);
        assert_int_equal(input.length, 0);
    }
}

static const char *const streams[] = {
    "\033[Aj\033OBk\033[5~\xe6\x83\xa0\033[[A\033[24~q",
    "\033[200~w54\r\n02\ttext\033[A\xe6\x83\xa0\033[201~\033[B",
    "\033[200~\033[201~x",
    "\033[1;2R\033[24;80Ra",
    "\033]11;rgb:ffff/ffff/ffff\aq\033]0;title\033\\\033[Aw",
    "\033P>|tmux 3.3a\033\\9\033_Gi=1;OK\033\\1",
    "\033[?62;1;2;6c\033[>1;10;0c\033[?2026;2$yj",
    "\xe6\x83\033[A\xe6w\xff\xc0\xaf\x80\x80k",
    "\033[12\033[B\033O\033[C\033[3\rx",
    "\033w\033\xe6\x83\xa0j",
    "\033[999999999999999999999999999999999999999999999999999999999999999999999999999999Ax",
    "\033]8;;http://xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\033\\x",
    "\033[1;5A\033[3;2~\033[Z\033[25~x",
};
#define STREAMS (sizeof streams / sizeof *streams)

static void whole(const char *bytes, struct log *log)
{
    struct input input = fresh(log);
    input_feed(&input, bytes, strlen(bytes));
}

static void test_any_split_gives_the_same(void **state)
{
    (void)state;
    static struct log once, split;
    for (size_t s = 0; s < STREAMS; s++) {
        size_t length = strlen(streams[s]);
        whole(streams[s], &once);
        for (size_t cut = 0; cut <= length; cut++)
            for (size_t other = cut; other <= length; other++) {
                struct input input = fresh(&split);
                input_feed(&input, streams[s], cut);
                input_feed(&input, streams[s] + cut, other - cut);
                input_feed(&input, streams[s] + other, length - other);
                if (strcmp(once.text, split.text))
                    fail_msg("stream %zu cut at %zu and %zu: %s, not %s", s, cut, other, split.text,
                             once.text);
            }
    }
}

static void gives(const char *bytes, const char *expected)
{
    static struct log log;
    whole(bytes, &log);
    if (strcmp(log.text, expected))
        fail_msg("gives %s, not %s", log.text, expected);
}

static void test_what_streams_give(void **state)
{
    (void)state;
    gives(streams[1], "p77 p35 p34 p20 p20 p30 p32 p20 p74 p65 p78 p74 p60e0 k110001 ");
    gives(streams[2], "k78 ");
    gives(streams[3], "c1,2 c18,80 k61 ");
    gives(streams[4], "k71 k110000 k77 ");
    gives(streams[5], "vtmux 3.3a k39 k31 ");
    gives(streams[6], "k6a ");
    gives(streams[7], "k110000 k77 k6b ");
    gives(streams[8], "k110001 k110003 ka k78 ");
    gives(streams[9], "k1b k77 k1b k60e0 k6a "); /* Esc, and what was typed right after it */
    gives(streams[10], "k78 ");
    gives(streams[11], "k78 ");
    gives(streams[12], "k78 ");
}

static void test_escape_alone(void **state)
{
    (void)state;
    static struct log log;
    struct input input = fresh(&log);
    input_feed(&input, "\033", 1);
    assert_true(input_is_waiting(&input));
    assert_string_equal(log.text, "");
    input_timeout(&input);
    assert_string_equal(log.text, "k1b ");
    assert_false(input_is_waiting(&input));
    input_timeout(&input);
    assert_string_equal(log.text, "k1b ");
    input_feed(&input, "\033\033", 2);
    assert_string_equal(log.text, "k1b k1b ");
    input_timeout(&input);
    assert_string_equal(log.text, "k1b k1b k1b ");
    input_feed(&input, "\033\r", 2);
    assert_string_equal(log.text, "k1b k1b k1b k1b ka ");
}

/* A slow line pauses in the middle of an answer: its end is no key. */
static void test_a_pause_makes_no_keys(void **state)
{
    (void)state;
    static struct log log;
    struct input input = fresh(&log);
    input_feed(&input, "\033[2", 3);
    assert_false(input_is_waiting(&input));
    input_timeout(&input);
    input_feed(&input, "4;80R", 5);
    assert_string_equal(log.text, "c18,80 ");
    input = fresh(&log);
    input_feed(&input, "\033]11;rgb", 8);
    input_timeout(&input);
    input_feed(&input, ":00/q/1\ax", 9);
    assert_string_equal(log.text, "k78 ");
    input = fresh(&log);
    input_feed(&input, "\033]", 2); /* Alt-]: nothing follows, nothing is lost */
    assert_true(input_is_waiting(&input));
    input_timeout(&input);
    input_feed(&input, "j", 1);
    assert_string_equal(log.text, "k6a ");
    input = fresh(&log);
    input_feed(&input, "\033]left off\033", 11);
    assert_true(input_is_waiting(&input));
    input_timeout(&input);
    assert_string_equal(log.text, "k1b ");
}

/* Anything at all: no crash, nothing pasted that is a control, and the end comes back to rest. */
static void test_random_bytes(void **state)
{
    (void)state;
    static struct log log;
    uint64_t seed = 0x1234567;
    for (int n = 0; n < 20000; n++) {
        struct input input = fresh(&log);
        char bytes[200];
        size_t length = chance(&seed) % sizeof bytes;
        for (size_t i = 0; i < length; i++) {
            uint64_t r = chance(&seed);
            bytes[i] = r % 3 ? (char)(r >> 8) : "\033[]OP;~\\\a201"[(r >> 8) % 12];
        }
        input_feed(&input, bytes, length);
        for (const char *p = strchr(log.text, 'p'); p; p = strchr(p + 1, 'p'))
            assert_true(strtoul(p + 1, NULL, 16) >= ' ');
        assert_true(input.length < sizeof input.held);
        input.is_pasting = false;
        input_feed(&input, "\x18\033\\\x18", 4);
        log.length = 0;
        input_feed(&input, "j", 1);
        assert_string_equal(log.text, "k6a ");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_sequence),
        cmocka_unit_test(test_any_split_gives_the_same),
        cmocka_unit_test(test_what_streams_give),
        cmocka_unit_test(test_escape_alone),
        cmocka_unit_test(test_a_pause_makes_no_keys),
        cmocka_unit_test(test_random_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
