#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#include "memory.h"

#define PLACES 128		/* a power of two */
#define ANSWER_MAX 32768	/* so all of it is 4 MB at most */

/* Direct-mapped: an address with its tag has one place. */
static struct place {
	struct buf key, body;
} places[PLACES];

static const char *key_of(const struct request *req)
{
	return arena_printf(req->arena, "%s %s?%s", req->answer.etag,
			    req->path, req->query);
}

static struct place *place_of(const char *key)
{
	unsigned hash = 2166136261u;	/* FNV-1a */

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return &places[(hash ^ hash >> 16) & (PLACES - 1)];
}

bool memory_reply(struct request *req)
{
	const char *key = key_of(req);
	const struct place *place = place_of(key);
	size_t len = strlen(key);

	if (place->key.len != len || memcmp(place->key.data, key, len))
		return false;
	req->answer.status = 200;
	req->answer.type = "application/json";
	req->answer.body = place->body.data;
	req->answer.len = place->body.len;
	return true;
}

void memory_keep(const struct request *req)
{
	const char *key = key_of(req);
	struct place *place = place_of(key);

	if (req->answer.status != 200 || req->answer.len > ANSWER_MAX)
		return;
	buf_reset(&place->key);
	buf_reset(&place->body);
	buf_adds(&place->key, key);
	buf_add(&place->body, req->answer.body, req->answer.len);
}
