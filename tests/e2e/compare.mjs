/*
 * One shop in two worlds: the stand-in store, which knows the truth, and the
 * service, which has to show it.
 *
 *	const shop = await openShop(s, { domain, orders: 400, ... });
 *	await fullSync(s, shop);
 *	await compare(s, shop, { seed: 7 });
 *	await verify(s, shop);
 *
 * Amounts are compared as decimal digits: no number passes through a double.
 */
import assert from 'node:assert/strict';

import { newByCode, sequenceOf } from './sequence.mjs';

/* JSON in which numbers become strings of their digits. */
export function parseExact(text) {
	return JSON.parse(text.replace(
		/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
		(token) => token[0] === '"' ? token : `"${token}"`));
}

/* The same number in one spelling: 12.50 is 12.5, and -0.00 is 0. */
export function plain(value) {
	const text = String(value);

	if (!/^-?\d+(\.\d+)?$/.test(text))
		return text;
	const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;

	return short === '-0' ? '0' : short;
}

/* A small generator, so that a failure can be run again (mulberry32). */
export function random(seed) {
	let state = seed >>> 0;

	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;

		t = Math.imul(t ^ t >>> 15, t | 1);
		t ^= t + Math.imul(t ^ t >>> 7, t | 61);
		return ((t ^ t >>> 14) >>> 0) % below;
	};
}

const DAY_MS = 86400000;
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);

/* Ranges of days in [first, last] and a little beyond, of every length. */
export function ranges(first, last, count, seed) {
	const begin = Date.parse(first) - 3 * DAY_MS;
	const days = (Date.parse(last) - begin) / DAY_MS + 4;
	const next = random(seed);
	const list = [[first, last], [last, last]];

	while (list.length < count) {
		const length = 1 + next([3, 10, 40, 200, days][next(5)]);
		const at = begin + next(Math.max(1, days - length)) * DAY_MS;

		list.push([dayOf(at), dayOf(at + (length - 1) * DAY_MS)]);
	}
	return list;
}

/* A GET of the API, numbers as their digits. */
export async function exact(s, path, token) {
	const answer = await s.get(path, token);

	assert.equal(answer.status, 200, `${path}: ${answer.text}`);
	return parseExact(answer.text);
}

/*
 * Every member of `expected` that `got` has too must be the same; those of
 * `needed` must be there.
 */
function compareMembers(got, expected, needed, where) {
	const wrong = [];

	for (const name of needed)
		if (!(name in got) || !(name in expected))
			wrong.push(`${name}: missing`);
	for (const [name, value] of Object.entries(expected)) {
		if (!(name in got) || Object(value) === value)
			continue;
		if (plain(got[name]) !== plain(value))
			wrong.push(`${name}: ${got[name]}, and not ${value}`);
	}
	assert.equal(wrong.join('; '), '', where);
}

const SUMS = ['unitsOrdered', 'unitsNet', 'grossSales', 'discounts',
	'salesReversals', 'netSales', 'shipping', 'taxes', 'duties', 'fees',
	'tips', 'giftCardSales'];
const TOTALS = ['totalOrders', 'totalRevenue', ...SUMS];
const POINT = ['orders', 'revenue', ...SUMS];
const CUSTOMER = ['id', 'email', 'firstName', 'lastName', 'totalSpent',
	'ordersCount'];

function compareLists(got, expected, key, needed, where) {
	const named = (row) => row[key] +
		(row.totalSpent ? `: ${plain(row.totalSpent)}` : '');

	assert.deepEqual(got.map(named), expected.map(named), where);
	expected.forEach((row, i) => compareMembers(got[i], row, needed,
		`${where}: ${row[key]}`));
}

/* Of each code that has an order, how many are their customer's first. */
export async function compareCodes(s, shop, { from, to }) {
	const { byCurrency } = await exact(s, '/api/metrics/breakdown' +
		`?by=discount_code&limit=250&shopId=${shop.shopId}` +
		`&from=${from}&to=${to}`, shop.token);
	const rows = byCurrency.flatMap((c) => c.rows)
		.filter(({ orders }) => orders !== '0');

	assert.deepEqual(new Map(rows.map((row) => [row.key, {
		orders: Number(row.orders),
		newCustomerOrders: Number(row.newCustomerOrders),
		newCustomerShare: Number(row.newCustomerShare).toFixed(2) }])),
	newByCode(await sequenceOf(s, shop), { from, to }),
	`${shop.domain} ${from}..${to}: codes`);
}

/* Line types that are in Shopify's own ledger alone, and in no body. */
export const UNDERIVED = ['DUTY', 'ADDITIONAL_FEE'];

/*
 * Shopify's figures of a range, but for some line types, and ours.  No range:
 * of all time.
 */
export async function compareRange(s, shop, range = [], without = []) {
	const [from, to] = range, limit = 10;
	const where = `${shop.domain} ${from ?? 'ever'}..${to ?? ''}`;
	const days = from ? `&from=${from}&to=${to}` : '';
	const truth = await s.control('GET',
		`/shops/${shop.domain}/figures?limit=${limit}${days}` +
		`&without=${without}`);
	const ask = (what, more = '') => exact(s, `/api/metrics/${what}` +
		`?shopId=${shop.shopId}${more}`, shop.token);
	const whole = `&from=${truth.from}&to=${truth.to}`;
	const months = (await ask('orders-by-date',
		`${whole}&granularity=month`)).map((row) =>
		({ ...row, month: row.day.slice(0, 7) }));

	compareMembers(await ask('overview', whole), truth.overview,
		['totalCustomers', ...TOTALS], `${where}: overview`);
	compareLists(await ask('orders-by-date', whole), truth.byDay, 'day',
		POINT, `${where}: by day`);
	await compareCodes(s, shop, truth);
	compareLists(months, truth.byMonth, 'month', POINT,
		`${where}: by month`);
	/* One is found otherwise than many of a small store are. */
	for (const n of [1, limit])
		compareLists(await ask('top-customers', `&limit=${n}${days}`),
			truth.topCustomers.slice(0, n), 'id', CUSTOMER,
			`${where}: ${n} of the top customers`);
	return truth;
}

/* All of it, for all time and for a dozen ranges. */
export async function compare(s, shop, { seed = 1, count = 12, without } = {}) {
	const all = await compareRange(s, shop, [], without);

	for (const range of ranges(all.from, all.to, count, seed))
		await compareRange(s, shop, range, without);
	return all;
}

/* From now on the store's webhooks come to the service. */
export const listen = (s, shop) => s.control('POST',
	`/shops/${shop.domain}/webhooks`, { url: `${s.url}/webhooks/shopify` });

async function addShop(s, tenant, fields) {
	const answer = await s.post('/api/auth/add-shop', fields, tenant.token);

	assert.equal(answer.status, 201, answer.text);
	return { ...tenant, shopId: answer.body.shop.id };
}

async function newTenant(s, fields) {
	const { token, user, shop } = await s.register(fields);

	return { token, tenantId: user.tenantId, shopId: shop.id };
}

/*
 * A store of the stand-in, and a tenant (a new one, or `tenant`) that is
 * connected to it.  `settings` as POST /shops takes them; webhooks come to
 * the service.
 */
export async function openShop(s, { webhooks = true, tenant, ...settings }) {
	const { domain } = settings;
	const { accessToken } = await s.control('POST', '/shops', settings);
	const fields = { shopDomain: domain, shopName: domain, accessToken };
	const shop = tenant ? await addShop(s, tenant, fields) :
		await newTenant(s, fields);

	if (webhooks)
		await listen(s, { domain });
	return { ...shop, domain, accessToken };
}

/* Run xeno-sync on one shop; it must end well. */
async function syncShop(s, what, shop) {
	const { code, stdout, stderr } = await s.sync([what, '--shop',
		shop.domain]);

	assert.equal(code, 0, `xeno-sync ${what}: ${stdout}${stderr}`);
	/* It may also say that another one is at work, and end well. */
	if (what !== 'verify')
		assert.match(stdout, new RegExp(`${what}.* done`),
			`${stdout}${stderr}`);
	return stdout;
}

export const fullSync = (s, shop) => syncShop(s, 'full', shop);
export const deltaSync = (s, shop) => syncShop(s, 'delta', shop);
export const ledgerSync = (s, shop) => syncShop(s, 'agreements', shop);

/* The rollups are what the rows add up to. */
export const verify = (s, shop) => syncShop(s, 'verify', shop);

/* Every delivery there ever was, in random order; all must be taken. */
export async function storm(s, shop, options) {
	const said = await s.control('POST', `/shops/${shop.domain}/storm`,
		options);

	assert.deepEqual(said.failures, []);
	assert.equal(said.delivered, said.sent);
	assert.ok(said.sent > 0);
	return said;
}

/* What could not be applied, with its reason. */
export const deadLetters = (s, shop) => s.sql('SELECT webhook_id, topic,' +
	' reason, encode(body, \'hex\') AS body FROM dead_letter' +
	' WHERE shop_id = :shop ORDER BY dead_letter_id',
{ vars: { shop: shop.shopId } });
