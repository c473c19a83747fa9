#include "domain/entity/array.h"
#include "domain/entity/ledger.h"
#include "domain/rollup/rollup_order.h"
#include "domain/store/order_rows.h"

/*
 * A merged customer's orders are the kept one's, and nobody's address is
 * stored of a person that was redacted.  $3 is the shop's zone.
 *
 * An order whose ledger was read is to be read soon when it changes, and one
 * that is to be read soon stays so: edits show in no other way.
 */
#define TOMBSTONE_OF(kind, columns, id)					\
	"(SELECT " columns " FROM tombstone"				\
	"  WHERE tenant_id = $1 AND shop_id = $2"			\
	"    AND kind = '" kind "' AND entity_id = " id " OFFSET 0)"
DB_QUERY(order_upsert, 27,
	"INSERT INTO orders (tenant_id, shop_id, order_id, customer_id, name,"
	" email, created_at, processed_at, updated_at, cancelled_at,"
	" closed_at, cancel_reason, test, taxes_included, currency,"
	" presentment_currency, total_price, presentment_total, source_name,"
	" country, financial_status, fulfillment_status, discount_codes,"
	" headers_only, counted, spent, agreements_due, local_day)"
	"SELECT $1, $2, o.id, coalesce(person.merged_into, customer), name,"
	"       CASE WHEN person.redacted OR buyer.redacted THEN NULL"
	"            ELSE email END,"
	"       created_at, processed_at, updated_at, cancelled_at, closed_at,"
	"       cancel_reason, test, taxes_included, currency,"
	"       presentment_currency, total_price, presentment_total,"
	"       source_name, country, financial_status, fulfillment_status,"
	"       codes::text[], false, counted, spent, due,"
	"       (processed_at AT TIME ZONE $3)::date"
	"  FROM unnest($4::bigint[], $5::bigint[], $6::text[], $7::text[],"
	"       $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],"
	"       $11::timestamptz[], $12::timestamptz[], $13::text[],"
	"       $14::boolean[], $15::boolean[], $16::text[], $17::text[],"
	"       $18::numeric[], $19::numeric[], $20::text[], $21::text[],"
	"       $22::text[], $23::text[], $24::text[], $25::boolean[],"
	"       $26::bigint[], $27::smallint[]) AS o (id, customer, name,"
	"       email, created_at, processed_at, updated_at, cancelled_at,"
	"       closed_at, cancel_reason, test, taxes_included, currency,"
	"       presentment_currency, total_price, presentment_total,"
	"       source_name, country, financial_status, fulfillment_status,"
	"       codes, counted, spent, due)"
	"  LEFT JOIN LATERAL " TOMBSTONE_OF("customer", "merged_into, redacted",
					    "customer") " AS person ON true"
	"  LEFT JOIN LATERAL " TOMBSTONE_OF("buyer", "true AS redacted", "o.id")
	" AS buyer ON true"
	" ON CONFLICT (tenant_id, shop_id, order_id) DO UPDATE"
	" SET customer_id = excluded.customer_id, name = excluded.name,"
	" email = excluded.email, created_at = excluded.created_at,"
	" processed_at = excluded.processed_at,"
	" updated_at = excluded.updated_at,"
	" cancelled_at = excluded.cancelled_at,"
	" closed_at = excluded.closed_at,"
	" cancel_reason = excluded.cancel_reason, test = excluded.test,"
	" taxes_included = excluded.taxes_included,"
	" currency = excluded.currency,"
	" presentment_currency = excluded.presentment_currency,"
	" total_price = excluded.total_price,"
	" presentment_total = excluded.presentment_total,"
	" source_name = excluded.source_name, country = excluded.country,"
	" financial_status = excluded.financial_status,"
	" fulfillment_status = excluded.fulfillment_status,"
	" discount_codes = excluded.discount_codes,"
	" headers_only = excluded.headers_only, counted = excluded.counted,"
	" spent = excluded.spent, local_day = excluded.local_day,"
	" agreements_due = CASE WHEN excluded.agreements_due = 0 THEN 0"
	"	WHEN orders.agreements_due = 1 THEN excluded.agreements_due"
	"	ELSE 2 END");

#define ORDER_COLUMNS 24

static void add_order(struct arena *a, struct buf col[ORDER_COLUMNS],
		      const struct order *o)
{
	array_int64(&col[0], o->id);
	array_id(&col[1], order_customer_id(o));
	array_text(&col[2], o->name);
	array_text(&col[3], o->email);
	array_time(&col[4], o->created_at);
	array_time(&col[5], order_time(o));
	array_time(&col[6], o->updated_at);
	array_time(&col[7], o->cancelled_at);
	array_time(&col[8], o->closed_at);
	array_text(&col[9], o->cancel_reason);
	array_bool(&col[10], o->test);
	array_bool(&col[11], o->taxes_included);
	array_text(&col[12], o->currency ? o->currency : "XXX");
	array_text(&col[13], o->presentment_currency);
	array_money(&col[14], o->total_price);
	array_money(&col[15], o->presentment_total);
	array_text(&col[16], o->source_name);
	array_text(&col[17], o->country);
	array_text(&col[18], o->financial_status);
	array_text(&col[19], o->fulfillment_status);
	array_text(&col[20], order_codes(a, o));
	array_bool(&col[21], ledger_counts(o));
	array_int64(&col[22], ledger_spent(o));
	array_int64(&col[23], order_agreements_due(o));
}

void order_rows_orders(const struct writer *w, struct order *const orders[],
		       size_t n)
{
	struct buf col[ORDER_COLUMNS];

	array_start_columns(w->arena, col, ORDER_COLUMNS);
	for (size_t i = 0; i < n; i++)
		add_order(w->arena, col, orders[i]);
	db_queue(w->db, w->arena, &order_upsert,
		 array_end_columns(w->arena,
			DB_ARGS(w->tenant_id, w->shop_id, w->timezone),
			col, ORDER_COLUMNS), NULL);
}

DB_QUERY(order_line_insert, 16,
	"INSERT INTO order_line (tenant_id, shop_id, order_id, line_id,"
	" product_id, variant_id, title, variant_title, sku, vendor,"
	" quantity, current_quantity, unit_price, discount, tax, gift_card)"
	"SELECT $1, $2, l.* FROM unnest($3::bigint[], $4::bigint[],"
	" $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[],"
	" $10::text[], $11::bigint[], $12::bigint[], $13::numeric[],"
	" $14::numeric[], $15::numeric[], $16::boolean[]) AS l");

#define LINE_COLUMNS 14

static void add_lines(struct buf col[LINE_COLUMNS], const struct order *order)
{
	for (size_t i = 0; i < order->nlines; i++) {
		const struct order_line *l = &order->lines[i];

		array_int64(&col[0], order->id);
		array_int64(&col[1], l->id);
		array_id(&col[2], l->product_id);
		array_id(&col[3], l->variant_id);
		array_text(&col[4], l->title);
		array_text(&col[5], l->variant_title);
		array_text(&col[6], l->sku);
		array_text(&col[7], l->vendor);
		array_int64(&col[8], l->quantity);
		array_int64_or_null(&col[9], l->current_quantity, -1);
		array_money(&col[10], l->unit_price);
		array_money(&col[11], order_line_discount(l));
		array_money(&col[12], order_line_tax(l));
		array_bool(&col[13], l->gift_card);
	}
}

void order_rows_lines(const struct writer *w, struct order *const orders[],
		      size_t n)
{
	struct buf col[LINE_COLUMNS];
	size_t lines = 0;

	array_start_columns(w->arena, col, LINE_COLUMNS);
	for (size_t i = 0; i < n; i++) {
		add_lines(col, orders[i]);
		lines += orders[i]->nlines;
	}
	if (!lines)
		return;
	db_queue(w->db, w->arena, &order_line_insert,
		 array_end_columns(w->arena,
			DB_ARGS(w->tenant_id, w->shop_id),
			col, LINE_COLUMNS), NULL);
}

/* $3 is the shop's zone: PostgreSQL alone decides what day it was. */
DB_QUERY(sale_event_insert, 16,
	"INSERT INTO sale_event (tenant_id, shop_id, local_day, local_hour,"
	" order_id, event_no, side, line_type, initial, line_id,"
	" product_id, variant_id, happened_at, quantity, total, tax, disc)"
	"SELECT $1, $2, (happened_at AT TIME ZONE $3)::date,"
	"       date_part('hour', happened_at AT TIME ZONE $3), s.*"
	"  FROM unnest($4::bigint[], $5::int[], $6::sale_side[],"
	" $7::sale_line_type[], $8::boolean[], $9::bigint[], $10::bigint[],"
	" $11::bigint[], $12::timestamptz[], $13::bigint[], $14::numeric[],"
	" $15::numeric[], $16::numeric[]) AS s (order_id, event_no, side,"
	" line_type, initial, line_id, product_id, variant_id, happened_at,"
	" quantity, total, tax, disc)");

#define SALE_COLUMNS 13

/* How many there were. */
static size_t add_sales(struct buf col[SALE_COLUMNS],
			const struct order *order, bool reversals_only)
{
	size_t n = 0;

	for (size_t i = 0; i < order->nsales; i++) {
		const struct sale *s = &order->sales[i];

		if (reversals_only && s->side != SIDE_REVERSAL)
			continue;
		n++;
		array_int64(&col[0], order->id);
		array_int64(&col[1], (int64_t)i);
		array_text(&col[2], sale_side_name(s->side));
		array_text(&col[3], sale_type_name(s->type));
		array_bool(&col[4], s->initial);
		array_id(&col[5], s->line_id);
		array_id(&col[6], s->product_id);
		array_id(&col[7], s->variant_id);
		array_time(&col[8], s->happened_at);
		array_int64(&col[9], s->quantity);
		array_money(&col[10], s->total);
		array_money(&col[11], s->tax);
		array_money(&col[12], s->disc);
	}
	return n;
}

void order_rows_sales(const struct writer *w, struct order *const orders[],
		      size_t n, bool reversals_only)
{
	struct buf col[SALE_COLUMNS];
	size_t sales = 0;

	array_start_columns(w->arena, col, SALE_COLUMNS);
	for (size_t i = 0; i < n; i++)
		sales += add_sales(col, orders[i], reversals_only);
	if (!sales)
		return;
	db_queue(w->db, w->arena, &sale_event_insert,
		 array_end_columns(w->arena,
			DB_ARGS(w->tenant_id, w->shop_id, w->timezone),
			col, SALE_COLUMNS), NULL);
}

DB_QUERY(sale_event_find_sold, 3,
	"SELECT side, line_type, initial, line_id, product_id, variant_id,"
	"       (date_part('epoch', happened_at) * 1000000)::bigint"
	"         AS happened_us, quantity, total, tax, disc"
	"  FROM sale_event"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3"
	"   AND (side = 'order' OR line_type IN ('duty', 'fee'))"
	" ORDER BY event_no");

void order_rows_find_sales(const struct writer *w, const char *order_id,
			   struct db_rows **rows)
{
	db_queue(w->db, w->arena, &sale_event_find_sold,
		 DB_ARGS(w->tenant_id, w->shop_id, order_id), rows);
}

void order_rows_get_sales(const struct writer *w, const struct db_rows *rows,
			  struct order *order)
{
	int n = db_count(rows);

	order->nsales = (size_t)n;
	order->sales = arena_alloc(w->arena,
				   (size_t)n * sizeof(*order->sales) + 1);
	for (int i = 0; i < n; i++)
		order->sales[i] = rollup_order_sale(rows, i);
}
