/*
 * What was sold and what was given back, taken apart and in one currency, by
 * brute force: every row of the ledgers at the rates of its day, as a fraction,
 * each figure rounded once.  Of ledgers and rates as the database has them, and
 * of no sum that it made.
 *
 *	const book = await openBook(s, token, shops);
 *	await compareBreakdown(book, { by, limit, currency, from, to });
 *
 * A figure is { pieces, orders }: of some shops and days, the sales.
 */
import assert from 'node:assert/strict';

import { exact, plain } from './compare.mjs';
import { rateOn } from './converted.mjs';
import { over, rounded, sumOf, times } from './fractions.mjs';
import { isProduct, sumsOf } from './ledger-rows.mjs';
import { firstOrders, grouped, partsLedger, within } from './parted.mjs';
import { ratio } from './sequence.mjs';
import { bounds, stepOf } from './stepped.mjs';

const ONE = { rate: [1n, 1n] };
/* What is no part of an order's total. */
export const NO_SPEND = ['tip', 'gift_card', 'unknown'];
const AGES = [0, 1, 2, 4, 8, 15, 31, 61, 91];
const DAY_MS = 86400000;

/* The rates that are loaded: { day: { USD: '1.08', ... } }. */
export async function ratesOf(s) {
	const table = {};

	for (const { day, currency, rate } of await s.sql(
		'SELECT day, currency, rate FROM exchange_rate'))
		(table[day] ??= {})[currency] = rate;
	return table;
}

/* shops: of openShop(), with their currency. */
export async function openBook(s, token, shops) {
	const ledgers = [];

	for (const shop of shops)
		ledgers.push({ ...shop, ledger: await partsLedger(s, shop) });
	for (const one of ledgers)
		one.firsts = firstOrders(one.ledger);
	return { s, token, shops: ledgers, table: await ratesOf(s) };
}

export function groupBy(list, keyOf) {
	const map = new Map();

	for (const one of list) {
		const key = keyOf(one);

		if (!map.has(key))
			map.set(key, []);
		map.get(key).push(one);
	}
	return map;
}

const netOf = (list) => list.reduce((sum, { total, tax }) =>
	sum + total - tax, 0n);
const isPlaced = (sale) => sale.initial && sale.side === 'order' &&
	sale.line_type === 'product';

/* The amounts of some sales, in 1/10,000. */
export function salesOf(sales) {
	const { unitsOrdered, unitsNet, ...amounts } = sumsOf(sales);

	return { ...amounts, sold: amounts.grossSales - amounts.discounts,
		initial: netOf(sales.filter(isPlaced)) };
}

export const numberOf = (list, of) => list.reduce((sum, one) =>
	sum + of(one), 0n);

/*
 * Amounts of `of` in `currency`, as fractions: { sums, missing, from, to }, of
 * pieces [{ currency, sales, dated }], where dated(sale) is the day whose rate
 * counts.
 */
export function convert({ table }, currency, pieces, of) {
	const terms = Object.fromEntries(Object.keys(of([])).map((name) =>
		[name, []]));
	const dates = [], lacks = [];

	for (const piece of pieces)
		for (const [day, sales] of groupBy(piece.sales, piece.dated)) {
			const amounts = Object.entries(of(sales));

			if (amounts.every(([, amount]) => amount === 0n))
				continue;
			const isOwn = piece.currency === currency;
			const own = isOwn ? ONE : rateOn(table, piece.currency, day);
			const its = isOwn ? ONE : rateOn(table, currency, day);

			if (!own || !its) {
				lacks.push({ day,
					currency: own ? currency : piece.currency });
				continue;
			}
			dates.push(own.day, its.day);
			for (const [name, amount] of amounts)
				terms[name].push(over(times([amount, 10000n], its.rate),
					own.rate));
		}
	const used = dates.filter(Boolean).sort();

	lacks.sort((a, b) => `${a.day} ${a.currency}` < `${b.day} ${b.currency}` ?
		-1 : 1);
	return { sums: Object.fromEntries(Object.entries(terms).map(
		([name, list]) => [name, sumOf(list)])), missing: lacks[0] ?? null,
		rates: lacks.length || !used.length ? null :
			{ source: 'test', from: used[0], to: used.at(-1) } };
}

/* A ratio in percent, or null: of nothing, or where a rate is missing. */
const percent = ({ missing }, part, whole) => missing || whole[0] === 0n ?
	null : rounded(times(over(part, whole), [100n, 1n]), 'EUR');

const shown = (value) => value === null ? null : plain(value);

/* What a row has of a figure: `names` of its sums under the row's names. */
export function compareAmounts(row, figure, currency, names, where) {
	for (const [name, sum] of Object.entries(names))
		assert.equal(shown(row[name]), figure.missing ? null :
			rounded(figure.sums[sum], currency), `${where}: ${name}`);
	assert.deepEqual([row.missingRate, row.rates],
		[figure.missing, figure.rates], `${where}: rates`);
}

const same = (...names) => Object.fromEntries(names.map((name) =>
	[name, name]));
const SALES = { ...same('grossSales', 'discounts', 'salesReversals',
	'netSales', 'shipping', 'taxes', 'duties', 'fees', 'totalSales', 'tips',
	'giftCardSales'),
returns: 'salesReversals' };

/* An average of what was placed; null without an order. */
const average = ({ missing, sums: { initial } }, orders, currency) =>
	missing || !orders ? null : rounded(over(initial,
		[BigInt(orders), 1n]), currency);

function compareSales(row, figure, { orders, sales, currency, where }) {
	compareAmounts(row, figure, currency, SALES, where);
	assert.equal(shown(row.aov), average(figure, orders, currency),
		`${where}: aov`);
	assert.equal(Number(row.orders ?? row.totalOrders), orders, where);
	assert.equal(BigInt(row.unitsNet) * 10000n, sumsOf(sales).unitsNet, where);
	assert.equal(BigInt(row.unitsOrdered) * 10000n,
		sumsOf(sales).unitsOrdered, where);
}

export const byDay = ({ day }) => day;
const allSales = (pieces) => pieces.flatMap(({ sales }) => sales);

/* All that was sold: pieces and orders of a range. */
function whole({ shops }, range) {
	return { pieces: shops.map(({ currency, ledger }) => ({ currency,
		dated: byDay, sales: within(ledger.sales, range) })),
	orders: shops.reduce((n, { ledger }) => n + within(ledger.orders, range)
		.filter(({ counted }) => counted).length, 0) };
}

const isSold = ({ key, pieces }) =>
	isProduct([key, pieces.flatMap(({ sales }) => sales)]);

/* The keys with their pieces and orders, that with most net sales first. */
function ranked(book, by, range, currency) {
	const keys = new Map();

	for (const { currency: own, ledger, firsts } of book.shops)
		for (const [key, { sales, orders }] of grouped(by, ledger, range)) {
			if (!keys.has(key))
				keys.set(key, { key, pieces: [], orders: 0, fresh: 0 });
			keys.get(key).pieces.push({ currency: own, dated: byDay, sales });
			keys.get(key).orders += orders.size;
			keys.get(key).fresh += [...orders].filter((id) =>
				firsts.has(id)).length;
		}
	const list = [...keys.values()].map((one) => ({ ...one,
		figure: convert(book, currency, one.pieces, salesOf) }));
	const byNet = (a, b) => {
		const [n, d] = a.figure.sums.netSales, [m, e] = b.figure.sums.netSales;
		const [x, y] = [a.key ?? '', b.key ?? ''];

		return m * d !== n * e ? (m * d > n * e ? 1 : -1) :
			x.length - y.length || (x < y ? -1 : 1);
	};

	return list.sort(byNet);
}

export const asked = ({ from, to }, currency, more) => new URLSearchParams({
	from, to, ...currency && { currency }, ...more });

export async function compareBreakdown(book, { by, limit, currency,
	...range }) {
	const where = `${by} ${range.from}..${range.to} in ${currency}`;
	const { byCurrency } = await exact(book.s, '/api/metrics/breakdown?' +
		asked(range, currency, { by, limit }), book.token);
	const [{ rows, rest, ...totals }] = byCurrency;
	const all = whole(book, range);
	const total = convert(book, currency, all.pieces, salesOf);
	const keys = ranked(book, by, range, currency);
	const others = keys.slice(limit);
	const compareKey = (row, { pieces, orders, fresh, key }) => {
		const figure = convert(book, currency, pieces, salesOf);

		compareSales(row, figure, { orders, currency,
			sales: allSales(pieces), where: `${where}: ${key}` });
		assert.equal(shown(row.share), total.missing ? null : percent(figure,
			figure.sums.netSales, total.sums.netSales),
		`${where}: share of ${key}`);
		if (by === 'discount_code')
			assert.deepEqual([row.newCustomerOrders,
				shown(row.newCustomerShare)], [String(fresh),
				shown(ratio(100 * fresh, orders))], `${where}: new of ${key}`);
	};

	assert.equal(byCurrency.length, 1);
	assert.equal(totals.currency, currency);
	compareSales(totals, total, { orders: all.orders, currency,
		sales: allSales(all.pieces), where });
	assert.deepEqual(rows.map(({ key }) => key),
		keys.slice(0, limit).map(({ key }) => key), where);
	rows.forEach((row, i) => compareKey(row, keys[i]));
	assert.equal(rest === null, others.length === 0, where);
	if (rest)
		/* Of one shop and day all of it is one amount, whatever the keys. */
		compareKey(rest, { key: 'rest', orders: others.reduce((n, one) =>
			n + one.orders, 0), fresh: others.reduce((n, one) =>
			n + one.fresh, 0), pieces: book.shops.map(({ currency: own,
			ledger }) => ({ currency: own, dated: byDay,
			sales: others.flatMap(({ key }) => grouped(by, ledger, range)
				.get(key)?.sales ?? []) })) });
}

export async function compareTopProducts(book, { limit, currency,
	...range }) {
	const where = `products ${range.from}..${range.to} in ${currency}`;
	const rows = await exact(book.s, '/api/metrics/top-products?' +
		asked(range, currency, { limit }), book.token);
	const keys = ranked(book, 'product', range, currency)
		.filter(isSold).slice(0, limit);
	const total = convert(book, currency, whole(book, range).pieces, salesOf);

	assert.deepEqual(rows.map(({ id }) => id), keys.map(({ key }) => key),
		where);
	rows.forEach((row, i) => {
		const { figure, orders, key } = keys[i];
		const { netSales, salesReversals, sold } = figure.sums;

		compareAmounts(row, figure, currency, same('grossSales', 'discounts',
			'salesReversals', 'netSales', 'taxes'), `${where}: ${key}`);
		assert.deepEqual([row.currency, row.orders, shown(row.share),
			shown(row.reversalRate)], [currency, String(orders),
			total.missing ? null : percent(figure, netSales,
				total.sums.netSales),
			percent(figure, salesReversals, sold)], `${where}: ${key}`);
	});
}

/* A step that comes to nothing, with all its rates, is not told. */
export async function compareTrends(book, { limit, step, currency,
	...range }) {
	const where = `${step} ${range.from}..${range.to} in ${currency}`;
	const rows = await exact(book.s, '/api/metrics/product-trends?' +
		asked(range, currency, { limit, granularity: step }), book.token);
	const [first] = bounds(book.shops.map(({ ledger }) => ledger), range);
	const told = ranked(book, 'product', range, currency)
		.filter(isSold).slice(0, limit)
		.map(({ key, pieces }) => {
			const days = pieces.map(({ sales }) => groupBy(sales, ({ day }) =>
				stepOf(day, step, first.slice(0, 10))));
			const steps = new Set(days.flatMap((of) => [...of.keys()]));

			return { key, points: [...steps].sort().map((day) => ({ day,
				figure: convert(book, currency, pieces.map((piece, i) => ({
					...piece, sales: days[i].get(day) ?? [] })),
				(sales) => ({ netSales: salesOf(sales).netSales })) }))
				.filter(({ figure: { missing, sums } }) => missing ||
					sums.netSales[0] !== 0n) };
		}).filter(({ points }) => points.length);

	assert.deepEqual(rows.map(({ id, currency: own, points }) => [id, own,
		points.map(({ day }) => day)]), told.map(({ key, points }) =>
		[key, currency, points.map(({ day }) => day)]), where);
	rows.forEach(({ id, points }, i) => points.forEach((point, n) =>
		compareAmounts(point, told[i].points[n].figure, currency,
			same('netSales'), `${where}: ${id} ${point.day}`)));
}

/* An order is of those with a discount if what it was placed with had one. */
export async function compareDiscounts(book, { currency, ...range }) {
	const where = `discounts ${range.from}..${range.to} in ${currency}`;
	const { byCurrency } = await exact(book.s, '/api/metrics/discounts?' +
		asked(range, currency), book.token);
	const [row] = byCurrency;
	const total = convert(book, currency, whole(book, range).pieces, salesOf);
	const placed = book.shops.map(({ currency: own, ledger }) => {
		const orders = new Set(within(ledger.orders, range)
			.filter(({ counted }) => counted));
		const sales = groupBy(ledger.sales.filter((sale) =>
			isPlaced(sale) && orders.has(sale.order)), ({ order }) => order);

		return { own, orders: [...orders].map((order) => sales.get(order) ??
			[]) };
	});
	const has = (sales) => sales.some(({ disc }) => disc > 0n);
	const of = (isWanted) => ({
		orders: placed.reduce((n, { orders }) =>
			n + orders.filter(isWanted).length, 0),
		figure: convert(book, currency, placed.map(({ own, orders }) => ({
			currency: own, dated: ({ order }) => order.day,
			sales: orders.filter(isWanted).flat() })), salesOf) });
	const [all, some, none] = [() => true, has, (sales) => !has(sales)]
		.map(of);
	/* A day may lack the rate of what came back then, of no order. */
	const mean = ({ orders, figure }) => all.figure.missing ? null :
		average(figure, orders, currency);

	assert.equal(byCurrency.length, 1);
	compareAmounts(row, total, currency, same('grossSales', 'discounts'),
		where);
	assert.deepEqual([row.currency, row.orders, row.discountedOrders,
		shown(row.discountRate), shown(row.aovDiscounted),
		shown(row.aovFullPrice)], [currency, String(all.orders),
		String(some.orders), percent(total, total.sums.discounts,
			total.sums.grossSales), mean(some), mean(none)], where);
}

const ageOf = ({ day, order: { day: placed } }) => AGES.length - 1 -
	AGES.toReversed().findIndex((from) =>
		(Date.parse(day) - Date.parse(placed)) / DAY_MS >= from || !from);

/* In 1/10,000: what was sold, and of what was given back the figures. */
function reversed(sales) {
	const back = sales.filter(({ side }) => side === 'reversal');
	const net = (list, ...types) => netOf(list.filter((sale) =>
		types.includes(sale.line_type)));

	return { sold: net(sales.filter(({ side }) => side === 'order'),
		'product'), sales: -net(back, 'product', 'adjustment'),
	shipping: -net(back, 'shipping'),
	taxes: -numberOf(back, ({ tax }) => tax),
	total: -numberOf(back, ({ total }) => total) };
}

/* What came back alone: what was sold is of no age. */
const cameBack = (sales) => ({ ...reversed(sales), sold: 0n });

export async function compareRefunds(book, { basis, currency, ...range }) {
	const where = `${basis} ${range.from}..${range.to} in ${currency}`;
	const { byCurrency } = await exact(book.s, '/api/metrics/refunds?' +
		asked(range, currency, { basis }), book.token);
	const [row] = byCurrency;
	const isByOrder = basis === 'order_day';
	const pieces = book.shops.map(({ currency: own, ledger }) => {
		const orders = new Set(within(ledger.orders, range)
			.filter(({ counted }) => counted));
		const sales = isByOrder ? ledger.sales.filter(({ order }) =>
			orders.has(order)) : within(ledger.sales, range);

		return { currency: own, orders, sales: sales.filter((sale) =>
			!NO_SPEND.includes(sale.line_type)),
		dated: isByOrder ? ({ order }) => order.day : byDay };
	});
	const compareBack = (got, isWanted, of, names) => {
		const wanted = pieces.map((piece) => ({ ...piece,
			sales: piece.sales.filter(isWanted) }));
		const back = allSales(wanted).filter(({ side }) =>
			side === 'reversal');
		const figure = convert(book, currency, wanted, of);

		compareAmounts(got, figure, currency, names, where);
		assert.equal(Number(got.reversedOrders), new Set(back.map(
			({ order }) => order)).size, where);
		return { figure, back };
	};
	const amounts = { salesReversals: 'sales', totalReversed: 'total' };
	const { figure, back } = compareBack(row, () => true, reversed, {
		...amounts, salesBeforeReversals: 'sold', taxesReversed: 'taxes',
		shippingReversed: 'shipping' });

	assert.equal(byCurrency.length, 1);
	assert.deepEqual([row.currency, Number(row.orders), row.unitsReturned,
		shown(row.reversalRate)], [currency, pieces.reduce((n, { orders }) =>
		n + orders.size, 0), String(-numberOf(back.filter((sale) =>
		sale.line_type === 'product'), ({ quantity }) => quantity)),
	percent(figure, figure.sums.sales, figure.sums.sold)], where);
	assert.equal(row.byAge.length, AGES.length);
	row.byAge.forEach((got, age) => compareBack(got, (sale) =>
		sale.side === 'reversal' && ageOf(sale) === age, cameBack, amounts));
}
