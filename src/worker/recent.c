#include <string.h>

#include "base/clock.h"
#include "wrap/writes.h"

#include "recent.h"

/*
 * A COMMIT is noted, takes place, and is noted again.  Of two who ask between
 * the last two, the first might be told of it by the database, and the second
 * not, by what was kept before.  So nothing is told that was asked while a
 * COMMIT could be under way: longer than a worker waits for one.
 */
#define UNDER_WAY_US (3 * CLOCK_SECOND_US)

/* Of what is written from elsewhere, this much may be missing. */
#define TRUE_FOR_US (1 * CLOCK_SECOND_US)

#define PLACES 64	/* a power of two */

/* Whose session, in which role, and of which shop. */
struct key {
	int64_t session_id, tenant_id, user_id, role, shop_id;
};

static struct place {
	struct key key;
	int64_t version;
	int64_t asked_us;
} places[PLACES];

static struct key key_of(const struct request *req, int64_t shop_id)
{
	const struct actor *who = &req->who;

	return (struct key){ who->session_id, who->tenant_id, who->user_id,
			     who->role, shop_id };
}

static struct place *place_of(const struct key *key)
{
	return &places[(size_t)(key->session_id * 31 + key->shop_id) &
		       (PLACES - 1)];
}

bool recent_version(struct request *req, int64_t shop_id, int64_t *version)
{
	struct key key = key_of(req, shop_id);
	const struct place *place = place_of(&key);

	if (!db_is_guarded(req->db) ||
	    memcmp(&key, &place->key, sizeof(key)) ||
	    clock_mono_us() - place->asked_us > TRUE_FOR_US ||
	    !writes_quiet(req->tenant_id, place->asked_us - UNDER_WAY_US))
		return false;
	db_guard(req->db, NULL, DB_NO_ARGS);
	*version = place->version;
	return true;
}

void recent_keep(const struct request *req, int64_t shop_id, int64_t asked_us,
		 int64_t version)
{
	struct key key = key_of(req, shop_id);

	*place_of(&key) = (struct place){ key, version, asked_us };
}
