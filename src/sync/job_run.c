#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "domain/run/breaker.h"
#include "domain/run/lease.h"
#include "domain/shop/connect.h"
#include "domain/shop/reading.h"

#include "job.h"

/* "100,000 orders, 3 refunds; 2 rows were left out" */
static const char *summary(struct job *job)
{
	static const char *const names[] = {
		"customers", "products", "orders", "refunded orders",
		"ledgers",
	};
	struct buf text;

	if (job->run.type == RUN_ERASE)
		return "everything of the shop is gone";
	buf_init(&text, job->arena);
	for (int i = 0; i <= RESOURCE_NKINDS + 1; i++)
		if (job->progress.read[i] || i < RESOURCE_NKINDS)
			buf_printf(&text, "%s%lld %s", i ? ", " : "",
				   (long long)job->progress.read[i],
				   names[i]);
	if (job->left_out)
		buf_printf(&text, "; %lld could not be stored",
			   (long long)job->left_out);
	if (job->unknown_sales)
		buf_printf(&text, "; %lld sales are of a kind that Shopify did"
			   " not name", (long long)job->unknown_sales);
	if (*job->detail)
		buf_printf(&text, "; %s", job->detail);
	return buf_text(&text);
}

static void say(const struct job *job, bool verbose, const char *type,
		const char *end, const char *detail)
{
	int64_t ms = (clock_mono_us() - job->progress.began_us) / 1000;

	if (!job->sync->terminal)
		log_info("%s %s in %lld ms: %s", type, end, (long long)ms,
			 detail);
	if (verbose)
		printf("%s: %s %s in %lld.%lld s: %s\n", job->shop.domain,
		       type, end, (long long)ms / 1000,
		       (long long)ms % 1000 / 100, detail);
	fflush(stdout);
}

/* Shopify let the run down: the schedule is to wait before the next one. */
static void hold_off(struct job *job, const struct xn_error *failed)
{
	struct xn_error err;
	int64_t wait_s;

	if (!failed || job->store_failed || sync_stopping() ||
	    !breaker_counts(failed->code))
		return;
	if (breaker_count(job->sync->db, job->scratch, job->shop.tenant_id,
			  job->shop.shop_id, &wait_s, &err))
		log_error("the failure is not counted: %s", err.text);
	else
		log_warn("the next attempt is in %lld min",
			 (long long)wait_s / 60);
}

/* What Shopify's rate limit has left, for whoever looks at the shop. */
static void keep_budget(struct job *job)
{
	struct shopify_budget budget;
	struct xn_error err;

	if (job->access && shopify_budget(job->access, &budget) &&
	    shop_reading_keep_budget(job->sync->db, job->scratch,
				     job->shop.tenant_id, job->shop.shop_id,
				     &budget, &err))
		log_warn("the rate limit is not noted: %s", err.text);
}

/*
 * What was stopped waits for the queue, as if it had not been begun.  Not what
 * somebody at a terminal no longer wants; nor files, which are this command's.
 */
static bool is_put_back(const struct job *job, const struct xn_error *failed)
{
	return failed && sync_stopping() && sync_stop_signal() != SIGINT &&
	       !job->nfiles;
}

static int note_end(struct job *job, const char *detail,
		    const struct xn_error *failed, struct xn_error *err)
{
	struct sync *s = job->sync;

	if (is_put_back(job, failed))
		return run_put_back(s->db, job->scratch, job->shop.tenant_id,
				    job->run.id, s->holder, err);
	return run_finish(s->db, job->scratch, job->shop.tenant_id,
			  job->run.id, s->holder, detail,
			  failed ? failed->text : NULL, err);
}

/* The end of a run that was begun; `failed` says why, or is NULL. */
static enum job_end finish(struct job *job, bool verbose,
			   const struct xn_error *failed)
{
	const char *type = run_type_name(job->run.type);
	const char *detail = summary(job);
	struct xn_error err;

	progress_clear(&job->progress);
	arena_reset(job->scratch);
	if (failed && failed->code == XN_UNAUTHENTICATED)
		shop_access_revoked(job->sync->db, job->scratch,
				    job->shop.tenant_id, job->shop.shop_id,
				    &err);
	/* An erasure ends with its shop and this run; one that was stopped
	 * stays in the directory, for the queue. */
	if (job->run.type != RUN_ERASE) {
		struct xn_error trouble;

		job_tell(job, &trouble);
		keep_budget(job);
		if (note_end(job, detail, failed, &err)) {
			log_error("the run's end is not noted: %s", err.text);
			return JOB_FAILED;
		}
		hold_off(job, failed);
	}
	say(job, verbose, type, is_put_back(job, failed) ? "put back" :
	    failed ? "failed" : "done", failed ? failed->text : detail);
	return failed ? JOB_FAILED : JOB_DONE;
}

/* The run's row, ours from now on.  *is_own: it is what was asked for. */
static int start_run(struct job *job, const struct job_request *request,
		     bool *is_own, struct xn_error *err)
{
	struct sync *s = job->sync;
	int64_t id = request->run_id;
	bool created = true;

	/* One that was given up may stand in the way: once more, then. */
	for (int tries = 0; tries < 2; tries++) {
		if (!request->run_id) {
			if (run_create(s->db, job->arena,
				       job->shop.tenant_id, job->shop.shop_id,
				       request->type, request->requested_by,
				       &job->run, &created, err))
				return -1;
			id = job->run.id;
		}
		*is_own = created || (job->run.type == request->type &&
				      !request->nfiles);
		if (!run_start(s->db, job->arena, job->shop.tenant_id, id,
			       s->holder, &job->run, err))
			return 0;
		if (err->code != XN_REFUSED || request->run_id)
			return -1;
	}
	return -1;
}

static int take_lease(struct job *job, bool *taken, struct xn_error *err)
{
	struct sync *s = job->sync;
	const struct shop_target *shop = &job->shop;
	const char *holder;

	if (lease_take(s->db, job->arena, shop->tenant_id, shop->shop_id,
		       s->holder, LEASE_TTL_S, taken, err))
		return -1;
	if (*taken)
		return 0;
	if (lease_holder(s->db, job->arena, shop->tenant_id, shop->shop_id,
			 &holder, err))
		return -1;
	if (!holder || !sync_holder_is_dead(s, holder))
		return 0;
	log_warn("%s died over this shop: its lease is taken over", holder);
	if (lease_release(s->db, job->arena, shop->tenant_id, shop->shop_id,
			  holder, err))
		return -1;
	return lease_take(s->db, job->arena, shop->tenant_id, shop->shop_id,
			  s->holder, LEASE_TTL_S, taken, err);
}

static int tick(void *ctx, struct xn_error *err)
{
	return job_tick(ctx, err);
}

/* A run begins with nothing of one before it. */
static void begin(struct job *job, const struct job_request *request)
{
	*job = (struct job){
		.sync = job->sync,
		.shop = request->shop,
		.slot = job->slot,
		.arena = job->arena,
		.page = job->page,
		.scratch = job->scratch,
		.audit = request->audit,
		.end_us = request->end_us,
	};
	progress_begin(&job->progress, clock_mono_us());
}

/* *is_over: no other run was carried out in the place of the own one. */
static enum job_end run_once(struct job *job, const struct job_request *request,
			     bool *is_over)
{
	struct xn_error err = { 0 };
	enum job_end end;

	begin(job, request);
	if (start_run(job, request, is_over, &err)) {
		bool gone = err.code == XN_REFUSED || err.code == XN_CONFLICT ||
			    err.code == XN_NOT_FOUND;

		say(job, request->verbose, run_type_name(request->type),
		    gone ? "skipped" : "failed", err.text);
		*is_over = true;
		return gone ? JOB_SKIPPED : JOB_FAILED;
	}
	if (*is_over) {
		job->files = request->files;
		job->nfiles = request->nfiles;
	}
	job->sync->tick = tick;
	job->sync->tick_ctx = job;
	end = finish(job, request->verbose, job_work(job, &err) ? &err : NULL);
	job->sync->tick = NULL;
	return end;
}

/*
 * One that a dead process left, or that waits for the queue, is in the way of
 * another: it is carried out first.
 */
static enum job_end run_under_lease(struct job *job,
				    const struct job_request *request)
{
	enum job_end end;
	bool is_over;

	end = run_once(job, request, &is_over);
	if (!is_over && !sync_stopping())
		end = run_once(job, request, &is_over);
	if (is_over)
		return end;
	say(job, request->verbose, run_type_name(request->type), "put off",
	    sync_stopping() ? "stopped" : "busy, another run was asked for");
	return sync_stopping() ? JOB_FAILED : JOB_BUSY;
}

/*
 * An erasure waits for nobody, and needs no more than one connection.  The
 * tenant's comes first, for the process does not give its own back.
 */
static int take_slots(struct job *job, const struct job_request *request,
		      bool *taken, struct xn_error *err)
{
	struct sync *s = job->sync;
	const char *by = request->requested_by;
	int half = s->conf.sync_processes / 2;

	*taken = request->run_id && request->type == RUN_ERASE;
	if (*taken)
		return 0;
	if (slot_take(s->db, job->scratch, job->shop.tenant_id, 1,
		      half ? half : 1, &job->slot, err))
		return -1;
	return job->slot.number
		? sync_take_slot(s, by && !strcmp(by, "schedule"), taken, err)
		: 0;
}

static bool is_past(const struct job_request *request)
{
	return request->end_us && clock_mono_us() >= request->end_us;
}

static enum job_end run_job(struct job *job, const struct job_request *request)
{
	struct xn_error err;
	enum job_end end;
	bool taken = false;

	if (take_slots(job, request, &taken, &err)) {
		say(job, request->verbose, "slot", "failed", err.text);
		return JOB_FAILED;
	}
	if (!taken || is_past(request))
		return JOB_PUT_OFF;
	if (take_lease(job, &taken, &err)) {
		say(job, request->verbose, "lease", "failed", err.text);
		return JOB_FAILED;
	}
	if (!taken) {
		say(job, request->verbose, run_type_name(request->type),
		    "put off", "busy, another process syncs this shop");
		return JOB_BUSY;
	}
	end = run_under_lease(job, request);
	arena_reset(job->scratch);
	lease_release(job->sync->db, job->scratch, job->shop.tenant_id,
		      job->shop.shop_id, job->sync->holder, &err);
	return end;
}

enum job_end job_run(struct sync *s, const struct job_request *request)
{
	struct job job = {
		.sync = s,
		.shop = request->shop,
		.arena = arena_new(4096),
		.page = arena_new(65536),
		.scratch = arena_new(4096),
	};
	enum job_end end;

	log_context(job.shop.domain);
	progress_begin(&job.progress, clock_mono_us());
	end = run_job(&job, request);
	arena_reset(job.scratch);
	slot_leave(s->db, job.scratch, &job.slot);
	log_context(NULL);
	arena_free(job.scratch);
	arena_free(job.page);
	arena_free(job.arena);
	return end;
}
