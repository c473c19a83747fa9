#include "base/clock.h"
#include "base/money.h"

#include "domain/copy.h"
#include "domain/copy_stage.h"
#include "domain/ledger.h"

/* Temporary, so nothing is shared and nothing is logged. */
const char copy_setup[] =
	"SET temp_buffers = '24MB';"	/* a whole chunk stays in memory */
	"CREATE TEMPORARY TABLE stage_customer (customer_id bigint,"
	" email text, first_name text, last_name text, phone text,"
	" state text, country text, created_at timestamptz,"
	" updated_at timestamptz) ON COMMIT DELETE ROWS;"
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
	" discount_codes text[], headers_only boolean, counted boolean,"
	" spent numeric, agreements_due smallint) ON COMMIT DELETE ROWS;"
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
	[COPY_CUSTOMER] = "COPY stage_customer FROM STDIN",
	[COPY_PRODUCT] = "COPY stage_product FROM STDIN",
	[COPY_ORDER] = "COPY stage_order FROM STDIN",
	[COPY_LINE] = "COPY stage_line FROM STDIN",
	[COPY_REFUND] = "COPY stage_refund FROM STDIN",
	[COPY_REFUND_LINE] = "COPY stage_refund_line FROM STDIN",
	[COPY_SALE] = "COPY stage_sale FROM STDIN",
};

/* Each column is followed by a tab; row_end() turns the last into a newline. */
static void text(struct buf *b, const char *s)
{
	if (!s) {
		buf_add(b, "\\N\t", 3);
		return;
	}
	for (; *s; s++) {
		switch (*s) {
		case '\\':
			buf_add(b, "\\\\", 2);
			break;
		case '\t':
			buf_add(b, "\\t", 2);
			break;
		case '\n':
			buf_add(b, "\\n", 2);
			break;
		case '\r':
			buf_add(b, "\\r", 2);
			break;
		default:
			buf_addc(b, *s);
		}
	}
	buf_addc(b, '\t');
}

static void number(struct buf *b, int64_t n)
{
	buf_add_int64(b, n);
	buf_addc(b, '\t');
}

static void number_or_null(struct buf *b, int64_t n, int64_t null)
{
	if (n == null)
		text(b, NULL);
	else
		number(b, n);
}

static void money(struct buf *b, int64_t e4)
{
	buf_reserve(b, 33);
	b->len += money_print(e4, b->data + b->len);
	buf_addc(b, '\t');
}

static void instant(struct buf *b, int64_t us)
{
	char out[32];

	if (us)
		time_print_rfc3339(us, out);
	text(b, us ? out : NULL);
}

static void truth(struct buf *b, bool value)
{
	buf_add(b, value ? "t\t" : "f\t", 2);
}

static void row_end(struct buf *b)
{
	b->data[b->len - 1] = '\n';
}

void copy_stage_customer(struct db_copy_part *parts, const struct customer *c)
{
	struct buf *b = &parts[COPY_CUSTOMER].data;

	number(b, c->id);
	text(b, c->email);
	text(b, c->first_name);
	text(b, c->last_name);
	text(b, c->phone);
	text(b, c->state);
	text(b, c->country);
	instant(b, c->created_at ? c->created_at : c->updated_at);
	instant(b, c->updated_at ? c->updated_at : c->created_at);
	row_end(b);
}

void copy_stage_product(struct db_copy_part *parts, const struct product *p)
{
	struct buf *b = &parts[COPY_PRODUCT].data;

	number(b, p->id);
	text(b, p->title ? p->title : "");
	text(b, p->handle);
	text(b, p->status ? p->status : "active");
	text(b, p->vendor);
	text(b, p->type);
	instant(b, p->created_at ? p->created_at : p->updated_at);
	instant(b, p->updated_at);
	instant(b, p->published_at);
	row_end(b);
}

static void stage_lines(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->nlines; i++) {
		const struct order_line *l = &o->lines[i];

		number(b, o->id);
		number(b, l->id);
		number_or_null(b, l->product_id, 0);
		number_or_null(b, l->variant_id, 0);
		text(b, l->title);
		text(b, l->variant_title);
		text(b, l->sku);
		text(b, l->vendor);
		number(b, l->quantity);
		number_or_null(b, l->current_quantity, -1);
		money(b, l->unit_price);
		money(b, order_line_discount(l));
		money(b, order_line_tax(l));
		truth(b, l->gift_card);
		row_end(b);
	}
}

static void stage_part(struct buf *b, const struct order *o,
		       const struct refund *r,
		       const struct refund_part *part)
{
	number(b, o->id);
	number(b, r->id);
	text(b, part->kind);
	number(b, part->id);
	number_or_null(b, part->line_id, 0);
	number(b, part->quantity);
	money(b, part->subtotal);
	money(b, part->tax);
	row_end(b);
}

static void stage_refunds(struct db_copy_part *parts, const struct order *o)
{
	struct buf *b = &parts[COPY_REFUND].data;

	for (size_t i = 0; i < o->nrefunds; i++) {
		const struct refund *r = &o->refunds[i];
		struct refund_part part;

		number(b, o->id);
		number(b, r->id);
		instant(b, r->created_at);
		instant(b, r->processed_at);
		if (r->total_known)
			money(b, r->total);
		else
			text(b, NULL);
		row_end(b);
		for (size_t j = 0; refund_part(r, j, &part); j++)
			stage_part(&parts[COPY_REFUND_LINE].data, o, r,
				   &part);
	}
}

static void stage_sales(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->nsales; i++) {
		const struct sale *s = &o->sales[i];

		number(b, o->id);
		number(b, (int64_t)i);
		text(b, sale_side_name(s->side));
		text(b, sale_type_name(s->type));
		truth(b, s->initial);
		number_or_null(b, s->line_id, 0);
		number_or_null(b, s->product_id, 0);
		number_or_null(b, s->variant_id, 0);
		instant(b, s->happened_at);
		number(b, s->quantity);
		money(b, s->total);
		money(b, s->tax);
		money(b, s->disc);
		text(b, "derived");
		row_end(b);
	}
}

void copy_stage_order(struct db_copy_part *parts, struct arena *a,
		      const struct order *o)
{
	struct buf *b = &parts[COPY_ORDER].data;

	number(b, o->id);
	number_or_null(b, o->customer ? o->customer->id : o->customer_id, 0);
	text(b, o->name);
	text(b, o->email);
	instant(b, o->created_at);
	instant(b, o->processed_at ? o->processed_at : o->created_at);
	instant(b, o->updated_at);
	instant(b, o->cancelled_at);
	instant(b, o->closed_at);
	text(b, o->cancel_reason);
	truth(b, o->test);
	truth(b, o->taxes_included);
	text(b, o->currency ? o->currency : "XXX");
	text(b, o->presentment_currency);
	money(b, o->total_price);
	money(b, o->presentment_total);
	text(b, o->source_name);
	text(b, o->country);
	text(b, o->financial_status);
	text(b, o->fulfillment_status);
	text(b, order_codes(a, o));
	truth(b, o->headers_only);
	truth(b, ledger_counts(o));
	money(b, ledger_spent(o));
	number(b, order_agreements_due(o));
	row_end(b);
	stage_lines(&parts[COPY_LINE].data, o);
	stage_refunds(parts, o);
	stage_sales(&parts[COPY_SALE].data, o);
}
