#include "backend/plant/fault.h"

#include <stdlib.h>
#include <string.h>

const struct fault_row fault_rows[FAULT_KINDS] = {
    [FAULT_SILENT] = {"silent", NEEDS_NOTHING, 0, 0, "does not answer"},
    [FAULT_SLOW] = {"slow", NEEDS_NUMBER, 0, 3.6e6, "answers so many milliseconds late"},
    [FAULT_DRIP] = {"drip", NEEDS_NUMBER, 1, 60000, "sends one byte each so many milliseconds"},
    [FAULT_HALF] = {"half", NEEDS_NOTHING, 0, 0, "sends the first half of each frame only"},
    [FAULT_WRONG_ID] = {"wrong-id", NEEDS_NOTHING, 0, 0, "answers with another transaction id"},
    [FAULT_WRONG_UNIT] = {"wrong-unit", NEEDS_NOTHING, 0, 0, "answers with another unit"},
    [FAULT_WRONG_FUNCTION] = {"wrong-function", NEEDS_NOTHING, 0, 0,
                              "answers with another function code"},
    [FAULT_WRONG_ECHO] = {"wrong-echo", NEEDS_NOTHING, 0, 0,
                          "echoes another value than was written"},
    [FAULT_NOT_STORED] = {"not-stored", NEEDS_NOTHING, 0, 0,
                          "acknowledges writes and forgets them"},
    [FAULT_EXCEPTION] = {"exception", NEEDS_NUMBER, 1, 255,
                         "answers everything with this exception"},
    [FAULT_RESET] = {"reset", NEEDS_NOTHING, 0, 0, "resets the connection on each request"},
    [FAULT_SURPLUS] = {"surplus", NEEDS_NOTHING, 0, 0, "sends five bytes too many"},
    [FAULT_INVALID] = {"invalid", NEEDS_POINT, 0, 0, "shows the no-value marker of a point"},
    [FAULT_FROZEN] = {"frozen", NEEDS_POINT, 0, 0, "shows the same value of a point for ever"},
    [FAULT_FOREIGN_WRITE] = {"foreign-write", NEEDS_POINT_NUMBER, -1e12, 1e12,
                             "somebody changes a point at the device, once"},
    [FAULT_POWER_LOSS] = {"power-loss", NEEDS_NOTHING, 0, 0,
                          "the station is dark: pumps stand still, all its devices are silent"},
    [FAULT_LOCAL] = {"local", NEEDS_NOTHING, 0, 0,
                     "control is taken locally: set-points are refused"},
    [FAULT_LEAK] = {"leak", NEEDS_NUMBER, 0, 100,
                    "circuits lose so many tons of water an hour more"},
    [FAULT_HEAL] = {"heal", NEEDS_NOTHING, 0, 0, "all faults end"},
};

void faults_add(struct faults *faults, const struct fault *fault)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->at[i].kind == fault->kind && faults->at[i].point == fault->point) {
            faults->at[i] = *fault;
            return;
        }
    *VEC_PUSH(faults) = *fault;
}

bool faults_expire(struct faults *faults, struct mono now)
{
    size_t kept = 0, before = faults->count;
    for (size_t i = 0; i < before; i++)
        if (!faults->at[i].until.ns || !mono_is_due(faults->at[i].until, now))
            faults->at[kept++] = faults->at[i];
    faults->count = kept;
    return kept != before;
}

void faults_clear(struct faults *faults)
{
    free(faults->at);
    *faults = (struct faults){0};
}

const struct fault *faults_find(const struct faults *faults, enum fault_kind kind)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->at[i].kind == kind)
            return &faults->at[i];
    return NULL;
}

/* What the device says wrongly, before it is framed: the frame itself stays correct. */
static void spoil(const struct faults *faults, uint16_t *id, uint8_t *unit, uint8_t *pdu,
                  size_t length)
{
    if (faults_find(faults, FAULT_WRONG_ID))
        *id = (uint16_t)(*id + 1);
    if (faults_find(faults, FAULT_WRONG_UNIT))
        *unit = (uint8_t)(*unit + 1);
    bool is_write = pdu[0] == 5 || pdu[0] == 6 || pdu[0] == 15 || pdu[0] == 16;
    if (is_write && length == 5 && faults_find(faults, FAULT_WRONG_ECHO))
        pdu[4] ^= 1;
    if (faults_find(faults, FAULT_WRONG_FUNCTION))
        pdu[0] = (uint8_t)(pdu[0] == 4 ? 3 : pdu[0] + 1);
}

static void frame(enum framing framing, uint16_t id, uint8_t unit, const uint8_t *pdu,
                  size_t length, struct fault_reply *out)
{
    size_t head = framing == FRAMING_TCP ? 7 : 1;
    uint8_t *bytes = out->bytes;
    memcpy(bytes + head, pdu, length);
    bytes[head - 1] = unit;
    out->length = head + length;
    if (framing == FRAMING_TCP) {
        bytes[0] = (uint8_t)(id >> 8);
        bytes[1] = (uint8_t)id;
        bytes[2] = bytes[3] = 0;
        bytes[4] = (uint8_t)((length + 1) >> 8);
        bytes[5] = (uint8_t)(length + 1);
    } else {
        uint16_t crc = frame_crc(bytes, out->length);
        bytes[out->length++] = (uint8_t)crc;
        bytes[out->length++] = (uint8_t)(crc >> 8);
    }
}

void fault_frame(const struct faults *faults, enum framing framing, uint16_t id, uint8_t unit,
                 uint8_t *pdu, size_t length, struct fault_reply *out)
{
    const struct fault *slow = faults_find(faults, FAULT_SLOW);
    const struct fault *drip = faults_find(faults, FAULT_DRIP);
    *out = (struct fault_reply){.delay_ms = slow ? (int)slow->number : 0,
                                .drip_ms = drip ? (int)drip->number : 0,
                                .is_reset = faults_find(faults, FAULT_RESET) != NULL};
    if (length == 0 || faults_find(faults, FAULT_SILENT) || faults_find(faults, FAULT_POWER_LOSS))
        return;
    spoil(faults, &id, &unit, pdu, length);
    frame(framing, id, unit, pdu, length, out);
    if (faults_find(faults, FAULT_HALF))
        out->length /= 2;
    if (faults_find(faults, FAULT_SURPLUS)) {
        memset(out->bytes + out->length, 0x5A, 5);
        out->length += 5;
    }
}
