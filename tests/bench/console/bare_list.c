/* A bare ncurses list of the console's size: 10,000 rows of eleven columns, cursor up and down,
 * each key draws what is in view and lets curses send the difference. The yardstick of
 * bench_db_console. */
#include <curses.h>
#include <locale.h>

enum { ROWS = 10000, COLUMNS = 10 };

static void draw(int top, int cursor)
{
    attrset(A_REVERSE);
    mvprintw(0, 0, " bare list  %5d/%d%*s", cursor + 1, ROWS, COLS - 23, "");
    for (int line = 1; line < LINES - 1; line++) {
        int row = top + line - 1;
        attrset(row == cursor ? A_REVERSE : A_NORMAL);
        mvprintw(line, 0, "   S%05d 滨河第%05d换热站    ", row, row);
        for (int column = 0; column < COLUMNS; column++)
            printw(" %6.1f", 20 + (row * 7 + column * 13) % 800 * 0.1);
        clrtoeol();
    }
    attrset(A_REVERSE);
    mvprintw(LINES - 1, 0, " q quit%*s", COLS - 8, "");
    move(cursor - top + 1, 0);
    refresh();
}

int main(void)
{
    int top = 0, cursor = 0;
    setlocale(LC_ALL, "");
    if (!initscr())
        return 1;
    raw();
    noecho();
    keypad(stdscr, TRUE);
    set_escdelay(25);
    for (int key = 0; key != 'q'; key = getch()) {
        cursor += key == KEY_DOWN && cursor < ROWS - 1;
        cursor -= key == KEY_UP && cursor > 0;
        cursor = key == KEY_HOME ? 0 : cursor;
        top = cursor < top ? cursor : cursor > top + LINES - 3 ? cursor - (LINES - 3) : top;
        draw(top, cursor);
    }
    endwin();
    return 0;
}
