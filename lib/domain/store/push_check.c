/* What a table of fields cannot say of a push. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "domain/entity/ledger.h"
#include "domain/store/push.h"

/* Where one is: "records[3]", ".refunds[0]", ".lineItems[2]". */
struct place {
	char text[96];
};

__attribute__((format(printf, 2, 3)))
static struct place inside(const struct place *outer, const char *fmt, ...)
{
	struct place place = { "" };
	size_t len = outer ? strlen(outer->text) : 0;
	va_list ap;

	if (outer)
		place = *outer;
	va_start(ap, fmt);
	vsnprintf(place.text + len, sizeof(place.text) - len, fmt, ap);
	va_end(ap);
	return place;
}

static int bad(const struct place *where, const char *member,
	       const char *what, struct xn_error *err)
{
	struct place at = inside(where, ".%s", member);

	return xn_fail_field(err, XN_BAD_INPUT, at.text, "%s: %s", at.text,
			     what);
}

/* Each of these begins with its id. */
_Static_assert(!offsetof(struct customer, id) &&
	       !offsetof(struct product, id) &&
	       !offsetof(struct push_order, order.id) &&
	       !offsetof(struct push_line, line.id) &&
	       !offsetof(struct refund, id) &&
	       !offsetof(struct refund_line, id) &&
	       !offsetof(struct refund_shipping, id) &&
	       !offsetof(struct refund_adjustment, id), "id comes first");

static int64_t id_of(const void *list, size_t i, size_t size)
{
	int64_t id;

	memcpy(&id, (const char *)list + i * size, sizeof(id));
	return id;
}

/* No id is in a list twice: which of them would be the one? */
static int check_ids(const struct place *outer, const char *name,
		     const void *list, size_t n, size_t size,
		     struct xn_error *err)
{
	for (size_t i = 1; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			struct place at;

			if (id_of(list, i, size) != id_of(list, j, size))
				continue;
			at = inside(outer, "%s%s[%zu]", outer ? "." : "",
				    name, i);
			return bad(&at, "id", "the same as another's", err);
		}
	}
	return 0;
}

#define CHECK_IDS(outer, name, list, n, err) \
	check_ids(outer, name, list, n, sizeof(*(list)), err)

/* What is newer than today would never be replaced. */
static int check_time(const struct place *at, const char *member, int64_t us,
		      struct xn_error *err)
{
	if (us > clock_now_us() + CLOCK_DAY_US)
		return bad(at, member, "in the future", err);
	return 0;
}

static int check_amount(const struct place *at, const char *member,
			int64_t amount, struct xn_error *err)
{
	return amount < 0 ? bad(at, member, "negative", err) : 0;
}

/* Whoever says "uk", or nothing at all, is stored as he says. */
static int check_country(const struct place *at, const char *country,
			 struct xn_error *err)
{
	const char *c = country ? country : "";

	while ((*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z'))
		c++;
	return *c ? bad(at, "country", "not letters, as DE", err) : 0;
}

static int check_quantity(const struct place *at, const char *member,
			  int64_t quantity, struct xn_error *err)
{
	if (quantity < 0 || quantity > LEDGER_QUANTITY_MAX)
		return bad(at, member, "not from 0 to 1000000000", err);
	return 0;
}

static int check_line(const struct place *at, const struct push_line *l,
		      struct xn_error *err)
{
	if (check_quantity(at, "quantity", l->line.quantity, err) ||
	    (l->line.current_quantity != -1 &&
	     check_quantity(at, "currentQuantity", l->line.current_quantity,
			    err)) ||
	    check_amount(at, "price", l->line.unit_price, err) ||
	    check_amount(at, "discount", l->discount.amount, err) ||
	    check_amount(at, "tax", l->tax.amount, err))
		return -1;
	return 0;
}

static bool has_line(const struct push_order *o, int64_t id)
{
	for (size_t i = 0; i < o->nlines; i++)
		if (o->lines[i].line.id == id)
			return true;
	return false;
}

static int check_refund_line(const struct place *at,
			     const struct push_order *o,
			     const struct refund_line *l,
			     struct xn_error *err)
{
	if (!has_line(o, l->line_id))
		return bad(at, "lineItemId", "no such line item", err);
	if (check_quantity(at, "quantity", l->quantity, err) ||
	    check_amount(at, "subtotal", l->subtotal, err) ||
	    check_amount(at, "tax", l->total_tax, err))
		return -1;
	return 0;
}

static int check_refund(const struct place *at, const struct push_order *o,
			const struct refund *r, struct xn_error *err)
{
	if (check_time(at, "createdAt", r->created_at, err) ||
	    CHECK_IDS(at, "lineItems", r->lines, r->nlines, err) ||
	    CHECK_IDS(at, "shippingLines", r->shipping, r->nshipping, err) ||
	    CHECK_IDS(at, "adjustments", r->adjustments, r->nadjustments,
		      err))
		return -1;
	for (size_t i = 0; i < r->nlines; i++) {
		struct place line = inside(at, ".lineItems[%zu]", i);

		if (check_refund_line(&line, o, &r->lines[i], err))
			return -1;
	}
	for (size_t i = 0; i < r->nshipping; i++) {
		struct place line = inside(at, ".shippingLines[%zu]", i);

		if (check_amount(&line, "subtotal", r->shipping[i].subtotal,
				 err) ||
		    check_amount(&line, "tax", r->shipping[i].tax, err))
			return -1;
	}
	return 0;
}

static int check_shipping(const struct place *at,
			  const struct push_shipping *s, struct xn_error *err)
{
	if (s->shipping.discounted_price != -1 &&
	    check_amount(at, "discountedPrice", s->shipping.discounted_price,
			 err))
		return -1;
	return check_amount(at, "price", s->shipping.price, err) ||
	       check_amount(at, "tax", s->tax.amount, err) ? -1 : 0;
}

static int check_parts(const struct place *at, const struct push_order *o,
		       struct xn_error *err)
{
	if (CHECK_IDS(at, "lineItems", o->lines, o->nlines, err) ||
	    CHECK_IDS(at, "refunds", o->order.refunds, o->order.nrefunds,
		      err))
		return -1;
	for (size_t i = 0; i < o->nlines; i++) {
		struct place line = inside(at, ".lineItems[%zu]", i);

		if (check_line(&line, &o->lines[i], err))
			return -1;
	}
	for (size_t i = 0; i < o->nshipping; i++) {
		struct place line = inside(at, ".shippingLines[%zu]", i);

		if (check_shipping(&line, &o->shipping[i], err))
			return -1;
	}
	for (size_t i = 0; i < o->order.nrefunds; i++) {
		struct place refund = inside(at, ".refunds[%zu]", i);

		if (check_refund(&refund, o, &o->order.refunds[i], err))
			return -1;
	}
	return 0;
}

static int check_codes(const struct place *at, const struct push_order *o,
		       struct xn_error *err)
{
	for (size_t i = 0; i < o->ncodes; i++)
		if (text_is_longer(o->codes[i], 255))
			return bad(at, "discountCodes",
				   "longer than 255 characters", err);
	return 0;
}

/* The sums of a pushed order as the one part that each is made of. */
static void complete(struct arena *a, struct push_order *p)
{
	struct order *o = &p->order;

	o->lines = arena_alloc(a, p->nlines * sizeof(*o->lines) + 1);
	for (size_t i = 0; i < p->nlines; i++) {
		o->lines[i] = p->lines[i].line;
		o->lines[i].discounts = &p->lines[i].discount;
		o->lines[i].ndiscounts = p->lines[i].discount.amount ? 1 : 0;
		o->lines[i].taxes = &p->lines[i].tax;
		o->lines[i].ntaxes = p->lines[i].tax.amount ? 1 : 0;
	}
	o->nlines = p->nlines;
	o->shipping = arena_alloc(a, p->nshipping * sizeof(*o->shipping) + 1);
	for (size_t i = 0; i < p->nshipping; i++) {
		o->shipping[i] = p->shipping[i].shipping;
		o->shipping[i].taxes = &p->shipping[i].tax;
		o->shipping[i].ntaxes = p->shipping[i].tax.amount ? 1 : 0;
	}
	o->nshipping = p->nshipping;
	o->applications = arena_alloc(a, p->ncodes *
				      sizeof(*o->applications) + 1);
	for (size_t i = 0; i < p->ncodes; i++)
		o->applications[i] = (struct order_code){
			.code = p->codes[i], .type = "discount_code",
		};
	o->napplications = p->ncodes;
}

static int check_order(struct arena *a, size_t i, struct push_order *o,
		       struct xn_error *err)
{
	struct place at = inside(NULL, "records[%zu]", i);

	if (check_country(&at, o->order.country, err) ||
	    check_time(&at, "createdAt", o->order.created_at, err) ||
	    check_time(&at, "updatedAt", o->order.updated_at, err) ||
	    check_amount(&at, "totalPrice", o->order.total_price, err) ||
	    check_amount(&at, "tip", o->order.total_tip, err) ||
	    check_codes(&at, o, err) || check_parts(&at, o, err))
		return -1;
	complete(a, o);
	return 0;
}

static int check_shop(const struct push_shop *shop, struct xn_error *err)
{
	const char *c = shop->currency;

	if (strlen(c) == 3 && strspn(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3)
		return 0;
	return xn_fail_field(err, XN_BAD_INPUT, "shop.currency",
			     "shop.currency: must be three letters, as EUR");
}

int push_check(struct arena *a, struct push *push, struct xn_error *err)
{
	if ((push->shop && check_shop(push->shop, err)) ||
	    CHECK_IDS(NULL, "records", push->customers, push->ncustomers,
		      err) ||
	    CHECK_IDS(NULL, "records", push->products, push->nproducts,
		      err) ||
	    CHECK_IDS(NULL, "records", push->orders, push->norders, err))
		return -1;
	for (size_t i = 0; i < push->ncustomers; i++) {
		struct place at = inside(NULL, "records[%zu]", i);

		if (check_country(&at, push->customers[i].country, err) ||
		    check_time(&at, "updatedAt",
			       push->customers[i].updated_at, err))
			return -1;
	}
	for (size_t i = 0; i < push->nproducts; i++) {
		struct place at = inside(NULL, "records[%zu]", i);

		if (check_time(&at, "updatedAt",
			       push->products[i].updated_at, err))
			return -1;
	}
	for (size_t i = 0; i < push->norders; i++)
		if (check_order(a, i, &push->orders[i], err))
			return -1;
	return 0;
}
