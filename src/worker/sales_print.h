#ifndef WORKER_SALES_PRINT_H
#define WORKER_SALES_PRINT_H

#include "base/jsonout.h"
#include "domain/metrics/sales.h"
#include "domain/metrics/trend.h"

/* What was sold, taken apart: whole answers. */
void sales_print_bridge(struct jsonout *w, const struct metrics_period *p);
void sales_print_breakdown(struct jsonout *w, const char *by,
			   const struct metrics_breakdown *b);
void sales_print_products(struct jsonout *w,
			  const struct metrics_breakdown *b);
void sales_print_trends(struct jsonout *w,
			const struct metrics_trend_point *points,
			size_t count);
void sales_print_discounts(struct jsonout *w,
			   const struct metrics_discounting *d);
void sales_print_refunds(struct jsonout *w, bool by_order,
			 const struct metrics_reversals *r);
void sales_print_pairs(struct jsonout *w, const struct metrics_pair *pairs,
		       size_t count);

#endif
