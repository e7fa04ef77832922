#include "backend/store/inventory.h"

#include <stdlib.h>
#include <string.h>

void inventory_finish(struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->profiles.count; i++) {
        profile_free(inventory->profiles.at[i].profile);
        free(inventory->profiles.at[i].name);
        free(inventory->profiles.at[i].text);
    }
    free(inventory->nodes.at);
    free(inventory->links.at);
    free(inventory->devices.at);
    free(inventory->overrides.at);
    free(inventory->households.at);
    free(inventory->profiles.at);
    crew_sheet_finish(&inventory->crews);
    plan_sheet_finish(&inventory->plans);
    exchange_names_finish(&inventory->names);
    *inventory = (struct inventory){0};
}

/* "FILE:LINE: note: …" */
static bool is_note(const char *line, const char *file)
{
    size_t length = strlen(file);
    if (strncmp(line, file, length) != 0 || line[length] != ':')
        return false;
    const char *rest = line + length + 1;
    return !strncmp(rest + strspn(rest, "0123456789"), ": note: ", 8);
}

/* The lines that the profile's parser wrote, each as one mistake; its notes are none. */
static void take_errors(struct exchange_errors *errors, const char *file, char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (!is_note(line, file))
            exchange_error(errors, NULL, 0, "%s", line);
}

void inventory_add_profile(struct inventory *inventory, struct exchange_errors *errors,
                           const char *name, const char *text, size_t length)
{
    char file[128];
    struct conf_errors *mistakes = alloc_new(sizeof *mistakes);
    snprintf(file, sizeof file, "profiles/%s.profile", name);
    mistakes->file = file;
    struct profile *profile = profile_parse(name, text, length, mistakes);
    if (mistakes->count > 0)
        take_errors(errors, file, mistakes->text);
    free(mistakes);
    *VEC_PUSH(&inventory->profiles) = (struct inventory_profile){
        .profile = profile,
        .name = alloc_text(name),
        .text = alloc_text_n(text, length),
        .length = length,
    };
}
