#include "base/clock.h"
#include "domain/entity/array.h"

#include "domain/metrics/exchange.h"
#include "domain/rollup/writer.h"

/* Its row is locked, so that loads come one after the other. */
DB_QUERY(exchange_lock, 2,
	"INSERT INTO exchange_load AS l (base) VALUES ($1)"
	" ON CONFLICT (only_one) DO UPDATE"
	" SET base = CASE WHEN $2::boolean THEN $1 ELSE l.base END"
	" RETURNING base, base = $1 AS is_same");
DB_QUERY(exchange_forget, 0, "DELETE FROM exchange_rate");
DB_QUERY(exchange_upsert, 4,
	"INSERT INTO exchange_rate AS r (currency, day, rate, source)"
	" SELECT u.*, $4 FROM unnest($1::text[], $2::date[], $3::numeric[])"
	"   AS u"
	" ON CONFLICT (currency, day) DO UPDATE"
	" SET rate = excluded.rate, source = excluded.source"
	" WHERE r.rate <> excluded.rate OR r.source <> excluded.source");
DB_QUERY(exchange_count, 0,
	"UPDATE exchange_load SET version = " WRITER_NEXT("version") ","
	"       loaded_at = now()");

#define AT_ONCE 10000

static void queue_rates(struct db *db, struct arena *a,
			const struct exchange_rate *rates, size_t n,
			const char *source, struct db_rows **rows)
{
	struct buf currencies = array_start(a), days = array_start(a);
	struct buf digits = array_start(a);
	char day[16];

	for (size_t i = 0; i < n; i++) {
		day_print(rates[i].day, day);
		array_text(&currencies, rates[i].currency);
		array_text(&days, day);
		array_text(&digits, rates[i].rate);
	}
	db_queue(db, a, &exchange_upsert,
		 DB_ARGS(array_end(&currencies), array_end(&days),
			 array_end(&digits), source), rows);
}

static int lock(struct db *db, struct arena *a,
		const struct exchange_load *load, struct xn_error *err)
{
	struct db_rows *rows;

	db_queue(db, a, &exchange_lock,
		 DB_ARGS(load->base, load->replaces ? "true" : "false"),
		 &rows);
	if (db_flush(db, err))
		return -1;
	if (!db_bool(rows, 0, "is_same"))
		return xn_fail_field(err, XN_REFUSED, "base",
			"the rates that are loaded are against %s, not %s",
			db_text(rows, 0, "base"), load->base);
	if (load->replaces)
		db_queue(db, a, &exchange_forget, DB_NO_ARGS, NULL);
	return 0;
}

int exchange_store(struct db *db, struct arena *a,
		   const struct exchange_load *load, int64_t *changed,
		   struct xn_error *err)
{
	*changed = 0;
	db_begin(db, 0);
	if (lock(db, a, load, err)) {
		db_rollback(db);
		return -1;
	}
	for (size_t i = 0; i < load->nrates; i += AT_ONCE) {
		size_t left = load->nrates - i;
		struct db_rows *rows;

		queue_rates(db, a, load->rates + i,
			    left < AT_ONCE ? left : AT_ONCE, load->source,
			    &rows);
		if (db_flush(db, err))
			return -1;
		*changed += db_affected(rows);
	}
	if (*changed)
		db_queue(db, a, &exchange_count, DB_NO_ARGS, NULL);
	return db_commit(db, err);
}

/* Each day with any rate has the base's. */
DB_QUERY(exchange_select_last, 0,
	"SELECT coalesce(max(r.day) - date '1970-01-01', -1) AS day"
	"  FROM exchange_load l JOIN exchange_rate r ON r.currency = l.base");

int exchange_last_day(struct db *db, struct arena *a, int64_t *day,
		      struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &exchange_select_last,
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*day = db_int64(rows, 0, "day");
	return 0;
}
