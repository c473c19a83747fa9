#ifndef WORKER_METRICS_PRINT_H
#define WORKER_METRICS_PRINT_H

#include "base/jsonout.h"
#include "domain/metrics/events.h"
#include "domain/metrics/hours.h"
#include "domain/metrics/metrics.h"
#include "domain/metrics/split.h"

/* The members of one currency's sums, but for orders and currency. */
void metrics_print_sums(struct jsonout *w, const struct metrics_sums *s);

/*
 * A period's totals.  Orders add up over currencies, amounts do not: with
 * several, the amounts are null here and stand by currency.
 */
void metrics_print_totals(struct jsonout *w, const struct metrics_sums *sums,
			  size_t n);

/* 100 * part / whole with two decimals; null where whole is 0. */
void metrics_print_percent(struct jsonout *w, const char *name, int64_t part,
			   int64_t whole);

/*
 * The same of amounts, exact decimals; null also where one of them is NULL.
 * The writer's buffer is on an arena.
 */
void metrics_print_share(struct jsonout *w, const char *name,
			 const char *part, const char *whole);

/*
 * `rates`: of what was converted; null where none was used.  And
 * `missingRate`, also of nothing (NULL).  metrics_print_rated() is both, of
 * what may not have been converted (NULL): then it is nothing.
 */
void metrics_print_rates(struct jsonout *w, const struct metrics_rates *r);
void metrics_print_missing(struct jsonout *w, const struct metrics_rates *r);
void metrics_print_rated(struct jsonout *w, const struct metrics_rates *r);

/* The answers of the calls of these names, whole. */
void metrics_print_overview(struct jsonout *w,
			    const struct metrics_overview *o, bool compared);
void metrics_print_series(struct jsonout *w,
			  const struct metrics_point *points, size_t count);
void metrics_print_split(struct jsonout *w,
			 const struct metrics_split_point *points,
			 size_t count);
void metrics_print_customer_types(struct jsonout *w,
				  const struct metrics_customers_point *points,
				  size_t count);
void metrics_print_hours(struct jsonout *w, const struct metrics_hour *hours,
			 size_t count);
void metrics_print_customers(struct jsonout *w,
			     const struct metrics_customer *customers,
			     size_t count);

/* Members, in an open object. */
void metrics_print_funnel(struct jsonout *w, const struct metrics_funnel *f);
void metrics_print_summary(struct jsonout *w, const struct metrics_funnel *f);

#endif
