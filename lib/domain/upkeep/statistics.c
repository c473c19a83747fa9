#include "domain/upkeep/statistics.h"

/* That a table is left to who analyzes it already is no warning to us. */
DB_QUERY(statistics_gather_new, 0,
	"SELECT gather_statistics() FROM set_config('client_min_messages',"
	" 'error', true)");

int statistics_gather(struct db *db, struct arena *a, int64_t tenant_id,
		      struct xn_error *err)
{
	return db_read(db, a, tenant_id, &statistics_gather_new, DB_NO_ARGS,
		       err) ? 0 : -1;
}
