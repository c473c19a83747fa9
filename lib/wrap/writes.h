#ifndef WRAP_WRITES_H
#define WRAP_WRITES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/*
 * When the programs of this machine last wrote something for a tenant: a few
 * pages of memory that all of them share (wrap/shared.h).  db_commit() notes it
 * before COMMIT is sent and again when its answer is there, so whoever asks
 * after a writer was told that it is done finds the note.
 *
 * It can tell more writes than there were (tenants share places), and of those
 * from another machine, or by hand, nothing: what relies on it needs a limit of
 * time as well.
 */

/*
 * Share them in this directory.  NULL: nothing is noted, and nothing is ever
 * quiet.  Once a process, before it forks.
 * -1: XN_UNAVAILABLE, the text names the file.
 */
int writes_open(const char *dir, struct xn_error *err);

/* Something is written, or was, for this tenant; 0: it may be for any. */
void writes_note(int64_t tenant_id);

/*
 * True: from `since_us` (clock_mono_us()) on, nothing was noted for the tenant
 * or for all.
 */
bool writes_quiet(int64_t tenant_id, int64_t since_us);

#endif
