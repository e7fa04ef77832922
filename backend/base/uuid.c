#include "backend/base/uuid.h"

#include <stdlib.h>
#include <sys/random.h>

void uuid_make(unsigned char uuid[16])
{
    if (getrandom(uuid, 16, 0) != 16)
        abort();
    uuid[6] = (unsigned char)((uuid[6] & 0x0f) | 0x40);
    uuid[8] = (unsigned char)((uuid[8] & 0x3f) | 0x80);
}
