#ifndef WORKER_COLUMNS_H
#define WORKER_COLUMNS_H

#include "ask.h"

/* The columns of an answer of metrics (ANSWER_*) as a table (table.h). */
const char *columns_of(struct arena *a, int which, const struct ask *ask);

#endif
