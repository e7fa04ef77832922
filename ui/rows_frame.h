/* The frame's lines: who and when and the state of the world on top, what is under way or wrong
 * below it, the keys of the selected object at the bottom. Pure. */
#pragma once
#include "ui/action.h"
#include "ui/glyph.h"
#include "ui/past_view.h"
#include "ui/row.h"
#include "ui/world.h"

struct frame_look {
    const struct world *world;
    const struct glyphs *glyphs;
    int cells;
    int32_t outdoor_device; /* index of a device with an outdoor temperature, -1 = none known */
    int outdoor_point;
    struct wall data_at;          /* of the newest value in sight, 0 = none is */
    int64_t silent_ms;            /* the horn is silenced for so long yet, 0 = it is not */
    const struct past_view *past; /* NULL = now is shown */
    struct wall locked_at;        /* view only since, 0 = it is not */
    const char *operator;         /* who sits here, "" = whose login it is */
};

void rows_frame_top(const struct frame_look *look, struct row *out);
void rows_frame_strip(const struct frame_look *look, struct row *out);
/* What parts an item of the strip from the one before it. */
void rows_frame_part(const struct frame_look *look, struct row *row);
/* `objects`: bits 1 << enum action_object of what is selected; `withheld`: by action, of those that
 * fit the objects what is not to be offered all the same, NULL = nothing. */
void rows_frame_keys(unsigned place, unsigned objects, const bool withheld[ACTION_COUNT], int cells,
                     struct row *out);
/* The action whose key stands at column `x` of that line; ACTION_NONE between them. */
enum action_id rows_frame_key_at(unsigned place, unsigned objects,
                                 const bool withheld[ACTION_COUNT], int cells, int x);
/* The first device that measures outdoors ("OT"), nearest to the sources. */
void rows_frame_outdoor(const struct site *site, int32_t *device, int *point);
