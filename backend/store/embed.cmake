# Writes the migrations schema/NNN_name.sql as a C table: cmake -DOUT=… -DDIR=… -P embed.cmake
file(GLOB files ${DIR}/*.sql)
list(SORT files)
set(text "#include \"backend/store/migrations.h\"\n\n")
set(table "")
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
  string(APPEND text "static const unsigned char sql_${name}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", (const char *)sql_${name}},\n")
endforeach()
list(LENGTH files count)
string(APPEND text "\nconst struct migration migrations[] = {\n${table}};\n"
  "const int migration_count = ${count};\n"
  "_Static_assert(SCHEMA_VERSION == ${count}, \"schema.h: SCHEMA_VERSION counts the migrations\");\n")
file(WRITE ${OUT} "${text}")
