#ifndef WORKER_RUN_PRINT_H
#define WORKER_RUN_PRINT_H

#include "base/jsonout.h"
#include "domain/run/run.h"

/* A run of the sync as the API shows it, an object. */
void run_print(struct jsonout *w, int64_t tenant_id, const struct run *run);

#endif
