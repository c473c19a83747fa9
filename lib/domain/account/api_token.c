#include <string.h>

#include "base/clock.h"
#include "wrap/seal.h"

#include "domain/account/audit_log.h"
#include "domain/account/secret.h"
#include "domain/entity/array.h"

#include "domain/account/api_token.h"

#define COLUMNS								\
	"token_id, name, array_to_json(scopes) AS scopes,"		\
	DB_US("t.created_at") " AS created_at," DB_US_AS("used_at") ","	\
	DB_US_AS("expires_at")

static void from_row(const struct db_rows *rows, int i, struct api_token *out)
{
	*out = (struct api_token){
		.id = db_int64(rows, i, "token_id"),
		.name = db_text(rows, i, "name"),
		.email = db_text(rows, i, "email"),
		.scopes = db_text(rows, i, "scopes"),
		.created_at = db_int64(rows, i, "created_at"),
		.used_at = db_int64(rows, i, "used_at"),
		.expires_at = db_int64(rows, i, "expires_at"),
	};
}

/* The scopes as an array, each of them once. */
static const char *scopes_of(struct arena *a,
			     const struct api_token_wanted *wanted,
			     struct xn_error *err)
{
	struct buf array = array_start(a);
	bool has[SCOPE_NKINDS] = { false };

	for (size_t i = 0; i < wanted->nscopes; i++) {
		enum scope scope;

		if (scope_parse(wanted->scopes[i], &scope)) {
			xn_fail_field(err, XN_BAD_INPUT, "scopes",
				      "scopes[%zu]: no such scope", i);
			return NULL;
		}
		if (!has[scope])
			array_text(&array, wanted->scopes[i]);
		has[scope] = true;
	}
	if (!wanted->nscopes) {
		xn_fail_field(err, XN_BAD_INPUT, "scopes",
			      "scopes: needs one at least");
		return NULL;
	}
	return array_end(&array);
}

DB_QUERY(api_token_insert, 7,
	"WITH t AS ("
	"	INSERT INTO api_token (tenant_id, user_id, name, secret_hash,"
	"	       scopes, expires_at)"
	"	VALUES ($1, $2, $3, $4::bytea, $5::text[], $6::timestamptz)"
	"	RETURNING *)"
	"SELECT " COLUMNS ", $7::text AS email FROM t");

int api_token_create(struct db *db, struct arena *a, const struct actor *who,
		     const struct api_token_wanted *wanted,
		     struct api_token *out, const char **text,
		     struct xn_error *err)
{
	struct secret secret = { .tenant_id = who->tenant_id,
				 .len = SECRET_BYTES };
	const char *scopes = scopes_of(a, wanted, err);
	char expires[32];
	struct db_rows *row;

	if (!scopes)
		return -1;
	if (wanted->expires_at && wanted->expires_at <= clock_now_us())
		return xn_fail_field(err, XN_BAD_INPUT, "expiresAt",
				     "expiresAt: must be in the future");
	if (wanted->expires_at)
		time_print_rfc3339(wanted->expires_at, expires);
	seal_random(secret.bytes, secret.len);
	db_begin(db, who->tenant_id);
	db_queue(db, a, &api_token_insert,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, who->user_id), wanted->name,
			 secret_hash(a, secret.bytes, secret.len), scopes,
			 wanted->expires_at ? expires : NULL, who->name),
		 &row);
	audit_queue(db, a, who, "token.created", wanted->name, scopes);
	if (db_commit(db, err))
		return -1;
	from_row(row, 0, out);
	secret.row_id = out->id;
	*text = arena_printf(a, API_TOKEN_PREFIX "%s",
			     secret_print(a, &secret));
	return 0;
}

DB_QUERY(api_token_select, 2,
	"SELECT " COLUMNS ", u.email FROM api_token t"
	"  JOIN user_account u USING (tenant_id, user_id)"
	" WHERE t.tenant_id = $1 AND ($2::bigint IS NULL OR t.user_id = $2)"
	" ORDER BY token_id");

/* Whose tokens the actor sees: NULL for everybody's. */
static const char *whose(struct arena *a, const struct actor *who)
{
	return who->role >= ROLE_ADMIN ? NULL : db_arg_int64(a, who->user_id);
}

int api_token_list(struct db *db, struct arena *a, const struct actor *who,
		   struct api_token **out, size_t *count,
		   struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, who->tenant_id,
		&api_token_select,
		DB_ARGS(db_arg_int64(a, who->tenant_id), whose(a, who)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		from_row(rows, i, &(*out)[i]);
	return 0;
}

DB_QUERY(api_token_delete_one, 3,
	"DELETE FROM api_token WHERE tenant_id = $1 AND token_id = $2"
	"   AND ($3::bigint IS NULL OR user_id = $3) RETURNING name");

int api_token_delete(struct db *db, struct arena *a, const struct actor *who,
		     int64_t token_id, struct xn_error *err)
{
	struct db_rows *gone;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &api_token_delete_one,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, token_id), whose(a, who)), &gone);
	if (db_flush(db, err))
		return -1;
	if (db_count(gone) == 0) {
		db_rollback(db);
		return xn_fail(err, XN_NOT_FOUND, "no such token");
	}
	audit_queue(db, a, who, "token.revoked", db_text(gone, 0, "name"),
		    NULL);
	return db_commit(db, err);
}

DB_QUERY(api_token_find, 2,
	"SELECT t.user_id, t.name, t.secret_hash, u.email, u.role,"
	"       array_to_string(t.scopes, ' ') AS scopes FROM api_token t"
	"  JOIN user_account u USING (tenant_id, user_id)"
	" WHERE t.tenant_id = $1 AND t.token_id = $2"
	"   AND u.disabled_at IS NULL"
	"   AND (t.expires_at IS NULL OR t.expires_at > now())");

DB_QUERY(api_token_touch, 3,
	"UPDATE api_token SET used_at = now()"
	" WHERE tenant_id = $1 AND token_id = $2 AND secret_hash = $3::bytea"
	"   AND (used_at IS NULL OR used_at < now() - interval '1 minute')");

/* Of names with a space between them. */
static unsigned scope_bits(struct arena *a, const char *names)
{
	unsigned bits = 0;

	while (*names) {
		size_t len = strcspn(names, " ");
		enum scope scope;

		if (scope_parse(arena_strndup(a, names, len), &scope) == 0)
			bits |= 1u << scope;
		names += len + (names[len] == ' ');
	}
	return bits;
}

int api_token_use(struct db *db, struct arena *a, const char *text,
		  struct actor *who, struct xn_error *err)
{
	static const char sentence[] = "Invalid or expired token";
	const char *tenant, *token;
	struct secret secret;
	struct db_rows *row;

	if (secret_parse(text + strlen(API_TOKEN_PREFIX), SECRET_BYTES,
			 &secret))
		return xn_fail(err, XN_UNAUTHENTICATED, sentence);
	tenant = db_arg_int64(a, secret.tenant_id);
	token = db_arg_int64(a, secret.row_id);
	db_begin(db, secret.tenant_id);
	db_queue(db, a, &api_token_find, DB_ARGS(tenant, token), &row);
	db_queue(db, a, &api_token_touch,
		 DB_ARGS(tenant, token,
			 secret_hash(a, secret.bytes, secret.len)), NULL);
	if (db_commit(db, err))
		return -1;
	if (db_count(row) == 0 ||
	    !secret_matches(a, db_text(row, 0, "secret_hash"), secret.bytes,
			    secret.len) ||
	    role_parse(db_text(row, 0, "role"), &who->role))
		return xn_fail(err, XN_UNAUTHENTICATED, sentence);
	who->tenant_id = secret.tenant_id;
	who->user_id = db_int64(row, 0, "user_id");
	who->name = arena_printf(a, "%s with %s", db_text(row, 0, "email"),
				 db_text(row, 0, "name"));
	who->scopes = scope_bits(a, db_text(row, 0, "scopes"));
	return 0;
}
