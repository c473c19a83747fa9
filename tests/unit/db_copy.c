#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "wrap/db_impl.h"
#include "wrap/writes.h"

#include "directory_helpers.h"

/*
 * A server that does whatever it is told: these take the place of libpq's.
 * What it has still to answer: a result, and a dash for the end of one's.
 */
static char answers[64];
static int ends[2];	/* of a pipe */

static PGconn *const conn = (PGconn *)ends;

static int answer(const char *with)
{
	strcat(answers, with);
	return 1;
}

PGconn *PQconnectStartParams(const char *const *keys, const char *const *values,
			     int expand_dbname)
{
	(void)keys;
	(void)values;
	(void)expand_dbname;
	return conn;
}

PostgresPollingStatusType PQconnectPoll(PGconn *c)
{
	(void)c;
	return PGRES_POLLING_OK;
}

ConnStatusType PQstatus(const PGconn *c)
{
	(void)c;
	return CONNECTION_OK;
}

/* It can be written to, and has never anything to be read. */
int PQsocket(const PGconn *c)
{
	(void)c;
	return ends[1];
}

PQnoticeProcessor PQsetNoticeProcessor(PGconn *c, PQnoticeProcessor processor,
				       void *arg)
{
	(void)c;
	(void)arg;
	return processor;
}

int PQsetnonblocking(PGconn *c, int arg)
{
	(void)c;
	return arg - 1;
}

int PQenterPipelineMode(PGconn *c)
{
	return c == conn;
}

int PQexitPipelineMode(PGconn *c)
{
	return c == conn;
}

int PQsendPrepare(PGconn *c, const char *name, const char *query, int nparams,
		  const Oid *types)
{
	(void)c;
	(void)name;
	(void)query;
	(void)nparams;
	(void)types;
	return answer("r-");
}

int PQsendQueryPrepared(PGconn *c, const char *name, int nparams,
			const char *const *values, const int *lengths,
			const int *formats, int format)
{
	(void)c;
	(void)name;
	(void)nparams;
	(void)values;
	(void)lengths;
	(void)formats;
	(void)format;
	return answer("r-");
}

/* BEGIN, SET and nothing to be copied. */
int PQsendQuery(PGconn *c, const char *query)
{
	(void)c;
	(void)query;
	return answer("rr-");
}

int PQpipelineSync(PGconn *c)
{
	(void)c;
	return answer("r");
}

int PQflush(PGconn *c)
{
	return c != conn;
}

int PQconsumeInput(PGconn *c)
{
	return c == conn;
}

int PQisBusy(PGconn *c)
{
	return c != conn;
}

PGresult *PQgetResult(PGconn *c)
{
	bool is_end = *answers == '-';

	memmove(answers, answers + 1, strlen(answers));
	return is_end ? NULL : (PGresult *)c;
}

ExecStatusType PQresultStatus(const PGresult *result)
{
	(void)result;
	return PGRES_COMMAND_OK;
}

void PQclear(PGresult *result)
{
	(void)result;
}

void PQfinish(PGconn *c)
{
	(void)c;
}

START_TEST(what_it_stores_is_noted_for_its_tenant)
{
	static const struct db_options options = { .url = "postgresql://u@h/d",
						   .timeout_ms = 1000 };
	const char *dir = directory_new();
	struct db *db;

	ck_assert_int_eq(writes_open(dir, &err), 0);
	directory_remove(dir, "writes");
	ck_assert_int_eq(pipe(ends), 0);
	db = db_open(&options, &err);
	clock_set_for_test(1000);
	db_copy_start(db, 7, NULL, 0);
	ck_assert_int_eq(db_copy_finish(db, &err), 0);
	ck_assert(writes_quiet(7, 1000));
	ck_assert_int_eq(db_commit(db, &err), 0);
	ck_assert(!writes_quiet(7, 1000));
	ck_assert(writes_quiet(8, 1000));
	db_close(db);
}
END_TEST

TEST_MAIN("db_copy", what_it_stores_is_noted_for_its_tenant)
