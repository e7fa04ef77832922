/* A fact as a spool keeps it: kind by name, with the ticket that makes a replay add nothing. */
#pragma once
#include "backend/core/fact.h"
#include "backend/store/bytes.h"

struct fact_record {
    unsigned char ticket[16];
    char kind[48];
    struct fact fact; /* kind is FACT_UNKNOWN for a newer program's */
};

/* Texts are made safe on the way: nothing that the database could refuse for its bytes. */
void fact_record_write(struct bytes *out, const struct fact *fact, const unsigned char ticket[16]);
/* False for what no program wrote, or a newer one. */
bool fact_record_read(const unsigned char *bytes, size_t length, struct fact_record *out);
