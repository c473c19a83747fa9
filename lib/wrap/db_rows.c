#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/money.h"

#include "wrap/db_impl.h"

int db_count(const struct db_rows *rows)
{
	return PQntuples(rows->result);
}

int64_t db_affected(const struct db_rows *rows)
{
	return strtoll(PQcmdTuples(rows->result), NULL, 10);
}

static int column_index(const struct db_rows *rows, const char *column)
{
	int n = PQnfields(rows->result), at = *rows->next;

	/*
	 * Most often columns are read in their order.  Not PQfnumber(): it
	 * copies and folds the name at every call.
	 */
	for (int i = 0; i < n; i++, at++) {
		if (at >= n)
			at = 0;
		if (!strcmp(PQfname(rows->result, at), column)) {
			*rows->next = at + 1;
			return at;
		}
	}
	log_error("bug: no column %s in the result", column);
	abort();
}

bool db_is_null(const struct db_rows *rows, int i, const char *column)
{
	return PQgetisnull(rows->result, i, column_index(rows, column));
}

const char *db_text(const struct db_rows *rows, int i, const char *column)
{
	return PQgetvalue(rows->result, i, column_index(rows, column));
}

const char *db_text_or_null(const struct db_rows *rows, int i,
			    const char *column)
{
	int index = column_index(rows, column);

	if (PQgetisnull(rows->result, i, index))
		return NULL;
	return PQgetvalue(rows->result, i, index);
}

int64_t db_int64(const struct db_rows *rows, int i, const char *column)
{
	return strtoll(db_text(rows, i, column), NULL, 10);
}

int db_find_int64(const struct db_rows *rows, const char *column,
		  int64_t value)
{
	int index = column_index(rows, column);

	for (int i = 0; i < db_count(rows); i++)
		if (strtoll(PQgetvalue(rows->result, i, index), NULL, 10) ==
		    value)
			return i;
	return -1;
}

bool db_bool(const struct db_rows *rows, int i, const char *column)
{
	return db_text(rows, i, column)[0] == 't';
}

int64_t db_money(const struct db_rows *rows, int i, const char *column)
{
	const char *text = db_text(rows, i, column);
	int64_t e4 = 0;

	money_parse(text, strlen(text), &e4);	/* NULL and NaN are 0 */
	return e4;
}

const char *db_arg_int64(struct arena *a, int64_t value)
{
	return arena_printf(a, "%lld", (long long)value);
}
