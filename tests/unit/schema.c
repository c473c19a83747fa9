#include <string.h>

#include "domain/run/run.h"
#include "domain/upkeep/schema.h"

#include "test.h"

/* /ready asks for the last change that there is. */
START_TEST(is_the_plans_last_change)
{
	FILE *plan = fopen("sql/sqitch.plan", "r");
	char line[512], last[512] = "";

	ck_assert_ptr_nonnull(plan);
	while (fgets(line, sizeof(line), plan))
		if (strchr("%#\n@", line[0]) == NULL)
			memcpy(last, line, sizeof(line));
	fclose(plan);
	last[strcspn(last, " \n")] = '\0';
	ck_assert_str_eq(last, SCHEMA_CHANGE);
}
END_TEST

START_TEST(names_runs_as_the_database_does)
{
	enum run_type type = RUN_DELTA;

	ck_assert_int_eq(run_type_parse("full-sync", &type), 0);
	ck_assert_int_eq(type, RUN_FULL_SYNC);
	ck_assert_int_eq(run_type_parse("delta", &type), 0);
	ck_assert_str_eq(run_type_name(type), "delta");
	ck_assert_int_eq(run_type_parse("Full-Sync", &type), -1);
	ck_assert_int_eq(run_type_parse("", &type), -1);
	ck_assert_int_eq(type, RUN_DELTA);
	ck_assert_str_eq(run_status_name(RUN_STATUS_FAILED), "failed");
}
END_TEST

TEST_MAIN("schema", is_the_plans_last_change, names_runs_as_the_database_does)
