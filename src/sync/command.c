#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
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

static int complain(const struct xn_error *err)
{
	fprintf(stderr, "xeno-sync: %s\n", err->text);
	return -1;
}

/* One shop in this process, with its progress bar. */
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
	};
	struct xn_error err;

	if (shops_find(s, SHOPS_CONNECTED, args->shop, &request.shop, &err))
		return complain(&err);
	return job_run(s, &request) == JOB_FAILED ? -1 : 0;
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

static int run_all(struct sync *s, struct job_request *requests, size_t n)
{
	struct xn_error err;
	size_t failed;

	for (size_t i = 0; i < n; i++)
		if (find_long(s, &requests[i], &err))
			return complain(&err);
	failed = fleet_run(s, requests, n);

	if (n)
		printf("%zu shop%s, %zu failed\n", n, n == 1 ? "" : "s",
		       failed);
	return failed ? -1 : 0;
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
	return run_all(s, requests, n);
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

/* A shop where nothing is queued has no run of it. */
int command_agreements(struct sync *s, const struct command_args *args)
{
	struct job_request *requests;
	struct shop_target *shops;
	struct xn_error err;
	size_t n, wanted = 0;

	if (args->shop)
		return run_one(s, args, RUN_AGREEMENTS, false);
	if (shops_list(s, SHOPS_CONNECTED, &shops, &n, &err))
		return complain(&err);
	requests = arena_alloc(s->arena, n * sizeof(*requests) + 1);
	for (size_t i = 0; i < n; i++) {
		bool some;

		if (order_queue_has_any(s->db, s->arena, shops[i].tenant_id,
					shops[i].shop_id, &some, &err))
			return complain(&err);
		if (some)
			requests[wanted++] = (struct job_request){
				.shop = shops[i],
				.type = RUN_AGREEMENTS,
				.requested_by = "schedule",
			};
	}
	return run_all(s, requests, wanted);
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
	if (run_all(s, requests, n))
		rc = -1;
	if (tenants_erase(s, &err))
		rc = complain(&err);
	parts_build_all(s, shops, nshops);
	if (statistics_gather(s->db, s->arena, 0, &err))
		rc = complain(&err);
	return rc;
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
		return job_run(s, &request) == JOB_FAILED ? -1 : 0;
	}
	xn_fail(&err, XN_NOT_FOUND, "no run %s is waiting", args->operand);
	return complain(&err);
}
