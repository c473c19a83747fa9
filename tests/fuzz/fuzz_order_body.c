#include "domain/entity/ledger.h"
#include "domain/entity/product.h"

#include "fuzz.h"

/*
 * The body of a webhook, of any bytes, as each shape that one may have: it is
 * refused, or the order's sales can be derived and add up.
 */
static void check_refund(const struct refund *refund)
{
	struct refund_part part;
	size_t n = 0;

	while (refund_part(refund, n, &part)) {
		fuzz_must(part.kind && *part.kind);
		n++;
	}
	fuzz_must(n <= refund->nlines + refund->nadjustments +
		       refund->nshipping);
}

static void check_order(struct arena *a, struct order *order)
{
	struct xn_error err = { 0 };

	fuzz_must(order->id > 0);
	if (ledger_derive(a, order, &err)) {
		fuzz_must(err.code == XN_BAD_INPUT && *err.text);
		return;
	}
	fuzz_must(ledger_spent(order) >= 0);
	fuzz_must(!order->test || (!order->nsales && !ledger_counts(order)));
	for (size_t i = 0; i < order->nsales; i++) {
		const struct sale *sale = &order->sales[i];

		fuzz_must(sale_type_parse(sale_type_name(sale->type)) ==
			  sale->type);
		fuzz_must(sale->initial == (sale->side == SIDE_ORDER));
	}
	for (size_t i = 0; i < order->nrefunds; i++)
		check_refund(&order->refunds[i]);
	for (size_t i = 0; i < order->nlines; i++) {
		order_line_discount(&order->lines[i]);
		order_line_tax(&order->lines[i]);
	}
	fuzz_must(*order_codes(a, order) == '{');
}

/* The same with what was sold read back, as after a refunds/create. */
static void derive_anew(struct arena *a, struct order *order)
{
	struct xn_error err = { 0 };
	size_t before = order->nsales;

	if (!order->test && before &&
	    ledger_derive_reversals(a, order, &err) == 0)
		fuzz_must(order->nsales == before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *text = memcpy(arena_alloc_raw(a, size + 1), data, size);
	struct xn_error err = { 0 };
	struct order order = { 0 };
	struct refund refund = { 0 };
	struct customer customer = { 0 };
	struct product product = { 0 };

	if (json_bind(a, text, size, order_rest_fields, &order, &err) == 0) {
		check_order(a, &order);
		derive_anew(a, &order);
	}
	if (json_bind(a, text, size, refund_rest_fields, &refund, &err) == 0)
		check_refund(&refund);
	if (json_bind(a, text, size, customer_rest_fields, &customer,
		      &err) == 0)
		fuzz_must(customer.id > 0);
	if (json_bind(a, text, size, product_rest_fields, &product,
		      &err) == 0)
		fuzz_must(product.id > 0);
	return 0;
}
