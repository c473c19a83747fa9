#include <string.h>

#include "domain/metrics/people.h"

static void get_row(const struct db_rows *rows, int i,
		    struct metrics_people *out)
{
	*out = (struct metrics_people){
		.active = db_int64(rows, i, "active"),
		.fresh = db_int64(rows, i, "fresh"),
		.returning = db_int64(rows, i, "returning"),
		.only_once = db_int64(rows, i, "only_ones"),
		.guest_orders = db_int64(rows, i, "guest_orders"),
		.complete = db_bool(rows, i, "complete"),
	};
}

void metrics_people_get(struct arena *a, const struct db_rows *rows,
			struct metrics_period *out)
{
	out->people = arena_alloc(a, out->nsums * sizeof(*out->people) + 1);
	for (size_t i = 0; i < out->nsums; i++)
		for (int row = 0; row < db_count(rows); row++)
			if (!strcmp(db_text(rows, row, "currency"),
				    out->sums[i].currency))
				get_row(rows, row, &out->people[i]);
}

DB_QUERY(metrics_customers_built, 2,
	"SELECT count(*) AS shops, coalesce(bool_and(customers_built_to = "
	ROLLUP_ALL_CUSTOMERS "), true) AS complete"
	"  FROM shop_state"
	" WHERE tenant_id = $1 AND ($2::bigint IS NULL OR shop_id = $2)");

void metrics_queue_built(struct db *db, struct arena *a,
			 const struct metrics_args *args,
			 struct db_rows **rows)
{
	db_queue(db, a, &metrics_customers_built,
		 DB_ARGS(args->tenant_id, args->shop_id), rows);
}

int metrics_get_built(const struct db_rows *rows,
		      const struct metrics_range *range, bool *complete,
		      struct xn_error *err)
{
	if (range->shop_id && db_int64(rows, 0, "shops") == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*complete = db_bool(rows, 0, "complete");
	return 0;
}
