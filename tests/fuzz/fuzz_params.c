#include "worker/params.h"
#include "worker/range.h"

#include "fuzz.h"

/*
 * A query string of any bytes through what the handlers ask of it: a value
 * within its bounds, or an error that names a parameter.
 */
static void check_error(int rc, const struct xn_error *err)
{
	fuzz_must(rc == 0 || (rc == -1 && err->code == XN_BAD_INPUT &&
			      err->field[0] && err->text[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct worker worker;
	struct arena *a = fuzz_arena();
	struct xn_error err = { 0 };
	struct request req = { .arena = a, .worker = &worker };
	char *uri = arena_printf(a, "REQUEST_URI=/api/x?%.*s", (int)size,
				 (const char *)data);
	struct range range;
	int64_t id = 0;
	int limit = 0, rc;

	request_from_params(&req, (char *const []){ uri, NULL });
	fuzz_must(!strcmp(req.path, "/api/x"));
	rc = query_int(&req, "limit", 1, 100, 20, &limit, &err);
	check_error(rc, &err);
	fuzz_must(rc || (limit >= 1 && limit <= 100));
	rc = query_id(&req, "cursor", &id, &err);
	check_error(rc, &err);
	fuzz_must(rc || id >= 0);
	check_error(range_parse(&req, 7400, "", &range, &err), &err);
	return 0;
}
