#include <errno.h>
#include <pthread.h>

#include "base/clock.h"
#include "wrap/shared.h"

#include "memory.h"
#include "statements.h"

/* Who waits for longer does it himself: a worker may have been stopped. */
#define PATIENCE_US (5 * CLOCK_SECOND_US)

struct parsed {
	pthread_mutex_t lock;
	uint64_t by;		/* 0: by nobody yet */
};

static void init(void *memory)
{
	struct parsed *parsed = memory;

	shared_lock_init(&parsed->lock);
}

/* This program, on this database. */
static uint64_t name_of(const struct conf *conf)
{
	uint64_t hash = memory_program();

	for (const char *c = conf->database_app_url; *c; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
	return hash;
}

int statements_check(struct db *db, const struct conf *conf,
		     struct xn_error *err)
{
	uint64_t name = name_of(conf);
	struct parsed *parsed;
	int held, rc = 0;

	if (!conf->shared_dir)
		return db_check(db, err);
	parsed = shared_map(conf->shared_dir, "statements", sizeof(*parsed),
			    init, err);
	held = parsed ? shared_lock(&parsed->lock, PATIENCE_US) : ENOMEM;
	if (held && held != EOWNERDEAD)
		return db_check(db, err);
	if (parsed->by != name)
		rc = db_check(db, err);
	if (rc == 0)
		parsed->by = name;
	pthread_mutex_unlock(&parsed->lock);
	return rc;
}
