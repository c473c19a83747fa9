#ifndef WRAP_COMBINE_H
#define WRAP_COMBINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Work that has to be done one after the other, and costs less together: of
 * the processes of this machine that come with some under the same key, one
 * does all that waits, and tells the others.  This is flat combining (Hendler,
 * Incze, Shavit, Tzafrir, SPAA 2010), over memory that they share
 * (wrap/shared.h), with an answer for each that was killed in the midst of it.
 *
 *	switch (combine_join(key, data, len, &told)) {
 *	case COMBINE_LEAD:
 *		n = combine_take(arena, &others);
 *		...			-- do them, set others[i].told
 *		combine_leave(others, n);
 *		break;
 *	case COMBINE_TOLD:		-- it is done: told says how
 *	case COMBINE_ALONE:		-- do it now, whoever else does some
 *	case COMBINE_LOST:		-- somebody has it, and does not end
 *	}
 */
enum combine_role { COMBINE_LEAD, COMBINE_TOLD, COMBINE_ALONE, COMBINE_LOST };

/* Work of another process. */
struct combine_work {
	const char *data;
	size_t len;
	int told;		/* what its process shall know; 0 at first */
	size_t seat;		/* combine.c's */
};

/* What is longer is done alone. */
#define COMBINE_DATA_MAX ((size_t)64 << 10)

/* The most that combine_take() takes. */
#define COMBINE_MOST 32

/*
 * Share in this directory.  NULL: everybody is alone.  Once a process, before
 * it forks.
 * -1: XN_UNAVAILABLE, the text names the file.
 */
int combine_open(const char *dir, struct xn_error *err);

/*
 * Come with work.  Whoever leads does at once, and ends with combine_leave().
 * Any other waits until it is done, or is asked to lead.  A leader that was
 * killed is noticed within COMBINE_LOOK_MS, and what it had taken is taken by
 * the next, so it may be done twice.  Who was not taken within COMBINE_WAIT_MS
 * goes alone, and who is told nothing within COMBINE_LOST_MS is lost: it may
 * be done or not.
 */
#define COMBINE_LOOK_MS 50
#define COMBINE_WAIT_MS 400
#define COMBINE_LOST_MS 2500
enum combine_role combine_join(int64_t key, const char *data, size_t len,
			       int *told);

/* What waits under the leader's key, copied to `a`: how many there are. */
size_t combine_take(struct arena *a, struct combine_work **work);

/*
 * Let the next one lead, though what was taken is not done: of what he does
 * some can go on meanwhile.
 */
void combine_pass(void);

/* Tell them, and let one of those lead that have come since. */
void combine_leave(const struct combine_work *work, size_t count);

#endif
