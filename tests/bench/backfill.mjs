/*
 * Backfill: `xeno-sync full --jsonl` of ready bulk results into a shop that
 * has nothing yet, from the start of the program to its end: customers,
 * products, orders, lines, refunds, the ledger and the rollups.
 *
 * The floor (floor-copy.mjs) takes turns with it.
 */
import { jsonl } from './data.mjs';
import { CopyFloor } from './floor-copy.mjs';
import { runSync } from './sync.mjs';
import { NODE, median, number } from './table.mjs';

/* What is stored must be what the files say, figure by figure. */
async function check(service, shop, summary) {
	const [row] = await service.sql(`
		SELECT (SELECT count(*) FROM orders
		         WHERE tenant_id = :tenant AND shop_id = :shop) AS stored,
		       (SELECT customers FROM shop_state WHERE shop_id = :shop)
		         AS customers, sum(orders) AS orders,
		       sum(units_ordered) AS units,
		       sum(gross_sales) * 0.0001 = :gross AS is_gross
		  FROM rollup_day WHERE tenant_id = :tenant AND shop_id = :shop`,
	{ vars: { tenant: shop.tenantId, shop: shop.shopId,
		gross: summary.figures.grossSales } });
	const { figures, orders } = summary;

	if (Number(row.stored) !== orders.roots || row.is_gross !== 't' ||
		Number(row.customers) !== figures.totalCustomers ||
		Number(row.orders) !== figures.totalOrders ||
		Number(row.units) !== figures.unitsOrdered)
		throw new Error(`the backfill of ${shop.domain} is not ` +
			`what the files say: ${JSON.stringify(row)}, ` +
			JSON.stringify(figures));
}

export async function fillShop(service, name, orders) {
	const { files, summary } = await jsonl(orders);
	const { shop, user, token } = await service.shops.tenant(name);
	const where = { tenantId: user.tenantId, shopId: shop.id,
		domain: shop.shopDomain, token };

	await service.sql('CHECKPOINT');
	const { result, cpu } = await service.cpu(() => runSync(service,
		['full', '--shop', shop.shopDomain, '--jsonl', ...files]));

	await check(service, where, summary);
	return { ...where, ...result, cpu, rate: orders / result.seconds };
}

export async function measureBackfill(service, table, options) {
	const { orders, runs } = options;
	const ours = [], floors = [];
	let floor;

	for (let i = 0; i < runs; i++) {
		const one = await fillShop(service, `backfill${i}`, orders);

		ours.push(one);
		if (!floor) {
			floor = new CopyFloor(service, one);
			await floor.save();
		}
		const { seconds, cpu } = await floor.measure();

		floors.push({ rate: orders / seconds, cpu });
	}
	await floor.drop();
	const typical = median(ours, (x) => x.rate);
	const bare = median(floors, (x) => x.rate);
	const ms = ({ cpu }) => cpu.postgres * 1e6 / orders;

	table.part(`Backfill of ${number(orders)} orders of three lines`);
	table.add('orders stored a second', '/s', { ours: typical.rate,
		floor: bare.rate, least: 15000, node: NODE.backfill });
	table.add('CPU of PostgreSQL for 1,000 orders', 'ms', {
		ours: ms(typical), floor: ms(bare) });
	table.note(`    the floor is COPY and merge of the same rows alone; ` +
		`every figure of ${runs} backfills is as it was made`);
	return { peakMb: Math.max(...ours.map((x) => x.peakMb)) };
}
