#include <string.h>

#include "base/currency.h"
#include "base/money.h"

#include "domain/entity/ledger.h"

/* One order's derivation.  Sums that do not fit are noted, not lost. */
struct derivation {
	const struct order *order;
	struct sale *sales;
	size_t n;
	size_t placed;		/* the first of them: what was sold */
	bool overflow;
};

static int64_t plus(struct derivation *d, int64_t a, int64_t b)
{
	if (!money_add(&a, b))
		d->overflow = true;
	return a;
}

static int64_t times(struct derivation *d, int64_t amount, int64_t count)
{
	int64_t product = 0;

	if (!money_mul_count(amount, count, &product))
		d->overflow = true;
	return product;
}

static int64_t count_of(struct derivation *d, int64_t quantity)
{
	if (quantity < -LEDGER_QUANTITY_MAX || quantity > LEDGER_QUANTITY_MAX) {
		d->overflow = true;
		return 0;
	}
	return quantity;
}

static int64_t sum_discounts(struct derivation *d,
			     const struct order_discount *list, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = plus(d, sum, list[i].amount);
	return sum;
}

static int64_t sum_taxes(struct derivation *d, const struct order_tax *list,
			 size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = plus(d, sum, list[i].amount);
	return sum;
}

static struct sale *next_sale(struct derivation *d, struct sale sale)
{
	d->sales[d->n] = sale;
	return &d->sales[d->n++];
}

static int64_t refund_time(const struct refund *refund)
{
	return refund->processed_at ? refund->processed_at
				    : refund->created_at;
}

/*
 * What is paid for a line or for shipping: `price` before discounts, of which
 * `disc` was taken off.  Where prices include tax, both the price and the
 * discount hold their share of it, and figures are without.
 */
static void set_amounts(struct derivation *d, struct sale *sale, int64_t price,
			int64_t disc, int64_t tax)
{
	int64_t paid = plus(d, price, -disc);

	sale->tax = tax;
	if (!d->order->taxes_included) {
		sale->total = plus(d, paid, tax);
		sale->disc = disc;
		return;
	}
	sale->total = paid;
	sale->disc = !paid ? disc
		: money_ratio(disc, plus(d, paid, -tax), paid,
			      currency_decimals(d->order->currency));
}

static enum sale_type line_type(const struct order_line *line)
{
	if (line->tip)
		return SALE_TIP;
	return line->gift_card ? SALE_GIFT_CARD : SALE_PRODUCT;
}

static void derive_line(struct derivation *d, const struct order_line *line)
{
	struct sale *sale = next_sale(d, (struct sale){
		.side = SIDE_ORDER,
		.type = line_type(line),
		.initial = true,
		.line_id = line->id,
		.product_id = line->product_id,
		.variant_id = line->variant_id,
		.happened_at = order_time(d->order),
		.quantity = count_of(d, line->quantity),
	});

	set_amounts(d, sale, times(d, line->unit_price, line->quantity),
		    sum_discounts(d, line->discounts, line->ndiscounts),
		    sum_taxes(d, line->taxes, line->ntaxes));
}

static void derive_shipping(struct derivation *d,
			    const struct order_shipping *s)
{
	int64_t disc = sum_discounts(d, s->discounts, s->ndiscounts);
	struct sale *sale;

	if (s->removed)
		return;
	if (s->discounted_price >= 0)
		disc = plus(d, s->price, -s->discounted_price);
	sale = next_sale(d, (struct sale){
		.side = SIDE_ORDER,
		.type = SALE_SHIPPING,
		.initial = true,
		.happened_at = order_time(d->order),
	});
	set_amounts(d, sale, s->price, disc,
		    sum_taxes(d, s->taxes, s->ntaxes));
}

/* What was sold on that line; a line that nobody knows is a product. */
static struct sale find_sold(const struct derivation *d, int64_t line_id)
{
	for (size_t i = 0; i < d->placed; i++)
		if (d->sales[i].line_id == line_id)
			return d->sales[i];
	return (struct sale){ .type = SALE_PRODUCT };
}

static void derive_refund_line(struct derivation *d, const struct refund *r,
			       const struct refund_line *rl)
{
	struct sale sold = find_sold(d, rl->line_id);
	int64_t with_tax = d->order->taxes_included
				   ? rl->subtotal
				   : plus(d, rl->subtotal, rl->total_tax);

	next_sale(d, (struct sale){
		.side = SIDE_REVERSAL,
		.type = sold.type,
		.line_id = rl->line_id,
		.product_id = sold.product_id,
		.variant_id = sold.variant_id,
		.happened_at = refund_time(r),
		.quantity = -count_of(d, rl->quantity),
		.total = -with_tax,
		.tax = -rl->total_tax,
	});
}

static bool is_shipping_refund(const struct refund_adjustment *a)
{
	return a->kind && !strcmp(a->kind, "shipping_refund");
}

/*
 * Shipping given back is a line of its own (GraphQL), or an adjustment of its
 * kind (older REST bodies), or both, and then they mean the same: only the
 * adjustment says surely what of it is tax.  An adjustment's amounts are
 * negative and without tax.  Any other adjustment is the difference to what
 * the lines come to: positive where the shop kept something, a restocking fee.
 */
static void derive_adjustment(struct derivation *d, const struct refund *r,
			      const struct refund_adjustment *a)
{
	next_sale(d, (struct sale){
		.side = SIDE_REVERSAL,
		.type = is_shipping_refund(a) ? SALE_SHIPPING
					      : SALE_ADJUSTMENT,
		.happened_at = refund_time(r),
		.total = plus(d, a->amount, a->tax_amount),
		.tax = a->tax_amount,
	});
}

static void derive_shipping_refund(struct derivation *d,
				   const struct refund *r,
				   const struct refund_shipping *s)
{
	next_sale(d, (struct sale){
		.side = SIDE_REVERSAL,
		.type = SALE_SHIPPING,
		.happened_at = refund_time(r),
		.total = -(d->order->taxes_included
				   ? s->subtotal
				   : plus(d, s->subtotal, s->tax)),
		.tax = -s->tax,
	});
}

/* A refund of which only the sum is known, until its lines are read. */
static void derive_refund_header(struct derivation *d, const struct refund *r)
{
	next_sale(d, (struct sale){
		.side = SIDE_REVERSAL,
		.type = SALE_ADJUSTMENT,
		.happened_at = refund_time(r),
		.total = -r->total,
	});
}

static void derive_refund(struct derivation *d, const struct refund *r)
{
	bool adjusted = false;

	if (d->order->headers_only) {
		derive_refund_header(d, r);
		return;
	}
	for (size_t i = 0; i < r->nlines; i++)
		derive_refund_line(d, r, &r->lines[i]);
	for (size_t i = 0; i < r->nadjustments; i++) {
		derive_adjustment(d, r, &r->adjustments[i]);
		adjusted |= is_shipping_refund(&r->adjustments[i]);
	}
	for (size_t i = 0; !adjusted && i < r->nshipping; i++)
		derive_shipping_refund(d, r, &r->shipping[i]);
}

/* What is left of a line (or of all shipping, which has no line). */
static struct sale left_of(struct derivation *d, enum sale_type type,
			   int64_t line_id)
{
	struct sale left = { .type = type, .line_id = line_id };

	for (size_t i = 0; i < d->n; i++) {
		const struct sale *s = &d->sales[i];

		if (s->type != type || s->line_id != line_id)
			continue;
		if (s->side == SIDE_ORDER) {
			left.product_id = s->product_id;
			left.variant_id = s->variant_id;
		}
		left.quantity += s->quantity;
		left.total = plus(d, left.total, s->total);
		left.tax = plus(d, left.tax, s->tax);
	}
	return left;
}

static void reverse(struct derivation *d, struct sale left)
{
	if (!left.quantity && !left.total && !left.tax)
		return;
	left.side = SIDE_REVERSAL;
	left.happened_at = d->order->cancelled_at;
	left.quantity = -left.quantity;
	left.total = -left.total;
	left.tax = -left.tax;
	next_sale(d, left);
}

/*
 * A cancelled order gives back what no refund has given back yet (one that
 * was never paid has none), so that it comes to nothing.  Lines whose whole
 * quantity was refunded stand as the refund left them.
 */
static void derive_cancellation(struct derivation *d)
{
	bool rest = false;

	for (size_t i = 0; i < d->placed; i++) {
		struct sale left;

		if (!d->sales[i].line_id)
			continue;
		left = left_of(d, d->sales[i].type, d->sales[i].line_id);
		if (left.quantity > 0) {
			reverse(d, left);
			rest = true;
		}
	}
	if (!rest)
		return;
	reverse(d, left_of(d, SALE_SHIPPING, 0));
	reverse(d, left_of(d, SALE_DUTY, 0));
	reverse(d, left_of(d, SALE_FEE, 0));
}

static size_t most_reversals(const struct order *order, size_t placed)
{
	size_t n = placed + 3;	/* and shipping, duties, fees */

	for (size_t i = 0; i < order->nrefunds; i++) {
		const struct refund *r = &order->refunds[i];

		n += 1 + r->nlines + r->nadjustments + r->nshipping;
	}
	return n;
}

/* What is stored of it is to be read back. */
static bool fits(int64_t amount)
{
	return amount >= -MONEY_MAX_E4 && amount <= MONEY_MAX_E4;
}

static int finish(struct derivation *d, struct order *order,
		  struct xn_error *err)
{
	for (size_t i = 0; i < d->n; i++)
		d->overflow |= !fits(d->sales[i].total) ||
			       !fits(d->sales[i].tax) ||
			       !fits(d->sales[i].disc);
	if (d->overflow)
		return xn_fail(err, XN_BAD_INPUT,
			       "order: its amounts or quantities do not fit");
	order->sales = d->sales;
	order->nsales = d->n;
	return 0;
}

static int derive_placed(struct arena *a, struct order *order,
			 struct xn_error *err)
{
	struct derivation d = { .order = order };
	size_t most = order->nlines + order->nshipping + order->ncharges + 1;
	bool tip_line = false;

	d.sales = arena_alloc(a, most * sizeof(*d.sales));
	order_mark_tips(order);
	for (size_t i = 0; i < order->nlines; i++) {
		derive_line(&d, &order->lines[i]);
		tip_line |= order->lines[i].tip;
	}
	for (size_t i = 0; i < order->nshipping; i++)
		derive_shipping(&d, &order->shipping[i]);
	if (order->total_tip && !tip_line)
		next_sale(&d, (struct sale){
			.side = SIDE_ORDER,
			.type = SALE_TIP,
			.initial = true,
			.happened_at = order_time(order),
			.total = order->total_tip,
		});
	for (size_t i = 0; i < order->ncharges; i++)
		next_sale(&d, order->charges[i]);
	return finish(&d, order, err);
}

int ledger_derive_reversals(struct arena *a, struct order *order,
			    struct xn_error *err)
{
	struct derivation d = { .order = order };

	d.sales = arena_alloc(a, sizeof(*d.sales) *
		(order->nsales + most_reversals(order, order->nsales)));
	for (size_t i = 0; i < order->nsales; i++)
		if (order->sales[i].side == SIDE_ORDER)
			next_sale(&d, order->sales[i]);
	d.placed = d.n;
	for (size_t i = 0; i < order->nsales; i++)
		if (order->sales[i].side == SIDE_REVERSAL &&
		    sale_is_charge(&order->sales[i]))
			next_sale(&d, order->sales[i]);
	for (size_t i = 0; i < order->nrefunds; i++)
		derive_refund(&d, &order->refunds[i]);
	if (order->cancelled_at && !(order->headers_only && order->nrefunds))
		derive_cancellation(&d);
	return finish(&d, order, err);
}

int ledger_derive(struct arena *a, struct order *order, struct xn_error *err)
{
	order->sales = NULL;
	order->nsales = 0;
	if (order->test)
		return 0;
	if (derive_placed(a, order, err))
		return -1;
	return ledger_derive_reversals(a, order, err);
}
