#include <string.h>

#include "list_print.h"
#include "reply.h"

static void put_order(struct jsonout *w, const struct order_row *o)
{
	jsonout_put_id(w, "id", o->id);
	jsonout_put_id(w, "shopId", o->shop_id);
	jsonout_put_text(w, "name", o->name);
	reply_put_time(w, "processedAt", o->processed_at);
	reply_put_time(w, "createdAt", o->created_at);
	reply_put_time(w, "cancelledAt", o->cancelled_at);
	reply_put_time(w, "closedAt", o->closed_at);
	jsonout_put_text(w, "cancelReason", o->cancel_reason);
	jsonout_put_text(w, "financialStatus", o->financial_status);
	jsonout_put_text(w, "fulfillmentStatus", o->fulfillment_status);
	jsonout_put_text(w, "channel", o->channel);
	jsonout_put_text(w, "country", o->country);
	jsonout_key(w, "discountCodes");
	jsonout_raw(w, o->discount_codes, strlen(o->discount_codes));
	jsonout_put_bool(w, "test", o->test);
	jsonout_put_bool(w, "counted", o->counted);
	jsonout_put_int64(w, "units", o->units);
	jsonout_put_decimal(w, "totalPrice", o->total_price);
	jsonout_put_decimal(w, "currentTotal", o->spent);
	jsonout_put_text(w, "currency", o->currency);
	reply_put_id(w, "customerId", o->customer_id);
	jsonout_put_text(w, "email",
			 o->customer_email ? o->customer_email : o->email);
	jsonout_put_text(w, "firstName", o->first_name);
	jsonout_put_text(w, "lastName", o->last_name);
}

void list_print_order(struct jsonout *w, const struct order_row *o)
{
	jsonout_object_begin(w);
	put_order(w, o);
	jsonout_object_end(w);
}

static void put_line(struct jsonout *w, const struct order_line_row *l)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", l->id);
	reply_put_id(w, "productId", l->product_id);
	reply_put_id(w, "variantId", l->variant_id);
	jsonout_put_text(w, "title", l->title);
	jsonout_put_text(w, "variantTitle", l->variant_title);
	jsonout_put_text(w, "sku", l->sku);
	jsonout_put_text(w, "vendor", l->vendor);
	jsonout_put_int64(w, "quantity", l->quantity);
	jsonout_put_decimal(w, "currentQuantity", l->current_quantity);
	jsonout_put_decimal(w, "unitPrice", l->unit_price);
	jsonout_put_decimal(w, "discount", l->discount);
	jsonout_put_decimal(w, "tax", l->tax);
	jsonout_put_bool(w, "giftCard", l->gift_card);
	jsonout_object_end(w);
}

static void put_sale(struct jsonout *w, const struct order_sale_row *s)
{
	jsonout_object_begin(w);
	reply_put_time(w, "happenedAt", s->happened_at);
	jsonout_put_text(w, "side", s->side);
	jsonout_put_text(w, "lineType", s->type);
	jsonout_put_bool(w, "initial", s->initial);
	jsonout_put_text(w, "source", s->source);
	reply_put_id(w, "lineId", s->line_id);
	reply_put_id(w, "productId", s->product_id);
	jsonout_put_text(w, "title", s->title);
	jsonout_put_int64(w, "quantity", s->quantity);
	jsonout_put_decimal(w, "gross", s->gross);
	jsonout_put_decimal(w, "discount", s->discount);
	jsonout_put_decimal(w, "net", s->net);
	jsonout_put_decimal(w, "tax", s->tax);
	jsonout_put_decimal(w, "total", s->total);
	jsonout_object_end(w);
}

void list_print_detail(struct jsonout *w, const struct order_detail *d)
{
	jsonout_object_begin(w);
	put_order(w, &d->order);
	jsonout_key(w, "lines");
	jsonout_array_begin(w);
	for (size_t i = 0; i < d->nlines; i++)
		put_line(w, &d->lines[i]);
	jsonout_array_end(w);
	jsonout_key(w, "ledger");
	jsonout_array_begin(w);
	for (size_t i = 0; i < d->nsales; i++)
		put_sale(w, &d->sales[i]);
	jsonout_array_end(w);
	jsonout_object_end(w);
}

void list_print_customer_members(struct jsonout *w,
				 const struct customer_row *c)
{
	jsonout_put_id(w, "id", c->id);
	jsonout_put_id(w, "shopId", c->shop_id);
	jsonout_put_text(w, "email", c->email);
	jsonout_put_text(w, "firstName", c->first_name);
	jsonout_put_text(w, "lastName", c->last_name);
	jsonout_put_text(w, "phone", c->phone);
	jsonout_put_text(w, "state", c->state);
	jsonout_put_text(w, "country", c->country);
	reply_put_time(w, "createdAt", c->created_at);
	jsonout_put_int64(w, "lifetimeOrders", c->orders);
	jsonout_put_decimal(w, "totalSpent", c->spent);
	jsonout_put_decimal(w, "averageSpent", c->aov);
	jsonout_put_text(w, "currency", c->currency);
	jsonout_put_text(w, "firstOrderDay", c->first_day);
	jsonout_put_text(w, "lastOrderDay", c->last_day);
	jsonout_put_text(w, "rfmGroup", c->rfm_group);
	jsonout_put_decimal(w, "recencyScore", c->recency);
	jsonout_put_decimal(w, "frequencyScore", c->frequency);
	jsonout_put_decimal(w, "monetaryScore", c->monetary);
}

void list_print_customer(struct jsonout *w, const struct customer_row *c)
{
	jsonout_object_begin(w);
	list_print_customer_members(w, c);
	jsonout_object_end(w);
}

void list_print_product(struct jsonout *w, const struct product_row *p)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", p->id);
	jsonout_put_id(w, "shopId", p->shop_id);
	jsonout_put_text(w, "title", p->title);
	jsonout_put_text(w, "handle", p->handle);
	jsonout_put_text(w, "status", p->status);
	jsonout_put_text(w, "vendor", p->vendor);
	jsonout_put_text(w, "productType", p->type);
	reply_put_time(w, "createdAt", p->created_at);
	reply_put_time(w, "publishedAt", p->published_at);
	jsonout_object_end(w);
}
