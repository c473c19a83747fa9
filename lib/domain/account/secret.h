#ifndef DOMAIN_ACCOUNT_SECRET_H
#define DOMAIN_ACCOUNT_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wrap/db.h"

/*
 * What somebody keeps to show it later: the cookie of a session, the link of
 * an invitation, an API token.  As text it is "12_345_x4fQ...": the numbers of
 * the tenant and the row that it is about, and in base64url the bytes that
 * nobody can guess.  The database has the SHA-256 of these alone.
 */
#define SECRET_BYTES 32

struct secret {
	int64_t tenant_id;
	int64_t row_id;
	unsigned char bytes[2 * SECRET_BYTES];
	size_t len;
};

const char *secret_print(struct arena *a, const struct secret *secret);

/* -1: not such a text, or not of `len` bytes. */
int secret_parse(const char *text, size_t len, struct secret *out);

/* The SHA-256 of `n` bytes, and the bytes themselves, as a bytea has them. */
const char *secret_hash(struct arena *a, const void *bytes, size_t n);
const char *secret_bytea(struct arena *a, const void *bytes, size_t n);

/* Whether a column has the hash of these bytes; NULL has not. */
bool secret_matches(struct arena *a, const char *column, const void *bytes,
		    size_t n);

/*
 * The row that a link's text is about, by a statement of the tenant's and the
 * row's number ($1, $2) with a column secret_hash.  *row is NULL where it is
 * no such text, no such row, or another secret.  -1: as db_read().
 */
int secret_find(struct db *db, struct arena *a, const char *text,
		const struct db_query *query, struct secret *out,
		struct db_rows **row, struct xn_error *err);

#endif
