/* The screens that golden files are kept of: each a plant, a state of the world and the keys that
 * lead to it. A new screen to be proven is a new row. */
#pragma once
#include "tests/ui/fixture.h"

struct scene {
    const char *name;
    void (*start)(struct fixture *fixture, const char *language);
    const char *keys;
    void (*then)(struct fixture *fixture); /* NULL = nothing */
    bool everywhere;                       /* kept at every size, not only 80x24 */
};

extern const struct scene scenes[];
extern const size_t scene_count;

const struct scene *scene_of(const char *name); /* NULL = none */
/* Starts the fixture and drives it there, drawing each step as an operator would see it. */
void scene_play(const struct scene *scene, struct fixture *fixture, const char *language, int width,
                int height);
