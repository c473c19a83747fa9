#ifndef DOMAIN_ACCOUNT_INVITATION_MAIL_H
#define DOMAIN_ACCOUNT_INVITATION_MAIL_H

#include "domain/account/invitation.h"
#include "domain/account/postbox.h"

/* A tenant's invitations beyond so many an hour go without mail. */
#define INVITATION_MAILS_MAX 50

/*
 * Mail the link to whom it invites.  *sent is false where the service has no
 * mail, where too many were sent, or where the server did not take it; then
 * the link has to be handed over in another way.  -1: as db_read().
 */
int invitation_mail(struct db *db, struct arena *a, struct postbox *box,
		    int64_t tenant_id, const struct invitation *invitation,
		    const char *secret, bool *sent, struct xn_error *err);

#endif
