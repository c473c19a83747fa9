#ifndef WORKER_SPAWN_H
#define WORKER_SPAWN_H

#include <stdint.h>

#include "worker.h"

/*
 * Start `xeno-sync run ID` as a process of its own that outlives this one.
 * The run is in the queue already, so a failure is only logged: the next
 * `xeno-sync queue` takes it up.
 */
void spawn_sync(const struct worker *w, struct arena *a, int64_t run_id);

#endif
