#ifndef DOMAIN_METRICS_INSIGHT_SQL_H
#define DOMAIN_METRICS_INSIGHT_SQL_H

#include "domain/metrics/metrics_range.h"

/*
 * Of `days` (metrics_range.h): only the shops that are switched on, and the
 * day on which each began to sell.
 */
#define INSIGHT_SWITCHED_ON					\
	" JOIN shop s ON s.tenant_id = $1 AND s.shop_id = days.shop_id"	\
	"  AND s.is_active"
#define INSIGHT_BEGINNING					\
	"LATERAL (SELECT r.day AS began FROM rollup_day r"		\
	"  WHERE r.tenant_id = $1 AND r.shop_id = days.shop_id"		\
	"    AND r.generation = days.generation AND r.orders > 0"	\
	"  ORDER BY r.day LIMIT 1) AS b"

#endif
