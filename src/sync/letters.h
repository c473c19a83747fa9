#ifndef SYNC_LETTERS_H
#define SYNC_LETTERS_H

#include "job.h"

/*
 * What Shopify gave and could not be stored: one dead letter for each object,
 * as long as none of it waits already.  Its body is the object's id, for
 * Shopify still has the rest.
 */

/*
 * Note one, if it is not noted yet, where there is room for it (JOB_LETTERS);
 * `gid` and `reason` are copied.  `changed_us` as for job_leave_out().
 */
void letters_add(struct job *job, const char *gid, int64_t changed_us,
		 const char *reason);

/*
 * Write those noted, before anything is committed that says they were dealt
 * with: a letter twice is no harm, a row that nothing tells of is lost.  It
 * takes the shop's lock, so no merge of job->copy may be on its way.  -1: they
 * are still noted.
 */
int letters_write(struct job *job, struct xn_error *err);

#endif
