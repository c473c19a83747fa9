#ifndef DOMAIN_ACCOUNT_SCOPE_H
#define DOMAIN_ACCOUNT_SCOPE_H

#include <stdbool.h>

#include "domain/account/role.h"

/*
 * What a program may do with an API token: "metrics:read" and so on.  It may
 * never do more than its user may.
 */
enum scope {
	NO_SCOPE,		/* no API token will do */
	METRICS_READ,
	ORDERS_READ,
	CUSTOMERS_READ,
	PRODUCTS_READ,
	SHOPS_READ,
	INGEST_READ,
	INGEST_RUN,
	RECORDS_WRITE,
	EXPORT_READ,
	NSCOPES
};

const char *scope_name(enum scope scope);

/* -1: there is no such scope. */
int scope_parse(const char *name, enum scope *scope);

/* Whether the actor may do that: a member may, a program with the scope. */
bool scope_allows(const struct actor *who, enum scope scope);

#endif
