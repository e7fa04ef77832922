/* Memory that is never NULL: running out is a bug's twin (DESIGN "errors", kind 1), so these end
 * the program with a message. The caller owns what they return and gives it to free(). */
#pragma once
#include <stddef.h>

void *alloc_new(size_t size);                                /* zeroed */
void *alloc_array(size_t count, size_t size);                /* zeroed; overflow ends the program */
void *alloc_resize(void *memory, size_t count, size_t size); /* new part is not zeroed */
char *alloc_text(const char *text);
char *alloc_text_n(const char *text, size_t length);
