/* The number under which a client asks: the database does what one number asks for once only. */
#pragma once

/* Version 4, random. Without randomness the program ends: numbers that repeat would swallow deeds.
 */
void uuid_make(unsigned char uuid[16]);
