#include "backend/core/wire.h"

#include "backend/device/codec.h"
#include "backend/device/point.h"

#include <math.h>
#include <string.h>

struct modbus_request wire_read(const struct point *point, uint8_t unit)
{
    uint16_t first, last;
    point_extent(point, &first, &last);
    return (struct modbus_request){.unit = unit,
                                   .function = area_read_function((enum area)point->area),
                                   .address = first,
                                   .count = (uint16_t)(last - first + 1)};
}

struct reading wire_reading(const struct point *point, const struct modbus_request *request,
                            const struct modbus_reply *reply)
{
    if (reply->kind == REPLY_EXCEPTION)
        return (struct reading){NAN, QUALITY_REFUSED, 0};
    if (reply->kind != REPLY_DATA)
        return (struct reading){NAN, QUALITY_LOST, 0};
    struct block_data block = {point->area, request->address, request->count, reply->registers,
                               reply->bits};
    return codec_read(point, &block);
}

bool wire_write(const struct profile *profile, const struct point *point, uint8_t unit,
                double value, struct modbus_request *request, char *why, size_t size)
{
    uint16_t raw[4];
    uint8_t words;
    if (!codec_write(point, value, raw, &words, why, size))
        return false;
    bool is_coil = point->area == AREA_COIL;
    uint8_t function = is_coil ? profile->write_coil_function : profile->write_function;
    *request = (struct modbus_request){.unit = unit,
                                       .function = !is_coil && words > 1 ? 16 : function,
                                       .address = point->address,
                                       .count = words};
    memcpy(request->value, raw, words * sizeof *raw);
    return true;
}

struct modbus_request wire_read_register(uint16_t address, uint8_t unit)
{
    return (struct modbus_request){.unit = unit, .function = 3, .address = address, .count = 1};
}

struct modbus_request wire_write_register(const struct profile *profile, uint16_t address,
                                          uint16_t value, uint8_t unit)
{
    return (struct modbus_request){.unit = unit,
                                   .function = profile->write_function,
                                   .address = address,
                                   .count = 1,
                                   .value = {value}};
}
