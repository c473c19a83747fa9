#include "domain/metrics/shop_report.h"
#include "domain/shopify/documents.h"

#include "report.h"

/* What another night will not be better for by itself. */
static bool is_refusal(const struct xn_error *err)
{
	return err->code == XN_FORBIDDEN || err->code == XN_INTERNAL ||
	       err->code == XN_TOO_LARGE || err->code == XN_BAD_INPUT;
}

static int ask(struct job *job, int64_t first, int64_t last,
	       struct shopify_figure **figures, size_t *count,
	       struct xn_error *err)
{
	const struct json *data;

	if (shopify_query(job->access, job->page, shopify_report,
			  shopify_figures_ask(job->page, first, last), &data,
			  err))
		return -1;
	return shopify_figures_read(job->page, data, first, last, figures,
				    count, err);
}

int report_read(struct job *job, struct xn_error *err)
{
	const struct shop_target *shop = &job->shop;
	struct db *db = job->sync->db;
	struct shopify_figure *figures;
	struct xn_error trouble = { 0 };
	int64_t first, last;
	size_t count;

	if (!job->sees_reports)
		return 0;
	arena_reset(job->page);
	if (job_tick(job, err) ||
	    shop_report_days(db, job->page, shop->tenant_id, shop->shop_id,
			     &first, &last, err))
		return -1;
	if (!ask(job, first, last, &figures, &count, &trouble))
		return shop_report_store(db, job->page, shop->tenant_id,
					 shop->shop_id, figures, count, err);
	if (!is_refusal(&trouble)) {
		*err = trouble;
		return -1;
	}
	job_add_detail(job, "no figures of Shopify's own: %s", trouble.text);
	return shop_report_fail(db, job->page, shop->tenant_id, shop->shop_id,
				trouble.text, err);
}
