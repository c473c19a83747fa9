#ifndef WORKER_CUSTOMERS_PRINT_H
#define WORKER_CUSTOMERS_PRINT_H

#include "base/jsonout.h"
#include "domain/metrics/cohorts.h"
#include "domain/rollup/rfm.h"

/* What becomes of customers: whole answers. */
void customers_print_cohorts(struct jsonout *w,
			     const struct metrics_cohorts_asked *asked,
			     const struct metrics_cohorts *c);
void customers_print_repeat(struct jsonout *w,
			    const struct metrics_repeat *r);
void customers_print_rfm(struct jsonout *w, const struct rfm_shop *shops,
			 size_t count);

#endif
