#include <string.h>

#include "domain/rollup/customer_place.h"
#include "domain/rollup/dirty.h"
#include "domain/rollup/reversal_cell.h"
#include "domain/rollup/rollup.h"
#include "domain/rollup/rollup_order.h"

/* The columns of rollup_day that are added up, in ROLLUP_DAY_NAMES' order. */
enum sum {
	ORDERS,
	UNITS_ORDERED,
	UNITS_NET,
	GROSS_SALES,
	DISCOUNTS,
	SALES_REVERSALS,
	SHIPPING,
	TAXES,
	DUTIES,
	FEES,
	TIPS,
	GIFT_CARD_SALES,
	INITIAL_SALES,
	DERIVED,
	NSUMS
};

/* One day's, told by itself or by an instant of it. */
struct day {
	const char *day;		/* or NULL */
	int64_t instant;
	int64_t sum[NSUMS];
};

struct days {
	const struct writer *w;
	struct day *day;
	size_t count;
	int64_t sign;			/* -1 to take off, 1 to add */
	bool overflowed;
};

static void days_init(struct days *d, const struct writer *w, size_t most,
		      int64_t sign)
{
	*d = (struct days){ .w = w, .sign = sign };
	d->day = arena_alloc(w->arena, most * sizeof(*d->day) + 1);
}

/* Most orders have one: a list is searched in no time. */
static int64_t *sums_of(struct days *d, const char *day, int64_t instant)
{
	size_t i = 0;

	while (i < d->count && (day ? strcmp(d->day[i].day, day) != 0
				    : d->day[i].instant != instant))
		i++;
	if (i == d->count)
		d->day[d->count++] = (struct day){ day, instant, { 0 } };
	return d->day[i].sum;
}

/* a - b, times the sign. */
static void add(struct days *d, int64_t *sum, int64_t a, int64_t b)
{
	int64_t x;

	d->overflowed |= __builtin_sub_overflow(a, b, &x) ||
			 __builtin_mul_overflow(x, d->sign, &x) ||
			 __builtin_add_overflow(*sum, x, sum);
}

/* Where the net of a type goes, whatever its side; else 0. */
static const enum sum net_of[] = {
	[SALE_SHIPPING] = SHIPPING,
	[SALE_DUTY] = DUTIES,
	[SALE_FEE] = FEES,
	[SALE_UNKNOWN] = 0,
};

/* The formulas of ROLLUP_DAY_SUMS. */
static void add_sale(struct days *d, int64_t *sum, const struct sale *s)
{
	bool of_product = s->type == SALE_PRODUCT;
	bool sold = of_product && s->side == SIDE_ORDER;

	if (of_product)
		add(d, &sum[UNITS_NET], s->quantity, 0);
	if (sold) {
		add(d, &sum[UNITS_ORDERED], s->quantity, 0);
		add(d, &sum[GROSS_SALES], s->total, s->tax);
		add(d, &sum[GROSS_SALES], s->disc, 0);
		add(d, &sum[DISCOUNTS], s->disc, 0);
		if (s->initial)
			add(d, &sum[INITIAL_SALES], s->total, s->tax);
	}
	if (s->side == SIDE_REVERSAL &&
	    (of_product || s->type == SALE_ADJUSTMENT))
		add(d, &sum[SALES_REVERSALS], s->tax, s->total);
	if (net_of[s->type])
		add(d, &sum[net_of[s->type]], s->total, s->tax);
	if (s->type == SALE_TIP)
		add(d, &sum[TIPS], s->total, 0);
	else if (s->type == SALE_GIFT_CARD)
		add(d, &sum[GIFT_CARD_SALES], s->total, 0);
	else if (s->type != SALE_UNKNOWN)
		add(d, &sum[TAXES], s->tax, 0);
}

/* $21 is the order, if it is new. */
DB_QUERY(rollup_day_add, 21,
	"WITH part AS (SELECT coalesce($4::date,"
	" ($5::timestamptz AT TIME ZONE $6)::date) AS local_day,"
	" $21::bigint AS order_id, $21::bigint IS NOT NULL AS is_new), "
	ROLLUP_DIRTY_BY("part")
	"INSERT INTO rollup_day AS r (tenant_id, shop_id, generation, day,"
	" orders, " ROLLUP_DAY_NAMES ")"
	"VALUES ($1, $2, $3, (SELECT local_day FROM part), $7, $8, $9, $10,"
	" $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
	ROLLUP_DAY_ADD);

/* new_id: of the order, if it is new, or NULL. */
static int queue_days(const struct days *d, const char *new_id,
		      struct xn_error *err)
{
	const struct writer *w = d->w;

	if (d->overflowed)
		return xn_fail(err, XN_BAD_INPUT,
			       "amounts do not fit when added up");
	for (size_t i = 0; i < d->count; i++) {
		const struct day *day = &d->day[i];
		const char *v[NSUMS];

		for (int j = 0; j < NSUMS; j++)
			v[j] = db_arg_int64(w->arena, day->sum[j]);
		db_queue(w->db, w->arena, &rollup_day_add,
			 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
				 day->day, writer_time(w, day->instant),
				 w->timezone, v[ORDERS], v[UNITS_ORDERED],
				 v[UNITS_NET], v[GROSS_SALES], v[DISCOUNTS],
				 v[SALES_REVERSALS], v[SHIPPING], v[TAXES],
				 v[DUTIES], v[FEES], v[TIPS],
				 v[GIFT_CARD_SALES], v[INITIAL_SALES],
				 v[DERIVED], new_id), NULL);
	}
	return 0;
}

/*
 * The last row is the order itself; `is_like` says whether all that a rollup
 * goes by, but for its sales, is as $4 to $8 have it.
 */
DB_QUERY(rollup_order_rows, 8,
	"SELECT event_no, local_day, side, line_type, initial, line_id,"
	"       product_id, variant_id, quantity, total, tax, disc,"
	"       (date_part('epoch', happened_at) * 1000000)::bigint"
	"         AS happened_us, source = 'derived' AS derived,"
	"       NULL AS counted, NULL AS spent, NULL AS is_like"
	"  FROM sale_event"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3"
	" UNION ALL "
	"SELECT NULL, local_day, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
	"       NULL, NULL, NULL, NULL, NULL, counted, spent,"
	"       (customer_id, processed_at, source_name, country,"
	"        discount_codes) IS NOT DISTINCT FROM ($4::bigint,"
	"        $5::timestamptz, $6::text, $7::text, $8::text[])"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3"
	" ORDER BY event_no");

void rollup_order_find(const struct writer *w, const struct order *order,
		       struct db_rows **was)
{
	db_queue(w->db, w->arena, &rollup_order_rows,
		 DB_ARGS(w->tenant_id, w->shop_id,
			 db_arg_int64(w->arena, order->id),
			 writer_id(w, order_customer_id(order)),
			 writer_time(w, order_time(order)), order->source_name,
			 order->country, order_codes(w->arena, order)), was);
}

struct sale rollup_order_sale(const struct db_rows *rows, int row)
{
	return (struct sale){
		.side = strcmp(db_text(rows, row, "side"), "order")
				? SIDE_REVERSAL : SIDE_ORDER,
		.type = sale_type_parse(db_text(rows, row, "line_type")),
		.initial = db_bool(rows, row, "initial"),
		.line_id = db_int64(rows, row, "line_id"),
		.product_id = db_int64(rows, row, "product_id"),
		.variant_id = db_int64(rows, row, "variant_id"),
		.happened_at = db_int64(rows, row, "happened_us"),
		.quantity = db_int64(rows, row, "quantity"),
		.total = db_money(rows, row, "total"),
		.tax = db_money(rows, row, "tax"),
		.disc = db_money(rows, row, "disc"),
	};
}

static void keep_product(const struct db_rows *was, struct order_line *line)
{
	for (int i = 0; i < db_count(was) && !line->product_id; i++) {
		if (db_int64(was, i, "line_id") != line->id)
			continue;
		line->product_id = db_int64(was, i, "product_id");
		line->variant_id = db_int64(was, i, "variant_id");
	}
}

/* The last row is the order's. */
static void keep_charges(const struct writer *w, const struct db_rows *was,
			 struct order *order)
{
	int last = db_count(was) - 1;
	struct sale *charges;
	size_t n = 0;

	charges = arena_alloc(w->arena, (size_t)last * sizeof(*charges) + 1);
	for (int i = 0; i < last; i++) {
		charges[n] = rollup_order_sale(was, i);
		n += sale_is_charge(&charges[n]);
	}
	order->charges = charges;
	order->ncharges = n;
}

void rollup_order_keep(const struct writer *w, const struct db_rows *was,
		       struct order *order)
{
	for (size_t i = 0; i < order->nlines; i++)
		keep_product(was, &order->lines[i]);
	keep_charges(w, was, order);
}

static bool is_same_sale(const struct sale *a, const struct sale *b)
{
	return a->side == b->side && a->type == b->type &&
	       a->initial == b->initial && a->line_id == b->line_id &&
	       a->product_id == b->product_id &&
	       a->variant_id == b->variant_id &&
	       a->happened_at == b->happened_at &&
	       a->quantity == b->quantity && a->total == b->total &&
	       a->tax == b->tax && a->disc == b->disc;
}

bool rollup_order_is_same(const struct db_rows *was, const struct order *order)
{
	int last = db_count(was) - 1;

	if ((size_t)last != order->nsales || !db_bool(was, last, "is_like") ||
	    db_bool(was, last, "counted") != ledger_counts(order) ||
	    db_int64(was, last, "spent") != ledger_spent(order))
		return false;
	for (int i = 0; i < last; i++) {
		struct sale sale = rollup_order_sale(was, i);

		if (!db_bool(was, i, "derived") ||
		    !is_same_sale(&sale, &order->sales[i]))
			return false;
	}
	return true;
}

/* Is it one that reversal_cell.h tells of?  Most orders have none. */
static bool is_later(const struct sale *sale)
{
	return sale->side == SIDE_REVERSAL || !sale->initial;
}

int rollup_order_retract(const struct writer *w, const char *order_id,
			 const struct db_rows *was, struct xn_error *err)
{
	const char *ids = arena_printf(w->arena, "{%s}", order_id);
	int n = db_count(was);
	bool later = false;
	struct days d;

	days_init(&d, w, (size_t)n, -1);
	for (int i = 0; i < n; i++) {
		bool is_order = db_is_null(was, i, "side");
		struct sale sale;
		int64_t *sum;

		if (is_order && !db_bool(was, i, "counted"))
			continue;
		sum = sums_of(&d, db_text(was, i, "local_day"), 0);
		if (is_order) {
			add(&d, &sum[ORDERS], 1, 0);
			continue;
		}
		sale = rollup_order_sale(was, i);
		add_sale(&d, sum, &sale);
		add(&d, &sum[DERIVED], db_bool(was, i, "derived"), 0);
		later |= is_later(&sale);
	}
	if (later)
		reversal_cell_change(w, ids, "-1");
	rollup_change_customers(w, ids, "-1");
	return queue_days(&d, NULL, err);
}

int rollup_order_apply(const struct writer *w, const struct db_rows *place,
		       const struct order *order, bool is_new,
		       struct xn_error *err)
{
	const char *id = db_arg_int64(w->arena, order->id);
	const char *ids = arena_printf(w->arena, "{%s}", id);
	bool later = false;
	struct days d;

	days_init(&d, w, order->nsales + 1, 1);
	if (ledger_counts(order))
		add(&d, &sums_of(&d, NULL, order_time(order))[ORDERS], 1, 0);
	for (size_t i = 0; i < order->nsales; i++) {
		const struct sale *sale = &order->sales[i];
		int64_t *sum = sums_of(&d, NULL, sale->happened_at);

		add_sale(&d, sum, sale);
		add(&d, &sum[DERIVED], 1, 0);
		later |= is_later(sale);
	}
	if (later)
		reversal_cell_change(w, ids, "1");
	if (!customer_place_add(w, place, order))
		rollup_change_customers(w, ids, "1");
	return queue_days(&d, is_new ? id : NULL, err);
}
