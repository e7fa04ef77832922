/* Any bytes as CSV: whatever is read can be written and read again, and whatever is a plant file
 * gives messages, never more. The first byte chooses the file, the others are its text. */
#include "backend/base/csv.h"
#include "backend/store/household_key.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void expect(bool is_true)
{
    if (!is_true)
        abort();
}

/* Writes the reader's record as CSV and compares what comes back. */
static void check_record(const struct csv *csv)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (int i = 0; i < csv->fields; i++)
        csv_put(out, csv->field[i], i == 0, true);
    fputs("\r\n", out);
    fclose(out);
    struct csv again;
    csv_init(&again, text, length);
    bool is_one_empty = csv->fields == 1 && csv->field_length[0] == 0;
    bool has_bom = strncmp(csv->field[0], "\xef\xbb\xbf", 3) == 0;
    if (!is_one_empty && !has_bom) { /* an empty line, and a mark of order at the very start */
        bool is_too_long = false;
        for (int i = 0; i < csv->fields; i++)
            is_too_long = is_too_long || csv->field_length[i] == CSV_FIELD_MOST;
        expect(csv_next(&again) || is_too_long);
        expect(is_too_long || again.fields == csv->fields);
        for (int i = 0; !is_too_long && i < csv->fields; i++)
            expect(strcmp(csv_plain(again.field[i]), csv->field[i]) == 0);
    }
    csv_finish(&again);
    free(text);
}

static void check_text(const char *text, size_t length)
{
    struct csv csv;
    csv_init(&csv, text, length);
    int line = 0;
    while (csv_next(&csv)) {
        expect(csv.line > line && csv.next_line >= csv.line && csv.fields >= 1);
        line = csv.line;
        check_record(&csv);
    }
    expect(!csv_next(&csv));
    csv_finish(&csv);
}

/* Whatever their names are, every key ends within its place. */
static void make_places(const struct inventory *inventory)
{
    struct household_maker maker = {.inventory = inventory};
    const size_t users = inventory->households.count;
    for (size_t i = 0; i < inventory->nodes.count; i++) {
        struct household_place place;
        const struct inventory_household *user = NULL;
        for (size_t k = 0; k < users && !user; k++)
            if (inventory->households.at[k].node == (int32_t)i)
                user = &inventory->households.at[k];
        if (inventory->nodes.at[i].kind != NODE_HOUSEHOLD &&
            inventory->nodes.at[i].kind != NODE_BUILDING)
            continue;
        household_place(&maker, (int32_t)i, user, &place);
        size_t length = strlen(place.keys);
        expect(strlen(place.address) < sizeof place.address && length < sizeof place.keys);
        expect(length == 0 ||
               (place.keys[0] == HOUSEHOLD_KEY_END && place.keys[length - 1] == HOUSEHOLD_KEY_END));
    }
}

static void check_inventory(uint8_t which, const char *text, size_t length)
{
    static const char nodes[] = "code,kind,name,parent,circuit,households\n"
                                "Q,source,,,,\nS,station,,Q,,\nC,circuit,,S,1,\nJ,junction,,Q,,\n"
                                "B,building,5号楼,C,,\nH,household,2-301,B,,\nI,household,,C,,\n";
    static const char devices[] = "node,device,profile,endpoint,unit,period_s\n"
                                  "S,plc,demo,tcp:127.0.0.1,1,\n";
    static const char crews[] = "code,name,phone,leader,skills,areas,login,hook\n"
                                "K1,a,,,,S;J,,\nK2,b,,,leak;valve,,x,\n";
    static const char profile[] =
        "[profile]\nen = Demo\n[SP]\naddress = 1\ntype = int16\n"
        "access = write\nset_low = 20\nset_high = 70\nlow = 0\nhigh = 100\n";
    char *said = NULL;
    size_t said_length = 0;
    struct exchange_errors errors = {.out = open_memstream(&said, &said_length)};
    struct inventory inventory = {0};
    which %= 8;
    if (which == 0)
        inventory_read_nodes(&inventory, &errors, text, length);
    else
        inventory_read_nodes(&inventory, &errors, nodes, sizeof nodes - 1);
    if (which == 1)
        inventory_read_links(&inventory, &errors, text, length);
    inventory_resolve(&inventory, &errors);
    if (which == 2 || which == 3)
        inventory_add_profile(&inventory, &errors, "demo", profile, sizeof profile - 1);
    if (which == 2)
        inventory_read_devices(&inventory, &errors, text, length);
    if (which == 3) {
        inventory_read_devices(&inventory, &errors, devices, sizeof devices - 1);
        inventory_read_points(&inventory, &errors, text, length);
    }
    if (which == 5)
        crew_sheet_read_crews(&inventory.crews, &inventory, &errors, text, length);
    if (which == 6) {
        crew_sheet_read_crews(&inventory.crews, &inventory, &errors, crews, sizeof crews - 1);
        crew_sheet_read_roster(&inventory.crews, &errors, text, length);
    }
    if (which == 7)
        inventory_read_households(&inventory, &errors, text, length);
    make_places(&inventory);
    if (which == 4)
        inventory_add_profile(&inventory, &errors, "fuzz", text, length);
    fclose(errors.out);
    expect((errors.count > 0) == (said_length > 0));
    free(said);
    inventory_finish(&inventory);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    check_text((const char *)bytes + 1, size - 1);
    check_inventory(bytes[0], (const char *)bytes + 1, size - 1);
    return 0;
}
