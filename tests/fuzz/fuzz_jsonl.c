#include "domain/entity/ledger.h"
#include "domain/shopify/bulk_result.h"

#include "fuzz.h"

/*
 * The result of a bulk operation, of any bytes, cut into pieces whose size is
 * the first of them: orders come out whole and their sales can be derived.
 */
static struct arena *own;

static int take_node(void *ctx, const struct json *node, struct xn_error *err)
{
	(void)ctx;
	(void)err;
	fuzz_must(json_is_object(node));
	return 0;
}

static int take_order(void *ctx, struct graphql_order *g,
		      struct xn_error *err)
{
	(void)ctx;
	fuzz_must(g->order.id > 0 && g->order.currency);
	order_graphql_finish(own, g);
	fuzz_must(g->order.nrefunds == g->nrefunds);
	ledger_derive(own, &g->order, err);
	return 0;
}

static int leave_out(void *ctx, const char *what, struct xn_error *err)
{
	(void)ctx;
	fuzz_must(what && err->code == XN_BAD_INPUT && *err->text);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bulk_result_calls calls = {
		take_node, take_order, leave_out,
	};
	size_t piece = size ? (size_t)*data + 1 : 1;
	struct bulk_result r;
	struct xn_error err;
	int rc = 0;

	own = fuzz_arena();
	bulk_result_init(&r, own, &calls, NULL);
	for (size_t at = 1; at < size && !rc; at += piece)
		rc = bulk_result_feed(&r, (const char *)data + at,
				      size - at < piece ? size - at : piece,
				      &err);
	if (!rc)
		bulk_result_end(&r, &err);
	bulk_result_free(&r);
	return 0;
}
