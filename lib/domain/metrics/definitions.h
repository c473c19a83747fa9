#ifndef DOMAIN_METRICS_DEFINITIONS_H
#define DOMAIN_METRICS_DEFINITIONS_H

/*
 * What every figure of an answer means, by the name of its member: the one
 * place that says it in words.  A name has one meaning wherever it stands.
 */
enum definition_unit {
	UNIT_MONEY,		/* in the currency beside it */
	UNIT_COUNT,
	UNIT_PERCENT,
	UNIT_RATIO,
	UNIT_DAYS,
	UNIT_SCORE,
	UNIT_METRIC,		/* that of the figure which is named */
};

struct definition {
	const char *name;	/* as the API spells it */
	enum definition_unit unit;
	const char *label;	/* for a person */
	const char *formula;	/* of other names, or of the ledger's rows */
	const char *note;	/* or NULL */
};

extern const struct definition definitions[];	/* ends with a NULL name */

/* NULL: no figure has that name. */
const struct definition *definition_find(const char *name);

/* "money", "count", "percent", "ratio", "days", "score", "metric" */
const char *definition_unit_name(enum definition_unit unit);

#endif
