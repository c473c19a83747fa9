#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/run/lease.h"
#include "domain/run/work.h"
#include "domain/shop/reading.h"
#include "domain/store/order_queue.h"
#include "domain/upkeep/statistics.h"

#include "command.h"
#include "fleet.h"
#include "job.h"
#include "parts.h"
#include "privacy_requests.h"
#include "resets.h"
#include "tenants.h"

/* How long shops wait for a slot: for less than until the next delta. */
#define WAIT_S (10 * 60)

/* How long ledgers are read in all: until some time before the next delta. */
#define LEDGERS_S (9 * 60)

/* How long somebody at a terminal may not be told that a slot is free. */
#define LOOK_MS 1000

static int complain(const struct xn_error *err)
{
	fprintf(stderr, "xeno-sync: %s\n", err->text);
	return -1;
}

static int64_t seconds_from_now(int64_t n)
{
	return clock_mono_us() + n * CLOCK_SECOND_US;
}

/* Somebody looks on: it begins as soon as it may, or is stopped. */
static enum job_end run_patiently(struct sync *s,
				  const struct job_request *request)
{
	enum job_end end = job_run(s, request);

	if (end == JOB_PUT_OFF)
		fprintf(stderr, "xeno-sync: waits, for as many runs are at"
			" work as may be: sync_processes\n");
	while (end == JOB_PUT_OFF && !sync_stopping() &&
	       (!request->end_us || clock_mono_us() < request->end_us)) {
		poll(NULL, 0, LOOK_MS);
		end = job_run(s, request);
	}
	return end;
}

/*
 * One shop in this process, with its progress bar.  Files are not read by
 * whoever else is at the shop.
 */
static int run_one(struct sync *s, const struct command_args *args,
		   enum run_type type, bool audit)
{
	struct job_request request = {
		.type = type,
		.requested_by = "command",
		.files = args->files,
		.nfiles = args->nfiles,
		.verbose = true,
		.audit = audit,
		.end_us = args->for_s ? seconds_from_now(args->for_s) : 0,
	};
	struct xn_error err;
	enum job_end end;

	if (shops_find(s, SHOPS_CONNECTED, args->shop, &request.shop, &err))
		return complain(&err);
	end = run_patiently(s, &request);
	return end == JOB_DONE || (end != JOB_FAILED && end != JOB_PUT_OFF &&
				   !args->nfiles) ? 0 : -1;
}

/* A shop that is to be read whole takes long; so may an erasure. */
static int find_long(struct sync *s, struct job_request *request,
		     struct xn_error *err)
{
	bool was_read = false;

	if (request->type == RUN_DELTA || request->type == RUN_RECONCILE)
		if (shop_was_read(s->db, s->arena, request->shop.tenant_id,
				  request->shop.shop_id, &was_read, err))
			return -1;
	request->is_long = !was_read && request->type != RUN_AGREEMENTS;
	return 0;
}

/* `wait_until_us` as of fleet_run(). */
static int run_all(struct sync *s, struct job_request *requests, size_t n,
		   int64_t wait_until_us)
{
	struct fleet_end end;
	struct xn_error err;

	for (size_t i = 0; i < n; i++)
		if (find_long(s, &requests[i], &err))
			return complain(&err);
	end = fleet_run(s, requests, n, wait_until_us);
	if (!n)
		return 0;
	printf("%zu shop%s, %zu failed", n, n == 1 ? "" : "s", end.failed);
	if (end.put_off)
		printf(", %zu not begun", end.put_off);
	putchar('\n');
	return end.failed ? -1 : 0;
}

static int run_shops(struct sync *s, const struct command_args *args,
		     enum run_type type, bool audit)
{
	struct shop_target *shops;
	struct job_request *requests;
	struct xn_error err;
	size_t n;

	if (args->shop)
		return run_one(s, args, type, audit);
	if (shops_list(s, SHOPS_CONNECTED, &shops, &n, &err))
		return complain(&err);
	requests = arena_alloc(s->arena, n * sizeof(*requests) + 1);
	for (size_t i = 0; i < n; i++)
		requests[i] = (struct job_request){
			.shop = shops[i],
			.type = type,
			.requested_by = "schedule",
			.audit = audit,
		};
	return run_all(s, requests, n, seconds_from_now(WAIT_S));
}

int command_full(struct sync *s, const struct command_args *args)
{
	return run_shops(s, args, RUN_FULL_SYNC, false);
}

int command_delta(struct sync *s, const struct command_args *args)
{
	return run_shops(s, args, RUN_DELTA, false);
}

/* A delta that looks after the subscriptions first, and closes their gaps. */
int command_audit(struct sync *s, const struct command_args *args)
{
	return run_shops(s, args, RUN_DELTA, true);
}

int command_reconcile(struct sync *s, const struct command_args *args)
{
	return run_shops(s, args, RUN_RECONCILE, false);
}

/* A shop with a queue of ledgers, and its last run of them. */
struct due {
	const struct shop_target *shop;
	int64_t run_id;
};

static int by_run(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->run_id != y->run_id)
		return x->run_id < y->run_id ? -1 : 1;
	return x->shop->shop_id < y->shop->shop_id ? -1 : 1;
}

/* A shop where nothing is queued has no run of it. */
static int list_due(struct sync *s, struct due **out, size_t *count,
		    struct xn_error *err)
{
	struct shop_target *shops;
	size_t n;

	if (shops_list(s, SHOPS_CONNECTED, &shops, &n, err))
		return -1;
	*out = arena_alloc(s->arena, n * sizeof(**out) + 1);
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		struct due *due = &(*out)[*count];
		bool some;

		due->shop = &shops[i];
		if (order_queue_has_any(s->db, s->arena, shops[i].tenant_id,
					shops[i].shop_id, &some, err) ||
		    (some && run_find_newest(s->db, s->arena,
					     shops[i].tenant_id,
					     shops[i].shop_id, RUN_AGREEMENTS,
					     &due->run_id, err)))
			return -1;
		*count += some;
	}
	qsort(*out, *count, sizeof(**out), by_run);
	return 0;
}

/*
 * They have an end in common, so that the next delta finds all shops free, and
 * begin with those that had none for the longest time: what had to be left goes
 * first the next time.
 */
int command_agreements(struct sync *s, const struct command_args *args)
{
	int64_t end_us = seconds_from_now(args->for_s ? args->for_s
						      : LEDGERS_S);
	struct job_request *requests;
	struct xn_error err;
	struct due *due;
	size_t n;

	if (args->shop)
		return run_one(s, args, RUN_AGREEMENTS, false);
	if (list_due(s, &due, &n, &err))
		return complain(&err);
	requests = arena_alloc(s->arena, n * sizeof(*requests) + 1);
	for (size_t i = 0; i < n; i++)
		requests[i] = (struct job_request){
			.shop = *due[i].shop,
			.type = RUN_AGREEMENTS,
			.requested_by = "schedule",
			.end_us = end_us,
		};
	return run_all(s, requests, n, end_us);
}

/* A run as a request; its shop may be gone from the directory (erased). */
static int request_of_run(struct sync *s, int64_t tenant_id, int64_t run_id,
			  const struct shop_target *shops, size_t nshops,
			  struct job_request *out, struct run *run,
			  struct xn_error *err)
{
	if (run_get(s->db, s->arena, tenant_id, run_id, run, err))
		return -1;
	*out = (struct job_request){
		.shop = {
			.tenant_id = tenant_id,
			.shop_id = run->shop_id,
			.domain = arena_printf(s->arena, "shop %lld",
					       (long long)run->shop_id),
		},
		.run_id = run_id,
		.type = run->type,
	};
	for (size_t i = 0; i < nshops; i++)
		if (shops[i].shop_id == run->shop_id)
			out->shop.domain = shops[i].domain;
	return 0;
}

/* Is it in good hands?  Else its process died, or none was ever there. */
static bool goes_on(const struct run *run)
{
	return run->status == RUN_STATUS_RUNNING &&
	       clock_now_us() - run->heartbeat_at <
		       LEASE_TTL_S * CLOCK_SECOND_US;
}

int command_queue(struct sync *s, const struct command_args *args)
{
	struct db_rows *rows;
	struct shop_target *shops;
	struct job_request *requests;
	struct xn_error err;
	size_t nshops, n = 0;
	int rc = 0;

	(void)args;
	if (privacy_requests_carry_out(s, &err))
		rc = complain(&err);
	if (resets_send(s, &err))
		rc = complain(&err);
	rows = run_list_wanted(s->db, s->arena, 5, &err);
	if (!rows || shops_list(s, SHOPS_OWN, &shops, &nshops, &err))
		return complain(&err);
	requests = arena_alloc(s->arena, (size_t)db_count(rows) *
					 sizeof(*requests) + 1);
	for (int i = 0; i < db_count(rows); i++) {
		struct run run;

		if (request_of_run(s, db_int64(rows, i, "tenant_id"),
				   db_int64(rows, i, "run_id"), shops, nshops,
				   &requests[n], &run, &err)) {
			if (err.code != XN_NOT_FOUND)
				return complain(&err);
			continue;
		}
		n += !goes_on(&run);
	}
	if (run_all(s, requests, n, 0))
		rc = -1;
	if (tenants_erase(s, &err))
		rc = complain(&err);
	parts_build_all(s, shops, nshops);
	if (statistics_gather(s->db, s->arena, 0, &err))
		rc = complain(&err);
	return rc;
}

/* A worker starts it, that waits for nobody. */
static int take_up(struct sync *s, const struct job_request *request)
{
	enum job_end end = job_run(s, request);

	if (end == JOB_PUT_OFF) {
		log_info("run %lld waits for the queue: sync_processes",
			 (long long)request->run_id);
		printf("run %lld waits for the queue: as many are at work as"
		       " may be\n", (long long)request->run_id);
	}
	return end == JOB_FAILED ? -1 : 0;
}

int command_run(struct sync *s, const struct command_args *args)
{
	struct db_rows *rows;
	struct shop_target *shops;
	struct job_request request;
	struct xn_error err;
	struct run run;
	size_t nshops;

	rows = run_list_wanted(s->db, s->arena, 0, &err);
	if (!rows || shops_list(s, SHOPS_CONNECTED, &shops, &nshops, &err))
		return complain(&err);
	for (int i = 0; i < db_count(rows); i++) {
		if (strcmp(db_text(rows, i, "run_id"), args->operand))
			continue;
		if (request_of_run(s, db_int64(rows, i, "tenant_id"),
				   db_int64(rows, i, "run_id"), shops, nshops,
				   &request, &run, &err))
			return complain(&err);
		request.verbose = true;
		return take_up(s, &request);
	}
	xn_fail(&err, XN_NOT_FOUND, "no run %s is waiting", args->operand);
	return complain(&err);
}
