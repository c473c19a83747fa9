#include "base/log.h"

#include "domain/upkeep/schema.h"

DB_QUERY(schema_select_change, 1,
	"SELECT count(*) AS deployed, pg_is_in_recovery()"
	"  OR current_setting('default_transaction_read_only')::bool"
	"  AS is_read_only FROM sqitch.changes"
	" WHERE project = 'xeno' AND change = $1");

int schema_check(struct db *db, struct arena *a, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &schema_select_change,
				       DB_ARGS(SCHEMA_CHANGE), err);

	if (!rows)
		return -1;
	if (db_bool(rows, 0, "is_read_only")) {
		db_renew(db);
		log_error("the database takes no writes");
		return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
	}
	if (db_int64(rows, 0, "deployed") > 0)
		return 0;
	log_error("the schema lacks %s: run scripts/migrate", SCHEMA_CHANGE);
	return xn_fail(err, XN_UNAVAILABLE, "the schema is being updated");
}
