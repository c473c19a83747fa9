#ifndef DOMAIN_WEBHOOK_TOGETHER_H
#define DOMAIN_WEBHOOK_TOGETHER_H

#include "domain/webhook/intake.h"

/*
 * intake_settle(), of what comes to one shop at once.  Deliveries of a shop are
 * stored one after the other, so in a storm they wait for each other.  Those
 * that tell of orders wait in shared memory (wrap/combine.h), and whoever is
 * next stores all that wait in one transaction: in a storm each then costs
 * PostgreSQL half of what it does alone.  What cannot be stored so, or would
 * take the others with it, is stored alone as ever, with its own dead letter.
 */
int together_settle(struct intake *in, enum webhook_outcome *outcome,
		    struct xn_error *err);

#endif
