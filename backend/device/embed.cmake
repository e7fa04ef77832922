# cmake -DOUT=FILE.c -DFILES=a.profile;b.profile -P embed.cmake
# Writes the files' bytes as C arrays, and the two functions that find them by name and by index.
set(arrays "")
set(rows "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WLE)
  string(MAKE_C_IDENTIFIER ${name} identifier)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char text_${identifier}[] = {\n${bytes}0};\n\n")
  string(APPEND rows "    {\"${name}\", text_${identifier}, sizeof text_${identifier} - 1},\n")
endforeach()
file(WRITE ${OUT}.new "/* Made from the .profile files by embed.cmake. */
#include \"backend/device/profile.h\"

#include <string.h>

${arrays}static const struct {
    const char *name;
    const unsigned char *text;
    size_t length;
} shipped[] = {
${rows}};

const char *profile_shipped(const char *name, size_t *length)
{
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        if (strcmp(shipped[i].name, name) == 0) {
            *length = shipped[i].length;
            return (const char *)shipped[i].text;
        }
    }
    return NULL;
}

const char *profile_shipped_name(size_t index)
{
    return index < sizeof shipped / sizeof *shipped ? shipped[index].name : NULL;
}
")
file(RENAME ${OUT}.new ${OUT})
