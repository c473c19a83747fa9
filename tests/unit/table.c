#include <string.h>

#include "worker/table.h"

#include "request_helpers.h"

static const char *printed(enum table_format format, const char *json,
			   const char *path, const char *columns)
{
	struct table table = { .rows = path, .columns = columns };
	struct buf out;

	buf_init(&out, arena);
	table_print(&out, arena, format, &table, json, true);
	return buf_text(&out);
}

START_TEST(prints_csv)
{
	static const struct {
		const char *json, *path, *columns, *csv;
	} cases[] = {
		{ "[]\n", NULL, "id netSales gaps.p25",
		  "id,netSales (money),gaps.p25 (days)\r\n" },
		{ "{\"l\":[],\"x\":1}\n", "l.m", "x y", "x,y\r\n" },
		{ "[{\"id\":\"1\",\"netSales\":-1.50},"
		  "{\"id\":\"2\",\"netSales\":null}]\n", NULL, "id netSales",
		  "id,netSales (money)\r\n1,-1.50\r\n2,\r\n" },
		{ "{\"a\":true,\"b\":[1,2],\"c\":{\"d\":1}}\n", NULL, "a",
		  "a\r\ntrue\r\n" },
		{ "[{\"t\":\"=1\"},{\"t\":\"a,b\"},{\"t\":\"a\\\"b\"},"
		  "{\"t\":\"a\\nb\"},{\"t\":\"\"},{\"t\":\"a=1\"}]", NULL,
		  "t",
		  "t\r\n\"'=1\"\r\n\"a,b\"\r\n\"a\"\"b\"\r\n\"a\nb\"\r\n"
		  "\r\na=1\r\n" },
		{ "[{\"t\":\"\\u0001\\\\\\t}]\"}]", NULL, "t",
		  "t\r\n\x01\\\t}]\r\n" },
		{ "{\"x\":1,\"y\":2,\"l\":[{\"y\":3,\"m\":[{\"z\":4},"
		  "{\"z\":5}]},{\"y\":6,\"m\":[]}]}\n", "l.m", "x y z",
		  "x,y,z\r\n1,3,4\r\n1,3,5\r\n" },
		/* The same columns in each row, whatever is null in it. */
		{ "[{\"rates\":null,\"missingRate\":null,\"t\":\"a\"},"
		  "{\"rates\":{\"source\":\"x\",\"from\":\"f\","
		  "\"to\":\"t\"},\"missingRate\":null,\"t\":\"b\"},"
		  "{\"rates\":null,\"missingRate\":{\"currency\":\"USD\","
		  "\"day\":\"d\"},\"t\":\"c\"}]", NULL,
		  "rates.source rates.from rates.to missingRate.currency "
		  "missingRate.day t",
		  "rates.source,rates.from,rates.to,missingRate.currency,"
		  "missingRate.day,t\r\n,,,,,a\r\nx,f,t,,,b\r\n"
		  ",,,USD,d,c\r\n" },
		{ "{\"l\":[{\"c\":1,\"rest\":null,\"m\":[{\"k\":2}]},"
		  "{\"c\":3,\"rest\":{\"k\":5},\"m\":[{\"k\":4}]}]}",
		  "l.m", "c k", "c,k\r\n1,2\r\n3,4\r\n" },
		{ "{\"l\":[{\"totalRevenue\":9,\"currency\":\"USD\",\"m\":["
		  "{\"totalSales\":4},{\"totalSales\":5}]}]}", "l.m",
		  "currency totalSales",
		  "currency,totalSales (money)\r\nUSD,4\r\nUSD,5\r\n" },
		{ "{\"totalOrders\":3,\"l\":[{\"totalOrders\":2}]}", "l",
		  "totalOrders",
		  "totalOrders (count)\r\n2\r\n" },
		{ "{\"gaps\":{\"median\":7,\"p25\":null,\"h\":[1]},"
		  "\"l\":[{\"days\":30}]}", "l",
		  "gaps.median gaps.p25 gaps.p75 gaps.p90 days",
		  "gaps.median (days),gaps.p25 (days),gaps.p75 (days),"
		  "gaps.p90 (days),days (days)\r\n7,,,,30\r\n" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_str_eq(printed(FORMAT_CSV, cases[i].json,
					 cases[i].path, cases[i].columns),
				 cases[i].csv);
}
END_TEST

START_TEST(prints_ndjson)
{
	ck_assert_str_eq(printed(FORMAT_NDJSON,
		"[{\"a\":1.50,\"b\":[\"x\"]},{\"a\":null,\"b\":[]}]\n", NULL,
		NULL),
		"{\"a\":1.50,\"b\":[\"x\"]}\n{\"a\":null,\"b\":[]}\n");
	ck_assert_str_eq(printed(FORMAT_NDJSON,
		"{\"a\":1,\"l\":[{\"a\":2},{\"b\":\"}\"}],\"c\":{}}\n", "l",
		NULL),
		"{\"a\":2}\n{\"a\":1,\"b\":\"}\"}\n");
}
END_TEST

START_TEST(chooses_by_parameter_then_by_accept)
{
	static const struct {
		const char *uri, *accept;
		int format;		/* -1: bad input */
	} cases[] = {
		{ "/x", NULL, FORMAT_JSON }, { "/x", "*/*", FORMAT_JSON },
		{ "/x", "text/csv", FORMAT_CSV },
		{ "/x", "application/x-ndjson", FORMAT_NDJSON },
		{ "/x", "text/csv, application/json", FORMAT_JSON },
		{ "/x?format=json", "text/csv", FORMAT_JSON },
		{ "/x?format=ndjson", "text/csv", FORMAT_NDJSON },
		{ "/x?format=xml", NULL, -1 }, { "/x?format=", NULL, -1 },
		{ "/x?format=csv&format=csv", NULL, -1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET", cases[i].uri);
		int rc;

		req->header.accept = cases[i].accept;
		rc = table_choose(req, &err);
		ck_assert_msg((rc ? -1 : (int)req->answer.format) ==
			      cases[i].format, "%s %s", cases[i].uri,
			      cases[i].accept ? cases[i].accept : "");
	}
}
END_TEST

START_TEST(turns_an_answer_into_a_file)
{
	struct request *req = request_to("GET", "/api/orders?format=csv");

	req->answer.status = 200;
	req->answer.body = "[{\"id\":\"1\"}]\n";
	req->answer.len = strlen(req->answer.body);
	req->answer.table.columns = "id";
	ck_assert_int_eq(table_choose(req, &err), 0);
	table_reply(req);
	ck_assert_str_eq(req->answer.body, "id\r\n1\r\n");
	ck_assert_uint_eq(req->answer.len, strlen("id\r\n1\r\n"));
	ck_assert_str_eq(req->answer.type, "text/csv; charset=utf-8");
	ck_assert_str_eq(req->answer.disposition,
			 "attachment; filename=\"orders.csv\"");
}
END_TEST

TEST_MAIN("table", prints_csv, prints_ndjson,
	  chooses_by_parameter_then_by_accept, turns_an_answer_into_a_file)
