#include <string.h>

#include "domain/account/scope.h"

static const char *const names[] = {
	[SCOPE_NONE] = "",
	[SCOPE_METRICS_READ] = "metrics:read",
	[SCOPE_ORDERS_READ] = "orders:read",
	[SCOPE_CUSTOMERS_READ] = "customers:read",
	[SCOPE_PRODUCTS_READ] = "products:read",
	[SCOPE_SHOPS_READ] = "shops:read",
	[SCOPE_INGEST_READ] = "ingest:read",
	[SCOPE_INGEST_RUN] = "ingest:run",
	[SCOPE_RECORDS_WRITE] = "records:write",
	[SCOPE_EXPORT_READ] = "export:read",
};

const char *scope_name(enum scope scope)
{
	return names[scope];
}

bool scope_allows(const struct actor *who, enum scope scope)
{
	return who->session_id || (who->scopes & 1u << scope);
}

int scope_parse(const char *name, enum scope *scope)
{
	for (int i = SCOPE_METRICS_READ; i < SCOPE_NKINDS; i++) {
		if (!strcmp(name, names[i])) {
			*scope = (enum scope)i;
			return 0;
		}
	}
	return -1;
}
