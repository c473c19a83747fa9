#ifndef LEDGER_HELPERS_H
#define LEDGER_HELPERS_H

#include <string.h>

#include "base/clock.h"
#include "domain/entity/ledger.h"

#include "test.h"

/* Amounts of the tests: E4(12, 50) is 12.50. */
#define E4(units, cents) ((int64_t)(units) * 10000 + (cents) * 100)
#define DAY(n) ((int64_t)(n) * CLOCK_DAY_US)

/* The figures, by their definitions, of what happened at or after `from`. */
struct figures {
	int64_t gross, disc, reversals, net, shipping, taxes, total;
	int64_t tips, gift_cards;
	int64_t units_ordered, units_net;
};

static inline void add_sale(struct figures *f, const struct sale *s)
{
	int64_t net = s->total - s->tax;

	if (s->type == SALE_TIP || s->type == SALE_GIFT_CARD) {
		*(s->type == SALE_TIP ? &f->tips : &f->gift_cards) += s->total;
		return;
	}
	f->taxes += s->tax;
	if (s->type == SALE_PRODUCT)
		f->units_net += s->quantity;
	if (s->type == SALE_SHIPPING) {
		f->shipping += net;
	} else if (s->side == SIDE_REVERSAL) {
		f->reversals -= net;
	} else {
		f->gross += net + s->disc;
		f->disc += s->disc;
		f->units_ordered += s->quantity;
	}
}

static inline struct figures figures_from(const struct order *order,
					  int64_t from)
{
	struct figures f = { 0 };

	for (size_t i = 0; i < order->nsales; i++)
		if (order->sales[i].happened_at >= from)
			add_sale(&f, &order->sales[i]);
	f.net = f.gross - f.disc - f.reversals;
	f.total = f.net + f.shipping + f.taxes;
	return f;
}

static inline struct figures figures_of(const struct order *order)
{
	return figures_from(order, INT64_MIN);
}

static inline struct figures derive(struct order *order)
{
	ck_assert_msg(ledger_derive(arena, order, &err) == 0, "%s", err.text);
	return figures_of(order);
}

#define assert_figures(order, ...) do {					\
	struct figures got_ = derive(order), want_ = { __VA_ARGS__ };	\
	ck_assert_int_eq(got_.gross, want_.gross);			\
	ck_assert_int_eq(got_.disc, want_.disc);			\
	ck_assert_int_eq(got_.reversals, want_.reversals);		\
	ck_assert_int_eq(got_.net, want_.net);				\
	ck_assert_int_eq(got_.shipping, want_.shipping);		\
	ck_assert_int_eq(got_.taxes, want_.taxes);			\
	ck_assert_int_eq(got_.total, want_.total);			\
	ck_assert_int_eq(got_.tips, want_.tips);			\
	ck_assert_int_eq(got_.gift_cards, want_.gift_cards);		\
	ck_assert_int_eq(got_.units_ordered, want_.units_ordered);	\
	ck_assert_int_eq(got_.units_net, want_.units_net);		\
} while (0)

#endif
