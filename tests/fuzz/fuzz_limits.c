/* Any text as root's limits file: never a crash; what is refused says why, and what is accepted
 * only narrows. */
#include "backend/core/limits.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct conf_errors errors;
    errors = (struct conf_errors){.file = "fuzz"};
    struct limits *limits = limits_parse((const char *)data, size, &errors);
    expect((limits != NULL) == (errors.count == 0));
    expect(limits || strstr(errors.text, "fuzz:"));
    struct guard_limits found = limits_for(limits, "plc", "S1", "T2g_SP.1");
    struct guard_limits own = {20, 90, 3}, both = guard_narrow(own, found);
    expect(both.low >= 20 && both.high <= 90 && both.step > 0 && both.step <= 3);
    limits_forbid(limits, "station-plc", "S0001", "T2g_SP.1");
    limits_free(limits);
    return 0;
}

/* Plain byte changes alone would hardly ever spell a section. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    static const char *const lines[] = {
        "[collector]\n",    "writes = no\n", "unlisted = no\n", "writes = yes\n", "[any/T2g_SP]\n",
        "[plc/T2g_SP.1]\n", "[S1/T2g_SP]\n", "low = 30\n",      "high = 75\n",    "step = 2\n",
        "low = -1e308\n",   "high = 0x1\n",  "[a/b/c]\n"};
    const char *line = lines[seed / 4 % (sizeof lines / sizeof lines[0])];
    size_t length = strlen(line);
    if (seed % 4 == 0 || size + length > most)
        return LLVMFuzzerMutate(data, size, most);
    memcpy(data + size, line, length);
    return size + length;
}
