#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/text.h"
#include "wrap/seal.h"

#include "domain/account/secret.h"

#define ID_MAX_DIGITS 18

const char *secret_print(struct arena *a, const struct secret *secret)
{
	struct buf text;

	buf_init(&text, a);
	buf_printf(&text, "%lld_%lld_", (long long)secret->tenant_id,
		   (long long)secret->row_id);
	buf_reserve(&text, BASE64_SIZE(secret->len));
	text.len += base64url_encode(secret->bytes, secret->len,
				     text.data + text.len);
	return buf_text(&text);
}

/* An id and the _ behind it; *text is then what follows. */
static int take_id(const char **text, int64_t *id)
{
	char digits[ID_MAX_DIGITS + 1];
	size_t len = strcspn(*text, "_");

	if (len > ID_MAX_DIGITS || !(*text)[len])
		return -1;
	memcpy(digits, *text, len);
	digits[len] = '\0';
	if (!text_is_id(digits))
		return -1;
	*id = strtoll(digits, NULL, 10);
	*text += len + 1;
	return 0;
}

int secret_parse(const char *text, size_t len, struct secret *out)
{
	unsigned char bytes[sizeof(out->bytes) + 4];
	size_t n;

	if (len > sizeof(out->bytes) || take_id(&text, &out->tenant_id) ||
	    take_id(&text, &out->row_id) ||
	    strlen(text) > (len * 4 + 2) / 3 ||
	    base64url_decode(text, strlen(text), bytes, &n) || n != len)
		return -1;
	memcpy(out->bytes, bytes, len);
	out->len = len;
	return 0;
}

const char *secret_bytea(struct arena *a, const void *bytes, size_t n)
{
	char *text = arena_alloc_raw(a, 2 + HEX_SIZE(n));

	memcpy(text, "\\x", 2);
	hex_encode(bytes, n, text + 2);
	return text;
}

const char *secret_hash(struct arena *a, const void *bytes, size_t n)
{
	unsigned char digest[SEAL_DIGEST_SIZE];

	seal_sha256(bytes, n, digest);
	return secret_bytea(a, digest, sizeof(digest));
}

bool secret_matches(struct arena *a, const char *column, const void *bytes,
		    size_t n)
{
	const char *hash = secret_hash(a, bytes, n);

	return column && strlen(column) == strlen(hash) &&
	       seal_equal(column, hash, strlen(hash));
}

int secret_find(struct db *db, struct arena *a, const char *text,
		const struct db_query *query, struct secret *out,
		struct db_rows **row, struct xn_error *err)
{
	struct db_rows *found;

	*row = NULL;
	if (secret_parse(text, SECRET_BYTES, out))
		return 0;
	found = db_read(db, a, out->tenant_id, query,
			DB_ARGS(db_arg_int64(a, out->tenant_id),
				db_arg_int64(a, out->row_id)), err);
	if (!found)
		return -1;
	if (db_count(found) == 1 &&
	    secret_matches(a, db_text(found, 0, "secret_hash"), out->bytes,
			   out->len))
		*row = found;
	return 0;
}
