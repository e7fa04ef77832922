# cmake -DOUT=FILE.c -DFILE=alarm_rules.csv -P embed.cmake
# Writes the file's bytes as a C array, and the function that gives it.
file(READ ${FILE} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT}.new "/* Made from alarm_rules.csv by embed.cmake. */
#include \"backend/core/alarm_rule.h\"

static const unsigned char text[] = {
${bytes}0};

const char *alarm_rules_shipped(size_t *length)
{
    *length = sizeof text - 1;
    return (const char *)text;
}
")
file(RENAME ${OUT}.new ${OUT})
