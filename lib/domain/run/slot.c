#include "domain/run/slot.h"

/*
 * The session's advisory lock of a number below 0, which is no shop's id
 * (rollup/writer.h): a thousand for each tenant, and for the installation.
 */
#define SLOT_KEY(tenant, number) " -(" tenant " * 1000 + " number ") "
#define SLOT_TRY(tenant, number)					\
	" pg_try_advisory_lock(" SLOT_KEY(tenant, number) ") "

/* Recursion, for that stops at the first that it gets, and tries each once. */
DB_QUERY(slot_try, 3,
	"WITH RECURSIVE tried (number, is_taken) AS ("
	"	SELECT $2::integer," SLOT_TRY("$1::bigint", "$2::integer")
	"	UNION ALL"
	"	SELECT number + step," SLOT_TRY("$1::bigint", "(number + step)")
	"	  FROM tried, LATERAL (SELECT"
	"		sign($3::integer - $2::integer)::integer) s (step)"
	"	 WHERE NOT is_taken AND number <> $3::integer)"
	"SELECT number, pg_backend_pid() AS session FROM tried"
	" WHERE is_taken");

int slot_take(struct db *db, struct arena *a, int64_t tenant_id, int first,
	      int last, struct slot *out, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &slot_try,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, first),
			db_arg_int64(a, last)), err);

	*out = (struct slot){ .tenant_id = tenant_id };
	if (!rows)
		return -1;
	if (db_count(rows)) {
		out->number = (int)db_int64(rows, 0, "number");
		out->session = db_int64(rows, 0, "session");
	}
	return 0;
}

DB_QUERY(slot_try_again, 3,
	"SELECT pg_backend_pid() AS session,"
	"       pg_backend_pid() = $3::integer"
	"	OR" SLOT_TRY("$1::bigint", "$2::integer") "AS is_taken");

int slot_keep(struct db *db, struct arena *a, struct slot *slot,
	      struct xn_error *err)
{
	struct db_rows *rows;

	if (!slot->number)
		return 0;
	rows = db_read(db, a, 0, &slot_try_again,
		       DB_ARGS(db_arg_int64(a, slot->tenant_id),
			       db_arg_int64(a, slot->number),
			       db_arg_int64(a, slot->session)), err);
	if (!rows)
		return -1;
	if (db_bool(rows, 0, "is_taken"))
		slot->session = db_int64(rows, 0, "session");
	return 0;
}

DB_QUERY(slot_unlock, 3,
	"SELECT CASE WHEN pg_backend_pid() = $3::integer"
	"	THEN pg_advisory_unlock("
	SLOT_KEY("$1::bigint", "$2::integer") ") END");

/* Where that fails the connection is lost, and the slot with it. */
void slot_leave(struct db *db, struct arena *a, struct slot *slot)
{
	struct xn_error ignored;

	if (slot->number)
		db_read(db, a, 0, &slot_unlock,
			DB_ARGS(db_arg_int64(a, slot->tenant_id),
				db_arg_int64(a, slot->number),
				db_arg_int64(a, slot->session)), &ignored);
	*slot = (struct slot){ 0 };
}

/* What the server shows of a lock's number is its two halves. */
DB_QUERY(slot_select_count, 0,
	"SELECT count(*) AS taken FROM pg_locks"
	" WHERE locktype = 'advisory' AND granted AND objsubid = 1"
	"   AND database = (SELECT oid FROM pg_database"
	"			WHERE datname = current_database())"
	"   AND ((classid::bigint << 32) | objid::bigint) BETWEEN -999 AND -1");

int slot_count(struct db *db, struct arena *a, int64_t *count,
	       struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &slot_select_count,
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*count = db_int64(rows, 0, "taken");
	return 0;
}
