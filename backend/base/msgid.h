/* Marks an English text of the backend that a screen shows translated: the catalogue is made from
 * these and from the marks of ui/lang.h. The backend itself says nothing but English. */
#pragma once

#define MSGID(text) text
