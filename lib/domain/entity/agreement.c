#include <string.h>

#include "base/count.h"
#include "domain/entity/agreement.h"
#include "domain/entity/graphql_fields.h"
#include "domain/entity/ledger.h"

GRAPHQL_ID(sale_line, struct agreement_sale, line_id);
GRAPHQL_MONEY(sale_total, struct agreement_sale, total);
GRAPHQL_MONEY(sale_tax, struct agreement_sale, tax);
GRAPHQL_MONEY(sale_disc, struct agreement_sale, disc);

static const struct json_field sale_fields[] = {
	{ JSON_FIELD("actionType", TEXT, struct agreement_sale, action),
	  .required = true },
	{ JSON_FIELD("lineType", TEXT, struct agreement_sale, type),
	  .required = true },
	{ JSON_FIELD("quantity", INT, struct agreement_sale, quantity) },
	{ JSON_WITHIN("totalAmount", sale_total), .required = true },
	{ JSON_WITHIN("totalTaxAmount", sale_tax), .required = true },
	{ JSON_WITHIN("totalDiscountAmountBeforeTaxes", sale_disc),
	  .required = true },
	{ JSON_WITHIN("lineItem", sale_line) },
	{ 0 }
};

GRAPHQL_CONNECTION(agreement_sales, struct agreement, page, sale_fields, sales,
		   nsales);

static const struct json_field node_fields[] = {
	{ JSON_FIELD("reason", TEXT, struct agreement, reason),
	  .required = true },
	{ JSON_FIELD("happenedAt", TIME, struct agreement, happened_at),
	  .required = true },
	{ JSON_WITHIN("sales", agreement_sales), .required = true },
	{ 0 }
};

GRAPHQL_CONNECTION(order_agreements, struct agreements, page, node_fields, list,
		   count);

const struct json_field agreement_page_fields[] = {
	{ JSON_WITHIN("agreements", order_agreements), .required = true },
	{ 0 }
};

const struct json_field agreement_fields[] = {
	{ JSON_FIELD("id", ID, struct agreements, order_id), .required = true },
	{ JSON_FIELD("updatedAt", TIME, struct agreements, updated_at),
	  .required = true },
	{ JSON_FIELD("processedAt", TIME, struct agreements, processed_at),
	  .required = true },
	{ JSON_FIELD("test", BOOL, struct agreements, test), .required = true },
	{ JSON_WITHIN("agreements", order_agreements), .required = true },
	{ 0 }
};

bool agreement_is_cut(const struct agreements *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->list[i].page.more)
			return true;
	return g->page.more;
}

/* What Shopify adds to its list one day is kept, but in no figure. */
static enum sale_type line_type(const char *name)
{
	static const struct { const char *name; enum sale_type type; } types[] =
	{
		{ "PRODUCT", SALE_PRODUCT },
		{ "SHIPPING", SALE_SHIPPING },
		{ "TIP", SALE_TIP },
		{ "GIFT_CARD", SALE_GIFT_CARD },
		{ "DUTY", SALE_DUTY },
		{ "FEE", SALE_FEE },
		{ "ADDITIONAL_FEE", SALE_FEE },
		{ "ADJUSTMENT", SALE_ADJUSTMENT },
	};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (!strcmp(types[i].name, name))
			return types[i].type;
	return SALE_UNKNOWN;
}

/*
 * An update is a sale where it adds, a reversal where it takes away.  (An
 * assumption: discounts on updates have the sign of their row.)
 */
static enum sale_side side_of(const struct agreement_sale *s)
{
	if (!strcmp(s->action, "RETURN") || !strcmp(s->type, "ADJUSTMENT"))
		return SIDE_REVERSAL;
	if (strcmp(s->action, "ORDER") && s->total < s->tax)
		return SIDE_REVERSAL;
	return SIDE_ORDER;
}

/* The order as placed counts on its own day, which imports set. */
static struct sale make_sale(const struct agreements *g,
			     const struct agreement *agreement,
			     const struct agreement_sale *s)
{
	bool initial = !strcmp(agreement->reason, "ORDER");

	return (struct sale){
		.side = side_of(s),
		.type = line_type(s->type),
		.initial = initial,
		.line_id = s->line_id,
		.happened_at = initial ? g->processed_at
				       : agreement->happened_at,
		.quantity = s->quantity,
		.total = s->total,
		.tax = s->tax,
		.disc = s->disc,
	};
}

/* Those of one side, in their order. */
static int add_side(const struct agreements *g, enum sale_side side,
		    struct order *order, struct xn_error *err)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct agreement *a = &g->list[i];

		for (size_t j = 0; j < a->nsales; j++) {
			const struct agreement_sale *s = &a->sales[j];

			if (s->quantity < -LEDGER_QUANTITY_MAX ||
			    s->quantity > LEDGER_QUANTITY_MAX)
				return xn_fail(err, XN_BAD_INPUT, "order: its"
					       " quantities do not fit");
			if (side_of(s) == side)
				order->sales[order->nsales++] =
					make_sale(g, a, s);
		}
	}
	return 0;
}

/* What was sold comes first: its numbers stay when a refund is added. */
int agreement_ledger(struct arena *a, const struct agreements *g,
		     struct order *order, struct xn_error *err)
{
	size_t most = 0;

	for (size_t i = 0; i < g->count; i++)
		most += g->list[i].nsales;
	*order = (struct order){ .id = g->order_id, .test = g->test };
	if (g->test)
		return 0;
	order->sales = arena_alloc(a, most * sizeof(*order->sales) + 1);
	return add_side(g, SIDE_ORDER, order, err) ||
	       add_side(g, SIDE_REVERSAL, order, err) ? -1 : 0;
}
