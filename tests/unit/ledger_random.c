/*
 * Random orders, and what holds of the sales of every one of them.  The
 * seed is printed; TEST_SEED runs the same orders again.
 */
#include "base/currency.h"

#include "ledger_helpers.h"

#define ORDERS 4000
#define LINES 5
#define REFUNDS 4

/* An order with room for all that hangs on it. */
struct made {
	struct order order;
	struct order_line lines[LINES + 1];
	struct order_discount line_off[LINES][2];
	struct order_tax line_tax[LINES][2];
	struct order_shipping shipping[2];
	struct order_discount shipping_off[2];
	struct order_tax shipping_tax[2];
	struct refund refunds[REFUNDS];
	struct refund_line refund_lines[REFUNDS][LINES];
	struct refund_adjustment adjustments[REFUNDS][2];
	struct refund_shipping refund_shipping[REFUNDS];
	int64_t unit;		/* the currency's smallest, in e4 */
	int64_t returned[LINES];
	bool shipping_returned;
};

static struct test_random dice;

static int64_t below(int64_t limit)
{
	return (int64_t)test_random_below(&dice, (uint64_t)limit);
}

static bool chance(int percent)
{
	return below(100) < percent;
}

static int64_t amount(const struct made *m, int64_t most)
{
	return below(most + 1) * m->unit;
}

/* The tax on, or within, what is paid. */
static int64_t tax_on(const struct made *m, int64_t paid)
{
	int64_t rate = 5 + below(20);

	return paid * rate / (m->order.taxes_included ? 100 + rate : 100) /
	       m->unit * m->unit;
}

static void make_line(struct made *m, size_t i)
{
	struct order_line *l = &m->lines[i];
	int64_t price, off;

	*l = (struct order_line){ .id = 11 + (int64_t)i,
		.product_id = 21 + (int64_t)i, .quantity = 1 + below(4),
		.unit_price = amount(m, 5000), .gift_card = chance(5),
		.discounts = m->line_off[i], .taxes = m->line_tax[i] };
	price = l->unit_price * l->quantity;
	if (l->gift_card)
		return;
	if (chance(40)) {
		off = chance(10) ? price
				 : below(price / m->unit + 1) * m->unit;
		l->ndiscounts = 2;
		l->discounts[0].amount = below(off / m->unit + 1) * m->unit;
		l->discounts[1].amount = off - l->discounts[0].amount;
		price -= off;
	}
	if (chance(80)) {
		int64_t tax = tax_on(m, price);

		l->ntaxes = 2;
		l->taxes[0].amount = below(tax / m->unit + 1) * m->unit;
		l->taxes[1].amount = tax - l->taxes[0].amount;
	}
}

static void make_shipping(struct made *m)
{
	struct order_shipping *s = m->shipping;

	*s = (struct order_shipping){ .id = chance(50) ? 41 : 0,
		.price = amount(m, 2000), .discounted_price = -1,
		.discounts = m->shipping_off, .taxes = m->shipping_tax,
		.ntaxes = 1 };
	if (chance(30)) {
		m->shipping_off[0].amount =
			below(s->price / m->unit + 1) * m->unit;
		s->ndiscounts = 1;
		if (chance(50))
			s->discounted_price =
				s->price - m->shipping_off[0].amount;
	}
	m->shipping_tax[0].amount = tax_on(m, s->price -
		(s->ndiscounts ? m->shipping_off[0].amount : 0));
	m->order.shipping = s;
	m->order.nshipping = 1;
}

static void make(struct made *m)
{
	static const char *const currencies[] = { "USD", "JPY", "KWD", "EUR" };
	static const int64_t units[] = { 10000, 1000, 100, 10, 1 };
	struct order *o = &m->order;

	*m = (struct made){ 0 };
	o->currency = currencies[below(4)];
	m->unit = units[currency_decimals(o->currency)];
	o->id = 1;
	o->taxes_included = chance(50);
	o->created_at = DAY(5);
	o->processed_at = chance(70) ? DAY(6) : 0;
	o->lines = m->lines;
	o->nlines = 1 + (size_t)below(LINES);
	for (size_t i = 0; i < o->nlines; i++)
		make_line(m, i);
	if (chance(60))
		make_shipping(m);
	if (chance(10)) {
		o->total_tip = m->unit + amount(m, 500);
		m->lines[o->nlines] = (struct order_line){ .id = 99,
			.quantity = 1, .unit_price = o->total_tip,
			.tip_gateway = "gateway" };
		o->nlines += chance(50);
	}
	o->refunds = m->refunds;
}

/* The share of `whole` that units k0 to k1 of n have; shares add up. */
static int64_t share(const struct made *m, int64_t whole, int64_t k0,
		     int64_t k1, int64_t n)
{
	return (whole / m->unit * k1 / n - whole / m->unit * k0 / n) *
	       m->unit;
}

/* Give units back, each at what was paid for it. */
static void refund_units(struct made *m, struct refund *r, size_t line,
			 int64_t units)
{
	const struct order_line *l = &m->lines[line];
	int64_t paid = l->unit_price * l->quantity - order_line_discount(l);
	int64_t k0 = m->returned[line], k1 = k0 + units;

	r->lines[r->nlines] = (struct refund_line){
		.id = r->id * 100 + (int64_t)r->nlines, .line_id = l->id,
		.quantity = units, .subtotal = share(m, paid, k0, k1,
						     l->quantity),
		.total_tax = share(m, order_line_tax(l), k0, k1, l->quantity),
	};
	r->nlines++;
	m->returned[line] = k1;
}

/* All shipping back, as one or the other row, or as both. */
static void refund_shipping(struct made *m, struct refund *r, size_t n)
{
	const struct order_shipping *s = m->shipping;
	int64_t tax = m->shipping_tax[0].amount, how = 1 + below(3);
	int64_t paid = s->price -
		(s->ndiscounts ? m->shipping_off[0].amount : 0);
	int64_t net = paid - (m->order.taxes_included ? tax : 0);

	m->shipping_returned = true;
	r->adjustments = m->adjustments[n];
	r->shipping = &m->refund_shipping[n];
	if (how & 1)
		r->adjustments[r->nadjustments++] =
			(struct refund_adjustment){ 71, "shipping_refund",
						    -net, -tax };
	if (how & 2) {
		*r->shipping = (struct refund_shipping){ 72, paid, tax };
		r->nshipping = 1;
	}
}

static void make_refund(struct made *m, bool everything)
{
	size_t n = m->order.nrefunds++;
	struct refund *r = &m->refunds[n];

	*r = (struct refund){ .id = 50 + (int64_t)n,
		.created_at = DAY(7 + (int64_t)n),
		.processed_at = chance(50) ? DAY(8 + (int64_t)n) : 0,
		.lines = m->refund_lines[n] };
	for (size_t i = 0; i < m->order.nlines && i < LINES; i++) {
		int64_t left = m->lines[i].quantity - m->returned[i];

		if (m->lines[i].id == 99)
			continue;
		if (left && (everything || chance(50)))
			refund_units(m, r, i,
				     everything ? left : 1 + below(left));
	}
	if (m->order.nshipping && !m->shipping_returned &&
	    (everything || chance(20)))
		refund_shipping(m, r, n);
}

/* What was paid in all for what figures count. */
static int64_t price_of(const struct made *m, bool gift_cards)
{
	int64_t sum = 0;

	for (size_t i = 0; i < m->order.nlines; i++) {
		const struct order_line *l = &m->lines[i];

		if (l->id == 99 || l->gift_card != gift_cards)
			continue;
		sum += l->unit_price * l->quantity - order_line_discount(l) +
		       (m->order.taxes_included ? 0 : order_line_tax(l));
	}
	if (m->order.nshipping && !gift_cards)
		sum += m->shipping->price -
		       (m->shipping->ndiscounts ? m->shipping_off[0].amount
						: 0) +
		       (m->order.taxes_included
				? 0 : m->shipping_tax[0].amount);
	return sum;
}

static void assert_whole_units(const struct made *m, struct figures f)
{
	int64_t all[] = { f.gross, f.disc, f.reversals, f.net, f.shipping,
			  f.taxes, f.total, f.tips, f.gift_cards };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		ck_assert_int_eq(all[i] % m->unit, 0);
}

static void assert_same(struct figures a, struct figures b)
{
	ck_assert_mem_eq(&a, &b, sizeof(a));
}

static int64_t placed_at(const struct made *m)
{
	return m->order.processed_at ? m->order.processed_at
				     : m->order.created_at;
}

START_TEST(as_placed)
{
	dice = test_random_new("as_placed");
	for (int i = 0; i < ORDERS; i++) {
		struct made m;
		struct figures f;

		make(&m);
		f = derive(&m.order);
		ck_assert_int_eq(f.total, price_of(&m, false));
		ck_assert_int_eq(f.gift_cards, price_of(&m, true));
		ck_assert_int_eq(f.tips, m.order.total_tip);
		ck_assert_int_eq(f.reversals, 0);
		ck_assert_int_ge(f.gross, f.disc);
		ck_assert_int_ge(f.disc, 0);
		ck_assert_int_eq(f.units_net, f.units_ordered);
		ck_assert_int_eq(ledger_spent(&m.order),
				 ledger_counts(&m.order) ? f.total : 0);
		assert_whole_units(&m, f);
		for (size_t s = 0; s < m.order.nsales; s++) {
			ck_assert(m.order.sales[s].initial);
			ck_assert_int_eq(m.order.sales[s].happened_at,
					 placed_at(&m));
		}
		arena_reset(arena);
	}
}
END_TEST

START_TEST(refunds_leave_the_day_of_the_order_alone)
{
	dice = test_random_new("refunds");
	for (int i = 0; i < ORDERS; i++) {
		struct figures placed, all, later;
		struct made m;

		make(&m);
		placed = derive(&m.order);
		for (int64_t n = 1 + below(REFUNDS - 1); n > 0; n--)
			make_refund(&m, false);
		all = derive(&m.order);
		later = figures_from(&m.order, placed_at(&m) + 1);
		ck_assert_int_eq(all.gross, placed.gross);
		ck_assert_int_eq(all.disc, placed.disc);
		ck_assert_int_eq(all.units_ordered, placed.units_ordered);
		ck_assert_int_eq(all.tips, placed.tips);
		ck_assert_int_eq(all.total, placed.total + later.total);
		ck_assert_int_eq(later.gross, 0);
		ck_assert_int_le(later.total, 0);
		ck_assert_int_ge(all.total, 0);
		assert_whole_units(&m, all);

		/* And when all of the rest is given back, nothing is left. */
		make_refund(&m, true);
		all = derive(&m.order);
		ck_assert_int_eq(all.total, 0);
		ck_assert_int_eq(all.net, 0);
		ck_assert_int_eq(all.taxes, 0);
		ck_assert_int_eq(all.shipping, 0);
		ck_assert_int_eq(all.gift_cards, 0);
		ck_assert_int_eq(all.units_net, 0);
		arena_reset(arena);
	}
}
END_TEST

START_TEST(a_cancellation_nets_to_nothing)
{
	dice = test_random_new("cancellation");
	for (int i = 0; i < ORDERS; i++) {
		struct figures placed, all;
		int64_t left = 0;
		struct made m;

		make(&m);
		placed = derive(&m.order);
		if (chance(50))
			make_refund(&m, false);
		for (size_t n = 0; n < m.order.nlines && n < LINES; n++)
			left += m.lines[n].id == 99
					? 0 : m.lines[n].quantity -
						      m.returned[n];
		m.order.cancelled_at = DAY(20);
		all = derive(&m.order);
		ck_assert_int_eq(all.gross, placed.gross);
		ck_assert_int_eq(all.net, 0);
		ck_assert_int_eq(all.units_net, 0);
		ck_assert_int_eq(all.gift_cards, 0);
		if (left || m.shipping_returned)
			ck_assert_int_eq(all.total, 0);
		assert_same(figures_from(&m.order, DAY(21)),
			    (struct figures){ 0 });
		arena_reset(arena);
	}
}
END_TEST

static int by_time(const void *left, const void *right)
{
	const struct sale *a = left, *b = right;

	return a->happened_at != b->happened_at
		       ? (a->happened_at > b->happened_at) * 2 - 1
		       : (a->total > b->total) - (a->total < b->total);
}

/* As after a refunds/create: what was sold comes back from the database. */
START_TEST(reversals_can_be_derived_anew)
{
	dice = test_random_new("anew");
	for (int i = 0; i < ORDERS; i++) {
		struct figures whole;
		struct sale *sold;
		struct made m;
		size_t n = 0;

		make(&m);
		make_refund(&m, chance(30));
		if (chance(30))
			m.order.cancelled_at = DAY(20);
		whole = derive(&m.order);
		sold = arena_alloc(arena, m.order.nsales * sizeof(*sold));
		for (size_t s = 0; s < m.order.nsales; s++)
			if (m.order.sales[s].side == SIDE_ORDER)
				sold[n++] = m.order.sales[s];
		qsort(sold, n, sizeof(*sold), by_time);
		m.order.sales = sold;
		m.order.nsales = n;
		m.order.nlines = m.order.nshipping = 0;
		ck_assert_int_eq(ledger_derive_reversals(arena, &m.order,
							 &err), 0);
		assert_same(figures_of(&m.order), whole);
		arena_reset(arena);
	}
}
END_TEST

TEST_MAIN("ledger_random", as_placed,
	  refunds_leave_the_day_of_the_order_alone,
	  a_cancellation_nets_to_nothing, reversals_can_be_derived_anew)
