#include "backend/field/link.h"

const char *link_cause_name(enum link_cause cause)
{
    static const char *const names[] = {
        [CAUSE_NONE] = "",           [CAUSE_TIMEOUT] = "timeout",
        [CAUSE_REFUSED] = "refused", [CAUSE_UNREACHABLE] = "unreachable",
        [CAUSE_BROKEN] = "broken",   [CAUSE_GATEWAY] = "gateway",
        [CAUSE_FAULT] = "fault",
    };
    return names[cause];
}

/* Length by function code (Modbus over serial line 1.02, 2.5.1); 0 for what no reply can be. */
static size_t reply_length(const uint8_t *bytes)
{
    if (bytes[1] & 0x80)
        return 5;
    switch (bytes[1]) {
    case 1:
    case 2:
    case 3:
    case 4: return (size_t)bytes[2] + 5;
    case 5:
    case 6:
    case 15:
    case 16: return 8;
    default: return 0;
    }
}

int link_stray_rtu(const uint8_t *bytes, size_t length, uint8_t unit)
{
    if (length < 1 || bytes[0] == unit)
        return 0;
    if (length < 3)
        return -1;
    size_t whole = reply_length(bytes);
    if (!whole || whole > FRAME_MOST)
        return 0;
    if (length < whole)
        return -1;
    uint16_t crc = frame_crc(bytes, whole - 2);
    bool is_good = bytes[whole - 2] == (crc & 0xff) && bytes[whole - 1] == crc >> 8;
    return is_good ? (int)whole : 0;
}
