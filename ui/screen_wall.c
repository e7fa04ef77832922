#include "ui/screen_wall.h"

#include "backend/base/conf.h"
#include "ui/lang.h"

#include <math.h>

#define RATES_AGAIN_MS 60000

static struct wall_screen *wall_of(struct console *console)
{
    return &console->desk.wall;
}

/* As screen 7 asks, whose table both show: a season's rates are work for the database. Only while
 * they are looked at, and once before that. */
static void ask_rates(struct console *console)
{
    struct wall_screen *wall = wall_of(console);
    bool is_due =
        !wall->asked.ns || (wall->turn.board == WALL_RATES &&
                            mono_ms_since(wall->asked, console->world.mono) >= RATES_AGAIN_MS);
    if (!is_due || !console->world.is_database_up)
        return;
    wall->asked = console->world.mono;
    console->ports.ask_list(console->ports.ctx, DESK_LIST_RATES, 1, 0, NAN, "season");
    console->ports.ask_list(console->ports.ctx, DESK_LIST_RATES, 2, 0, NAN, "today");
}

static void look(struct console *console)
{
    struct wall_screen *wall = wall_of(console);
    const struct world *world = &console->world;
    if (!world->site)
        return;
    ticket_list_build(&wall->due, world->site, world->now);
    wall->tally = wall_tally_of(world->site, &wall->due, world->now);
    wall_turn_look(&wall->turn, world->mono, wall->tally.urgent);
    ask_rates(console);
}

/* A look a second of the database's clock, whatever else turns the loop. */
void screen_wall_turn(struct console *console)
{
    struct wall_screen *wall = wall_of(console);
    int64_t second = console->world.now.us / 1000000;
    if (console->place != ON_WALL || wall->second == second)
        return;
    wall->second = second;
    look(console);
}

static void load(struct console *console)
{
    if (console->place == ON_WALL)
        look(console);
}

void screen_wall_begin(struct console *console, int seconds)
{
    wall_turn_start(&wall_of(console)->turn, seconds);
    console->place = ON_WALL;
}

void screen_wall_open(struct console *console, const char *seconds)
{
    struct wall_turn *turn = &wall_of(console)->turn;
    long long stay = turn->stay_s ? turn->stay_s : WALL_STAY_S;
    if (*seconds && !conf_int(seconds, WALL_STAY_LEAST_S, WALL_STAY_MOST_S, &stay)) {
        console_say(console, STYLE_NOTICE, _("'%s' is no number of seconds, expected %d to %d"),
                    seconds, WALL_STAY_LEAST_S, WALL_STAY_MOST_S);
        return;
    }
    wall_turn_start(turn, (int)stay);
    screen_go(console, ON_WALL);
}

bool screen_wall_takes(enum action_id id)
{
    return id == ACTION_BACK || id == ACTION_REDRAW || id == ACTION_BOARD_BEFORE ||
           id == ACTION_BOARD_NEXT || id == ACTION_UP || id == ACTION_DOWN;
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    (void)argument;
    if (id == ACTION_BACK)
        return false;
    int step = id == ACTION_BOARD_NEXT || id == ACTION_DOWN   ? 1
               : id == ACTION_BOARD_BEFORE || id == ACTION_UP ? -1
                                                              : 0;
    if (step) {
        wall_turn_by_hand(&wall_of(console)->turn, console->world.mono, step);
        ask_rates(console);
    }
    return true;
}

static unsigned objects(struct console *console)
{
    (void)console;
    return 1u << OBJECT_WAY_BACK;
}

static bool offers(struct console *console, enum action_id id)
{
    (void)console;
    return screen_wall_takes(id);
}

const struct screen screen_wall_boards = {
    .place = ON_WALL,
    .action = ACTION_BOARDS,
    .title = N_("wall"),
    .load = load,
    .draw = screen_wall_draw,
    .act = act,
    .objects = objects,
    .offers = offers,
};
