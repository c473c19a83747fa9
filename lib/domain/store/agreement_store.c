#include "domain/entity/array.h"
#include "domain/entity/ledger.h"
#include "domain/rollup/rollup.h"
#include "domain/rollup/writer.h"
#include "domain/store/agreement_store.h"
#include "domain/store/order_reread.h"

/* So many orders are wanted in one pipeline, which has an end. */
#define ORDERS_AT_ONCE 4

DB_QUERY(agreement_find, 3,
	"SELECT order_id, (date_part('epoch', updated_at) * 1000000)::bigint"
	"         AS updated_us"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND order_id = ANY ($3::bigint[])");

DB_QUERY(agreement_delete_sales, 3,
	"DELETE FROM sale_event"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND order_id = ANY ($3::bigint[])");

/* $3 zone.  A sale says which line it is of; the line knows the product. */
DB_QUERY(agreement_insert_sales, 14,
	"INSERT INTO sale_event (tenant_id, shop_id, source, local_day,"
	" local_hour, product_id, variant_id, order_id, event_no, side,"
	" line_type, initial, line_id, happened_at, quantity, total, tax,"
	" disc)"
	"SELECT $1::bigint, $2::bigint, 'agreement',"
	"       (happened_at AT TIME ZONE $3)::date,"
	"       date_part('hour', happened_at AT TIME ZONE $3),"
	"       l.product_id, l.variant_id, s.*"
	"  FROM unnest($4::bigint[], $5::int[], $6::sale_side[],"
	" $7::sale_line_type[], $8::boolean[], $9::bigint[],"
	" $10::timestamptz[], $11::bigint[], $12::numeric[], $13::numeric[],"
	" $14::numeric[]) AS s (order_id, event_no, side, line_type, initial,"
	" line_id, happened_at, quantity, total, tax, disc)"
	"  LEFT JOIN LATERAL (SELECT product_id, variant_id FROM order_line"
	"                      WHERE tenant_id = $1 AND shop_id = $2"
	"                        AND order_id = s.order_id"
	"                        AND line_id = s.line_id OFFSET 0) AS l"
	"    ON true");

DB_QUERY(agreement_update_orders, 5,
	"UPDATE orders o"
	"   SET agreements_due = 0, counted = s.counted, spent = s.spent"
	"  FROM unnest($3::bigint[], $4::boolean[], $5::bigint[])"
	"    AS s (order_id, counted, spent)"
	" WHERE o.tenant_id = $1 AND o.shop_id = $2"
	"   AND o.order_id = ANY ($3::bigint[]) AND o.order_id = s.order_id");

DB_QUERY(agreement_update_done, 3,
	"UPDATE orders SET agreements_due = 0"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND order_id = ANY ($3::bigint[])");

static int64_t updated_of(const struct db_rows *found, int64_t order_id)
{
	for (int i = 0; i < db_count(found); i++)
		if (db_int64(found, i, "order_id") == order_id)
			return db_int64(found, i, "updated_us");
	return INT64_MAX;
}

/*
 * A test order has no ledger that counts, and that is all there is to know;
 * any other without one was not told.
 */
static enum agreement_end judge(const struct agreement_row *row,
				const struct db_rows *found)
{
	int64_t stored = updated_of(found, row->order->id);

	if (stored < row->updated_at)
		return AGREEMENT_AHEAD;
	if (stored > row->updated_at)
		return AGREEMENT_BEHIND;
	return row->order->nsales || row->order->test ? AGREEMENT_STORED
						      : AGREEMENT_NONE;
}

static const char *ids_of(struct arena *a, const struct agreement_row *rows,
			  size_t count, enum agreement_end end)
{
	struct buf ids = array_start(a);

	for (size_t i = 0; i < count; i++)
		if (rows[i].end == end)
			array_int64(&ids, rows[i].order->id);
	return array_end(&ids);
}

#define SALE_COLUMNS 11

static void add_sale(struct buf col[SALE_COLUMNS], int64_t order_id, size_t i,
		     const struct sale *s)
{
	array_int64(&col[0], order_id);
	array_int64(&col[1], (int64_t)i);
	array_text(&col[2], sale_side_name(s->side));
	array_text(&col[3], sale_type_name(s->type));
	array_bool(&col[4], s->initial);
	array_id(&col[5], s->line_id);
	array_time(&col[6], s->happened_at);
	array_int64(&col[7], s->quantity);
	array_money(&col[8], s->total);
	array_money(&col[9], s->tax);
	array_money(&col[10], s->disc);
}

static void insert_sales(const struct writer *w,
			 const struct agreement_row *rows, size_t count)
{
	struct buf col[SALE_COLUMNS];

	array_start_columns(w->arena, col, SALE_COLUMNS);
	for (size_t i = 0; i < count; i++) {
		const struct order *o = rows[i].order;

		if (rows[i].end == AGREEMENT_STORED)
			for (size_t j = 0; j < o->nsales; j++)
				add_sale(col, o->id, j, &o->sales[j]);
	}
	db_queue(w->db, w->arena, &agreement_insert_sales,
		 array_end_columns(w->arena,
			DB_ARGS(w->tenant_id, w->shop_id, w->timezone),
			col, SALE_COLUMNS), NULL);
}

static void update_orders(const struct writer *w,
			  const struct agreement_row *rows, size_t count,
			  const char *ids)
{
	struct buf counted = array_start(w->arena);
	struct buf spent = array_start(w->arena);

	for (size_t i = 0; i < count; i++) {
		if (rows[i].end != AGREEMENT_STORED)
			continue;
		array_bool(&counted, ledger_counts(rows[i].order));
		array_int64(&spent, ledger_spent(rows[i].order));
	}
	db_queue(w->db, w->arena, &agreement_update_orders,
		 DB_ARGS(w->tenant_id, w->shop_id, ids, array_end(&counted),
			 array_end(&spent)), NULL);
}

/* The sync is behind with these: they are to be read whole. */
static int reread(const struct writer *w, const struct agreement_row *rows,
		  size_t count, struct xn_error *err)
{
	size_t queued = 0;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].end != AGREEMENT_AHEAD)
			continue;
		order_reread_want(w, rows[i].order->id, "behind", 0);
		if (++queued % ORDERS_AT_ONCE == 0 && db_flush(w->db, err))
			return -1;
	}
	return 0;
}

static int replace(const struct writer *w, const struct agreement_row *rows,
		   size_t count, struct xn_error *err)
{
	const char *none = ids_of(w->arena, rows, count, AGREEMENT_NONE);
	const char *ids = ids_of(w->arena, rows, count, AGREEMENT_STORED);

	db_queue(w->db, w->arena, &agreement_update_done,
		 DB_ARGS(w->tenant_id, w->shop_id, none), NULL);
	if (reread(w, rows, count, err))
		return -1;
	rollup_retract(w, ids);
	db_queue(w->db, w->arena, &agreement_delete_sales,
		 DB_ARGS(w->tenant_id, w->shop_id, ids), NULL);
	insert_sales(w, rows, count);
	update_orders(w, rows, count, ids);
	rollup_apply(w, ids, NULL);
	return 0;
}

static int store(struct writer *w, struct agreement_row *rows, size_t count,
		 const char *ids, struct db_rows **lock,
		 struct xn_error *err)
{
	struct db_rows *found;

	if (db_flush(w->db, err) || writer_locked(w, *lock, err))
		return -1;
	db_queue(w->db, w->arena, &agreement_find,
		 DB_ARGS(w->tenant_id, w->shop_id, ids), &found);
	if (db_flush(w->db, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		rows[i].end = judge(&rows[i], found);
	return replace(w, rows, count, err);
}

int agreement_store(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, struct agreement_row *rows,
		    size_t count, struct xn_error *err)
{
	struct buf ids = array_start(a);
	struct db_rows *lock;
	struct writer w;

	for (size_t i = 0; i < count; i++)
		array_int64(&ids, rows[i].order->id);
	db_begin(db, tenant_id);
	writer_lock(&w, db, a, tenant_id, shop_id, false, &lock);
	if (store(&w, rows, count, array_end(&ids), &lock, err)) {
		db_rollback(db);
		return -1;
	}
	return db_commit(db, err);
}

int agreement_give_up(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const int64_t *order_ids, size_t count,
		      struct xn_error *err)
{
	struct buf ids = array_start(a);

	for (size_t i = 0; i < count; i++)
		array_int64(&ids, order_ids[i]);
	db_begin(db, tenant_id);
	db_queue(db, a, &agreement_update_done,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, shop_id), array_end(&ids)), NULL);
	return db_commit(db, err);
}
