/* The refund half of order_rows.h. */
#include <string.h>

#include "domain/entity/array.h"
#include "domain/store/order_rows.h"

DB_QUERY(refund_insert, 7,
	"INSERT INTO refund (tenant_id, shop_id, order_id, refund_id,"
	" created_at, processed_at, total)"
	"VALUES ($1, $2, $3, $4, $5, $6, $7)");

DB_QUERY(refund_line_insert, 10,
	"INSERT INTO refund_line (tenant_id, shop_id, order_id, refund_id,"
	" kind, refund_line_id, line_id, quantity, subtotal, tax)"
	"SELECT $1, $2, $3, $4, l.* FROM unnest($5::text[], $6::bigint[],"
	" $7::bigint[], $8::bigint[], $9::numeric[], $10::numeric[]) AS l");

#define PART_COLUMNS 6

void order_rows_refund(const struct writer *w, const char *order_id,
		       const struct refund *r)
{
	const char *refund_id = db_arg_int64(w->arena, r->id);
	struct refund_part part;
	struct buf col[PART_COLUMNS];
	size_t n;

	db_queue(w->db, w->arena, &refund_insert,
		 DB_ARGS(w->tenant_id, w->shop_id, order_id, refund_id,
			 writer_time(w, r->created_at),
			 writer_time(w, r->processed_at),
			 r->total_known ? writer_money(w, r->total) : NULL),
		 NULL);
	array_start_columns(w->arena, col, PART_COLUMNS);
	for (n = 0; refund_part(r, n, &part); n++) {
		array_text(&col[0], part.kind);
		array_int64(&col[1], part.id);
		array_id(&col[2], part.line_id);
		array_int64(&col[3], part.quantity);
		array_money(&col[4], part.subtotal);
		array_money(&col[5], part.tax);
	}
	if (!n)
		return;
	db_queue(w->db, w->arena, &refund_line_insert,
		 array_end_columns(w->arena,
			DB_ARGS(w->tenant_id, w->shop_id, order_id, refund_id),
			col, PART_COLUMNS), NULL);
}

DB_QUERY(refund_find, 3,
	"SELECT r.refund_id,"
	"       (date_part('epoch', r.created_at) * 1000000)::bigint"
	"         AS created_us,"
	"       coalesce((date_part('epoch', r.processed_at) * 1000000)"
	"         ::bigint, 0) AS processed_us,"
	"       r.total, l.kind, l.refund_line_id, l.line_id, l.quantity,"
	"       l.subtotal, l.tax"
	"  FROM refund r LEFT JOIN refund_line l"
	" USING (tenant_id, shop_id, order_id, refund_id)"
	" WHERE r.tenant_id = $1 AND r.shop_id = $2 AND r.order_id = $3"
	" ORDER BY r.refund_id, l.kind, l.refund_line_id");

void order_rows_find_refunds(const struct writer *w, const char *order_id,
			     struct db_rows **rows)
{
	db_queue(w->db, w->arena, &refund_find,
		 DB_ARGS(w->tenant_id, w->shop_id, order_id), rows);
}

static void get_row(struct refund *r, const struct db_rows *rows, int i)
{
	const char *kind = db_text(rows, i, "kind");
	int64_t id = db_int64(rows, i, "refund_line_id");
	int64_t subtotal = db_money(rows, i, "subtotal");
	int64_t tax = db_money(rows, i, "tax");

	if (!*kind)
		return;		/* a refund of nothing but its total */
	if (!strcmp(kind, "line"))
		r->lines[r->nlines++] = (struct refund_line){
			id, db_int64(rows, i, "line_id"),
			db_int64(rows, i, "quantity"), subtotal, tax,
		};
	else if (!strcmp(kind, "shipping"))
		r->shipping[r->nshipping++] = (struct refund_shipping){
			id, subtotal, tax,
		};
	else
		r->adjustments[r->nadjustments++] =
			(struct refund_adjustment){ id, kind, subtotal, tax };
}

/* How many rows from the i-th on are of its refund; they are together. */
static size_t rows_of(const struct db_rows *rows, int i)
{
	int64_t id = db_int64(rows, i, "refund_id");
	int end = i;

	while (end < db_count(rows) && db_int64(rows, end, "refund_id") == id)
		end++;
	return (size_t)(end - i);
}

static void begin_refund(struct arena *a, struct refund *r,
			 const struct db_rows *rows, int i)
{
	size_t most = rows_of(rows, i);

	r->id = db_int64(rows, i, "refund_id");
	r->created_at = db_int64(rows, i, "created_us");
	r->processed_at = db_int64(rows, i, "processed_us");
	r->total_known = !db_is_null(rows, i, "total");
	r->total = r->total_known ? db_money(rows, i, "total") : 0;
	r->lines = arena_alloc(a, most * sizeof(*r->lines));
	r->shipping = arena_alloc(a, most * sizeof(*r->shipping));
	r->adjustments = arena_alloc(a, most * sizeof(*r->adjustments));
}

void order_rows_get_refunds(const struct writer *w,
			    const struct db_rows *rows,
			    struct refund **out, size_t *count)
{
	int n = db_count(rows);
	struct refund *list = arena_alloc(w->arena,
					  (size_t)n * sizeof(*list) + 1);
	struct refund *r = NULL;

	*out = list;
	*count = 0;
	for (int i = 0; i < n; i++) {
		if (!r || r->id != db_int64(rows, i, "refund_id")) {
			r = &list[(*count)++];
			begin_refund(w->arena, r, rows, i);
		}
		get_row(r, rows, i);
	}
}
