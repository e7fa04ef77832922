/* What a household or building is found by: its address out of the tree, and keys in the form that
 * hd.household_word() gives a typed word. Pure. */
#pragma once
#include "backend/store/inventory.h"

/* Stands before and behind each key; clean text never holds it. */
#define HOUSEHOLD_KEY_END '\x1f'

struct household_place {
    int32_t building, station; /* node indices, -1 = it stands under none */
    char address[400];         /* as shown: "惠民园 5-2-301", a building "惠民园5号楼" */
    char keys[2400];           /* marks as in schema/013_household.sql */
};

/* Neighbours share what is above them, which is worked out once. Zeroed but for the inventory,
 * which is resolved. */
struct household_maker {
    const struct inventory *inventory;
    bool is_ready;
    int32_t
        anchor; /* the node that the rest belongs to: a building, or whatever a household is in */
    int32_t building, station;
    char number[128], community[128]; /* of 惠民园5号楼: "5" and "惠民园" */
    bool has_own;                     /* the building's name says its community */
    char folded[128], initials[128];  /* the community as keys have it */
};

/* `user` NULL = nobody is known there. */
void household_place(struct household_maker *maker, int32_t node,
                     const struct inventory_household *user, struct household_place *out);

/* The form of keys: small letters, and one '-' between the parts of an address; "5号楼2单元301室"
 * gives "5-2-301". Cut to `size` with its end. */
void household_fold(char *out, size_t size, const char *text);
