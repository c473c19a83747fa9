#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/run/lease.h"
#include "domain/shop/shop_token.h"

#include "job.h"
#include "letters.h"

#define TELL_US CLOCK_SECOND_US
#define RENEW_US ((LEASE_TTL_S / 4) * CLOCK_SECOND_US)
#define ROWS_PER_LOOK 64
#define LEFT_OUT_TOLD 20

int job_tell(struct job *job, struct xn_error *err)
{
	struct run_progress now = {
		.phase = job->progress.phase,
		.detail = job->progress.detail,
		.rows_read = job->progress.rows_read,
		.rows_stored = job->progress.rows_stored,
		.rows_expected = job->progress.rows_expected,
	};

	return run_progress(job->sync->db, job->scratch, job->shop.tenant_id,
			    job->run.id, job->sync->holder, &now, err);
}

static int renew(struct job *job, int64_t now_us, struct xn_error *err)
{
	struct sync *s = job->sync;

	if (now_us - job->progress.renewed_us < RENEW_US)
		return 0;
	if (lease_renew(s->db, job->scratch, job->shop.tenant_id,
			job->shop.shop_id, s->holder, LEASE_TTL_S, err) ||
	    slot_keep(s->db, job->scratch, &s->slot, err) ||
	    slot_keep(s->db, job->scratch, &job->slot, err))
		return -1;
	job->progress.renewed_us = now_us;
	return 0;
}

/* A database that is away for a moment does not end a run, a conflict does. */
int job_tick(struct job *job, struct xn_error *err)
{
	int64_t now_us = clock_mono_us();
	struct xn_error trouble;

	if (sync_stopping())
		return sync_stop_error(err);
	if (now_us - job->progress.told_us < TELL_US)
		return 0;
	job->progress.told_us = now_us;
	if (job->copy)
		job->progress.rows_stored = copy_stored(job->copy);
	arena_reset(job->scratch);
	if (job_tell(job, &trouble) || renew(job, now_us, &trouble)) {
		if (trouble.code == XN_CONFLICT) {
			*err = trouble;
			return -1;
		}
		log_warn("progress is not told: %s", trouble.text);
	}
	if (job->sync->terminal)
		progress_draw(&job->progress, now_us);
	return 0;
}

/* The next tick goes back to the usual time. */
int job_hold(struct job *job, int ttl_s, struct xn_error *err)
{
	arena_reset(job->scratch);
	job->progress.renewed_us = 0;
	return lease_renew(job->sync->db, job->scratch, job->shop.tenant_id,
			   job->shop.shop_id, job->sync->holder, ttl_s, err);
}

int job_row(struct job *job, struct xn_error *err)
{
	struct progress *p = &job->progress;

	p->rows_read++;
	if (!p->rows_began_us)
		p->rows_began_us = clock_mono_us();
	if (++p->rows_since < ROWS_PER_LOOK)
		return 0;
	p->rows_since = 0;
	return job_tick(job, err);
}

static int store(struct job *job, int (*how)(struct copy *, struct xn_error *),
		 struct xn_error *err)
{
	if (!how(job->copy, err))
		return 0;
	job->store_failed = true;
	return -1;
}

static int send_letters(struct job *job, struct xn_error *err)
{
	return job->nletters && (store(job, copy_settle, err) ||
				 letters_write(job, err)) ? -1 : 0;
}

int job_leave_out(struct job *job, const char *what, int64_t changed_us,
		  struct xn_error *err)
{
	struct xn_error trouble;

	if (job->store_failed || err->code != XN_BAD_INPUT)
		return -1;
	if (job->left_out++ < LEFT_OUT_TOLD)
		log_warn("left out %s: %s", what ? what : "a row", err->text);
	if (!what || !text_starts(what, "gid://"))
		return 0;
	if (job->nletters == JOB_LETTERS && send_letters(job, &trouble)) {
		*err = trouble;
		return -1;
	}
	letters_add(job, what, changed_us, err->text);
	return 0;
}

void job_add_detail(struct job *job, const char *format, ...)
{
	size_t n = strlen(job->detail);
	va_list args;

	if (n && n + 2 < sizeof(job->detail)) {
		memcpy(job->detail + n, "; ", 3);
		n += 2;
	}
	va_start(args, format);
	vsnprintf(job->detail + n, sizeof(job->detail) - n, format, args);
	va_end(args);
}

/*
 * Letters come first.  Whoever dies in between has told of rows that will be
 * read again; the other way round a watermark would have passed a row that
 * nothing tells of.
 */
int job_flush(struct job *job, struct xn_error *err)
{
	if (send_letters(job, err) || store(job, copy_flush, err))
		return -1;
	job->progress.rows_stored = copy_stored(job->copy);
	return 0;
}

static const char *renew_token(void *ctx, const char *refused,
			       struct xn_error *err)
{
	const struct job *job = ctx;
	const struct shop_key key = { job->shop.tenant_id, job->shop.shop_id };

	return shop_token_renew(job->sync->db, job->arena,
				&job->sync->connector, &key, refused, err);
}

int job_connect(struct job *job, struct xn_error *err)
{
	const struct shop_key key = { job->shop.tenant_id, job->shop.shop_id };
	const char *token;

	if (job->access)
		return 0;
	if (!sync_shopify(job->sync, err))
		return -1;
	token = shop_token_get(job->sync->db, job->arena,
			       &job->sync->connector, &key, err);
	if (!token)
		return -1;
	job->access = shopify_access_new(job->sync->shopify, job->arena,
					 job->shop.domain, token);
	shopify_on_refused(job->access, renew_token, job);
	return 0;
}
