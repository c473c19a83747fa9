#include "domain/read/order_row.h"
#include "domain/read/product_list.h"

/* Products that are looked through for one page where a filter is set. */
#define SCAN_MAX 20000

/*
 * $1 tenant, $2 shop, $3 and $10 the cursor, $4 how many, $5 to look through,
 * filters.
 */
DB_QUERY(product_page, 10,
	"WITH shops AS (SELECT shop_id FROM shop WHERE tenant_id = $1"
	"   AND ($2::bigint IS NULL OR shop_id = $2)"
	"), scanned AS MATERIALIZED (SELECT p.* FROM shops, LATERAL ("
	"  SELECT * FROM product p"
	"   WHERE p.tenant_id = $1 AND p.shop_id = shops.shop_id"
	"     AND p.product_id < $3::bigint"
	"                        + (shops.shop_id < $10::bigint)::int"
	"   ORDER BY p.product_id DESC LIMIT $5::int) AS p"
	" ORDER BY p.product_id DESC, p.shop_id DESC LIMIT $5::int"
	"), tail AS ("
	"SELECT count(*) AS scanned, min(product_id) AS tail_id,"
	"       (SELECT shop_id FROM scanned ORDER BY product_id, shop_id"
	"         LIMIT 1) AS tail_shop_id FROM scanned"
	"), shown AS ("
	"SELECT * FROM scanned"
	" WHERE ($6::text IS NULL OR status = $6)"
	"   AND ($7::text IS NULL OR vendor = $7)"
	"   AND ($8::text IS NULL OR product_type = $8)"
	"   AND ($9::text IS NULL OR position(lower($9) IN lower(title)) > 0)"
	" ORDER BY product_id DESC, shop_id DESC LIMIT $4::int)"
	"SELECT tail.*, product_id, shop_id, title, handle, status, vendor,"
	"       product_type, " DB_US("created_at") " AS created_us, "
	DB_US("published_at") " AS published_us"
	"  FROM tail LEFT JOIN shown ON true"
	" ORDER BY product_id DESC, shop_id DESC");

static void get_row(const struct db_rows *rows, int i,
		    struct product_row *out)
{
	*out = (struct product_row){
		.id = db_int64(rows, i, "product_id"),
		.shop_id = db_int64(rows, i, "shop_id"),
		.title = db_text_or_null(rows, i, "title"),
		.handle = db_text_or_null(rows, i, "handle"),
		.status = db_text_or_null(rows, i, "status"),
		.vendor = db_text_or_null(rows, i, "vendor"),
		.type = db_text_or_null(rows, i, "product_type"),
		.created_at = db_int64(rows, i, "created_us"),
		.published_at = db_int64(rows, i, "published_us"),
	};
}

int product_list(struct db *db, struct arena *a, int64_t tenant_id,
		 const struct product_filter *f,
		 const struct row_cursor *after, int limit,
		 struct product_row **out, size_t *count,
		 struct row_cursor *next, struct xn_error *err)
{
	bool narrow = f->status || f->vendor || f->type || f->search;
	int scan = narrow ? SCAN_MAX : limit + 1, n;
	struct db_rows *rows = db_read(db, a, tenant_id, &product_page,
		DB_ARGS(db_arg_int64(a, tenant_id),
			f->shop_id ? db_arg_int64(a, f->shop_id) : NULL,
			db_arg_int64(a, after->id ? after->id : INT64_MAX),
			db_arg_int64(a, limit + 1), db_arg_int64(a, scan),
			f->status, f->vendor, f->type, f->search,
			db_arg_int64(a, after->shop_id)), err);

	if (!rows)
		return -1;
	n = db_is_null(rows, 0, "product_id") ? 0 : db_count(rows);
	*count = (size_t)(n > limit ? limit : n);
	*next = (struct row_cursor){ 0 };
	if (n > limit)
		*next = (struct row_cursor){
			db_int64(rows, limit - 1, "product_id"),
			db_int64(rows, limit - 1, "shop_id") };
	else if (db_int64(rows, 0, "scanned") >= scan)
		*next = (struct row_cursor){
			db_int64(rows, 0, "tail_id"),
			db_int64(rows, 0, "tail_shop_id") };
	*out = arena_alloc(a, *count * sizeof(**out) + 1);
	for (size_t i = 0; i < *count; i++)
		get_row(rows, (int)i, &(*out)[i]);
	return 0;
}
