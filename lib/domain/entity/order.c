#include <stdlib.h>
#include <string.h>

#include "base/money.h"

#include "domain/entity/array.h"
#include "domain/entity/order.h"

static bool may_be_tip(const struct order *order,
		       const struct order_line *line)
{
	int64_t price = 0;

	return !line->product_id && !line->variant_id && !line->gift_card &&
	       money_mul_count(line->unit_price, line->quantity, &price) &&
	       price == order->total_tip;
}

void order_mark_tips(struct order *order)
{
	for (size_t i = 0; i < order->nlines; i++)
		if (order->lines[i].tip_gateway)
			order->lines[i].tip = true;
	for (size_t i = 0; i < order->nlines; i++)
		if (order->lines[i].tip)
			return;
	for (size_t i = order->nlines; order->total_tip && i > 0; i--) {
		if (may_be_tip(order, &order->lines[i - 1])) {
			order->lines[i - 1].tip = true;
			return;
		}
	}
}

enum agreements_due order_agreements_due(const struct order *order)
{
	if (order->test)
		return AGREEMENTS_NEVER;
	return order->nrefunds || order->cancelled_at || order->edited
		       ? AGREEMENTS_SOON : AGREEMENTS_LATER;
}

int64_t order_line_discount(const struct order_line *line)
{
	int64_t sum = 0;

	for (size_t i = 0; i < line->ndiscounts; i++)
		money_add(&sum, line->discounts[i].amount);
	return sum;
}

int64_t order_line_tax(const struct order_line *line)
{
	int64_t sum = 0;

	for (size_t i = 0; i < line->ntaxes; i++)
		money_add(&sum, line->taxes[i].amount);
	return sum;
}

static int by_code(const void *a, const void *b)
{
	const struct order_code *const *x = a, *const *y = b;
	int rc = strcmp((*x)->code, (*y)->code);

	return rc ? rc : (*x > *y) - (*x < *y);
}

static int by_place(const void *a, const void *b)
{
	const struct order_code *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * Each at its first place: one code may be applied to products and to shipping.
 * Sorted, for a body has room for so many that to hold each against all takes
 * minutes.
 */
static size_t find_codes(const struct order *order,
			 const struct order_code **codes)
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < order->napplications; i++) {
		const struct order_code *c = &order->applications[i];

		if (c->code && c->type && !strcmp(c->type, "discount_code"))
			codes[n++] = c;
	}
	qsort(codes, n, sizeof(*codes), by_code);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(codes[i]->code, codes[kept - 1]->code))
			codes[kept++] = codes[i];
	qsort(codes, kept, sizeof(*codes), by_place);
	return kept;
}

const char *order_codes(struct arena *a, const struct order *order)
{
	const struct order_code **codes =
		arena_alloc(a, (order->napplications + 1) * sizeof(*codes));
	size_t n = find_codes(order, codes);
	struct buf array = array_start(a);

	for (size_t i = 0; i < n; i++)
		array_text(&array, codes[i]->code);
	return array_end(&array);
}

static const char *adjustment_kind(const char *kind)
{
	if (kind && !strcmp(kind, "shipping_refund"))
		return "shipping_refund";
	if (kind && !strcmp(kind, "refund_discrepancy"))
		return "refund_discrepancy";
	return "adjustment";
}

bool refund_part(const struct refund *r, size_t i, struct refund_part *out)
{
	/* What has no id of its own gets its place, so that keys differ. */
	int64_t place = (int64_t)i + 1;

	if (i < r->nlines) {
		const struct refund_line *l = &r->lines[i];

		*out = (struct refund_part){ "line", l->id ? l->id : place,
			l->line_id, l->quantity, l->subtotal, l->total_tax };
		return true;
	}
	i -= r->nlines;
	if (i < r->nshipping) {
		const struct refund_shipping *s = &r->shipping[i];

		*out = (struct refund_part){ "shipping",
			s->id ? s->id : place, 0, 0, s->subtotal, s->tax };
		return true;
	}
	i -= r->nshipping;
	if (i < r->nadjustments) {
		const struct refund_adjustment *a = &r->adjustments[i];

		*out = (struct refund_part){ adjustment_kind(a->kind),
			a->id ? a->id : place, 0, 0, a->amount,
			a->tax_amount };
		return true;
	}
	return false;
}

int64_t order_time(const struct order *order)
{
	return order->processed_at ? order->processed_at : order->created_at;
}

int64_t order_customer_id(const struct order *order)
{
	return order->customer ? order->customer->id : order->customer_id;
}
