#include "base/clock.h"
#include "base/log.h"
#include "domain/upkeep/schema.h"
#include "wrap/combine.h"
#include "wrap/writes.h"

#include "memory.h"
#include "statements.h"
#include "worker.h"

/* Of each trip. */
#define DB_TIMEOUT_MS 2500

/* Somebody waits for the answer: one attempt, and not for long. */
#define SHOPIFY_TIMEOUT_MS 4000
#define MAIL_TIMEOUT_MS 4000

static int open_databases(struct worker *w, struct xn_error *err)
{
	struct db_options options = {
		.url = w->conf.database_app_url,
		.program = "xeno-worker",
		.change = SCHEMA_CHANGE,
		.timeout_ms = DB_TIMEOUT_MS,
	};
	struct db *copy;

	if (db_check_url(conf_database_key(&w->conf), options.url, err) ||
	    (w->conf.database_read_url &&
	     db_check_url("database_read_url", w->conf.database_read_url,
			  err)))
		return -1;
	w->db = w->db_read = db_open(&options, err);
	if (!w->db)
		return -1;
	/* A server that is not there, or is lost, is no failure. */
	if (!err->code && statements_check(w->db, &w->conf, err) &&
	    err->code != XN_UNAVAILABLE)
		return -1;
	if (!w->conf.database_read_url)
		return 0;
	options.url = w->conf.database_read_url;
	copy = db_open(&options, err);
	if (!copy)
		return -1;
	replica_init(&w->replica, w->db, copy, w->conf.read_lag_max_s);
	return 0;
}

void worker_limit(struct worker *w, int ms)
{
	int64_t by_us = ms ? clock_mono_us() + INT64_C(1000) * ms : 0;

	db_answer_by(w->db, by_us);
	if (w->replica.copy)
		db_answer_by(w->replica.copy, by_us);
}

void worker_choose_read(struct worker *w, struct arena *a)
{
	if (w->replica.copy)
		w->db_read = replica_choose(&w->replica, a);
}

int64_t worker_waited_us(const struct worker *w)
{
	return db_waited_us(w->db) +
	       (w->replica.copy ? db_waited_us(w->replica.copy) : 0);
}

static int open_all(struct worker *w, struct arena *a, struct xn_error *err)
{
	struct shopify_options shopify = {
		.conf = &w->conf,
		.attempts = 1,
		.timeout_ms = SHOPIFY_TIMEOUT_MS,
	};

	if (conf_load(&w->conf, a, w->settings, CONF_WORKER, err) ||
	    token_key_init(&w->token_key, w->conf.jwt_secret,
			   seal_hmac_sha256, err) ||
	    writes_open(w->conf.shared_dir, err) ||
	    memory_open(w->conf.shared_dir, err) ||
	    combine_open(w->conf.shared_dir, err))
		return -1;
	if (postbox_open(&w->postbox, a, &w->conf, MAIL_TIMEOUT_MS, err))
		return -1;
	if (w->conf.key_encryption_key &&
	    seal_keys_init(&w->seal_keys, w->conf.key_encryption_key,
			   w->conf.key_encryption_key_previous, err))
		return -1;
	w->connector.keys = &w->seal_keys;
	w->connector.shopify = shopify_open(&shopify, err);
	return w->connector.shopify ? open_databases(w, err) : -1;
}

int worker_open(struct worker *w, struct arena *a, const char *settings)
{
	struct xn_error err = { 0 };

	*w = (struct worker){ .settings = settings };
	if (open_all(w, a, &err)) {
		log_error("cannot start: %s", err.text);
		worker_close(w);
		return -1;
	}
	return 0;
}

void worker_close(struct worker *w)
{
	db_close(w->replica.copy);
	db_close(w->db);
	shopify_close(w->connector.shopify);
	postbox_close(&w->postbox);
	seal_wipe(&w->seal_keys, sizeof(w->seal_keys));
}
