#include "base/log.h"
#include "domain/account/audit_log.h"

#include "audit_request.h"

void audit_request(struct request *req, const char *action,
		   const char *subject, const char *detail)
{
	struct xn_error err = { 0 };

	if (audit_note(req->db, req->arena, &req->who, action, subject,
		       detail, &err))
		log_error("audit: %s was not noted", action);
}
