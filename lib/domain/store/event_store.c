#include <string.h>

#include "domain/entity/array.h"
#include "domain/store/event.h"

static const char *const type_names[EVENT_NTYPES] = {
	[EVENT_VIEW] = "product_viewed",
	[EVENT_CART] = "cart_abandoned",
	[EVENT_CHECKOUT] = "checkout_started",
};

const char *event_type_name(enum event_type type)
{
	return type_names[type];
}

/* What `change` (type, local_day, customer_id, n) does to the sums. */
#define CHANGE_DAYS							\
	"INSERT INTO rollup_event AS r (tenant_id, shop_id, generation,"\
	" day, type, events)"						\
	"SELECT $1::bigint, $2::bigint, $3::int, local_day, type, sum(n)"\
	"  FROM change GROUP BY local_day, type HAVING sum(n) <> 0"	\
	" ON CONFLICT (tenant_id, shop_id, generation, day, type)"	\
	" DO UPDATE SET events = r.events + excluded.events"
#define CHANGE_POINTS							\
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"\
	" customer_id, orders, spent, points)"				\
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id, 0, 0,"	\
	"       sum(n * " EVENT_POINTS ")"				\
	"  FROM change WHERE customer_id IS NOT NULL"			\
	" GROUP BY customer_id HAVING sum(n * " EVENT_POINTS ") <> 0"	\
	" ON CONFLICT (tenant_id, shop_id, generation, customer_id)"	\
	" DO UPDATE SET points = r.points + excluded.points"

/* Whose an event of that customer is now; of a redacted one it is nobody's. */
#define CUSTOMER_NOW(id)						\
	"nullif(coalesce((SELECT CASE WHEN redacted THEN 0"		\
	"		ELSE coalesce(merged_into, entity_id) END"	\
	"	  FROM tombstone"					\
	"	 WHERE tenant_id = $1::bigint AND shop_id = $2::bigint"	\
	"	   AND kind = 'customer' AND entity_id = " id "),"	\
	"	" id "), 0)"

/* The newer state, but a cart that ended stays so. */
#define NEWER(column)							\
	column " = CASE WHEN excluded.told_at >= e.told_at"		\
	" THEN excluded." column " ELSE e." column " END"

/*
 * $4 is the time zone, the rest are lists: of a key that is there twice the
 * newest.  All of it sees the rows as they were before, which under the
 * shop's lock is exact.
 */
DB_QUERY(event_upsert, 12,
	"WITH told AS ("
	"SELECT DISTINCT ON (type, event_key) t.*,"
	"       (happened_at AT TIME ZONE $4)::date AS local_day"
	"  FROM (SELECT type, sha256(convert_to(key, 'UTF8')) AS event_key,"
	"               told_at, happened_at, product,"
	"               " CUSTOMER_NOW("u.customer_id") " AS customer_id,"
	"               ended, counted"
	"          FROM unnest($5::storefront_event_type[], $6::text[],"
	"               $7::timestamptz[], $8::timestamptz[], $9::text[],"
	"               $10::bigint[], $11::boolean[], $12::boolean[])"
	"            AS u (type, key, told_at, happened_at, product,"
	"                  customer_id, ended, counted)) AS t"
	" ORDER BY type, event_key, told_at DESC"
	"), was AS ("
	"SELECT e.type, e.local_day, e.customer_id"
	"  FROM told, LATERAL (SELECT type, local_day, customer_id, counted"
	"          FROM storefront_event"
	"         WHERE tenant_id = $1 AND shop_id = $2"
	"           AND event_key = told.event_key OFFSET 0) AS e"
	" WHERE e.type = told.type AND e.counted"
	"), stored AS ("
	"INSERT INTO storefront_event AS e (tenant_id, shop_id, type,"
	" event_key, told_at, happened_at, local_day, product, customer_id,"
	" ended, counted)"
	"SELECT $1::bigint, $2::bigint, type, event_key, told_at,"
	"       happened_at, local_day, product, customer_id, ended, counted"
	"  FROM told"
	" ON CONFLICT (tenant_id, shop_id, type, event_key) DO UPDATE"
	" SET told_at = greatest(e.told_at, excluded.told_at), "
	NEWER("happened_at") ", " NEWER("local_day") ", " NEWER("product")
	", " NEWER("customer_id") ", ended = e.ended OR excluded.ended,"
	" counted = NOT (e.ended OR excluded.ended) AND"
	"       CASE WHEN excluded.told_at >= e.told_at"
	"       THEN excluded.counted ELSE e.counted END"
	" RETURNING type, local_day, customer_id, counted"
	"), change AS ("
	"SELECT type, local_day, customer_id, 1 AS n FROM stored"
	" WHERE counted"
	" UNION ALL "
	"SELECT type, local_day, customer_id, -1 FROM was"
	"), days AS (" CHANGE_DAYS ") "
	CHANGE_POINTS);

void event_store(const struct writer *w, const struct event *events,
		 size_t count)
{
	enum { TYPE, KEY, TOLD, HAPPENED, PRODUCT, CUSTOMER, ENDED, COUNTED,
	       NLISTS };
	struct buf list[NLISTS];
	const char *text[NLISTS];

	for (int i = 0; i < NLISTS; i++)
		list[i] = array_start(w->arena);
	for (const struct event *e = events; e < events + count; e++) {
		array_text(&list[TYPE], type_names[e->type]);
		array_text(&list[KEY], e->key);
		array_time(&list[TOLD], e->told_at);
		array_time(&list[HAPPENED], e->happened_at);
		array_text(&list[PRODUCT], e->product);
		array_id(&list[CUSTOMER], e->customer_id);
		array_bool(&list[ENDED], e->ended);
		array_bool(&list[COUNTED], e->counted);
	}
	for (int i = 0; i < NLISTS; i++)
		text[i] = array_end(&list[i]);
	db_queue(w->db, w->arena, &event_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, w->timezone,
			 text[TYPE], text[KEY], text[TOLD], text[HAPPENED],
			 text[PRODUCT], text[CUSTOMER], text[ENDED],
			 text[COUNTED]), NULL);
}

/* Older than whatever the cart itself will say. */
void event_cart_ended(const struct writer *w, const char *cart_token,
		     int64_t at)
{
	struct event event = {
		.type = EVENT_CART,
		.key = cart_token,
		.told_at = 1,
		.happened_at = at,
		.ended = true,
	};

	if (cart_token && *cart_token)
		event_store(w, &event, 1);
}

/* $4 is who is gone, $5 who is kept. */
DB_QUERY(event_move, 5,
	"WITH kept AS (SELECT " CUSTOMER_NOW("$5::bigint") " AS id), moved AS ("
	"UPDATE storefront_event SET customer_id = kept.id FROM kept"
	" WHERE tenant_id = $1::bigint AND shop_id = $2::bigint"
	"   AND customer_id = $4::bigint"
	" RETURNING type, counted"
	"), change AS ("
	"SELECT type, who.customer_id, who.n FROM moved,"
	"       (SELECT $4::bigint, -1 UNION ALL SELECT id, 1 FROM kept)"
	"         AS who (customer_id, n)"
	" WHERE counted) "
	CHANGE_POINTS);

void event_move_customer(const struct writer *w, int64_t gone,
			 const char *kept)
{
	db_queue(w->db, w->arena, &event_move,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
			 writer_id(w, gone), kept), NULL);
}
