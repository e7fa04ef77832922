/* The steps of profile_parse(), each over the sections as typed. Inside backend/device only. */
#pragma once
#include "backend/device/draft.h"
#include "backend/device/profile.h"

#define PROFILE_POINTS_MOST 4096

struct profile_reader {
    struct conf_errors *errors;
    struct draft rules;      /* [profile]; its name is NULL if there is none */
    struct draft defaults;   /* [defaults], the same */
    VEC(struct draft) point; /* index = index in profile->point */
    struct profile *profile;
};

/* profile_rules.c: how the device wants to be treated. */
void profile_rules_read(struct profile_reader *reader);
/* Number that document_base gives a printed register number in an area; -1 if none is given. */
long long profile_rules_base(const struct profile_reader *reader, enum area area);
/* "holding", "HR", "4x" …; false if it is none. */
bool profile_rules_area(const char *text, enum area *out);

/* profile_order.c: the order of the bytes on the wire, `entry` or NULL; that of [defaults], once.
 */
void profile_order_read(const struct draft *draft, const struct draft_entry *entry,
                        struct point *point);
void profile_order_defaults(struct profile_reader *reader);

/* profile_point.c: what one register means. */
void profile_point_read(struct profile_reader *reader, size_t index);
void profile_point_defaults(struct profile_reader *reader);

/* "int16", "u16" …; false if it is none. */
bool profile_point_type(const char *text, enum point_type *out);

/* profile_value.c: what makes a value up or spoils it (invalid, status, parts, unit, labels).
 * Area, type, order and scale are read before. */
void profile_value_read(const struct draft *draft, struct point *point);

/* profile_printed.c: a manual's number where an address belongs; the mistake of one that cannot be
 * an address, where one outside the ranges would be meant ("" if nowhere), and a note of those that
 * can be. */
void profile_printed_expect(const struct draft *draft, const struct draft_entry *entry);
void profile_printed_hint(const struct profile *profile, const struct point *point, char *out,
                          size_t size);
void profile_printed_note(struct profile_reader *reader);

/* profile_link.c: points that name other points. */
void profile_link(struct profile_reader *reader);

/* profile_check.c: what no line alone shows. */
void profile_check(struct profile_reader *reader);
