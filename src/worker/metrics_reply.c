#include "base/clock.h"

#include "memory.h"
#include "metrics_reply.h"
#include "recent.h"
#include "reply.h"

/* Whose data it is, of which version, program and stretch of time. */
static const char *tag(const struct request *req, const struct range *range,
		       int64_t version, int64_t stretch_s)
{
	static const char *const suffixes[] = {
		[FORMAT_JSON] = "",
		[FORMAT_CSV] = "-csv",
		[FORMAT_NDJSON] = "-ndjson",
	};
	int64_t now_s = clock_now_us() / CLOCK_SECOND_US;

	return arena_printf(req->arena, "%lld-%lld-%lld-%llx-%lld%s",
		(long long)req->tenant_id, (long long)range->metrics.shop_id,
		(long long)version, (unsigned long long)memory_program(),
		(long long)(stretch_s ? now_s / stretch_s : 0),
		suffixes[req->answer.format]);
}

static int find_version(struct request *req, int64_t shop_id, int64_t *version,
			struct xn_error *err)
{
	int64_t asked_us = clock_mono_us();

	if (recent_version(req, shop_id, version))
		return 0;
	if (metrics_version(req->worker->db_read, req->arena, req->tenant_id,
			    shop_id, version, err))
		return -1;
	recent_keep(req, shop_id, asked_us, *version);
	return 0;
}

int metrics_reply_known(struct request *req, const struct range *range,
			int64_t stretch_s, bool *done, struct xn_error *err)
{
	int64_t version;

	if (find_version(req, range->metrics.shop_id, &version, err))
		return -1;
	req->answer.data_version = db_arg_int64(req->arena, version);
	*done = true;
	if (reply_is_fresh(req, tag(req, range, version, stretch_s)))
		return reply_not_modified(req);
	*done = memory_reply(req);
	return 0;
}

int metrics_reply(struct request *req, struct jsonout *w)
{
	reply(req, 200, w);
	memory_keep(req);
	return 0;
}
