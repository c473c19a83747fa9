#ifndef DOMAIN_ACCOUNT_INVITATION_ROW_H
#define DOMAIN_ACCOUNT_INVITATION_ROW_H

#include "domain/account/invitation.h"

/* What the two files of invitation read of a row. */
#define INVITATION_COLUMNS						\
	"invitation_id, email, role, invited_by, secret_hash,"		\
	DB_US_AS("created_at") "," DB_US_AS("expires_at")

int invitation_from_row(const struct db_rows *rows, int i,
			struct invitation *out, struct xn_error *err);

#endif
