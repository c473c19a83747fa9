#ifndef WORKER_STATEMENTS_H
#define WORKER_STATEMENTS_H

#include "base/conf.h"
#include "wrap/db.h"

/*
 * Have the server parse all statements of this program, right after db_open()
 * had one: it takes it a third of a second.  Of the workers that share memory
 * in conf->shared_dir (wrap/shared.h) only the first one has it done, and the
 * others wait for that; anew for another version of the program, another
 * conf->database_app_url, and after the machine was started.  A schema that is
 * changed meanwhile is met by SCHEMA_CHANGE, or by the statement that it fails.
 * After memory_open().  -1: as db_check().
 */
int statements_check(struct db *db, const struct conf *conf,
		     struct xn_error *err);

#endif
