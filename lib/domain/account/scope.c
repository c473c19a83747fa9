#include <string.h>

#include "domain/account/scope.h"

static const char *const names[] = {
	[NO_SCOPE] = "",
	[METRICS_READ] = "metrics:read",
	[ORDERS_READ] = "orders:read",
	[CUSTOMERS_READ] = "customers:read",
	[PRODUCTS_READ] = "products:read",
	[SHOPS_READ] = "shops:read",
	[INGEST_READ] = "ingest:read",
	[INGEST_RUN] = "ingest:run",
	[RECORDS_WRITE] = "records:write",
	[EXPORT_READ] = "export:read",
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
	for (int i = METRICS_READ; i < NSCOPES; i++) {
		if (!strcmp(name, names[i])) {
			*scope = (enum scope)i;
			return 0;
		}
	}
	return -1;
}
