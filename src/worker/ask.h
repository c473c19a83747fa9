#ifndef WORKER_ASK_H
#define WORKER_ASK_H

#include "base/jsonout.h"
#include "domain/account/scope.h"
#include "domain/metrics/cohorts.h"
#include "domain/metrics/sales.h"
#include "domain/metrics/split.h"

#include "range.h"

/* What a request for metrics may say beside shopId, from and to. */
enum {
	ASK_COMPARE = 1,
	ASK_STEP = 2,		/* granularity, split */
	ASK_LIMIT = 4,
	ASK_BY = 8,
	ASK_BASIS = 16,
	ASK_BATCH = 32,		/* check also what no part of it takes */
	ASK_COHORTS = 64,	/* grain, basis, which first orders */
	ASK_CURRENCY = 128,
	ASK_TREND = 256,	/* granularity, except hours */
	ASK_KEYS = 512,		/* keys of every day, where it converts */
};

struct ask {
	struct range range;
	struct metrics_comparison comparison;
	struct metrics_into into;
	enum metrics_step step;
	enum metrics_split_by split;
	enum metrics_by by;
	bool by_order;			/* refunds: of the orders placed */
	struct metrics_cohorts_asked cohorts;
	int limit;			/* 0: as many as is usual */
};

/*
 * Take from the query string what `wanted` (ASK_*) has, with its defaults.
 * -1: XN_BAD_INPUT, naming the parameter.
 */
int ask_parse(const struct request *req, unsigned wanted, struct ask *out,
	      struct xn_error *err);

/* The words of ASK_BY. */
extern const char *const ask_by_names[BY_NKINDS];

/* One kind of answer: its parameters, and how it is found and written. */
struct answer_kind {
	const char *word;		/* in include= of a batch; or NULL */
	const char *member;		/* of the batch's answer */
	unsigned asks;
	int limit;			/* the usual one */
	int64_t stretch_s;		/* 0: as the range has it */
	int by;				/* of a breakdown; -1: as asked */
	enum scope scope;		/* SCOPE_NONE: any that may ask */
	const char *rows;		/* of a table (table.h) */
	int (*answer)(struct request *req, const struct ask *ask,
		      struct jsonout *w, struct xn_error *err);
};

/* In the order of answer_kinds[]. */
enum {
	ANSWER_OVERVIEW,
	ANSWER_SERIES,
	ANSWER_TOP_CUSTOMERS,
	ANSWER_TOP_PRODUCTS,
	ANSWER_TRENDS,
	ANSWER_BRIDGE,
	ANSWER_DISCOUNTS,
	ANSWER_REFUNDS,
	ANSWER_BASKET,
	ANSWER_INSIGHTS,
	ANSWER_HEATMAP,
	ANSWER_BREAKDOWN,
	ANSWER_CHANNELS,
	ANSWER_COUNTRIES,
	ANSWER_TYPES,
	ANSWER_VENDORS,
	ANSWER_CODES,
	ANSWER_FUNNEL,
	ANSWER_BEHAVIOR,
	ANSWER_ENGAGED,
	ANSWER_COHORTS,
	ANSWER_REPEAT,
	ANSWER_RFM,
	ANSWER_NKINDS
};

extern const struct answer_kind answer_kinds[ANSWER_NKINDS];

#endif
