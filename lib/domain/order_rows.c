#include "domain/array.h"
#include "domain/ledger.h"
#include "domain/order_rows.h"

DB_QUERY(order_line_insert, 16,
	"INSERT INTO order_line (tenant_id, shop_id, order_id, line_id,"
	" product_id, variant_id, title, variant_title, sku, vendor,"
	" quantity, current_quantity, unit_price, discount, tax, gift_card)"
	"SELECT $1, $2, $3, l.* FROM unnest($4::bigint[], $5::bigint[],"
	" $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[],"
	" $11::bigint[], $12::bigint[], $13::numeric[], $14::numeric[],"
	" $15::numeric[], $16::boolean[]) AS l");

void order_rows_lines(const struct writer *w, const char *order_id,
		      const struct order *order)
{
	struct buf col[13];

	if (!order->nlines)
		return;
	for (size_t i = 0; i < 13; i++)
		col[i] = array_start(w->arena);
	for (size_t i = 0; i < order->nlines; i++) {
		const struct order_line *l = &order->lines[i];

		array_int64(&col[0], l->id);
		array_id(&col[1], l->product_id);
		array_id(&col[2], l->variant_id);
		array_text(&col[3], l->title);
		array_text(&col[4], l->variant_title);
		array_text(&col[5], l->sku);
		array_text(&col[6], l->vendor);
		array_int64(&col[7], l->quantity);
		array_int64_or_null(&col[8], l->current_quantity, -1);
		array_money(&col[9], l->unit_price);
		array_money(&col[10], order_line_discount(l));
		array_money(&col[11], order_line_tax(l));
		array_bool(&col[12], l->gift_card);
	}
	db_queue(w->db, w->arena, &order_line_insert,
		 DB_ARGS(w->tenant_id, w->shop_id, order_id,
			 array_end(&col[0]), array_end(&col[1]),
			 array_end(&col[2]), array_end(&col[3]),
			 array_end(&col[4]), array_end(&col[5]),
			 array_end(&col[6]), array_end(&col[7]),
			 array_end(&col[8]), array_end(&col[9]),
			 array_end(&col[10]), array_end(&col[11]),
			 array_end(&col[12])), NULL);
}

/* $5 is the shop's zone: PostgreSQL alone decides what day it was. */
DB_QUERY(sale_event_insert, 16,
	"INSERT INTO sale_event (tenant_id, shop_id, order_id, local_day,"
	" local_hour, event_no, side, line_type, initial, line_id,"
	" product_id, variant_id, happened_at, quantity, total, tax, disc)"
	"SELECT $1, $2, $3, (happened_at AT TIME ZONE $4)::date,"
	"       date_part('hour', happened_at AT TIME ZONE $4), s.*"
	"  FROM unnest($5::int[], $6::sale_side[], $7::sale_line_type[],"
	" $8::boolean[], $9::bigint[], $10::bigint[], $11::bigint[],"
	" $12::timestamptz[], $13::bigint[], $14::numeric[], $15::numeric[],"
	" $16::numeric[]) AS s (event_no, side, line_type, initial,"
	" line_id, product_id, variant_id, happened_at, quantity, total,"
	" tax, disc)");

void order_rows_sales(const struct writer *w, const char *order_id,
		      const struct order *order, bool reversals_only)
{
	struct buf col[12];
	size_t n = 0;

	for (size_t i = 0; i < 12; i++)
		col[i] = array_start(w->arena);
	for (size_t i = 0; i < order->nsales; i++) {
		const struct sale *s = &order->sales[i];

		if (reversals_only && s->side != SALE_REVERSAL)
			continue;
		n++;
		array_int64(&col[0], (int64_t)i);
		array_text(&col[1], sale_side_name(s->side));
		array_text(&col[2], sale_type_name(s->type));
		array_bool(&col[3], s->initial);
		array_id(&col[4], s->line_id);
		array_id(&col[5], s->product_id);
		array_id(&col[6], s->variant_id);
		array_time(&col[7], s->happened_at);
		array_int64(&col[8], s->quantity);
		array_money(&col[9], s->total);
		array_money(&col[10], s->tax);
		array_money(&col[11], s->disc);
	}
	if (!n)
		return;
	db_queue(w->db, w->arena, &sale_event_insert,
		 DB_ARGS(w->tenant_id, w->shop_id, order_id, w->timezone,
			 array_end(&col[0]), array_end(&col[1]),
			 array_end(&col[2]), array_end(&col[3]),
			 array_end(&col[4]), array_end(&col[5]),
			 array_end(&col[6]), array_end(&col[7]),
			 array_end(&col[8]), array_end(&col[9]),
			 array_end(&col[10]), array_end(&col[11])), NULL);
}

DB_QUERY(sale_event_find_sold, 3,
	"SELECT line_type, initial, line_id, product_id, variant_id,"
	"       quantity, total, tax, disc"
	"  FROM sale_event"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3"
	"   AND side = 'order' ORDER BY event_no");

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
	for (int i = 0; i < n; i++) {
		struct sale *s = &order->sales[i];

		s->side = SALE_ORDER;
		s->type = sale_type_parse(db_text(rows, i, "line_type"));
		s->initial = db_bool(rows, i, "initial");
		s->line_id = db_int64(rows, i, "line_id");
		s->product_id = db_int64(rows, i, "product_id");
		s->variant_id = db_int64(rows, i, "variant_id");
		s->quantity = db_int64(rows, i, "quantity");
		s->total = db_money(rows, i, "total");
		s->tax = db_money(rows, i, "tax");
		s->disc = db_money(rows, i, "disc");
	}
}
