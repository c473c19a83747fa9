#ifndef DOMAIN_METRICS_INSIGHT_TEXT_H
#define DOMAIN_METRICS_INSIGHT_TEXT_H

#include "domain/metrics/insight.h"

/*
 * Fill in text and link: what is said of a day that stands out, in American
 * English.  All else of *insight is there; silent_hours is 0 if it is no
 * silence.
 */
void insight_put_words(struct arena *a, struct insight *insight,
		       int silent_hours);

#endif
