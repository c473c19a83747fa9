#include "domain/read/order_list.h"
#include "domain/read/order_row.h"

void order_row_get(const struct db_rows *rows, int i, struct order_row *out)
{
	*out = (struct order_row){
		.id = db_int64(rows, i, "order_id"),
		.shop_id = db_int64(rows, i, "shop_id"),
		.customer_id = db_int64(rows, i, "customer_id"),
		.name = db_text_or_null(rows, i, "name"),
		.email = db_text_or_null(rows, i, "email"),
		.customer_email = db_text_or_null(rows, i, "customer_email"),
		.first_name = db_text_or_null(rows, i, "first_name"),
		.last_name = db_text_or_null(rows, i, "last_name"),
		.processed_at = db_int64(rows, i, "processed_us"),
		.created_at = db_int64(rows, i, "created_us"),
		.cancelled_at = db_int64(rows, i, "cancelled_us"),
		.closed_at = db_int64(rows, i, "closed_us"),
		.financial_status =
			db_text_or_null(rows, i, "financial_status"),
		.fulfillment_status =
			db_text_or_null(rows, i, "fulfillment_status"),
		.channel = db_text_or_null(rows, i, "source_name"),
		.country = db_text_or_null(rows, i, "country"),
		.discount_codes = db_text(rows, i, "discount_codes"),
		.total_price = db_text(rows, i, "total_price"),
		.spent = db_text(rows, i, "spent"),
		.currency = db_text(rows, i, "currency"),
		.cancel_reason = db_text_or_null(rows, i, "cancel_reason"),
		.test = db_bool(rows, i, "test"),
		.counted = db_bool(rows, i, "counted"),
		.units = db_int64(rows, i, "units"),
	};
}

/* $1 tenant, $2 shop or NULL, $3 order: the shop that it is of. */
#define OF_SHOP								\
	"WITH its AS (SELECT s.shop_id FROM shop s, LATERAL ("		\
	"  SELECT FROM orders WHERE tenant_id = $1"			\
	"     AND shop_id = s.shop_id AND order_id = $3 OFFSET 0) AS o"	\
	" WHERE s.tenant_id = $1"					\
	"   AND ($2::bigint IS NULL OR s.shop_id = $2)"			\
	" ORDER BY s.shop_id LIMIT 1)"

DB_QUERY(order_detail_order, 3,
	OF_SHOP
	"SELECT " ORDER_ROW "  FROM its, LATERAL ("
	"  SELECT * FROM orders WHERE tenant_id = $1"
	"     AND shop_id = its.shop_id AND order_id = $3 OFFSET 0) AS o"
	ORDER_ROW_JOINS);
DB_QUERY(order_detail_lines, 3,
	OF_SHOP
	"SELECT line_id, coalesce(product_id, 0) AS product_id,"
	"       coalesce(variant_id, 0) AS variant_id, title,"
	"       variant_title, sku, vendor, quantity, current_quantity,"
	"       unit_price, discount, tax, gift_card"
	"  FROM its, LATERAL (SELECT * FROM order_line"
	"         WHERE tenant_id = $1 AND shop_id = its.shop_id"
	"           AND order_id = $3 OFFSET 0) AS l"
	" ORDER BY line_id");
DB_QUERY(order_detail_sales, 3,
	OF_SHOP
	"SELECT" DB_US("happened_at") " AS happened_us, side, line_type,"
	"       source, initial, coalesce(e.line_id, 0) AS line_id,"
	"       coalesce(product_id, 0) AS product_id, e.quantity,"
	"       total - tax + disc AS gross, disc, total - tax AS net, tax,"
	"       total, l.title"
	"  FROM its, LATERAL (SELECT * FROM sale_event"
	"         WHERE tenant_id = $1 AND shop_id = its.shop_id"
	"           AND order_id = $3 OFFSET 0) AS e"
	"  LEFT JOIN LATERAL (SELECT title FROM order_line"
	"         WHERE tenant_id = $1 AND shop_id = its.shop_id"
	"           AND order_id = $3 AND line_id = e.line_id OFFSET 0)"
	"    AS l ON true"
	" ORDER BY happened_at, event_no");

static void get_line(const struct db_rows *rows, int i,
		     struct order_line_row *out)
{
	*out = (struct order_line_row){
		.id = db_int64(rows, i, "line_id"),
		.product_id = db_int64(rows, i, "product_id"),
		.variant_id = db_int64(rows, i, "variant_id"),
		.title = db_text_or_null(rows, i, "title"),
		.variant_title = db_text_or_null(rows, i, "variant_title"),
		.sku = db_text_or_null(rows, i, "sku"),
		.vendor = db_text_or_null(rows, i, "vendor"),
		.quantity = db_int64(rows, i, "quantity"),
		.current_quantity =
			db_text_or_null(rows, i, "current_quantity"),
		.unit_price = db_text(rows, i, "unit_price"),
		.discount = db_text(rows, i, "discount"),
		.tax = db_text(rows, i, "tax"),
		.gift_card = db_bool(rows, i, "gift_card"),
	};
}

static void get_sale(const struct db_rows *rows, int i,
		     struct order_sale_row *out)
{
	*out = (struct order_sale_row){
		.happened_at = db_int64(rows, i, "happened_us"),
		.side = db_text(rows, i, "side"),
		.type = db_text(rows, i, "line_type"),
		.source = db_text(rows, i, "source"),
		.title = db_text_or_null(rows, i, "title"),
		.initial = db_bool(rows, i, "initial"),
		.line_id = db_int64(rows, i, "line_id"),
		.product_id = db_int64(rows, i, "product_id"),
		.quantity = db_int64(rows, i, "quantity"),
		.gross = db_text(rows, i, "gross"),
		.discount = db_text(rows, i, "disc"),
		.net = db_text(rows, i, "net"),
		.tax = db_text(rows, i, "tax"),
		.total = db_text(rows, i, "total"),
	};
}

int order_get_detail(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, int64_t order_id,
		     struct order_detail *out, struct xn_error *err)
{
	struct db_args args = DB_ARGS(db_arg_int64(a, tenant_id),
		shop_id ? db_arg_int64(a, shop_id) : NULL,
		db_arg_int64(a, order_id));
	struct db_rows *order, *lines, *sales;

	db_begin_read(db, tenant_id);
	db_queue(db, a, &order_detail_order, args, &order);
	db_queue(db, a, &order_detail_lines, args, &lines);
	db_queue(db, a, &order_detail_sales, args, &sales);
	if (db_commit(db, err))
		return -1;
	if (db_count(order) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such order");
	order_row_get(order, 0, &out->order);
	out->nlines = (size_t)db_count(lines);
	out->nsales = (size_t)db_count(sales);
	out->lines = arena_alloc(a, out->nlines * sizeof(*out->lines) + 1);
	out->sales = arena_alloc(a, out->nsales * sizeof(*out->sales) + 1);
	for (size_t i = 0; i < out->nlines; i++)
		get_line(lines, (int)i, &out->lines[i]);
	for (size_t i = 0; i < out->nsales; i++)
		get_sale(sales, (int)i, &out->sales[i]);
	return 0;
}
