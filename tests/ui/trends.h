/* Histories and marks for the trend screen's tests, as the database would answer. */
#pragma once
#include "tests/ui/fixture.h"

/* The fixture's plant with alarm definitions, which give the trends their limits. */
void trends_start(struct fixture *fixture, const char *language);
/* What happened in S0002 during the fixture's last day. */
void trends_marks(struct fixture *fixture);
/* The value that the fixture's history has of a point at a moment; NaN for an hour of it. */
struct trend_slot trends_value(const char *point, double epoch_s);
