#ifndef SYNC_PROGRESS_H
#define SYNC_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far a job is, and how that looks on a terminal. */
struct progress {
	const char *phase;	/* customers, products, orders, refunds */
	const char *detail;	/* what is going on in it */
	int64_t rows_read;
	int64_t rows_stored;
	int64_t rows_expected;	/* -1: not known yet */
	int64_t read[5];	/* by resource, refunds, and ledgers */
	int64_t began_us;	/* monotonic; of the run */
	int64_t rows_began_us;	/* of the first row; 0: none yet */
	int64_t rows_since;	/* job_row()'s count since the last look */
	int64_t told_us;	/* when it was last told */
	int64_t renewed_us;	/* when the lease was last renewed */
	bool drawn;		/* a bar stands on the terminal */
};

void progress_begin(struct progress *p, int64_t now_us);

/* From now on this goes on: the two are always said together. */
void progress_enter(struct progress *p, const char *phase,
		    const char *detail);

/* Seconds until all expected rows are there; -1: nobody knows. */
int64_t progress_left_s(const struct progress *p, int64_t now_us);

/* One line of at most `width` columns, without its end. */
void progress_print(const struct progress *p, int64_t now_us, int width,
		    char *out, size_t size);

/* Draw it on stderr, over what was drawn before; and take it away. */
void progress_draw(struct progress *p, int64_t now_us);
void progress_clear(struct progress *p);

#endif
