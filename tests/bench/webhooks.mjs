/*
 * Webhooks: distinct signed orders/create of 10 kB and three lines, delivered
 * by deliver.c through nginx to several shops of one tenant, and to one shop
 * alone.  All must be answered 200, be in the database afterwards, and the
 * rollups must be what the rows sum up to.  What comes to a shop at once is
 * stored together, so one shop has fewer transactions than deliveries.
 *
 * The floor is pgbench with the same number of clients and the statements of
 * one such delivery in one pipeline (floor-statements.mjs), on the same
 * database, while no worker runs.
 *
 * Then the same orders come once more, later and with nothing that a figure
 * goes by, as most deliveries about an order do.
 */
import { bodyOf, templates } from './data.mjs';
import { lastTransaction, pgbenchScript, setLogging } from
	'./floor-statements.mjs';
import { deliver, pgbench } from './load.mjs';
import { NODE, median, number } from './table.mjs';

const ORDER_IDS = 50e12;	/* as in id_of() of deliver.c */
const BASE = 1_000_000;		/* from one run's ids to the next one's */
const WARM = 500;
const LATER = '2026-01-02T00:00:00-05:00';
const ONE_SHOP_LESS = 2;	/* deliveries: its floor is slow */
const LEAST_RATE = 2000, LEAST_RATIO = 0.5, P99_MS = 500;

/* The statements of one delivery to this shop: -> { ids, statements } */
export async function listen(service, shop, serial) {
	const marks = { o: 51e12 + serial, c: 71e12 + serial,
		s: 61e12 + serial, A: 81e12 + 1, B: 81e12 + 2, C: 81e12 + 3 };
	const ids = { shop: shop.id, order: marks.o, customer: marks.c,
		delivery: `statements-${serial}` };

	await setLogging(service, true);
	const from = service.postgresLog().length;
	const answer = await service.webhook('orders/create',
		bodyOf(templates()[0], marks),
		{ shop: shop.shopDomain, id: ids.delivery });

	await setLogging(service, false);
	if (answer.status !== 200)
		throw new Error(`webhook: ${answer.status} ${answer.text}`);
	return { ids, statements: lastTransaction(service.postgresLog(), from) };
}

/*
 * Every delivery is stored, and the rollups are what the rows sum up to:
 * -> how many transactions it were
 */
async function check(service, tenant, first, count) {
	const [row] = await service.sql(`
		WITH mine AS (
			SELECT * FROM orders WHERE tenant_id = :tenant),
		facts AS (
			SELECT shop_id, local_day AS day, 0 AS orders,
			       10000 * sum(total - tax + disc) AS gross
			  FROM sale_event WHERE tenant_id = :tenant
			   AND side = 'order' AND line_type = 'product'
			 GROUP BY 1, 2
			UNION ALL
			SELECT shop_id, local_day, 1, 0 FROM mine WHERE counted),
		days AS (
			SELECT shop_id, day, sum(orders) AS orders,
			       sum(gross) AS gross FROM facts GROUP BY 1, 2)
		SELECT (SELECT count(*) FROM mine WHERE order_id
		         BETWEEN :first AND :first + :count - 1) AS orders,
		       (SELECT count(DISTINCT xmin::text) FROM orders
		         WHERE tenant_id = :tenant AND order_id
		         BETWEEN :first AND :first + :count - 1)
		         AS transactions,
		       (SELECT count(*) FROM order_line WHERE tenant_id = :tenant
		           AND order_id BETWEEN :first AND :first + :count - 1)
		         AS lines,
		       (SELECT count(*) FROM delivery
		         WHERE tenant_id = :tenant
		           AND topic = 'orders/create') -
		       (SELECT count(*) FROM mine) AS deliveries_more,
		       (SELECT count(*) FROM days FULL JOIN
		               (SELECT * FROM rollup_day
		                 WHERE tenant_id = :tenant) AS r
		               USING (shop_id, day)
		         WHERE (days.orders, days.gross) IS DISTINCT FROM
		               (r.orders, r.gross_sales)) AS wrong_days,
		       (SELECT sum(spent) FROM mine WHERE counted) -
		       (SELECT coalesce(sum(spent), 0) FROM customer_stat
		         WHERE tenant_id = :tenant) AS spent_more`,
	{ vars: { tenant, first, count } });

	if (Number(row.orders) !== count || Number(row.lines) !== 3 * count ||
		Number(row.deliveries_more) || Number(row.wrong_days) ||
		Number(row.spent_more))
		throw new Error(`${count} deliveries were answered 200, but ` +
			`the database has ${JSON.stringify(row)}`);
	return Number(row.transactions);
}

function checkAnswers(result, count) {
	if (result.status_200 !== count)
		throw new Error(`not all answers are 200: ` +
			JSON.stringify(result));
}

async function deliverOnce(service, { shops, tenant, count, connections,
	base }) {
	const load = { connections, templates: templates(),
		shops: shops.map((shop) => shop.shopDomain) };

	await deliver(service, { ...load, count: WARM, base: base - WARM });
	const { result, cpu } = await service.cpu(() => deliver(service,
		{ ...load, count, base }));

	checkAnswers(result, count);
	const transactions = await check(service, tenant, ORDER_IDS + base,
		count);

	for (const kind of Object.keys(cpu))
		cpu[kind] = cpu[kind] * 1000 / count;
	return { ...result, cpu, transactions };
}

/* With the workers stopped meanwhile. */
async function floorOnce(service, heard, shops, options) {
	const numbers = shops.map((shop) => Number(shop.id));
	const floor = pgbenchScript(heard.statements, heard.ids, {
		shop: [Math.min(...numbers), Math.max(...numbers)],
		order: [52e12, 59e12],
		customer: [72e12, 72e12 + Math.ceil(options.deliveries / 3)],
		delivery: [1, 1e15],
	});

	service.stopPools();
	await service.sql('CHECKPOINT');
	try {
		const { result, cpu } = await service.cpu(() => pgbench(service,
			{ ...floor, ...options }));

		return { ...result, postgres: cpu.postgres * 1000 /
			result.rate / options.seconds };
	} finally {
		await service.up();
	}
}

async function measureCase(service, table, options, one) {
	const { shops, tenant, title, count, goals } = one;
	const heard = await listen(service, shops[0], one.base);
	const ours = [], floors = [];

	for (let i = 0; i < options.runs; i++) {
		one.base += BASE;
		ours.push(await deliverOnce(service, { shops, tenant, count,
			connections: options.clients, base: one.base }));
		floors.push(await floorOnce(service, heard, shops, options));
	}
	const typical = median(ours, (x) => x.rate);
	const floor = median(floors, (x) => x.rate);

	table.add(title, '/s', { ours: typical.rate, floor: floor.rate,
		...goals });
	table.add('    p50', 'ms', { ours: typical.p50 });
	table.add('    p99', 'ms', { ours: typical.p99, most: P99_MS });
	table.add('    mean', 'ms', { floor: floor.latency, ours:
		options.clients / typical.rate * 1000 });
	table.add('    CPU of PostgreSQL a request', 'ms', {
		ours: typical.cpu.postgres, floor: floor.postgres });
	table.add('    CPU of the worker a request', 'ms', {
		ours: typical.cpu.worker });
	table.add('    CPU of nginx a request', 'ms', {
		ours: typical.cpu.nginx });
	table.note(`    floor: ${heard.statements.length} statements; each of ` +
		`${options.runs} times ${number(count)} deliveries of ` +
		`${number(typical.bytes)} bytes is stored and summed up, in ` +
		`${number(typical.transactions)} transactions`);
}

/* Of those that were delivered last: nothing is to be added to them. */
async function measureUpdates(service, table, { connections, shops, tenant,
	base, count }) {
	const { result, cpu } = await service.cpu(() => deliver(service, {
		connections, count, base, topic: 'orders/updated',
		shops: shops.map((shop) => shop.shopDomain),
		templates: templates().map((body) => body.replace(
			/("updated_at":)"[^"]*"/g, `$1"${LATER}"`)) }));

	checkAnswers(result, count);
	await check(service, tenant, ORDER_IDS + base, count);
	const [{ updated }] = await service.sql('SELECT count(*) AS updated' +
		" FROM orders WHERE tenant_id = :tenant AND updated_at = :'at'",
	{ vars: { tenant, at: LATER } });

	if (Number(updated) !== count)
		throw new Error(`of ${count} updates ${updated} are stored`);
	table.add(`orders/updated, ${shops.length} shops`, '/s',
		{ ours: result.rate });
	table.add('    p99', 'ms', { ours: result.p99, most: P99_MS });
	table.add('    CPU of PostgreSQL a request', 'ms', {
		ours: cpu.postgres * 1000 / count });
}

export async function measureWebhooks(service, table, options) {
	const { user, shop } = await service.shops.tenant('webhooks0');
	const shops = [shop];
	const tenant = user.tenantId;

	while (shops.length < options.shops)
		shops.push(await service.shops.shop(`webhooks${shops.length}`));
	table.part(`Webhooks through nginx, ${options.clients} clients, ` +
		`${options.workers} workers`);
	const first = { shops, tenant, base: BASE,
		title: `orders/create, ${shops.length} shops`,
		count: options.deliveries, goals: { least: LEAST_RATE,
			leastRatio: LEAST_RATIO, node: NODE.webhooks } };

	await measureCase(service, table, options, first);
	await measureUpdates(service, table, { connections: options.clients,
		shops, tenant, base: first.base, count: first.count });
	await measureCase(service, table, options, { shops: [shop], tenant,
		base: 500 * BASE, title: 'orders/create, one shop alone',
		count: Math.ceil(options.deliveries / ONE_SHOP_LESS),
		goals: { least: LEAST_RATE, node: NODE.webhooks } });
}
