#ifndef DOMAIN_WEBHOOK_WEBHOOK_PRIVACY_H
#define DOMAIN_WEBHOOK_WEBHOOK_PRIVACY_H

#include "domain/webhook/topics.h"

/*
 * The three topics of privacy law: steps of topics.c.  Each leaves a request
 * behind (privacy/privacy.h); what a redaction names is erased at once, and
 * what must be searched for is left to xeno-sync.
 */
int webhook_privacy_parse(struct arena *a, const struct delivery *d,
			  struct webhook_content *c, struct xn_error *err);
int webhook_privacy_store_request(const struct writer *w,
				  struct webhook_content *c,
				  struct xn_error *err);
int webhook_privacy_store_redact(const struct writer *w,
				 struct webhook_content *c,
				 struct xn_error *err);
int webhook_privacy_store_shop(const struct writer *w,
			       struct webhook_content *c,
			       struct xn_error *err);

#endif
