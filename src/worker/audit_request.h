#ifndef WORKER_AUDIT_REQUEST_H
#define WORKER_AUDIT_REQUEST_H

#include "request.h"

/*
 * Into the audit log, what the handler has just done for req->who.  It is
 * done whether this can be written or not: a failure is only logged.
 */
void audit_request(struct request *req, const char *action,
		   const char *subject, const char *detail);

#endif
