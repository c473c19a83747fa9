#include <stdio.h>
#include <string.h>

#include "domain/entity/array.h"
#include "domain/webhook/dead_letter.h"

#include "letters.h"

void letters_add(struct job *job, const char *gid, int64_t changed_us,
		 const char *reason)
{
	struct letter *letter;

	for (int i = 0; i < job->nletters; i++)
		if (!strcmp(job->letters[i].gid, gid))
			return;
	letter = &job->letters[job->nletters++];
	snprintf(letter->gid, sizeof(letter->gid), "%s", gid);
	snprintf(letter->reason, sizeof(letter->reason), "%s", reason);
	letter->changed_us = changed_us;
}

int letters_write(struct job *job, struct xn_error *err)
{
	struct arena *a = job->scratch;
	struct buf gids, reasons, changes;

	if (!job->nletters)
		return 0;
	arena_reset(a);
	gids = array_start(a);
	reasons = array_start(a);
	changes = array_start(a);
	for (int i = 0; i < job->nletters; i++) {
		array_text(&gids, job->letters[i].gid);
		array_text(&reasons, job->letters[i].reason);
		array_time(&changes, job->letters[i].changed_us);
	}
	if (dead_letter_keep_objects(job->sync->db, a, job->shop.tenant_id,
				     job->shop.shop_id, array_end(&gids),
				     array_end(&reasons), array_end(&changes),
				     err))
		return -1;
	job->nletters = 0;
	return 0;
}
