#ifndef WORKER_INSIGHT_PRINT_H
#define WORKER_INSIGHT_PRINT_H

#include "base/jsonout.h"
#include "domain/metrics/insight.h"

void insight_print(struct jsonout *w, const struct insight *insights,
		   size_t count);

#endif
