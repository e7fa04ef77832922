#include "backend/store/fact_record.h"
#include "backend/base/text.h"

#include <string.h>

#define FORM 1

static void put_clean(struct bytes *out, const char *text)
{
    char clean[FACT_TEXT_SIZE];
    text_clean(clean, sizeof clean, text, strlen(text));
    bytes_put_text(out, clean);
}

void fact_record_write(struct bytes *out, const struct fact *fact, const unsigned char ticket[16])
{
    bytes_put_int(out, FORM, 1);
    bytes_put(out, ticket, 16);
    bytes_put_int(out, (uint64_t)fact->at.us, 8);
    bytes_put_int(out, (uint32_t)fact->node, 4);
    bytes_put_int(out, (uint32_t)fact->device, 4);
    bytes_put_int(out, (uint64_t)fact->command, 8);
    bytes_put_float(out, fact->old_value);
    bytes_put_float(out, fact->new_value);
    bytes_put_text(out, fact_kind_name(fact->kind));
    put_clean(out, fact->point);
    put_clean(out, fact->code);
    put_clean(out, fact->text);
}

bool fact_record_read(const unsigned char *bytes, size_t length, struct fact_record *out)
{
    struct bytes_reader in = {bytes, length, false};
    struct fact *fact = &out->fact;
    if (bytes_take_int(&in, 1) != FORM)
        return false;
    const unsigned char *ticket = bytes_take(&in, sizeof out->ticket);
    if (!ticket)
        return false;
    memcpy(out->ticket, ticket, sizeof out->ticket);
    fact_init(fact, FACT_UNKNOWN, (struct wall){(int64_t)bytes_take_int(&in, 8)});
    fact->node = (int32_t)bytes_take_int(&in, 4);
    fact->device = (int32_t)bytes_take_int(&in, 4);
    fact->command = (int64_t)bytes_take_int(&in, 8);
    fact->old_value = bytes_take_float(&in);
    fact->new_value = bytes_take_float(&in);
    bytes_take_text(&in, out->kind, sizeof out->kind);
    bytes_take_text(&in, fact->point, sizeof fact->point);
    bytes_take_text(&in, fact->code, sizeof fact->code);
    bytes_take_text(&in, fact->text, sizeof fact->text);
    fact->kind = fact_kind_of(out->kind);
    return !in.is_bad;
}
