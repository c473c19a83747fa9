#ifndef DOMAIN_INSIGHT_TEXT_H
#define DOMAIN_INSIGHT_TEXT_H

#include "domain/insight.h"

/* What is said of a day that stands out, in American English. */
struct insight_words {
	const char *weekday;		/* "Tuesday" */
	const char *day;		/* "Tuesday, November 24" */
	const char *shown_from;		/* where the linked view begins */
	int silent_hours;		/* 0: it is no silence */
};

/* Fill in text and link; the figures of *insight are there. */
void insight_put_words(struct arena *a, struct insight *insight,
		       const struct insight_words *words);

#endif
