/* Requests for one point or register, and what their replies say: between the profile's terms and
 * the frame's. */
#pragma once
#include "backend/device/frame.h"
#include "backend/device/profile.h"

/* Reads all registers that the point's value needs, in one request. */
struct modbus_request wire_read(const struct point *point, uint8_t unit);
/* The value in a reply to wire_read(); LOST without an answer, REFUSED after an exception. */
struct reading wire_reading(const struct point *point, const struct modbus_request *request,
                            const struct modbus_reply *reply);
/* Writes a set-point with the profile's function. False with `why` if the value does not fit. */
bool wire_write(const struct profile *profile, const struct point *point, uint8_t unit,
                double value, struct modbus_request *request, char *why, size_t size);

/* One holding register. */
struct modbus_request wire_read_register(uint16_t address, uint8_t unit);
struct modbus_request wire_write_register(const struct profile *profile, uint16_t address,
                                          uint16_t value, uint8_t unit);
