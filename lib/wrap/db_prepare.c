#include <stdio.h>

#include "base/count.h"

#include "wrap/db_impl.h"

/* Provided by the linker: the DB_QUERY() entries of every linked module. */
extern const struct db_query *const __start_db_queries[]
	__attribute__((weak));
extern const struct db_query *const __stop_db_queries[]
	__attribute__((weak));

static const struct db_query transaction_queries[] = {
	{ .name = "begin", .sql = "BEGIN" },
	{ .name = "begin_read", .sql = "BEGIN READ ONLY" },
	{ .name = "begin_snapshot",
	  .sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" },
	{ .name = "commit", .sql = "COMMIT" },
	{ .name = "rollback", .sql = "ROLLBACK" },
};

/*
 * The server's statement_timeout is of all up to a Sync: a busy one gets that
 * time for so many.
 */
#define SYNC_EVERY 32

void db_print_statements(FILE *out)
{
	const struct db_query *const *p;

	for (p = __start_db_queries; p < __stop_db_queries; p++)
		fprintf(out, "-- %s, %d parameters\n%s;\n\n", (*p)->name,
			(*p)->nparams, (*p)->sql);
}

size_t db_number_statements(void)
{
	size_t n = (size_t)(__stop_db_queries - __start_db_queries);

	for (size_t i = 0; i < n; i++)
		*__start_db_queries[i]->number = (unsigned)i;
	return n;
}

static int take_parsed(struct db *db, const struct db_query *query,
		       struct xn_error *err)
{
	PGresult *result;
	int rc = 0;

	if (db_wait_input(db, db_deadline(db)))
		return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
	result = PQgetResult(db->conn);
	if (query && PQresultStatus(result) != PGRES_COMMAND_OK)
		rc = db_note_failure(db, result, query, err);
	/* Not of a schema that has what this program was written for. */
	if (rc && db->outdated)
		err->code = XN_INTERNAL;
	PQclear(result);
	if (query)
		PQclear(PQgetResult(db->conn));	/* the statement's end */
	return rc;
}

int db_prepare_transactions(struct db *db, struct xn_error *err)
{
	size_t n = COUNT_OF(transaction_queries);

	for (size_t i = 0; i < n; i++)
		PQsendPrepare(db->conn, transaction_queries[i].name,
			      transaction_queries[i].sql, 0, NULL);
	PQpipelineSync(db->conn);
	for (size_t i = 0; i < n; i++)
		if (take_parsed(db, &transaction_queries[i], err))
			return -1;
	return take_parsed(db, NULL, err);
}

/* Each takes the place, and the memory, of the one before: it has no name. */
static int parse_all(struct db *db, struct xn_error *err)
{
	size_t n = db->nstatements;

	for (size_t i = 0; i < n; i++) {
		const struct db_query *query = __start_db_queries[i];

		PQsendPrepare(db->conn, "", query->sql, query->nparams, NULL);
		if (i % SYNC_EVERY == SYNC_EVERY - 1 || i == n - 1)
			PQpipelineSync(db->conn);
	}
	for (size_t i = 0; i < n; i++) {
		if (take_parsed(db, __start_db_queries[i], err))
			return -1;
		if ((i % SYNC_EVERY == SYNC_EVERY - 1 || i == n - 1) &&
		    take_parsed(db, NULL, err))
			return -1;
	}
	return 0;
}

int db_check(struct db *db, struct xn_error *err)
{
	int rc = parse_all(db, err);

	/* Answers may be on their way to nobody. */
	if (rc && db->conn)
		db_drop(db);
	return rc;
}
