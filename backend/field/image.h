/* The process image of one device: its read plan, the raw registers last read, and the readings
 * made of them. Answers of a round are kept raw and become readings only when the round is
 * committed: so a round can be thrown away (field_send's fence), and unchanged blocks are never
 * decoded again. */
#pragma once
#include "backend/device/frame.h"
#include "backend/device/plan.h"

enum block_outcome { BLOCK_IDLE, BLOCK_DATA, BLOCK_REFUSED, BLOCK_LOST };

struct image_block {
    uint32_t at;     /* its bytes in `raw` */
    uint8_t outcome; /* in the present round, not yet committed */
    uint8_t missed;  /* rounds in a row in which it was due and nothing came of it */
    bool is_due;     /* to be asked in the present round */
    bool is_known;   /* raw holds what the readings were made of */
    bool is_changed; /* raw holds what the readings are not yet made of */
};

/* Embedded in its unit. */
struct image {
    const struct profile *profile;
    struct plan plan;
    struct image_block *block; /* one for each of plan.block */
    uint8_t *raw;
    size_t raw_size;
    struct reading *reading;    /* one a point */
    uint8_t *touched, *refused; /* refused: the exception, 0 = answers; IMAGE_RETRY: ask again */
    size_t next;                /* the search for the next due block starts here */
    uint32_t refused_count;
    bool is_outdated;  /* `refused` has changed since the plan was made */
    bool is_searching; /* a block still has to be halved: no new plan before that */
};

#define IMAGE_RETRY 0x80
#define IMAGE_NONE  SIZE_MAX

void image_init(struct image *image, const struct profile *profile);
void image_finish(struct image *image);

/* Makes the blocks of round number `round` due; every point's block in round 0. Of the refused
 * blocks that are marked for a retry, one. */
void image_begin(struct image *image, uint32_t round);
/* Index of the next due block, or IMAGE_NONE: the round is complete. It is due no more. */
size_t image_next(struct image *image);
bool image_has_next(const struct image *image);
/* Forgets what this round has read: all its blocks are due again. */
void image_fence(struct image *image);

void image_request(const struct image *image, size_t index, struct modbus_request *request);
/* One register, to see whether anybody answers. */
void image_probe(const struct image *image, struct modbus_request *request);

/* What became of a block. */
void image_put(struct image *image, size_t index, const struct modbus_reply *reply);
void image_fail(struct image *image, size_t index, enum block_outcome outcome);
/* Halves a block and makes both halves due; false if it holds one point. */
bool image_split(struct image *image, size_t index);

/* Ends the round: decodes, fills `touched`, and makes a new plan if what is refused has changed.
 * What was due three times in vain is stale, however fresh the device's other values are. */
void image_commit(struct image *image);
/* Ends the round: every reading is bad. */
void image_lose(struct image *image, enum quality quality);

/* Marks a point as refused with this exception, or as answering (0); false if it was so already. */
bool image_refuse(struct image *image, int point, uint8_t exception);
/* All refused points are to be asked again, one block a round. */
void image_retry(struct image *image);
bool image_is_all_refused(const struct image *image);
