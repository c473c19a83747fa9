#ifndef SYNC_SUBSCRIPTION_AUDIT_H
#define SYNC_SUBSCRIPTION_AUDIT_H

#include "job.h"

/*
 * Look after the shop's webhook subscriptions: those that are missing are
 * made (again), and if one had gone, the watermarks are moved back so that
 * this run reads what was missed.  So it comes before the reading.
 *
 * Without job->audit only if Shopify was not asked since the shop was
 * connected, or for more than a day.  Where webhooks are not this server's to
 * subscribe to (shop/subscription.h), those that it made before are ended, and
 * where their signatures could not be told, none is made, and that is said.
 * Trouble with Shopify is told, and does not keep a shop from being read.
 */
int subscription_audit(struct job *job, struct xn_error *err);

#endif
