#include "base/clock.h"
#include "domain/shop/shop.h"
#include "domain/store/order_queue.h"

#include "agreements.h"
#include "bulk_read.h"
#include "pages.h"
#include "readings.h"
#include "refund_lines.h"
#include "reread.h"
#include "subscription_audit.h"
#include "take.h"

/* How long Shopify's own ledgers are read, after everything else and alone. */
#define LEDGERS_AFTER_FULL_US (20 * CLOCK_SECOND_US)
#define LEDGERS_ALONE_US (4 * 60 * CLOCK_SECOND_US)

/* So many rows of a resource are read by pages; the rest in bulk. */
#define BY_PAGES_MAX 2500

/* Without read_all_orders Shopify shows 60 days, and does not say so. */
static int check_scopes(struct job *job, const struct shopify_shop *shop,
			struct xn_error *err)
{
	const char *missing = shopify_missing_scope(shop);

	if (!shop->nscopes)
		return 0;
	if (missing)
		return xn_fail(err, XN_FORBIDDEN,
			       "the app lacks the access scope %s", missing);
	job->sees_all_orders = shopify_has_scope(shop, "read_all_orders");
	job->sees_reports = shopify_has_scope(shop, "read_reports");
	if (!job->sees_all_orders)
		job_add_detail(job, "history is limited to 60 days"
			       " (no read_all_orders)");
	return 0;
}

int full_read_shop(struct job *job, struct xn_error *err)
{
	struct shopify_shop shop;

	if (job_connect(job, err) ||
	    shopify_get_shop(job->access, job->page, &shop, err) ||
	    check_scopes(job, &shop, err))
		return -1;
	return shop_follow(job->sync->db, job->page, job->shop.tenant_id,
			   job->shop.shop_id, &shop, err);
}

static int move_watermarks(struct job *job, struct xn_error *err)
{
	for (int i = 0; i < RESOURCE_NKINDS; i++)
		if (job->watermark[i])
			copy_watermark(job->copy, resources[i].name,
				       job->watermark[i]);
	return job_flush(job, err);
}

/*
 * Whoever gives files may be without Shopify.  What they lack of refunds is
 * read with the orders' ledgers (ledgers_read()).
 */
static int read_files(struct job *job, struct xn_error *err)
{
	for (int i = 0; i < job->nfiles; i++)
		if (take_file(job, job->files[i], err))
			return -1;
	if (job->refunds_to_read)
		job_add_detail(job, "the refunds of %lld orders are yet to"
			       " be read", (long long)job->refunds_to_read);
	return move_watermarks(job, err);
}

/* A bulk operation leaves the lines of refunds to be read. */
static int read_in_bulk(struct job *job, const int64_t *from_us,
			struct xn_error *err)
{
	if (bulk_read(job, from_us, err) ||
	    (job->refunds_to_read && refund_lines_read(job, INT64_MAX, err)))
		return -1;
	return move_watermarks(job, err);
}

int full_read(struct job *job, struct xn_error *err)
{
	static const int64_t ever[RESOURCE_NKINDS];

	if (job->nfiles)
		return read_files(job, err);
	return full_read_shop(job, err) || subscription_audit(job, err) ||
	       read_in_bulk(job, ever, err) ||
	       reread_orders(job, err) ||
	       order_queue_unknown(job->sync->db, job->page,
				   job->shop.tenant_id, job->shop.shop_id,
				   err) ||
	       agreements_read(job, LEDGERS_AFTER_FULL_US, err) ? -1 : 0;
}

/* Refunds have half of the time at most: new orders wait for the rest. */
int ledgers_read(struct job *job, struct xn_error *err)
{
	int64_t now_us = clock_mono_us();
	int64_t end_us = now_us + LEDGERS_ALONE_US;

	if (job->end_us && job->end_us < end_us)
		end_us = job->end_us;
	return job_connect(job, err) ||
	       refund_lines_read(job, now_us + (end_us - now_us) / 2, err) ||
	       agreements_read(job, end_us - clock_mono_us(), err) ? -1 : 0;
}

/*
 * By pages as long as that is little, in bulk what is more: pages cost points
 * of the shop's rate limit, an operation costs a wait.
 */
int changes_read(struct job *job, int64_t from_us[RESOURCE_NKINDS],
		 struct xn_error *err)
{
	bool much = false;

	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		int64_t reached_us;

		if (pages_read(job, &resources[i], from_us[i], BY_PAGES_MAX,
			       &reached_us, err) &&
		    (err->code != XN_TOO_LARGE || job->store_failed))
			return -1;
		from_us[i] = reached_us ? reached_us : BULK_READ_NOTHING;
		much = much || reached_us;
	}
	return much ? read_in_bulk(job, from_us, err) : 0;
}

int delta_read(struct job *job, struct xn_error *err)
{
	int64_t from_us[RESOURCE_NKINDS];

	if (subscription_audit(job, err) ||
	    shops_watermarks(job->sync, job->page, &job->shop, from_us, err))
		return -1;
	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		if (!from_us[i])
			return full_read(job, err);
		from_us[i] -= CHANGES_OVERLAP_US;
	}
	return job_connect(job, err) || changes_read(job, from_us, err) ||
	       reread_orders(job, err) ? -1 : 0;
}
