#ifndef SYNC_TENANTS_H
#define SYNC_TENANTS_H

#include "sync.h"

/*
 * Go on with tenants that are being erased (privacy/tenant_erase.h): those
 * whose shops are gone come to their end.  One that fails is told, and tried
 * again.  -1: the database.
 */
int tenants_erase(struct sync *s, struct xn_error *err);

#endif
