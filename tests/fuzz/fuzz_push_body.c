#include "domain/entity/ledger.h"
#include "domain/store/push.h"

#include "fuzz.h"

/*
 * The body of a push, of any bytes, as each of its three shapes: it is refused
 * with a place, or every record has an id and a time, and an order's sales can
 * be derived and add up.
 */
static void check_order(struct arena *a, struct order *order)
{
	struct xn_error err = { 0 };

	fuzz_must(order->id > 0 && order->updated_at && order->created_at);
	for (size_t i = 0; i < order->nlines; i++)
		fuzz_must(order->lines[i].quantity >= 0 &&
			  order->lines[i].unit_price >= 0 &&
			  order_line_discount(&order->lines[i]) >= 0 &&
			  order_line_tax(&order->lines[i]) >= 0);
	if (ledger_derive(a, order, &err))
		fuzz_must(err.code == XN_BAD_INPUT && *err.text);
	else
		fuzz_must(ledger_spent(order) >= 0);
	fuzz_must(*order_codes(a, order) == '{');
}

static int take(struct arena *a, const char *text, size_t size,
		const struct json_field *fields, struct push *push)
{
	struct xn_error err = { 0 };

	*push = (struct push){ 0 };
	if (json_bind(a, text, size, fields, push, &err) == 0 &&
	    push_check(a, push, &err) == 0)
		return 0;
	fuzz_must(err.code == XN_BAD_INPUT && *err.field && *err.text);
	return -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *text = memcpy(arena_alloc_raw(a, size + 1), data, size);
	struct push push;

	if (take(a, text, size, push_order_fields, &push) == 0)
		for (size_t i = 0; i < push.norders; i++)
			check_order(a, &push.orders[i].order);
	if (take(a, text, size, push_customer_fields, &push) == 0)
		for (size_t i = 0; i < push.ncustomers; i++)
			fuzz_must(push.customers[i].id > 0 &&
				  push.customers[i].updated_at);
	if (take(a, text, size, push_product_fields, &push) == 0)
		for (size_t i = 0; i < push.nproducts; i++)
			fuzz_must(push.products[i].id > 0 &&
				  push.products[i].updated_at);
	return 0;
}
