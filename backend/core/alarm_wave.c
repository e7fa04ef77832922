/* The stretches of time in which set-points were changed outside, or devices fell silent: a wave
 * goes on as long as no stretch goes by without. Made of the newest raises alone, so their order
 * does not matter. */
#include "backend/core/alarm_book_inside.h"
#include "backend/core/alarm_cause.h"

#include <string.h>

static int64_t stretch_of(int64_t id)
{
    return id / ALARM_SETTLE_US;
}

/* The first stretch that is not before this one. */
static size_t place_of(const struct alarm_wave *wave, int64_t stretch)
{
    size_t low = 0, high = wave->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (wave->at[middle].stretch < stretch)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct alarm_wave *wave, size_t place, int64_t stretch)
{
    return place < wave->count && wave->at[place].stretch == stretch;
}

static void add(struct alarm_wave *wave, int64_t stretch)
{
    size_t place = place_of(wave, stretch);
    if (!is_at(wave, place, stretch)) {
        (void)VEC_PUSH(wave);
        memmove(&wave->at[place + 1], &wave->at[place],
                (wave->count - 1 - place) * sizeof *wave->at);
        wave->at[place] = (struct alarm_stretch){.stretch = stretch};
    }
    wave->at[place].raises++;
}

static void drop(struct alarm_wave *wave, int64_t stretch)
{
    size_t place = place_of(wave, stretch);
    if (!is_at(wave, place, stretch) || --wave->at[place].raises)
        return;
    wave->count--;
    memmove(&wave->at[place], &wave->at[place + 1], (wave->count - place) * sizeof *wave->at);
}

static struct alarm_wave *wave_of(struct alarm_book *book, uint8_t kind)
{
    if (kind == ALARM_OUTSIDE)
        return &book->wave[ALARM_WAVE_OUTSIDE];
    bool is_loss = kind == ALARM_LOST || kind == ALARM_GATEWAY;
    return is_loss ? &book->wave[ALARM_WAVE_LOST] : NULL;
}

void alarm_wave_move(struct alarm_book *book, uint8_t kind, int64_t from, int64_t to)
{
    struct alarm_wave *wave = wave_of(book, kind);
    if (!wave)
        return;
    add(wave, stretch_of(to));
    if (from)
        drop(wave, stretch_of(from));
}

bool alarm_is_one_wave(const struct site *site, enum alarm_wave_of of, int64_t a, int64_t b)
{
    const struct alarm_wave *wave = &site->alarms->wave[of];
    int64_t first = stretch_of(a < b ? a : b) + 1, last = stretch_of(a < b ? b : a) - 1;
    if (first > last)
        return true;
    size_t from = place_of(wave, first);
    return is_at(wave, from, first) && is_at(wave, from + (size_t)(last - first), last);
}
