/* All that is stored of a shop, to be compared however it came to be. */
import assert from 'node:assert/strict';

/* The tables, and what of them differs each time. */
const TABLES = { customer: [], product: [], orders: [], order_line: [],
	refund: [], refund_line: [], sale_event: [],
	tombstone: ['buried_at'], rollup_day: [], customer_stat: [],
	customer_month: [], customer_span: [], customer_cell: [],
	reversal_cell: [], storefront_event: [], rollup_event: [] };

/* A row of zeroes means the same as none. */
const isNothing = (row) =>
	/^(rollup_(day|event)|(customer|reversal)_(stat|month|span|cell)) /
		.test(row) &&
	!/: -?[1-9]/.test(row.replace(
		/"(generation|customer_id|months|kind|class|bucket)": \d+/g, ''));

/*
 * A line a row, sorted.  `without` leaves columns out, or whole tables:
 * { tombstone: true, sale_event: ['event_no'] }
 */
export async function everything(s, shopId, without = {}) {
	const parts = Object.entries(TABLES)
		.filter(([table]) => without[table] !== true)
		.map(([table, volatile]) => {
			const left = ['tenant_id', 'shop_id', ...volatile,
				...without[table] ?? []];

			return `SELECT '${table} ' || (to_jsonb(t) -` +
				` '{${left.join()}}'::text[])::text AS row` +
				` FROM ${table} t WHERE shop_id = :shop`;
		});

	parts.push('SELECT \'totals \' || customers || \' \' || products' +
		' FROM shop_state WHERE shop_id = :shop');
	const rows = await s.sql(parts.join(' UNION ALL '),
		{ vars: { shop: shopId } });

	return rows.map(({ row }) => row
		.replace(/(-?\d+\.\d*?)0+(?=[,}])/g, '$1')
		.replace(/\.(?=[,}])/g, '')).filter((row) => !isNothing(row))
		.sort();
}

/* Only what differs, for there is much. */
export function assertSame(rows, first, how) {
	assert.deepEqual({
		more: rows.filter((row) => !first.includes(row)),
		less: first.filter((row) => !rows.includes(row)),
	}, { more: [], less: [] }, how);
}

/* The shop as it was on its first day. */
export async function wipe(s, shopId) {
	const tables = [...Object.keys(TABLES), 'rollup_part', 'rollup_dirty',
		'delivery', 'delivery_count', 'dead_letter', 'order_reread',
		'sync_watermark'];

	await s.sql([...tables.map((table) =>
		`DELETE FROM ${table} WHERE shop_id = :shop`),
	'UPDATE shop_state SET customers = 0, products = 0' +
		' WHERE shop_id = :shop'].join(';\n'),
	{ vars: { shop: shopId } });
}
