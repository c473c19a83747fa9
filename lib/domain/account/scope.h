#ifndef DOMAIN_ACCOUNT_SCOPE_H
#define DOMAIN_ACCOUNT_SCOPE_H

#include <stdbool.h>

#include "domain/account/role.h"

/*
 * What a program may do with an API token: "metrics:read" and so on.  It may
 * never do more than its user may.
 */
enum scope {
	SCOPE_NONE,		/* no API token will do */
	SCOPE_METRICS_READ,
	SCOPE_ORDERS_READ,
	SCOPE_CUSTOMERS_READ,
	SCOPE_PRODUCTS_READ,
	SCOPE_SHOPS_READ,
	SCOPE_INGEST_READ,
	SCOPE_INGEST_RUN,
	SCOPE_RECORDS_WRITE,
	SCOPE_EXPORT_READ,
	SCOPE_NKINDS
};

const char *scope_name(enum scope scope);

/* -1: there is no such scope. */
int scope_parse(const char *name, enum scope *scope);

/* Whether the actor may do that: a member may, a program with the scope. */
bool scope_allows(const struct actor *who, enum scope scope);

#endif
