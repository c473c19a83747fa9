/*
 * What the dashboard asks, of random ranges, with the goals of each: the p99
 * in milliseconds when it is asked first, of the whole request (`most`), or,
 * where the goal is that of statements by themselves, of what of it was spent
 * waiting for the database (`inDatabase`).
 */
import { stepFor } from '../../nginx/html/src/periods.js';
import { doc } from '../e2e/contract.mjs';
import { DAY, day, dice } from './dice.mjs';
import { DAYS, TO } from './figures-shop.mjs';

const MOST = 10;		/* what has no goal of its own */

/* Each once, of `least` to `most` days within the shop's life. */
function ranges(seed, count, least = 1, most = DAYS) {
	const throwDice = dice(seed);
	const first = Date.parse(TO) - (DAYS - 1) * DAY;
	const found = new Set();

	for (let tries = 0; found.size < count && tries < 20 * count; tries++) {
		const length = least + throwDice(most - least + 1);
		const from = first + throwDice(DAYS - length + 1) * DAY;

		found.add(`from=${day(from)}&to=${day(from + (length - 1) * DAY)}`);
	}
	return [...found];
}

const of = (name, list, more = '') => list.map((range) =>
	`/api/metrics/${name}?${range}${more}`);

/* What the document has: an operation, a value of a parameter. */
const has = (name) => Boolean(doc.paths[`/api/metrics/${name}`]);
const wordsOf = (name, parameter) => doc.paths[`/api/metrics/${name}`].get
	.parameters.find((p) => p.name === parameter)?.schema.enum ?? [];

/* { name: [queries, goal] } of an operation that may not be there. */
function others(count) {
	const all = ['sales-bridge', 'discounts', 'refunds', 'basket',
		'conversion-funnel', 'behavior-analytics', 'insights'];
	const goals = { heatmap: 8, cohorts: 0.8 };

	return [...all, ...Object.keys(goals), 'repeat', 'rfm'].filter(has)
		.map((name, i) => ({ name,
			...name in goals ? { inDatabase: goals[name] } : { most: MOST },
			paths: of(name, ranges(40 + i, count)) }));
}

/* The last days, to which orders come while it is measured. */
const lately = (count) => Array.from({ length: count }, (_, i) =>
	`from=${day(Date.parse(TO) - (i + 1) * DAY)}&to=${TO}`);

/* Ranges that end at an instant, as those of today do that are compared. */
const cutShort = (list) => list.map((range) => `${range}T14:30:00Z`);

/* What the pages ask of a range by steps (nginx/html/src/view.js). */
const stepped = (name, list, more) => list.map((range) => {
	const { from, to } = Object.fromEntries(new URLSearchParams(range));

	return `/api/metrics/${name}?${range}&${more}` +
		`&granularity=${stepFor({ from, to })}`;
});

/* In another currency than the shop's; keys are of a year at most. */
const inEuros = (count) => [
	['overview', DAYS, ''], ['orders-by-date', DAYS, '&granularity=month'],
	['breakdown', 365, '&by=country'], ['top-customers', 365, '&limit=10'],
	['top-products', 365, '&limit=10'],
].map(([name, most, more], i) => ({ name: `${name} in euros`, most: MOST,
	paths: of(name, ranges(80 + i, count, 1, most), `${more}&currency=EUR`) }));

/* -> [{ name, paths, most or inDatabase }] */
export function queries(count, { shopId }) {
	const few = Math.ceil(count / 4);

	return [
		{ name: 'overview with comparison', inDatabase: 4,
			paths: of('overview', ranges(1, count)) },
		{ name: 'overview with comparison, cut at an instant', most: MOST,
			paths: of('overview', cutShort(ranges(73, few, 1, 365)),
				'&compare=previous') },
		{ name: 'orders-by-date, days', inDatabase: 4.4,
			paths: of('orders-by-date', ranges(2, count, 1, 730)) },
		{ name: 'orders-by-date, months', inDatabase: 4.4,
			paths: of('orders-by-date', ranges(3, count),
				'&granularity=month') },
		{ name: 'top-customers, 6 and 7 days', inDatabase: 30,
			paths: of('top-customers', ranges(4, count, 6, 7),
				'&limit=10') },
		{ name: 'top-customers, 27 to 31 days', inDatabase: 10,
			paths: of('top-customers', ranges(5, count, 27, 31),
				'&limit=10') },
		{ name: 'top-customers, 60 to 365 days', inDatabase: 15,
			paths: of('top-customers', ranges(6, count, 60, 365),
				'&limit=10') },
		{ name: 'top-products', most: MOST,
			paths: of('top-products', ranges(7, count), '&limit=10') },
		...wordsOf('breakdown', 'by').map((by, i) => ({
			name: `breakdown by ${by}`,
			...by === 'country' ? { inDatabase: 5 } : { most: MOST },
			paths: of('breakdown', ranges(10 + i, few), `&by=${by}`) })),
		...others(few),
		{ name: 'batch, as the Overview asks it', most: MOST,
			paths: stepped('batch', ranges(8, count), 'compare=previous' +
				'&include=overview,series,top_customers,top_products,' +
				'insights&limit=10') },
		{ name: 'product-trends, as Products asks them', most: MOST,
			paths: stepped('product-trends', ranges(70, few, 2, 400),
				'limit=25') },
		{ name: 'orders-by-date by kind of customer', most: MOST,
			paths: of('orders-by-date', ranges(71, few),
				'&split=customer_type&granularity=month') },
		{ name: 'refunds of the days of orders', most: MOST,
			paths: of('refunds', ranges(72, few), '&basis=order_day') },
		{ name: 'breakdown by country, to the last day', inDatabase: 5,
			paths: of('breakdown', lately(few), '&by=country') },
		{ name: 'top-products, to the last day', most: MOST,
			paths: of('top-products', lately(few), '&limit=10') },
		{ name: 'cohorts of a channel, six weeks', most: MOST, paths:
			of('cohorts', ranges(74, few, 36, 36), '&grain=week' +
				'&channel=pos') },
		...inEuros(few),
		{ name: 'orders, a page', most: MOST, paths: ranges(9, few)
			.map((range) => `/api/orders?${range}`) },
		{ name: 'customers, a page', most: MOST, paths: ranges(9, few)
			.map((_, i) => `/api/customers?q=customer${i}`) },
		{ name: 'customers of a group, a page', most: MOST,
			paths: doc.components.schemas.RfmGroup.enum.map((group) =>
				`/api/customers?rfm=${group}`) },
	].map((one) => ({ ...one, paths: one.paths.map((path) =>
		`${path}&shopId=${shopId}`) }));
}
