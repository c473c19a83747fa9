/* What is told of sales once they are derived: names and sums (ledger.h). */
#include <string.h>

#include "base/money.h"

#include "domain/entity/ledger.h"

const char *sale_side_name(enum sale_side side)
{
	return side == SIDE_ORDER ? "order" : "reversal";
}

static const char *const type_names[] = {
	[SALE_PRODUCT] = "product",
	[SALE_SHIPPING] = "shipping",
	[SALE_TIP] = "tip",
	[SALE_GIFT_CARD] = "gift_card",
	[SALE_DUTY] = "duty",
	[SALE_FEE] = "fee",
	[SALE_ADJUSTMENT] = "adjustment",
	[SALE_UNKNOWN] = "unknown",
};

const char *sale_type_name(enum sale_type type)
{
	return type_names[type];
}

enum sale_type sale_type_parse(const char *name)
{
	enum sale_type type = SALE_PRODUCT;

	while (type < SALE_UNKNOWN && strcmp(type_names[type], name))
		type++;
	return type;
}

bool sale_is_charge(const struct sale *sale)
{
	return sale->type == SALE_DUTY || sale->type == SALE_FEE;
}

bool ledger_counts(const struct order *order)
{
	bool gift_cards = false;

	if (order->test)
		return false;
	for (size_t i = 0; i < order->nsales; i++) {
		if (!order->sales[i].initial)
			continue;	/* an edit makes no order of it */
		if (order->sales[i].type == SALE_PRODUCT)
			return true;
		if (order->sales[i].type == SALE_GIFT_CARD)
			gift_cards = true;
	}
	return !gift_cards;
}

int64_t ledger_spent(const struct order *order)
{
	int64_t sum = 0;

	if (!ledger_counts(order))
		return 0;
	for (size_t i = 0; i < order->nsales; i++) {
		enum sale_type type = order->sales[i].type;

		if (type != SALE_TIP && type != SALE_GIFT_CARD &&
		    type != SALE_UNKNOWN)
			money_add(&sum, order->sales[i].total);
	}
	return sum > 0 ? sum : 0;
}
