/* Places at which a test build may be killed (TESTS A27): HEATDESK_FAILPOINT=name:count ends the
 * program with SIGKILL at the count-th pass. Nothing in a normal build. */
#pragma once

#ifdef HEATDESK_FAILPOINTS
void failpoint(const char *name);
#else
#define failpoint(name) ((void)0)
#endif
