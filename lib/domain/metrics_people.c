#include <string.h>

#include "domain/metrics_people.h"

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
