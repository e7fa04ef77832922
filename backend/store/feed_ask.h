/* What feed_ask.c needs of the feed's inside. */
#pragma once
#include "backend/store/feed.h"

struct session *feed_session(const struct feed *feed);
