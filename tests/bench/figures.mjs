/*
 * The figures: every query of the dashboard, of hundreds of random ranges of
 * a large shop, through nginx and a worker, one after the other, warm:
 *
 *	first	nobody has asked for that range since the data changed;
 *		somebody has before, so the pages that it reads are in memory
 *	again	the result is unchanged: If-None-Match answers 304
 *	told	the same without it: from the worker's memory, as far as
 *		the worker that is asked has it
 *
 * and first once more while 100 orders a second come in; then what a delivery
 * costs PostgreSQL with all rollups and without, by pgbench with the
 * statements of one delivery, with and without those that write a rollup.
 */
import http from 'node:http';

import { productBodies, templates } from './data.mjs';
import { figuresDirectory, figuresShop } from './figures-shop.mjs';
import { queries } from './figures-queries.mjs';
import { pgbenchScript } from './floor-statements.mjs';
import { deliver, pgbench } from './load.mjs';
import { number } from './table.mjs';
import { listen } from './webhooks.mjs';

export { figuresDirectory };

const RANGES = 200;
const RATE = 100;
const TURN = 3 * RATE;		/* deliveries that are timed together */
const DELIVERY_MS = 500;
const KNOWN_MS = 10;		/* of every range, with its result known */
const FORGOTTEN_MS = 1100;
const MINUTE_MS = 60_000;
const BUSY_MS = 16;		/* is no worse, while orders come in */
const BASE = 900_000_000;
const UNKNOWN = [62e12, 69e12];	/* the ids of orders without rollups */

/*
 * One request over a kept connection -> { ms, db, etag, isRefused }: `db` is
 * how much of it the worker waited for the database.
 */
function asker(service, token) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

	return (path, etag) => new Promise((resolve, reject) => {
		const began = performance.now();

		http.get(service.url + path, { agent, headers: {
			Authorization: `Bearer ${token}`,
			...etag && { 'If-None-Match': etag } } }, (answer) => {
			answer.resume();
			const timing = answer.headers['server-timing'];

			answer.on('end', () => resolve({ etag: answer.headers.etag,
				ms: performance.now() - began,
				db: Number(/^db;dur=([\d.]+)$/.exec(timing)?.[1]),
				isRefused: answer.statusCode >= 400 }));
		}).on('error', reject);
	});
}

function percentiles(list) {
	const sorted = [...list].sort((a, b) => a - b);
	const at = (share) => sorted[Math.min(sorted.length - 1,
		Math.floor(sorted.length * share))];

	return { p50: at(0.5), p99: at(0.99) };
}

/*
 * The data is another: nothing that was answered before is remembered.  What
 * is written by hand is seen within a second, by each worker for itself.
 */
async function forget(ask, service, { shopId }) {
	const path = `/api/metrics/overview?compare=none&shopId=${shopId}`;
	const { etag } = await ask(path);

	await service.sql('UPDATE shop_state SET data_version =' +
		' data_version + 1 WHERE shop_id = :shop',
	{ vars: { shop: shopId } });
	while ((await ask(path)).etag === etag)
		;
	await new Promise((done) => setTimeout(done, FORGOTTEN_MS));
}

/*
 * -> { p50, p99, db, refused }: of the requests, of what of each the database
 * took, and how many had no answer in time
 */
async function each(paths, work) {
	const answers = [];

	for (const [i, path] of paths.entries())
		answers.push(await work(path, i));
	return { ...percentiles(answers.map((answer) => answer.ms)),
		db: percentiles(answers.map((answer) => answer.db || 0)),
		refused: answers.filter((answer) => answer.isRefused).length };
}

/*
 * Some answers are of the minute (of the last 24 hours): what is told again is
 * to be told within the one that it was made in.
 */
async function waitForAMinuteThatHas(ms) {
	const left = MINUTE_MS - Date.now() % MINUTE_MS;

	if (ms > left && ms < MINUTE_MS)
		await new Promise((done) => setTimeout(done, left));
}

async function measureQuery(ask, service, shop, one) {
	const began = performance.now();
	const tags = [];

	for (const path of one.paths)
		await ask(path);
	await waitForAMinuteThatHas(2 * (performance.now() - began +
		FORGOTTEN_MS));
	await forget(ask, service, shop);
	const first = await each(one.paths, async (path, i) => {
		const answer = await ask(path);

		tags[i] = answer.etag;
		return answer;
	});

	if (first.refused || !tags[0])
		return { first };
	return { first,
		again: await each(one.paths, (path, i) => ask(path, tags[i])),
		told: await each(one.paths, (path) => ask(path)) };
}

const both = (p) => p ? `${number(p.p50)} / ${number(p.p99)}` +
	(p.refused ? `, ${p.refused} REFUSED` : '') : '';

/* A row of the table: what is held against the goal, as it is stated. */
function addTimes(table, one, times, least = 0) {
	const most = Math.max(one.inDatabase ?? one.most, least);

	if (one.inDatabase)
		table.add(`${one.name}: database`, 'ms',
			{ ours: times.db.p99, most });
	else
		table.add(one.name, 'ms', { ours: times.p99, most });
}

async function measureQueries(service, table, shop, ask) {
	table.part(`Figures of a shop of ${number(shop.orders)} orders, p99 ` +
		'in ms of requests, or of their database; below: p50 / p99');
	for (const one of queries(RANGES, shop)) {
		const { first, again, told } = await measureQuery(ask, service,
			shop, one);

		console.error(`    ${one.name}: ${both(first)}, ${both(first.db)} ` +
			`in the database, ${both(again)}`);
		addTimes(table, one, first);
		table.note(`    first ${both(first)}, of which in the database ` +
			`${both(first.db)}` + (again ? `; unchanged ${both(again)}, ` +
			`told again ${both(told)}` : ''));
		if (again && Math.max(again.p99, told.p99) > KNOWN_MS)
			table.note(`    NOT MET: known, and over ${KNOWN_MS} ms`);
	}
}

/*
 * Orders keep coming in until `work` is done, each a new version; as on a
 * server, what they mark is built each minute.  -> { sent, refused, p99 }: of
 * the deliveries; p99 of the 300 that took longest.
 */
async function whileDelivering(service, shop, base, work) {
	const told = { sent: 0, refused: 0, p99: 0 };
	let isOver = false, building = null;
	const minutes = setInterval(() => {
		building = service.sync(['queue']);
	}, MINUTE_MS);
	const delivering = (async () => {
		while (!isOver) {
			const result = await deliver(service, { connections: 4,
				count: TURN, base: base + told.sent, rate: RATE,
				templates: templates(), shops: [shop.domain] });

			told.sent += TURN;
			told.refused += TURN - (result.status_200 ?? 0);
			told.p99 = Math.max(told.p99, result.p99);
		}
	})();

	try {
		await work();
	} finally {
		isOver = true;
		clearInterval(minutes);
		await delivering;
		await building;
	}
	return told;
}

async function measureBusy(service, table, shop, ask) {
	table.part(`The same while ${RATE} orders a second come in`);
	const told = await whileDelivering(service, shop, BASE, async () => {
		for (const one of queries(RANGES, shop)) {
			const times = await each(one.paths, (path) => ask(path));

			console.error(`    ${one.name}, busy: ${both(times)}`);
			addTimes(table, one, times, BUSY_MS);
			table.note(`    p50 / p99 ${both(times)}, of which in the ` +
				`database ${both(times.db)}`);
		}
	});

	table.add('a delivery meanwhile, p99 at its worst', 'ms',
		{ ours: told.p99, most: DELIVERY_MS });
	table.note(`    ${number(told.sent)} deliveries` + (told.refused ?
		`; NOT MET: ${number(told.refused)} REFUSED` : ', none refused'));
}

/* A rollup is what is kept by generation. */
async function isOfRollup(service) {
	const rows = await service.sql(`SELECT table_name AS name
		  FROM information_schema.columns
		 WHERE column_name = 'generation' AND table_schema = 'public'
		   AND table_name <> 'shop_state'`);
	const writes = new RegExp('(INSERT INTO|UPDATE|DELETE FROM) ' +
		`(${rows.map((row) => row.name).join('|')})\\b`);

	return ({ sql }) => writes.test(sql);
}

/* `order`: from which id to which the orders are. */
async function cost(service, shop, heard, statements, order, options) {
	const script = pgbenchScript(statements, heard.ids, {
		shop: [shop.shopId, shop.shopId], order,
		customer: [7e9, 7e9 + Math.ceil(shop.orders * 0.4) - 1],
		delivery: [1, 1e15] });

	await service.sql('CHECKPOINT');
	const { result, cpu } = await service.cpu(() => pgbench(service,
		{ ...script, clients: options.clients, seconds: options.seconds }));

	return { ...result,
		ms: cpu.postgres * 1000 / result.rate / options.seconds };
}

/* Orders that no rollup knows of: the shop is kept, and measured again. */
async function forgetOrders(service, shop, [from, to]) {
	const tables = await service.sql(`SELECT table_name AS name
		  FROM information_schema.columns JOIN information_schema.tables
		       USING (table_schema, table_name)
		 WHERE column_name = 'order_id' AND table_schema = 'public'
		   AND table_type = 'BASE TABLE'`);

	for (const { name } of tables)
		await service.sql(`DELETE FROM ${name}
			 WHERE tenant_id = ${shop.tenantId}
			   AND shop_id = ${shop.shopId}
			   AND order_id BETWEEN ${from} AND ${to}`);
}

async function measureCost(service, table, shop, options) {
	const heard = await listen(service, { id: shop.shopId,
		shopDomain: shop.domain }, BASE + Date.now() % 1e6);
	const isRollup = await isOfRollup(service);
	const bare = heard.statements.filter((one) => !isRollup(one));

	service.stopPools();
	const all = await cost(service, shop, heard, heard.statements,
		[52e12, 59e12], options);
	const none = await cost(service, shop, heard, bare, UNKNOWN, options);

	await forgetOrders(service, shop, UNKNOWN);
	await service.up();
	table.part('A delivery of orders/create, its statements by pgbench');
	table.add('CPU of PostgreSQL, all rollups', 'ms', { ours: all.ms,
		floor: none.ms });
	table.note(`    the floor is without the ${heard.statements.length -
		bare.length} statements of ${heard.statements.length} that ` +
		`write a rollup; ${number(all.rate)} and ${number(none.rate)} /s`);
}

export async function measureFigures(service, table, options) {
	const shop = await figuresShop(service, options['shop-orders']);
	const ask = asker(service, shop.token);
	const products = productBodies();

	/*
	 * What is delivered are sales of products that it knows, as a shop's: so
	 * many that each, drawn at random, is among them.
	 */
	await deliver(service, { connections: 4, count: 50 * products.length,
		base: 1, templates: products, shops: [shop.domain],
		topic: 'products/create' });
	await measureQueries(service, table, shop, ask);
	await measureBusy(service, table, shop, ask);
	await measureCost(service, table, shop, options);
}
