# cmake -DOUT=FILE.c "-DFILES=a.theme;b.theme" -P embed.cmake: the files' bytes as C arrays.
set(arrays "")
set(names "")
set(texts "")
set(lengths "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WLE)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const char text_${name}[] = {${bytes}0};\n")
  string(APPEND names "\"${name}\", ")
  string(APPEND texts "text_${name}, ")
  string(APPEND lengths "sizeof text_${name} - 1, ")
endforeach()
file(WRITE ${OUT} "#include <stddef.h>
extern const char *const theme_file_names[];
extern const char *const theme_file_texts[];
extern const size_t theme_file_lengths[];
${arrays}const char *const theme_file_names[] = {${names}NULL};
const char *const theme_file_texts[] = {${texts}NULL};
const size_t theme_file_lengths[] = {${lengths}0};
")
