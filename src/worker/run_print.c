#include "base/clock.h"

#include "reply.h"
#include "run_print.h"

/* Rows read a second so far; null before there is anything to divide. */
static int64_t put_rate(struct jsonout *w, const struct run *run, int64_t now)
{
	int64_t end = run->finished_at ? run->finished_at : now;
	int64_t spent_ms = (end - run->started_at) / 1000;

	if (!run->started_at || spent_ms <= 0 || !run->rows_read) {
		jsonout_put_null(w, "rowsPerSecond");
		return 0;
	}
	jsonout_put_int64(w, "rowsPerSecond",
			  run->rows_read * 1000 / spent_ms);
	return run->rows_read * 1000 / spent_ms;
}

/* When it will be done if it goes on at this rate. */
static void put_estimate(struct jsonout *w, const struct run *run,
			 int64_t now, int64_t rate)
{
	int64_t left = run->rows_expected - run->rows_read;

	if (run->status != RUN_STATUS_RUNNING || rate == 0 || left < 0)
		reply_put_time(w, "estimatedEndAt", 0);
	else
		reply_put_time(w, "estimatedEndAt",
			       now + left / rate * CLOCK_SECOND_US);
}

void run_print(struct jsonout *w, int64_t tenant_id, const struct run *run)
{
	int64_t now = clock_now_us(), rate;

	jsonout_object_begin(w);
	jsonout_put_id(w, "id", run->id);
	jsonout_put_id(w, "tenantId", tenant_id);
	jsonout_put_id(w, "shopId", run->shop_id);
	jsonout_put_text(w, "type", run_type_name(run->type));
	jsonout_put_text(w, "status", run_status_name(run->status));
	reply_put_time(w, "createdAt", run->created_at);
	reply_put_time(w, "startedAt", run->started_at);
	reply_put_time(w, "finishedAt", run->finished_at);
	jsonout_put_text(w, "detail", run->detail);
	jsonout_put_text(w, "error", run->error);
	jsonout_put_text(w, "phase", run->phase);
	jsonout_put_int64(w, "rowsRead", run->rows_read);
	jsonout_put_int64(w, "rowsStored", run->rows_stored);
	if (run->rows_expected < 0)
		jsonout_put_null(w, "rowsExpected");
	else
		jsonout_put_int64(w, "rowsExpected", run->rows_expected);
	rate = put_rate(w, run, now);
	put_estimate(w, run, now, rate);
	jsonout_put_text(w, "requestedBy", run->requested_by);
	jsonout_object_end(w);
}
