/* Import and export of the plant as CSV (README "Your plant as CSV"). Blocking, command line only.
 * All or nothing; each mistake as file:line: what, expected what. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Reads nodes.csv, links.csv, devices.csv, points.csv and profiles/ *.profile from `dir`, and
 * households.csv, crews.csv and roster.csv if they are there; else what was known before stays.
 * Shipped profiles need no file. Mistakes go to `out`, one a line, at most 100 and a count. */
bool exchange_import(const char *conninfo, const char *dir, FILE *out);
bool exchange_export(const char *conninfo, const char *dir, FILE *out);
