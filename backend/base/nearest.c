#include "backend/base/nearest.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#define LONGEST 63

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int nearest_distance(const char *a, const char *b)
{
    size_t a_length = strnlen(a, LONGEST), b_length = strnlen(b, LONGEST);
    int rows[3][LONGEST + 1]; /* before last, last and current row of the table */
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        last[j] = before[j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int replaced = last[j - 1] + !is_same(a[i - 1], b[j - 1]);
            row[j] = least(replaced, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        int *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[b_length];
}

bool nearest_is_meant(const char *word, int distance)
{
    size_t length = strlen(word);
    return distance <= (length < 4 ? 1 : length < 9 ? 3 : 4);
}

/* A word begun and left off is as near as one letter wrong. */
const char *nearest_of(const char *word, const char *const *words, size_t count)
{
    const char *best = NULL;
    int best_distance = INT_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(word);
        bool is_begun = length > 1 && strncasecmp(word, words[i], length) == 0;
        int distance = is_begun ? 1 : nearest_distance(word, words[i]);
        if (distance < best_distance) {
            best_distance = distance;
            best = words[i];
        }
    }
    return best && nearest_is_meant(word, best_distance) ? best : NULL;
}
