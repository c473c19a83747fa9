#include <string.h>

#include "base/text.h"
#include "wrap/passwd.h"

#include "domain/account/audit_log.h"
#include "domain/account/session.h"

#include "domain/account/auth.h"

DB_QUERY(auth_register_address, 1,
	"SELECT tenant_id, user_id FROM directory_register($1)");

DB_QUERY(auth_insert_user, 4,
	"INSERT INTO user_account (tenant_id, user_id, email, password_hash,"
	"       role) VALUES ($1, $2, $3, $4, 'owner')");

/* What the registration comes to, once everything in it was checked. */
struct prepared {
	const char *email;
	const char *hash;
	const char *domain;
	const char *shop_name;
	struct shopify_grant given;
	struct shopify_shop confirmed;	/* if there is a token */
};

/* Cheap checks first, then the one over the network, the hash last. */
static int prepare(struct arena *a, const struct shop_connector *connector,
		   const struct auth_registration *wanted, int cost,
		   struct prepared *p, struct xn_error *err)
{
	if (!text_is_email(wanted->email))
		return xn_fail_field(err, XN_BAD_INPUT, "email",
				     "email: not an e-mail address");
	p->email = text_lower_ascii(a, wanted->email);
	p->shop_name = wanted->shop_name;
	p->given = wanted->given;
	if (shop_parse_domain(a, wanted->shop_domain, &p->domain, err) ||
	    passwd_check_strength(wanted->password, p->email, err))
		return -1;
	if (p->given.access_token &&
	    shop_connect(connector, a, p->domain, &p->given, &p->confirmed,
			 err))
		return -1;
	p->hash = passwd_hash(a, wanted->password, cost, err);
	return p->hash ? 0 : -1;
}

static int store_failed(struct db *db, struct xn_error *err)
{
	if (err->code == XN_CONFLICT && db_failed(db, &auth_register_address))
		return xn_fail_field(err, XN_CONFLICT, "email",
				     "User already exists");
	return shop_store_failed(db, err);
}

/* The user with a first session, and the claim on the shop. */
static void queue_user(struct db *db, struct arena *a,
		       const struct prepared *p,
		       const struct auth_client *client,
		       const struct auth_session *s,
		       struct session_start *start, struct db_rows **shop)
{
	struct actor who = { .tenant_id = s->tenant_id,
			     .user_id = s->user_id, .name = p->email };

	db_set_tenant(db, s->tenant_id);
	db_queue(db, a, &auth_insert_user,
		 DB_ARGS(db_arg_int64(a, s->tenant_id),
			 db_arg_int64(a, s->user_id), p->email, p->hash),
		 NULL);
	session_queue_start(db, a, s->tenant_id, s->user_id, p->hash,
			    client->agent, client->session_ttl_s, start);
	audit_queue(db, a, &who, "account.registered", p->email, NULL);
	shop_queue_claim(db, a, s->tenant_id, p->domain, p->shop_name, shop);
}

static int store(struct db *db, struct arena *a, const struct prepared *p,
		 const struct seal_keys *keys,
		 const struct auth_client *client, struct auth_session *out,
		 struct xn_error *err)
{
	struct db_rows *registered, *shop;
	struct session_start start;
	int64_t shop_id;

	db_begin(db, 0);
	db_queue(db, a, &auth_register_address, DB_ARGS(p->email),
		 &registered);
	if (db_flush(db, err))
		return store_failed(db, err);
	out->tenant_id = db_int64(registered, 0, "tenant_id");
	out->user_id = db_int64(registered, 0, "user_id");
	queue_user(db, a, p, client, out, &start, &shop);
	if (db_flush(db, err))
		return store_failed(db, err);
	shop_id = db_int64(shop, 0, "shop_id");
	if (p->given.access_token)
		shop_queue_connection(db, a, out->tenant_id, shop_id, keys,
				      &p->confirmed, &p->given);
	shop_queue_first(db, a, out->tenant_id, shop_id, &shop);
	if (db_commit(db, err))
		return store_failed(db, err);
	shop_from_row(shop, 0, &out->shop);
	return session_started(&start, a, &out->session_id, &out->cookie, err);
}

int auth_register(struct db *db, struct arena *a,
		  const struct shop_connector *connector,
		  const struct auth_registration *wanted,
		  const struct auth_client *client, struct auth_session *out,
		  struct xn_error *err)
{
	struct prepared p = { 0 };

	if (prepare(a, connector, wanted, client->bcrypt_cost, &p, err) ||
	    store(db, a, &p, connector->keys, client, out, err))
		return -1;
	out->email = p.email;
	out->role = ROLE_OWNER;
	out->has_shop = true;
	return 0;
}

DB_QUERY(auth_count_attempt, 2, "SELECT login_attempt($1, $2) AS wait_s");

DB_QUERY(auth_find_address, 1,
	"SELECT tenant_id, user_id FROM directory_find_user($1)");

DB_QUERY(auth_select_user, 2,
	"SELECT email, password_hash, role FROM user_account"
	" WHERE tenant_id = $1 AND user_id = $2 AND disabled_at IS NULL");

/*
 * The same two round trips whether the address is known or not.  *hash is
 * NULL if it is not; *wait_s is 0 unless there were too many attempts.
 */
static int look_up(struct db *db, struct arena *a,
		   const struct auth_credentials *given, const char *address,
		   struct auth_session *out, const char **hash, int *wait_s,
		   struct xn_error *err)
{
	struct db_rows *waiting, *found, *user = NULL, *shop = NULL;

	db_begin(db, 0);
	db_queue(db, a, &auth_count_attempt,
		 DB_ARGS(given->email, address), &waiting);
	db_queue(db, a, &auth_find_address, DB_ARGS(given->email), &found);
	if (db_flush(db, err))
		return -1;
	*wait_s = (int)db_int64(waiting, 0, "wait_s");
	if (db_count(found) == 1) {
		out->tenant_id = db_int64(found, 0, "tenant_id");
		out->user_id = db_int64(found, 0, "user_id");
		db_set_tenant(db, out->tenant_id);
	}
	db_queue(db, a, &auth_select_user,
		 DB_ARGS(db_arg_int64(a, out->tenant_id),
			 db_arg_int64(a, out->user_id)), &user);
	shop_queue_first(db, a, out->tenant_id, 0, &shop);
	if (db_commit(db, err))
		return -1;
	*hash = NULL;
	if (db_count(user) == 0 ||
	    role_parse(db_text(user, 0, "role"), &out->role))
		return 0;
	*hash = db_text(user, 0, "password_hash");
	out->email = db_text(user, 0, "email");
	out->has_shop = db_count(shop) == 1;
	if (out->has_shop)
		shop_from_row(shop, 0, &out->shop);
	return 0;
}

DB_QUERY(auth_note_success, 2, "SELECT login_succeeded($1, $2)");

/* Another password may have been set since: that one stays. */
DB_QUERY(auth_update_hash, 4,
	"UPDATE user_account SET password_hash = $3"
	" WHERE tenant_id = $1 AND user_id = $2 AND password_hash = $4");

/*
 * The attempts are forgotten, a session begins, and a hash of another cost is
 * made anew.
 */
static int note_success(struct db *db, struct arena *a,
			const struct auth_credentials *given,
			const struct auth_client *client,
			struct auth_session *out, const char *hash,
			struct xn_error *err)
{
	struct actor who = { .tenant_id = out->tenant_id,
			     .user_id = out->user_id, .name = out->email };
	struct session_start start;
	const char *anew = NULL;

	if (passwd_needs_rehash(hash, client->bcrypt_cost)) {
		anew = passwd_hash(a, given->password, client->bcrypt_cost,
				   err);
		if (!anew)
			return -1;
	}
	db_begin(db, out->tenant_id);
	db_queue(db, a, &auth_note_success,
		 DB_ARGS(given->email, client->address), NULL);
	if (anew)
		db_queue(db, a, &auth_update_hash,
			 DB_ARGS(db_arg_int64(a, out->tenant_id),
				 db_arg_int64(a, out->user_id), anew, hash),
			 NULL);
	session_queue_start(db, a, out->tenant_id, out->user_id,
			    anew ? anew : hash, client->agent,
			    client->session_ttl_s, &start);
	audit_queue(db, a, &who, "session.login", NULL, NULL);
	if (db_commit(db, err))
		return -1;
	return session_started(&start, a, &out->session_id, &out->cookie, err);
}

int auth_login(struct db *db, struct arena *a,
	       const struct auth_credentials *given,
	       const struct auth_client *client, struct auth_session *out,
	       int *retry_after_s, struct xn_error *err)
{
	const char *hash;
	bool right = false;

	*out = (struct auth_session){ 0 };
	if (look_up(db, a, given, client->address, out, &hash, retry_after_s,
		    err))
		return -1;
	if (*retry_after_s > 0)
		return xn_fail(err, XN_THROTTLED,
			"Too many attempts; try again in %d minutes",
			(*retry_after_s + 59) / 60);
	if (hash)
		right = passwd_verify(given->password, hash);
	else
		passwd_burn(given->password, client->bcrypt_cost);
	if (!right)
		return xn_fail(err, XN_UNAUTHENTICATED,
			       "Invalid credentials");
	return note_success(db, a, given, client, out, hash, err);
}
