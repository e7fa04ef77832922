#include "ui/input.h"

#include "backend/base/text.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *bytes; /* behind ESC */
    uint32_t press;
} sequences[] = {
    {"[A", PRESS_UP},
    {"[B", PRESS_DOWN},
    {"[C", PRESS_RIGHT},
    {"[D", PRESS_LEFT},
    {"OA", PRESS_UP},
    {"OB", PRESS_DOWN},
    {"OC", PRESS_RIGHT},
    {"OD", PRESS_LEFT},
    {"[H", PRESS_HOME},
    {"[F", PRESS_END},
    {"OH", PRESS_HOME},
    {"OF", PRESS_END},
    {"[1~", PRESS_HOME},
    {"[4~", PRESS_END},
    {"[7~", PRESS_HOME},
    {"[8~", PRESS_END},
    {"[2~", PRESS_INSERT},
    {"[3~", PRESS_DELETE},
    {"[5~", PRESS_PAGE_UP},
    {"[6~", PRESS_PAGE_DOWN},
    {"OP", PRESS_F1},
    {"OQ", PRESS_F1 + 1},
    {"OR", PRESS_F1 + 2},
    {"OS", PRESS_F1 + 3},
    {"[11~", PRESS_F1},
    {"[12~", PRESS_F1 + 1},
    {"[13~", PRESS_F1 + 2},
    {"[14~", PRESS_F1 + 3},
    {"[15~", PRESS_F1 + 4},
    {"[17~", PRESS_F1 + 5},
    {"[18~", PRESS_F1 + 6},
    {"[19~", PRESS_F1 + 7},
    {"[20~", PRESS_F1 + 8},
    {"[21~", PRESS_F1 + 9},
    {"[23~", PRESS_F1 + 10},
    {"[24~", PRESS_F1 + 11},
    {"[[A", PRESS_F1},
    {"[[B", PRESS_F1 + 1},
    {"[[C", PRESS_F1 + 2},
    {"[[D", PRESS_F1 + 3},
    {"[[E", PRESS_F1 + 4},
    {"OM", PRESS_ENTER},
    /* the keypad of a terminal in application mode */
    {"Op", '0'},
    {"Oq", '1'},
    {"Or", '2'},
    {"Os", '3'},
    {"Ot", '4'},
    {"Ou", '5'},
    {"Ov", '6'},
    {"Ow", '7'},
    {"Ox", '8'},
    {"Oy", '9'},
    {"On", '.'},
    {"Oo", '/'},
    {"Om", '-'},
    {"Ok", '+'},
};

static void feed_byte(struct input *input, char byte);

static void give(struct input *input, uint32_t character)
{
    if (input->is_pasting) {
        if (character == '\n' || character == '\r' || character == '\t')
            character = ' ';
        if (input->on_paste && character >= ' ' && character != 127)
            input->on_paste(input->ctx, character);
        return;
    }
    if (character == '\r')
        character = PRESS_ENTER;
    else if (character == 127)
        character = PRESS_BACKSPACE;
    if (input->on_press)
        input->on_press(input->ctx, character);
}

/* "kitty(0.26.5)" up to its ST. */
static void take_version(struct input *input, const char *text)
{
    char version[sizeof input->held];
    text_clean(version, sizeof version, text, strcspn(text, "\033\a"));
    if (input->on_version)
        input->on_version(input->ctx, version);
}

/* "[<0;12;7M"; releases and what carries modifiers are nothing of ours. */
static bool take_mouse(struct input *input, const char *behind)
{
    int button, x, y, end = 0;
    if (sscanf(behind, "[<%4d;%5d;%5d%n", &button, &x, &y, &end) != 3 || !end)
        return false;
    bool is_press = !strcmp(behind + end, "M") && x > 0 && y > 0;
    bool is_ours = button == 0 || button == 64 || button == 65;
    if (is_press && is_ours && input->on_mouse && !input->is_pasting)
        input->on_mouse(input->ctx, button, x - 1, y - 1);
    return true;
}

static void finish_sequence(struct input *input)
{
    int row, column, end = 0;
    input->held[input->length] = '\0';
    const char *behind = input->held + 1;
    if (!strncmp(behind, "P>|", 3)) {
        take_version(input, behind + 3);
    } else if (take_mouse(input, behind)) {
        ; /* was told */
    } else if (!strcmp(behind, "[200~")) {
        input->is_pasting = true;
    } else if (!strcmp(behind, "[201~")) {
        input->is_pasting = false;
    } else if (sscanf(behind, "[%5d;%5dR%n", &row, &column, &end) == 2 && end && !behind[end]) {
        if (input->on_column)
            input->on_column(input->ctx, row, column);
    } else if (!input->is_pasting) {
        for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
            if (!strcmp(behind, sequences[i].bytes) && input->on_press)
                input->on_press(input->ctx, sequences[i].press);
    }
    input->length = 0;
}

/* Alt has no meaning here: ESC with a character is a person who pressed Esc and went on, and a line
 * that brought both at once. To whoever does hold Alt it is the same two keys. */
static void finish_pair(struct input *input)
{
    char byte = input->held[1];
    input->length = 0;
    if (!input->is_pasting)
        give(input, PRESS_ESC);
    feed_byte(input, byte);
}

/* DCS, OSC, APC, PM: they end with ST or BEL. */
static bool is_string(const struct input *input)
{
    return input->length >= 2 && strchr("P]_^", input->held[1]);
}

/* Whether the held bytes, ESC first, are a whole sequence. */
static bool is_whole(const struct input *input)
{
    size_t n = input->length;
    unsigned char last = (unsigned char)input->held[n - 1];
    if (n < 2)
        return false;
    if (is_string(input))
        return last == '\a' || (last == '\\' && input->held[n - 2] == '\033');
    switch (input->held[1]) {
    case '[':
        if (n == 3 && input->held[2] == '[')
            return false; /* the Linux console's F1 to F5 */
        return n > 2 && last >= 0x40 && last <= 0x7e;
    case 'O': return n == 3;
    default: return true;
    }
}

/* Nothing we know is so long: its middle is forgotten, its beginning and end are still seen. */
static void hold(struct input *input, char byte)
{
    if (input->length + 1 == sizeof input->held)
        memmove(input->held + 3, input->held + 4, --input->length - 3);
    input->held[input->length++] = byte;
}

/* A sequence that another control breaks off never was one: the control counts, the rest is no
 * key. */
static void feed_escape(struct input *input, char byte)
{
    bool is_cancel = byte == 0x18 || byte == 0x1a;
    char last = input->held[input->length - 1];
    if (is_string(input) && last == '\033' && byte != '\\') {
        input->length = 1; /* the string was left off; this ESC begins something else */
        feed_escape(input, byte);
        return;
    }
    if ((unsigned char)byte < ' ' && (!is_string(input) || is_cancel)) {
        if (input->length == 1)
            give(input, PRESS_ESC);
        input->length = 0;
        feed_byte(input, byte);
        return;
    }
    hold(input, byte);
    if (!is_whole(input))
        return;
    if (input->length == 2)
        finish_pair(input);
    else
        finish_sequence(input);
}

static void feed_text(struct input *input, char byte)
{
    uint32_t character;
    bool is_more = ((unsigned char)byte & 0xC0) == 0x80;
    if (input->length && !is_more) {
        input->length = 0; /* the character before was cut off: it is dropped, this one counts */
        feed_byte(input, byte);
        return;
    }
    hold(input, byte);
    unsigned char first = (unsigned char)input->held[0];
    size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    if (text_next(input->held, input->length, &character) > 0) {
        input->length = 0;
        give(input, character);
    } else if (input->length >= wanted) {
        input->length = 0; /* no UTF-8: dropped */
    }
}

static void feed_byte(struct input *input, char byte)
{
    if (input->length && input->held[0] == '\033')
        feed_escape(input, byte);
    else if (!input->length && byte == '\033')
        hold(input, byte);
    else
        feed_text(input, byte);
}

void input_feed(struct input *input, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        feed_byte(input, bytes[i]);
}

/* Once more than ESC and its kind are there, the rest is on its way: a slow line must not turn the
 * end of an answer into keys. */
bool input_is_waiting(const struct input *input)
{
    bool is_escape = input->length && input->held[0] == '\033';
    bool is_left_off = is_string(input) && input->held[input->length - 1] == '\033';
    return is_escape && (input->length <= 2 || is_left_off);
}

void input_timeout(struct input *input)
{
    if (!input_is_waiting(input))
        return;
    bool is_key = input->held[input->length - 1] == '\033';
    input->length = 0;
    if (is_key)
        give(input, PRESS_ESC);
}
