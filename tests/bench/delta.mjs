/*
 * Delta: `xeno-sync delta` of a shop in which so many orders changed in the
 * last quarter of an hour, from the start of the program to its end, and what
 * it takes of Shopify's rate limit.  All of them must be stored afterwards.
 *
 * The floor (floor-pages.mjs) reads the same right before.  The shop's limit is
 * a large one's (2,000 points a second), so that nobody waits for it; what the
 * usual one would make of the points is told below.
 */
import { PagesFloor } from './floor-pages.mjs';
import { runSync } from './sync.mjs';
import { median, number } from './table.mjs';

const LINES = 3;
export const MINUTES = 15;
const MARGIN_MS = 60_000;
const USUAL_POINTS_S = 100, USUAL_MOST = 2000;

const SETTINGS = { lines: LINES, linesExact: true, from: '2025-01-01',
	to: '2025-12-31', deletedOrders: 0, restoreRate: 2000,
	maximumAvailable: 40_000 };

/* What the stand-in counted since the last time: by shop. */
export async function counted(service) {
	const { shops } = await service.control('GET', '/log?shop=');

	await service.control('DELETE', '/log');
	return shops;
}

/* Shops were read up to then: -> an instant before all that changes now. */
export async function quarterAgo(service) {
	const since = new Date(Date.now() - MINUTES * 60_000 - MARGIN_MS);

	await service.sql('UPDATE sync_watermark SET watermark =' +
		' to_timestamp(:seconds)',
	{ vars: { seconds: since.getTime() / 1000 } });
	return since;
}

/* Orders change; read by a bare client, then by us. */
async function once(service, floor, shop, changed) {
	const since = await quarterAgo(service);
	const where = `/shops/${shop.domain}`;

	await service.control('POST', `${where}/touch`,
		{ orders: changed, minutes: MINUTES });
	const began = performance.now();
	const bare = await floor.read(shop, since);

	bare.seconds = (performance.now() - began) / 1000;
	await service.sql('CHECKPOINT');
	await counted(service);
	const { result, cpu } = await service.cpu(() => runSync(service,
		['delta', '--shop', shop.domain]));
	const { [shop.domain]: { requests, points } } = await counted(service);
	const [{ n }] = await service.sql('SELECT count(*) AS n FROM orders' +
		' WHERE shop_id = :shop AND updated_at >= to_timestamp(:s)',
	{ vars: { shop: shop.shopId, s: since.getTime() / 1000 } });

	if (Number(n) !== changed || bare.rows.orders !== changed)
		throw new Error(`${changed} orders changed, ${n} are stored and ` +
			`${bare.rows.orders} were read: ${result.said}`);
	return { bare, ours: { ...result, requests, points, cpu } };
}

/* What is left to wait for where the limit is the usual one. */
const usualS = ({ points }) => Math.max(0, points - USUAL_MOST) /
	USUAL_POINTS_S;

export async function measureDelta(service, table, options) {
	const { changed, runs } = options;
	const { accessToken, shop, user } = await service.shops.tenant('delta',
		{ ...SETTINGS, orders: changed });
	const where = { domain: shop.shopDomain, shopId: shop.id,
		tenantId: user.tenantId, accessToken };
	const floor = await PagesFloor.open(service, { lines: LINES });
	const list = [];

	await runSync(service, ['full', '--shop', where.domain]);
	for (let i = 0; i < runs; i++)
		list.push(await once(service, floor, where, changed));
	await runSync(service, ['verify', '--shop', where.domain]);
	const { bare, ours } = median(list, (x) => x.ours.seconds);
	const rows = Object.entries(bare.rows).map(([name, n]) =>
		`${number(n)} ${name}`).join(', ');

	table.part(`Delta of ${number(changed)} changed orders of three lines`);
	table.add('orders read and stored a second', '/s', {
		ours: changed / ours.seconds, floor: changed / bare.seconds });
	table.add('requests', '', { ours: ours.requests, floor: bare.requests });
	table.add('points', '', { ours: ours.points, floor: bare.points });
	table.add('CPU of xeno-sync for 1,000 orders', 'ms', {
		ours: ours.cpuS * 1e6 / changed });
	table.add('CPU of PostgreSQL for 1,000 orders', 'ms', {
		ours: ours.cpu.postgres * 1e6 / changed });
	table.note('    the floor reads the same in the fewest pages, and does ' +
		`nothing with it: ${rows}`);
	table.note(`    at ${USUAL_POINTS_S} points a second ours would wait ` +
		`${number(usualS(ours))} s, the floor ${number(usualS(bare))} s`);
}
