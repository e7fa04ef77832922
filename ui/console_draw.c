/* The console's frame: top line, strip, the screen, one line at the bottom, and what lies over it.
 */
#include "backend/base/text.h"
#include "ui/command_line.h"
#include "ui/console.h"
#include "ui/console_past.h"
#include "ui/console_seat.h"
#include "ui/flash.h"
#include "ui/lang.h"
#include "ui/rows_alarm_dialog.h"
#include "ui/rows_form.h"
#include "ui/rows_frame.h"
#include "ui/rows_setpoint.h"
#include "ui/screen.h"

#include <stdio.h>
#include <string.h>

static struct wall newest_data(const struct console *console)
{
    const struct site *site = console->world.site;
    struct wall newest = {0};
    for (size_t i = 0; site && i < console->watched.count; i++) {
        const struct site_device *device = &site->device[console->watched.at[i]];
        if (device->read_at.us > newest.us)
            newest = device->read_at;
    }
    return newest;
}

static struct frame_look look_of(const struct console *console, int width)
{
    return (struct frame_look){&console->world, console->glyphs, width, console->outdoor_device,
                               console->outdoor_point, newest_data(console),
                               horn_silent_ms(&console->horn, console->world.mono),
                               console_is_past(console) ? &console->past : NULL,
                               console->seat.is_locked ? console->seat.locked_at : (struct wall){0},
                               console->seat.operator};
}

static void draw_typed(const struct console *console, const char *prompt, struct frame *frame,
                       int y)
{
    struct row row;
    char hint[400] = "";
    row_clear(&row);
    row_addf(&row, STYLE_EMPHASIS, " %s", prompt);
    row_add(&row, STYLE_TEXT, console->field.text);
    frame->cursor_x = row.cells < frame->width ? row.cells : frame->width - 1;
    frame->cursor_y = y;
    frame->is_typing = true;
    if (console->mode == MODE_COMMAND)
        command_line_hint(console, hint, sizeof hint);
    else
        snprintf(hint, sizeof hint, "%s",
                 console->place == ON_INTAKE ? _("Enter takes the call, arrows choose, Esc empties")
                                             : _("Enter keeps it, Esc shows all again"));
    row_addf(&row, STYLE_DIM, "   %s", hint);
    row_fit(&row, frame->width);
    frame_put(frame, 0, y, frame->width, &row);
}

static void draw_secret(const struct console *console, struct frame *frame, int y)
{
    struct row row;
    char prompt[120];
    row_clear(&row);
    console_seat_prompt(console, prompt, sizeof prompt);
    row_addf(&row, STYLE_EMPHASIS, " %s: ", prompt);
    for (int i = text_width(console->field.text); i > 0; i--)
        row_add(&row, STYLE_TEXT, "*");
    frame->cursor_x = row.cells < frame->width ? row.cells : frame->width - 1;
    frame->cursor_y = y;
    frame->is_typing = true;
    row_addf(&row, STYLE_DIM, "   %s", _("Esc leaves everything as it was"));
    row_fit(&row, frame->width);
    frame_put(frame, 0, y, frame->width, &row);
}

static void find_withheld(struct console *console, bool withheld[ACTION_COUNT])
{
    const struct screen *screen = screen_at(console->place);
    bool only_reads = seat_only_reads(&console->world);
    for (int id = 0; id < ACTION_COUNT; id++)
        withheld[id] = (screen->offers && !screen->offers(console, (enum action_id)id)) ||
                       (only_reads && action_is_dispatchers((enum action_id)id)) ||
                       (console_is_past(console) && !action_only_looks((enum action_id)id));
}

unsigned console_objects(struct console *console, bool withheld[ACTION_COUNT])
{
    unsigned objects = screen_at(console->place)->objects(console);
    find_withheld(console, withheld);
    return objects | 1u << OBJECT_ANY | (console->back_count ? 1u << OBJECT_WAY_BACK : 0);
}

static void draw_bottom(struct console *console, struct frame *frame)
{
    struct console_drawn *drawn = &console->drawn;
    int y = frame->height - 1;
    struct row row;
    row_clear(&row);
    drawn->has_keys = false;
    if (console->mode == MODE_SECRET) {
        draw_secret(console, frame, y);
        return;
    }
    if (console->mode == MODE_FIND || console->mode == MODE_COMMAND) {
        draw_typed(console, console->mode == MODE_FIND ? "/" : ":", frame, y);
        return;
    }
    if (console->message[0])
        row_addf(&row, console->message_style, " %s ", console->message);
    else if (console->mode == MODE_SCREEN) {
        drawn->has_keys = true;
        drawn->objects = console_objects(console, drawn->withheld);
        rows_frame_keys(console->place, drawn->objects, drawn->withheld, frame->width, &row);
    }
    row_fit(&row, frame->width);
    frame_put(frame, 0, y, frame->width, &row);
}

static bool has_same_keys(struct console *console)
{
    const struct console_drawn *drawn = &console->drawn;
    bool withheld[ACTION_COUNT];
    unsigned objects = console_objects(console, withheld);
    return drawn->has_keys && !console->message[0] && objects == drawn->objects &&
           !memcmp(withheld, drawn->withheld, sizeof withheld);
}

/* ---- a dialog over the screen ---- */

/* The upper border with its title, or the lower one. */
static void put_border(const struct console *console, struct frame *frame, struct pane box, int y,
                       const char *title)
{
    const struct glyphs *glyphs = console->glyphs;
    struct row row;
    row_clear(&row);
    row_add(&row, STYLE_BORDER, *title ? glyphs->enter : glyphs->leave);
    row_add(&row, STYLE_BORDER, glyphs->line);
    row_add(&row, STYLE_EMPHASIS, title);
    while (row.cells < box.width - 1)
        row_add(&row, STYLE_BORDER, glyphs->line);
    row_add(&row, STYLE_BORDER, *title ? glyphs->fall : glyphs->rise);
    frame_over(frame, box.x, y, box.width, &row);
}

static int box_width(const struct frame *frame)
{
    return frame->width < 84 ? frame->width : 74;
}

struct dialog_rows {
    const char *title;
    const struct row *row;
    int count;
    int edit, column; /* where the cursor stands, line -1 = nowhere */
};

static void draw_dialog(const struct console *console, struct frame *frame,
                        const struct dialog_rows *rows)
{
    struct pane box = {.width = box_width(frame), .height = rows->count + 2};
    box.x = (frame->width - box.width) / 2;
    box.y = frame->height - box.height > 2 ? (frame->height - box.height + 1) / 2 : 0;
    /* Too low a screen loses the border first, then the upper lines: the field stays. */
    bool has_border = box.height <= frame->height;
    if (has_border)
        put_border(console, frame, box, box.y, rows->title);
    int first = !has_border && rows->count > frame->height ? rows->count - frame->height : 0;
    for (int i = first; i < rows->count; i++) {
        struct row line;
        int y = box.y + (i - first) + has_border;
        row_clear(&line);
        row_add(&line, STYLE_BORDER, console->glyphs->wall);
        row_join(&line, &rows->row[i]);
        row_to(&line, box.width - 1);
        row_cut(&line, box.width - 1);
        row_add(&line, STYLE_BORDER, console->glyphs->wall);
        frame_over(frame, box.x, y, box.width, &line);
        if (i == rows->edit) {
            int x = box.x + 1 + rows->column;
            frame->cursor_x = x < frame->width ? x : 0;
            frame->cursor_y = y;
            frame->is_typing = true;
        }
    }
    if (has_border)
        put_border(console, frame, box, box.y + box.height - 1, "");
}

static void draw_setpoint(const struct console *console, struct frame *frame)
{
    static struct row rows[ROWS_SETPOINT_MOST];
    struct dialog_rows dialog = {_(" change a set-point "), rows, 0, -1, 0};
    dialog.count = rows_setpoint(&console->setpoint, &console->world, console->glyphs,
                                 box_width(frame) - 2, rows, &dialog.edit, &dialog.column);
    draw_dialog(console, frame, &dialog);
}

static void draw_alarm(const struct console *console, struct frame *frame)
{
    static struct row rows[ROWS_ALARM_DIALOG];
    struct dialog_rows dialog = {rows_alarm_dialog_title(&console->alarm_dialog), rows, 0, -1, 0};
    dialog.count = rows_alarm_dialog(&console->alarm_dialog, &console->world, box_width(frame) - 2,
                                     rows, &dialog.edit, &dialog.column);
    draw_dialog(console, frame, &dialog);
}

static void draw_form(const struct console *console, struct frame *frame)
{
    static struct row rows[ROWS_FORM];
    char title[140];
    snprintf(title, sizeof title, " %s ", console->form.title);
    struct dialog_rows dialog = {title, rows, 0, -1, 0};
    dialog.count = rows_form(&console->form, &console->world, console->glyphs, box_width(frame) - 2,
                             frame->height - 4, rows, &dialog.edit, &dialog.column);
    draw_dialog(console, frame, &dialog);
}

/* ---- live values ---- */

static void watch_one(void *ctx, int32_t device)
{
    struct console *console = ctx;
    for (size_t i = 0; i < console->watched.count; i++)
        if (console->watched.at[i] == device)
            return;
    *VEC_PUSH(&console->watched) = device;
}

/* Compares what is in sight with what was, in the same order; the first other one ends that. */
struct check {
    struct console *console;
    size_t same;
    bool is_other;
};

static void check_one(void *ctx, int32_t device)
{
    struct check *check = ctx;
    struct console *console = check->console;
    if (!check->is_other && check->same < console->sight.count &&
        console->sight.at[check->same] == device) {
        check->same++;
        return;
    }
    if (!check->is_other)
        console->sight.count = check->same;
    check->is_other = true;
    *VEC_PUSH(&console->sight) = device;
}

static bool is_watched(const struct console *console, int32_t device)
{
    for (size_t i = 0; i < console->watched.count; i++)
        if (console->watched.at[i] == device)
            return true;
    return false;
}

#define WATCH_MARGIN 60

/* Asks anew only when a device in sight is not watched yet, and then for a page around it as well:
 * scrolling a line asks nothing and finds its values there. */
static void watch(struct console *console)
{
    const struct screen *screen = screen_at(console->place);
    struct check check = {console, 0, false};
    bool is_missing = false;
    if (screen->watch)
        screen->watch(console, 0, check_one, &check);
    if (console->outdoor_device >= 0)
        check_one(&check, console->outdoor_device);
    if (!check.is_other && check.same == console->sight.count)
        return;
    console->sight.count = check.is_other ? console->sight.count : check.same;
    for (size_t i = 0; i < console->sight.count; i++)
        is_missing |= !is_watched(console, console->sight.at[i]);
    if (is_missing) {
        console->watched.count = 0;
        if (screen->watch)
            screen->watch(console, WATCH_MARGIN, watch_one, console);
        if (console->outdoor_device >= 0)
            watch_one(console, console->outdoor_device);
        console->ports.watch(console->ports.ctx, console->watched.at, console->watched.count);
    }
    console->ports.look(console->ports.ctx, console->sight.at, console->sight.count);
}

struct newer {
    const struct site *site;
    uint64_t changes;
    bool is_there;
};

static void find_newer(void *ctx, int32_t device)
{
    struct newer *newer = ctx;
    newer->is_there |= newer->site->device[device].changed > newer->changes;
}

bool console_is_outdated(struct console *console, uint64_t changes)
{
    struct newer newer = {console->world.site, changes, false};
    const struct screen *screen = screen_at(console->place);
    if (screen->watch)
        screen->watch(console, 0, find_newer, &newer);
    if (console->outdoor_device >= 0)
        find_newer(&newer, console->outdoor_device);
    return newer.is_there;
}

static struct pane screen_area(const struct frame *frame)
{
    int first = frame->height >= 6 ? 2 : 1;
    int last = frame->height >= 4 ? frame->height - 1 : frame->height;
    return (struct pane){0, first, frame->width, last - first};
}

#define BOTTOM_LEAST 4 /* lines of a frame that has one for it */

bool console_refresh(struct console *console, struct frame *frame, uint64_t changes)
{
    struct newer outdoor = {console->world.site, changes, false};
    const struct screen *screen = screen_at(console->place);
    bool is_other = console->drawn.place != console->place || console->drawn.mode != console->mode;
    if (!screen->refresh || !frame->width || is_other || console_has_dialog(console))
        return false;
    if (console->outdoor_device >= 0)
        find_newer(&outdoor, console->outdoor_device);
    if (outdoor.is_there || !screen->refresh(console, frame, screen_area(frame), changes))
        return false;
    if (console->mode == MODE_SCREEN && frame->height >= BOTTOM_LEAST && !has_same_keys(console))
        draw_bottom(console, frame);
    console->flashing = flash_frame(frame, &console->world);
    return true;
}

void console_draw(struct console *console, struct frame *frame, int width, int height)
{
    struct frame_look look = look_of(console, width);
    struct row row;
    frame_start(frame, width, height);
    console->width = frame->width;
    console->height = frame->height;
    console->drawn.place = console->place;
    console->drawn.mode = console->mode;
    row_clear(&row);
    rows_frame_top(&look, &row);
    frame_put(frame, 0, 0, frame->width, &row);
    if (frame->height >= 6) {
        row_clear(&row);
        rows_frame_strip(&look, &row);
        frame_put(frame, 0, 1, frame->width, &row);
    }
    struct pane area = screen_area(frame);
    if (area.height > 0)
        screen_at(console->place)->draw(console, frame, area);
    if (frame->height >= BOTTOM_LEAST)
        draw_bottom(console, frame);
    frame_fill(frame);
    if (console->mode == MODE_SETPOINT)
        draw_setpoint(console, frame);
    if (console->mode == MODE_ALARM)
        draw_alarm(console, frame);
    if (console->mode == MODE_FORM)
        draw_form(console, frame);
    console->flashing = flash_frame(frame, &console->world);
    if (console->world.site)
        watch(console);
}
