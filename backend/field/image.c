#include "backend/field/image.h"

#include "backend/base/alloc.h"
#include "backend/device/codec.h"
#include "backend/device/point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MISSED_MOST 3 /* periods, as in site_reading() */

/* Bits are kept one a byte; the sum stays even, so that registers lie aligned. */
static size_t block_bytes(const struct plan_block *block)
{
    size_t bytes = area_is_bits((enum area)block->area) ? block->count : block->count * 2U;
    return bytes + (bytes & 1);
}

static void lay_out(struct image *image)
{
    size_t at = 0;
    free(image->block);
    image->block = alloc_array(image->plan.block_count, sizeof *image->block);
    for (size_t i = 0; i < image->plan.block_count; i++) {
        image->block[i].at = (uint32_t)at;
        at += block_bytes(&image->plan.block[i]);
    }
    free(image->raw);
    image->raw = alloc_new(at + 1);
    image->raw_size = at;
    image->next = 0;
}

void image_init(struct image *image, const struct profile *profile)
{
    *image = (struct image){.profile = profile};
    image->reading = alloc_array(profile->point_count + 1, sizeof *image->reading);
    image->touched = alloc_new(profile->point_count + 1);
    image->refused = alloc_new(profile->point_count + 1);
    for (size_t i = 0; i < profile->point_count; i++)
        image->reading[i] = (struct reading){NAN, QUALITY_NEVER, 0};
    plan_init(&image->plan, profile, NULL);
    lay_out(image);
}

void image_finish(struct image *image)
{
    plan_finish(&image->plan);
    free(image->block);
    free(image->raw);
    free(image->reading);
    free(image->touched);
    free(image->refused);
}

static const uint16_t *points_of(const struct image *image, size_t index)
{
    return image->plan.point + image->plan.block[index].point_first;
}

/* Whether all points of the block are refused; `retry` if one of them is to be asked again. */
static bool is_refused(const struct image *image, size_t index, bool *retry)
{
    const uint16_t *point = points_of(image, index);
    for (size_t i = 0; i < image->plan.block[index].point_count; i++) {
        if (!image->refused[point[i]])
            return false;
        *retry |= (image->refused[point[i]] & IMAGE_RETRY) != 0;
    }
    return true;
}

void image_begin(struct image *image, uint32_t round)
{
    bool has_retried = false;
    for (size_t i = 0; i < image->plan.block_count; i++) {
        struct image_block *block = &image->block[i];
        block->outcome = BLOCK_IDLE;
        block->is_due = round % image->plan.block[i].every == 0;
        bool retry = false;
        if (image->refused_count && is_refused(image, i, &retry)) {
            block->is_due = retry && !has_retried;
            has_retried |= retry;
        }
        if (block->is_due && block->missed < UINT8_MAX)
            block->missed++;
    }
    image->is_searching = false;
}

bool image_has_next(const struct image *image)
{
    for (size_t i = 0; i < image->plan.block_count; i++)
        if (image->block[i].is_due)
            return true;
    return false;
}

/* Goes round from the last block asked: where a round broke off, the next one goes on, so that one
 * block that never answers does not hide those behind it. */
size_t image_next(struct image *image)
{
    for (size_t i = 0; i < image->plan.block_count; i++) {
        size_t index = (image->next + i) % image->plan.block_count;
        if (!image->block[index].is_due)
            continue;
        image->block[index].is_due = false;
        image->next = index + 1;
        return index;
    }
    return IMAGE_NONE;
}

void image_fence(struct image *image)
{
    for (size_t i = 0; i < image->plan.block_count; i++) {
        struct image_block *block = &image->block[i];
        block->is_due |= block->outcome != BLOCK_IDLE;
        block->outcome = BLOCK_IDLE;
    }
}

void image_request(const struct image *image, size_t index, struct modbus_request *request)
{
    const struct plan_block *block = &image->plan.block[index];
    request->function = block->function;
    request->address = block->first;
    request->count = block->count;
}

void image_probe(const struct image *image, struct modbus_request *request)
{
    size_t best = 0;
    for (size_t i = image->plan.block_count; i-- > 0;) {
        bool retry = false;
        if (!is_refused(image, i, &retry))
            best = i;
    }
    image_request(image, best, request);
    request->count = 1;
}

void image_put(struct image *image, size_t index, const struct modbus_reply *reply)
{
    const struct plan_block *plan = &image->plan.block[index];
    struct image_block *block = &image->block[index];
    bool is_bits = area_is_bits((enum area)plan->area);
    const void *data = is_bits ? (const void *)reply->bits : (const void *)reply->registers;
    size_t bytes = is_bits ? plan->count : plan->count * 2U;
    block->outcome = BLOCK_DATA;
    if (block->is_known && memcmp(image->raw + block->at, data, bytes) == 0)
        return;
    memcpy(image->raw + block->at, data, bytes);
    block->is_known = block->is_changed = true;
}

void image_fail(struct image *image, size_t index, enum block_outcome outcome)
{
    image->block[index].outcome = (uint8_t)outcome;
}

/* The second half gets room of its own at the end: halves may overlap, and the other blocks' data
 * of this round must stay where they are. */
bool image_split(struct image *image, size_t index)
{
    if (!plan_split(&image->plan, index, image->profile))
        return false;
    size_t count = image->plan.block_count;
    image->block = alloc_resize(image->block, count, sizeof *image->block);
    struct image_block *left = &image->block[index], *right = left + 1;
    memmove(right, left, (count - 1 - index) * sizeof *left);
    size_t bytes = block_bytes(&image->plan.block[index + 1]);
    image->raw = alloc_resize(image->raw, image->raw_size + bytes + 1, 1);
    *left = (struct image_block){.at = left->at, .is_due = true};
    *right = (struct image_block){.at = (uint32_t)image->raw_size, .is_due = true};
    image->raw_size += bytes;
    image->next = index;
    return true;
}

static void decode(struct image *image, size_t index)
{
    const struct plan_block *plan = &image->plan.block[index];
    const uint16_t *point = points_of(image, index);
    const void *raw = image->raw + image->block[index].at;
    struct block_data data = {.area = plan->area, .first = plan->first, .count = plan->count};
    if (area_is_bits((enum area)plan->area))
        data.bits = raw;
    else
        data.registers = raw;
    for (size_t i = 0; i < plan->point_count; i++)
        image->reading[point[i]] = codec_read(&image->profile->point[point[i]], &data);
    image->block[index].is_changed = false;
}

static void commit_block(struct image *image, size_t index)
{
    struct image_block *block = &image->block[index];
    const uint16_t *point = points_of(image, index);
    enum quality bad = block->outcome == BLOCK_REFUSED ? QUALITY_REFUSED : QUALITY_LOST;
    for (size_t i = 0; i < image->plan.block[index].point_count; i++) {
        image->touched[point[i]] = 1;
        if (block->outcome != BLOCK_DATA)
            image->reading[point[i]] = (struct reading){NAN, (uint8_t)bad, 0};
    }
    if (block->outcome != BLOCK_DATA)
        block->is_known = block->is_changed = false;
    else if (block->is_changed)
        decode(image, index);
    block->outcome = BLOCK_IDLE;
    block->missed = 0;
}

/* Nothing came of it: the device was busy, or the round broke off before it. */
static void age_block(struct image *image, size_t index)
{
    struct image_block *block = &image->block[index];
    const uint16_t *point = points_of(image, index);
    if (block->missed <= MISSED_MOST)
        return;
    block->is_known = false; /* the same bytes are news again */
    for (size_t i = 0; i < image->plan.block[index].point_count; i++)
        if (quality_has_number((enum quality)image->reading[point[i]].quality))
            image->reading[point[i]].quality = QUALITY_STALE;
}

void image_commit(struct image *image)
{
    memset(image->touched, 0, image->profile->point_count);
    for (size_t i = 0; i < image->plan.block_count; i++)
        if (image->block[i].outcome != BLOCK_IDLE)
            commit_block(image, i);
        else
            age_block(image, i);
    if (!image->is_outdated || image->is_searching || image_has_next(image))
        return;
    plan_finish(&image->plan);
    plan_init(&image->plan, image->profile, image->refused);
    lay_out(image);
    image->is_outdated = false;
}

void image_lose(struct image *image, enum quality quality)
{
    memset(image->touched, 1, image->profile->point_count);
    for (size_t i = 0; i < image->profile->point_count; i++)
        image->reading[i] = (struct reading){NAN, (uint8_t)quality, 0};
    for (size_t i = 0; i < image->plan.block_count; i++) {
        image->block[i].is_known = image->block[i].is_changed = false;
        image->block[i].outcome = BLOCK_IDLE;
    }
}

bool image_refuse(struct image *image, int point, uint8_t exception)
{
    bool was = image->refused[point] != 0, is = exception != 0;
    image->refused[point] = exception;
    if (was == is)
        return false;
    image->refused_count += is ? 1 : UINT32_MAX;
    image->is_outdated = true;
    return true;
}

void image_retry(struct image *image)
{
    for (size_t i = 0; i < image->profile->point_count; i++)
        if (image->refused[i])
            image->refused[i] |= IMAGE_RETRY;
}

bool image_is_all_refused(const struct image *image)
{
    return image->refused_count == image->profile->point_count;
}
