#ifndef SYNC_JOB_H
#define SYNC_JOB_H

#include "domain/run/slot.h"
#include "domain/run/work.h"
#include "domain/store/copy.h"

#include "beside.h"
#include "progress.h"
#include "resource.h"
#include "shops.h"
#include "sync.h"

/* Something that could not be stored: letters.h. */
struct letter {
	char gid[80];
	char reason[200];
	int64_t changed_us;	/* of which state; 0: not known */
};

/* So many are written at once, if no flush comes before. */
#define JOB_LETTERS 200

/* Rows left out, one behind the other, of what was asked: unanswered.h. */
struct unanswered {
	const char *document;
	int rows;
};

/*
 * One run over one shop, while this process works on it: it holds the shop's
 * lease, and the run's row tells how far it is.
 */
struct job {
	struct sync *sync;
	struct shop_target shop;
	struct run run;
	struct slot slot;	/* of the shop's tenant */
	struct arena *arena;	/* lives as long as the job */
	struct arena *page;	/* of the page, or the order, at hand */
	struct arena *scratch;	/* for the statements of a tick */
	struct shopify_access *access;
	struct copy *copy;
	struct beside beside;	/* builds parts meanwhile */
	struct progress progress;
	const char *const *files;	/* --jsonl: instead of Shopify */
	int nfiles;
	bool audit;		/* look after webhook subscriptions, too */
	bool store_failed;	/* the copy is of no more use */
	int64_t left_out;	/* rows that could not be stored */
	struct letter letters[JOB_LETTERS];
	int nletters;
	struct unanswered unanswered;
	int64_t orders_cut;	/* whose lines did not fit their page */
	int64_t unknown_sales;	/* in the ledgers stored: in no figure */
	int64_t refunds_to_read; /* orders stored without refund lines */
	bool refunds_left;	/* of some they were not read in time */
	int64_t end_us;		/* of its request */
	int64_t watermark[RESOURCE_NKINDS]; /* how far it has read; or 0 */
	bool sees_all_orders;	/* after full_read_shop() */
	bool sees_reports;	/* the same */
	char detail[300];	/* said at the end, beside the figures */
};

enum job_end {
	JOB_DONE,
	JOB_BUSY,	/* somebody else works on this shop */
	JOB_SKIPPED,	/* there is nothing to run, or it may not run */
	JOB_PUT_OFF,	/* not begun: no slot is free, or its end is past */
	JOB_FAILED,
};

/*
 * Take a slot (run/slot.h), the shop's lease, then the run: number `run_id`, or
 * if that is 0 a new one of `type`.  Another run that the shop has already
 * comes first, and is enough if it is of the same type and there are no files.
 * Everything but JOB_PUT_OFF is told in words, on stdout if `verbose`.
 */
struct job_request {
	struct shop_target shop;
	int64_t run_id;
	enum run_type type;
	const char *requested_by;
	const char *const *files;
	int nfiles;
	bool verbose;
	bool is_long;		/* everything is read: see turns.h */
	bool audit;		/* see subscription_audit.h */
	/* clock_mono_us(): not begun after it, and see ledgers_read(); or 0 */
	int64_t end_us;
};

enum job_end job_run(struct sync *s, const struct job_request *request);

/* What there is to do in job->run, which was begun: job_run()'s part. */
int job_work(struct job *job, struct xn_error *err);

/* Put what job->progress says into the run's row. */
int job_tell(struct job *job, struct xn_error *err);

/*
 * To be called often: tell progress about once a second, renew the lease, see
 * signals.  -1: XN_UNAVAILABLE, stopped; XN_CONFLICT, the run is no longer
 * ours.
 */
int job_tick(struct job *job, struct xn_error *err);

/*
 * Before what takes long in one piece, where nothing can tick: hold the lease
 * for `ttl_s` from now, or until the next tick.  No longer than needed, for a
 * job that is killed on another host keeps the shop as long.  -1: XN_CONFLICT,
 * another process has the shop; or the database failed.
 */
int job_hold(struct job *job, int ttl_s, struct xn_error *err);

/* The same as a tick, but it looks at the clock now and then: for each row. */
int job_row(struct job *job, struct xn_error *err);

/*
 * What to do about a row that was not stored: 0 to leave it out (counted, told
 * at the end, and a dead letter if `what` is an id of Shopify's), -1 to give
 * up, because the fault is not the row's, or letters cannot be written.
 * `changed_us` is when its state is of, where that is known; else 0.
 */
int job_leave_out(struct job *job, const char *what, int64_t changed_us,
		  struct xn_error *err);

/* Say something at the end, behind what is to be said already. */
void job_add_detail(struct job *job, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Commit the letters noted so far, then the rows copied so far, and the
 * watermarks given with them.
 */
int job_flush(struct job *job, struct xn_error *err);

/* Open the shop's access to Shopify, when it is first needed. */
int job_connect(struct job *job, struct xn_error *err);

#endif
