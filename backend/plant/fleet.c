#include "backend/plant/fleet.h"

#include <stdlib.h>
#include <string.h>

void fleet_finish(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->controller.count; i++)
        controller_finish(&fleet->controller.at[i]);
    for (size_t i = 0; i < fleet->outlet.count; i++) {
        free(fleet->outlet.at[i].controller.at);
        free(fleet->outlet.at[i].text);
    }
    for (size_t i = 0; i < fleet->profile.count; i++) {
        layout_free(fleet->layout.at[i]);
        profile_free(fleet->profile.at[i]);
    }
    free(fleet->controller.at);
    free(fleet->outlet.at);
    free(fleet->layout.at);
    free(fleet->profile.at);
    codes_finish(&fleet->controller_of);
    codes_finish(&fleet->outlet_of);
    plant_finish(&fleet->plant);
    *fleet = (struct fleet){0};
}

static struct profile *read_profile(const char *dir, const char *name, FILE *out)
{
    char path[4200], why[200];
    size_t length;
    snprintf(path, sizeof path, "%s/profiles/%s.profile", dir, name);
    char *text =
        strchr(name, '/') ? NULL : conf_read_file(path, 1u << 20, &length, why, sizeof why);
    const char *shipped = text ? NULL : profile_shipped(name, &length);
    if (!text && !shipped) {
        fprintf(out, "profile \"%s\": neither shipped nor at %s\n", name, path);
        return NULL;
    }
    struct conf_errors *errors = alloc_new(sizeof *errors);
    errors->file = path;
    struct profile *profile = profile_parse(name, text ? text : shipped, length, errors);
    if (!profile)
        fputs(errors->text, out);
    free(errors);
    free(text);
    return profile;
}

int fleet_profile(struct fleet *fleet, const char *dir, const char *name, FILE *out)
{
    for (size_t i = 0; i < fleet->profile.count; i++)
        if (strcmp(fleet->profile.at[i]->name, name) == 0)
            return (int)i;
    struct profile *profile = read_profile(dir, name, out);
    if (!profile)
        return -1;
    *VEC_PUSH(&fleet->profile) = profile;
    *VEC_PUSH(&fleet->layout) = layout_new(profile);
    return (int)fleet->profile.count - 1;
}

struct controller *fleet_unit(struct fleet *fleet, const struct outlet *outlet, uint8_t unit)
{
    for (size_t i = 0; i < outlet->controller.count; i++) {
        struct controller *controller = &fleet->controller.at[outlet->controller.at[i]];
        if (controller->unit == unit)
            return controller;
    }
    return NULL;
}

size_t fleet_find(const struct fleet *fleet, const char *who, int32_t *index)
{
    size_t count = 0, length = strlen(who);
    int32_t one = codes_find(&fleet->controller_of, who);
    if (one >= 0) {
        index[0] = one;
        return 1;
    }
    bool is_all = strcmp(who, "all") == 0;
    for (size_t i = 0; i < fleet->controller.count; i++) {
        const char *name = fleet->controller.at[i].name;
        if (is_all || (strncmp(name, who, length) == 0 && name[length] == '/'))
            index[count++] = (int32_t)i;
    }
    return count;
}

void fleet_expire(struct fleet *fleet, struct mono now)
{
    for (size_t i = 0; i < fleet->controller.count; i++) {
        struct controller *controller = &fleet->controller.at[i];
        if (controller->faults.count)
            controller_expire(controller, now);
        image_age(&controller->image, now);
    }
}
