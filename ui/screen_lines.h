/* Asks for the lines anew while they are looked at. */
#pragma once
#include "ui/screen.h"

void screen_lines_turn(struct console *console);
