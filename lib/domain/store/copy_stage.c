#include "wrap/db_row.h"

#include "domain/entity/ledger.h"
#include "domain/store/copy.h"
#include "domain/store/copy_stage.h"

/* Temporary, so nothing is shared and nothing is logged. */
const char copy_setup[] =
	"SET temp_buffers = '24MB';"	/* a whole chunk stays in memory */
	"CREATE TEMPORARY TABLE stage_customer (customer_id bigint,"
	" email text, first_name text, last_name text, phone text,"
	" state text, country text, created_at timestamptz,"
	" updated_at timestamptz, amount_spent numeric,"
	" amount_spent_currency text, amount_spent_at timestamptz)"
	" ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_product (product_id bigint,"
	" title text, handle text, status text, vendor text,"
	" product_type text, created_at timestamptz,"
	" updated_at timestamptz, published_at timestamptz)"
	" ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_order (order_id bigint,"
	" customer_id bigint, name text, email text,"
	" created_at timestamptz, processed_at timestamptz,"
	" updated_at timestamptz, cancelled_at timestamptz,"
	" closed_at timestamptz, cancel_reason text, test boolean,"
	" taxes_included boolean, currency text, presentment_currency text,"
	" total_price numeric, presentment_total numeric, source_name text,"
	" country text, financial_status text, fulfillment_status text,"
	" discount_codes text, headers_only boolean, counted boolean,"
	" spent bigint, agreements_due smallint) ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_known (order_id bigint, stale boolean,"
	" keep boolean) ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_line (order_id bigint,"
	" line_id bigint, product_id bigint, variant_id bigint, title text,"
	" variant_title text, sku text, vendor text, quantity bigint,"
	" current_quantity bigint, unit_price numeric, discount numeric,"
	" tax numeric, gift_card boolean) ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_refund (order_id bigint,"
	" refund_id bigint, created_at timestamptz,"
	" processed_at timestamptz, total numeric) ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_refund_line (order_id bigint,"
	" refund_id bigint, kind text, refund_line_id bigint,"
	" line_id bigint, quantity bigint, subtotal numeric, tax numeric)"
	" ON COMMIT DELETE ROWS;"
	"CREATE TEMPORARY TABLE stage_sale (order_id bigint,"
	" event_no integer, side sale_side, line_type sale_line_type,"
	" initial boolean, line_id bigint, product_id bigint,"
	" variant_id bigint, happened_at timestamptz, quantity bigint,"
	" total numeric, tax numeric, disc numeric, source sale_source)"
	" ON COMMIT DELETE ROWS";

const char *const copy_commands[COPY_NTABLES] = {
	[COPY_CUSTOMER] = "COPY stage_customer FROM STDIN BINARY",
	[COPY_PRODUCT] = "COPY stage_product FROM STDIN BINARY",
	[COPY_ORDER] = "COPY stage_order FROM STDIN BINARY",
	[COPY_LINE] = "COPY stage_line FROM STDIN BINARY",
	[COPY_REFUND] = "COPY stage_refund FROM STDIN BINARY",
	[COPY_REFUND_LINE] = "COPY stage_refund_line FROM STDIN BINARY",
	[COPY_SALE] = "COPY stage_sale FROM STDIN BINARY",
};

void copy_stage_customer(struct db_copy_part *parts, const struct customer *c)
{
	struct buf *b = &parts[COPY_CUSTOMER].data;
	int64_t updated = c->updated_at ? c->updated_at : c->created_at;

	row_begin(b, 12);
	row_int64(b, c->id);
	row_text(b, c->email);
	row_text(b, c->first_name);
	row_text(b, c->last_name);
	row_text(b, c->phone);
	row_text(b, c->state);
	row_text(b, c->country);
	row_time(b, c->created_at ? c->created_at : c->updated_at);
	row_time(b, updated);
	if (c->amount_spent)
		row_money(b, *c->amount_spent);
	else
		row_null(b);
	row_text(b, c->amount_spent_currency);
	row_time(b, c->amount_spent ? updated : 0);
}

void copy_stage_product(struct db_copy_part *parts, const struct product *p)
{
	struct buf *b = &parts[COPY_PRODUCT].data;

	row_begin(b, 9);
	row_int64(b, p->id);
	row_text(b, p->title ? p->title : "");
	row_text(b, p->handle);
	row_text(b, p->status ? p->status : "active");
	row_text(b, p->vendor);
	row_text(b, p->type);
	row_time(b, p->created_at ? p->created_at : p->updated_at);
	row_time(b, p->updated_at);
	row_time(b, p->published_at);
}

static void stage_lines(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->nlines; i++) {
		const struct order_line *l = &o->lines[i];

		row_begin(b, 14);
		row_int64(b, o->id);
		row_int64(b, l->id);
		row_int64_or_null(b, l->product_id, 0);
		row_int64_or_null(b, l->variant_id, 0);
		row_text(b, l->title);
		row_text(b, l->variant_title);
		row_text(b, l->sku);
		row_text(b, l->vendor);
		row_int64(b, l->quantity);
		row_int64_or_null(b, l->current_quantity, -1);
		row_money(b, l->unit_price);
		row_money(b, order_line_discount(l));
		row_money(b, order_line_tax(l));
		row_bool(b, l->gift_card);
	}
}

static void stage_part(struct buf *b, const struct order *o,
		       const struct refund *r,
		       const struct refund_part *part)
{
	row_begin(b, 8);
	row_int64(b, o->id);
	row_int64(b, r->id);
	row_text(b, part->kind);
	row_int64(b, part->id);
	row_int64_or_null(b, part->line_id, 0);
	row_int64(b, part->quantity);
	row_money(b, part->subtotal);
	row_money(b, part->tax);
}

static void stage_refunds(struct db_copy_part *parts, const struct order *o)
{
	struct buf *b = &parts[COPY_REFUND].data;

	for (size_t i = 0; i < o->nrefunds; i++) {
		const struct refund *r = &o->refunds[i];
		struct refund_part part;

		row_begin(b, 5);
		row_int64(b, o->id);
		row_int64(b, r->id);
		row_time(b, r->created_at);
		row_time(b, r->processed_at);
		if (r->total_known)
			row_money(b, r->total);
		else
			row_null(b);
		for (size_t j = 0; refund_part(r, j, &part); j++)
			stage_part(&parts[COPY_REFUND_LINE].data, o, r,
				   &part);
	}
}

static void stage_sales(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->nsales; i++) {
		const struct sale *s = &o->sales[i];

		row_begin(b, 14);
		row_int64(b, o->id);
		row_int32(b, (int32_t)i);
		row_text(b, sale_side_name(s->side));
		row_text(b, sale_type_name(s->type));
		row_bool(b, s->initial);
		row_int64_or_null(b, s->line_id, 0);
		row_int64_or_null(b, s->product_id, 0);
		row_int64_or_null(b, s->variant_id, 0);
		row_time(b, s->happened_at);
		row_int64(b, s->quantity);
		row_money(b, s->total);
		row_money(b, s->tax);
		row_money(b, s->disc);
		row_text(b, "derived");
	}
}

void copy_stage_order(struct db_copy_part *parts, struct arena *a,
		      const struct order *o)
{
	struct buf *b = &parts[COPY_ORDER].data;

	row_begin(b, 25);
	row_int64(b, o->id);
	row_int64_or_null(b, order_customer_id(o), 0);
	row_text(b, o->name);
	row_text(b, o->email);
	row_time(b, o->created_at);
	row_time(b, o->processed_at ? o->processed_at : o->created_at);
	row_time(b, o->updated_at);
	row_time(b, o->cancelled_at);
	row_time(b, o->closed_at);
	row_text(b, o->cancel_reason);
	row_bool(b, o->test);
	row_bool(b, o->taxes_included);
	row_text(b, o->currency ? o->currency : "XXX");
	row_text(b, o->presentment_currency);
	row_money(b, o->total_price);
	row_money(b, o->presentment_total);
	row_text(b, o->source_name);
	row_text(b, o->country);
	row_text(b, o->financial_status);
	row_text(b, o->fulfillment_status);
	row_text(b, order_codes(a, o));
	row_bool(b, o->headers_only);
	row_bool(b, ledger_counts(o));
	row_int64(b, ledger_spent(o));
	row_int16(b, (int16_t)order_agreements_due(o));
	stage_lines(&parts[COPY_LINE].data, o);
	stage_refunds(parts, o);
	stage_sales(&parts[COPY_SALE].data, o);
}
