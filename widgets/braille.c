#include "widgets/braille.h"

#include <stdlib.h>
#include <string.h>

void braille_clear(struct braille *plot, int width, int height)
{
    plot->width = width < 0 ? 0 : width < BRAILLE_WIDTH ? width : BRAILLE_WIDTH;
    plot->height = height < 0 ? 0 : height < BRAILLE_HEIGHT ? height : BRAILLE_HEIGHT;
    for (int row = 0; row < plot->height; row++) {
        memset(plot->dots[row], 0, (size_t)plot->width);
        memset(plot->owner[row], 0, (size_t)plot->width);
    }
}

void braille_dot(struct braille *plot, int x, int y, unsigned char owner)
{
    /* Unicode's numbering: dots 1 2 3 7 left, 4 5 6 8 right, from above. */
    static const unsigned char bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int down = plot->height * 4 - 1 - y;
    if (x < 0 || x >= plot->width * 2 || down < 0 || y < 0)
        return;
    plot->dots[down / 4][x / 2] |= bit[down % 4][x % 2];
    plot->owner[down / 4][x / 2] = owner;
}

void braille_line(struct braille *plot, int x0, int y0, int x1, int y1, unsigned char owner)
{
    int across = abs(x1 - x0), up = abs(y1 - y0);
    int steps = across > up ? across : up;
    /* Who calls with values far beyond the plot must not make us walk for hours. */
    if (steps > 4 * (BRAILLE_WIDTH + BRAILLE_HEIGHT))
        return;
    for (int i = 0; i <= steps; i++) {
        int x = steps ? x0 + (2 * (x1 - x0) * i + (x1 > x0 ? steps : -steps)) / (2 * steps) : x0;
        int y = steps ? y0 + (2 * (y1 - y0) * i + (y1 > y0 ? steps : -steps)) / (2 * steps) : y0;
        braille_dot(plot, x, y, owner);
    }
}

bool braille_cell(const struct braille *plot, int column, int row, char out[BRAILLE_BYTES])
{
    unsigned char dots = 0;
    if (column >= 0 && column < plot->width && row >= 0 && row < plot->height)
        dots = plot->dots[row][column];
    if (!dots) {
        memcpy(out, " ", 2);
        return false;
    }
    out[0] = (char)0xE2; /* U+2800 … U+28FF */
    out[1] = (char)(0xA0 | dots >> 6);
    out[2] = (char)(0x80 | (dots & 0x3F));
    out[3] = '\0';
    return true;
}
