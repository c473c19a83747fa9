/*
 * A fleet: one `xeno-sync delta` over many small shops of many tenants, in each
 * of which one order in a hundred changed in the last quarter of an hour.  That
 * is how often the crontab runs it, so it must take far less.  All that changed
 * must be stored afterwards.
 *
 * The floor (floor-pages.mjs) asks each shop for the same pages right before,
 * two shops at a time as xeno-sync has it, over a connection for each.
 *
 * The shops' first rows come by a delta from long ago, which is the fastest way
 * to fill many small ones.
 */
import { MINUTES, counted, quarterAgo } from './delta.mjs';
import { PagesFloor } from './floor-pages.mjs';
import { setLogging } from './floor-statements.mjs';
import { runSync } from './sync.mjs';
import { number } from './table.mjs';

const ORDERS = 100, CHANGED = ORDERS / 100;
const LINES = 2;
const TENANT = 20;		/* shops of one */
const SETTINGS = { orders: ORDERS, lines: LINES, linesExact: true,
	from: '2025-01-01', to: '2025-12-31', deletedOrders: 0,
	restoreRate: 2000, maximumAvailable: 40_000 };
const AT_ONCE = 4, PROCESSES = 2;
const MOST_S = MINUTES * 60 / 10;
const HEARD = 10;		/* shops whose statements are counted */

/* What is only made ready need not wait for the disk. */
async function hurry(service, isHurry) {
	await service.sql(`ALTER SYSTEM ${isHurry ?
		'SET synchronous_commit = off' : 'RESET synchronous_commit'}`);
	await service.sql('SELECT pg_reload_conf()');
}

/* Each of the list, some at once. */
async function each(list, atOnce, work) {
	const left = [...list];

	await Promise.all(Array.from({ length: atOnce }, async () => {
		while (left.length)
			await work(left.shift());
	}));
}

async function connect(service, count) {
	const numbers = Array.from({ length: count }, (_, i) => i);
	const shops = [];
	const add = ({ id, shopDomain, accessToken }) =>
		shops.push({ id, domain: shopDomain, accessToken });

	for (const first of numbers.filter((i) => i % TENANT === 0)) {
		const { shop, accessToken } = await service.shops.tenant(
			`fleet${first}`, SETTINGS);

		add({ ...shop, accessToken });
		await each(numbers.slice(first + 1, first + TENANT), AT_ONCE,
			async (i) => add(await service.shops.shop(`fleet${i}`,
				SETTINGS)));
	}
	return shops;
}

/* Others that are there, of other measurements, are not looked at. */
async function setApart(service, shops) {
	const ids = `{${shops.map(({ id }) => id).join()}}`;

	await service.sql(`
		DELETE FROM directory_shop WHERE shop_id <> ALL (:'ids'::bigint[]);
		INSERT INTO sync_watermark (tenant_id, shop_id, resource, watermark)
		SELECT tenant_id, shop_id, resource, '2020-01-01'
		  FROM directory_shop, unnest(ARRAY['customers', 'products',
			'orders']) AS resource`, { vars: { ids } });
}

async function change(service, shops) {
	const since = await quarterAgo(service);

	await each(shops, AT_ONCE, ({ domain }) => service.control('POST',
		`/shops/${domain}/touch`, { orders: CHANGED, minutes: MINUTES }));
	return since;
}

/* Statements for one shop, of some of them; each anew in a process. */
async function statements(service, shops) {
	await change(service, shops);
	await setLogging(service, true);
	const from = service.postgresLog().length;

	for (const { domain } of shops)
		await runSync(service, ['delta', '--shop', domain]);
	await setLogging(service, false);
	return service.postgresLog().slice(from).split('\n').filter((line) =>
		line.includes('xeno-sync') && (/LOG: {2}execute /.test(line) ||
			/LOG: {2}statement: COPY /.test(line))).length /
		shops.length;
}

async function transactions(service) {
	const [{ n }] = await service.sql('SELECT xact_commit + xact_rollback' +
		' AS n FROM pg_stat_database WHERE datname = current_database()');

	return Number(n);
}

async function readBare(floor, shops, since) {
	const sum = { requests: 0, points: 0, orders: 0 };
	const began = performance.now();

	await each(shops, PROCESSES, async (shop) => {
		const { requests, points, rows } = await floor.read(shop, since);

		sum.requests += requests;
		sum.points += points;
		sum.orders += rows.orders;
	});
	return { ...sum, seconds: (performance.now() - began) / 1000 };
}

async function readOurs(service, shops) {
	await service.settle();
	await counted(service);
	const before = await transactions(service);
	const { result, cpu } = await service.cpu(() =>
		runSync(service, ['delta']));
	const log = Object.values(await counted(service));
	const sum = (name) => log.reduce((n, shop) => n + shop[name], 0);

	if (!result.said.includes(`${shops.length} shop`))
		throw new Error(`xeno-sync: ${result.said.slice(-1000)}`);
	return { ...result, cpu, requests: sum('requests'),
		points: sum('points'),
		transactions: await transactions(service) - before };
}

export async function measureFleet(service, table, options) {
	await hurry(service, true);
	const shops = await connect(service, options.fleet);
	const floor = await PagesFloor.open(service, { lines: LINES });
	const n = shops.length;

	await setApart(service, shops);
	await runSync(service, ['delta']);
	await hurry(service, false);
	const since = await change(service, shops);
	const bare = await readBare(floor, shops, since);
	const ours = await readOurs(service, shops);
	const [{ stored }] = await service.sql('SELECT count(*) AS stored' +
		' FROM orders WHERE updated_at >= to_timestamp(:seconds)' +
		' AND shop_id IN (SELECT shop_id FROM directory_shop)',
	{ vars: { seconds: since.getTime() / 1000 } });

	if (Number(stored) !== n * CHANGED || bare.orders !== n * CHANGED)
		throw new Error(`${n * CHANGED} orders changed, ${stored} are ` +
			`stored and ${bare.orders} were read`);
	await runSync(service, ['verify']);
	const heard = await statements(service, shops.slice(0, HEARD));

	table.part(`Delta of ${number(n)} shops of ${ORDERS} orders, of which ` +
		`${CHANGED} changed`);
	table.add('all shops', 's', { ours: ours.seconds, floor: bare.seconds,
		most: MOST_S });
	table.add('requests a shop', '', { ours: ours.requests / n,
		floor: bare.requests / n });
	table.add('points a shop', '', { ours: ours.points / n,
		floor: bare.points / n });
	table.add('CPU of xeno-sync a shop', 'ms', {
		ours: ours.cpuS * 1000 / n });
	table.add('CPU of PostgreSQL a shop', 'ms', {
		ours: ours.cpu.postgres * 1000 / n });
	table.add('transactions a shop', '', { ours: ours.transactions / n });
	table.add('statements a shop', '', { ours: heard });
	table.note('    the floor asks for the same in the fewest pages, and ' +
		'does nothing with it');
}
