/*
 * The API: GET /api/metrics/... of a shop with ten times as many orders as
 * the backfill had, by wrk over 16 kept connections with a Bearer token.
 *
 * The floor (constant.c) is a FastCGI program that answers the same bytes
 * whatever it is asked, behind the same nginx with the same configuration and
 * in as many processes; it takes turns with the workers.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { bigShop } from './big.mjs';
import { FROM, TO } from './data.mjs';
import { DAY, day, dice } from './dice.mjs';
import { wrk } from './load.mjs';
import { NODE, median, number } from './table.mjs';

const CONNECTIONS = 16;
const PATHS = 4000;
const WARM_S = 2;

/* Ranges of up to so many days within the shop's life. */
function randomRanges(seed, most) {
	const throwDice = dice(seed), first = Date.parse(FROM);
	const days = (Date.parse(TO) - first) / DAY + 1;

	return Array.from({ length: PATHS }, () => {
		const length = 1 + throwDice(Math.min(most, days));
		const from = first + throwDice(days - length + 1) * DAY;

		return `from=${day(from)}&to=${day(from + (length - 1) * DAY)}`;
	});
}

const LAST_30 = `from=${day(Date.parse(TO) - 29 * DAY)}&to=${TO}`;
const at = (name, ranges, more = '') => ranges.map((range) =>
	`/api/metrics/${name}?${range}${more}`);

const CASES = [
	{ name: 'overview, random ranges', node: NODE.overview, least: 0.6,
		paths: at('overview', randomRanges(1, 730)) },
	{ name: 'overview, the same 30 days', node: NODE.overview, least: 0.6,
		paths: at('overview', [LAST_30]) },
	{ name: 'orders-by-date, random ranges', node: NODE.ordersByDate,
		paths: at('orders-by-date', randomRanges(2, 365)) },
	{ name: 'orders-by-date, the same 30 days', node: NODE.ordersByDate,
		paths: at('orders-by-date', [LAST_30]) },
	{ name: 'top-customers, random ranges', node: '',
		paths: at('top-customers', randomRanges(3, 730), '&limit=10') },
	{ name: 'top-customers, of all time', node: '',
		paths: ['/api/metrics/top-customers?limit=10'] },
];

/* What the worker answers to a path, as a worker writes it. */
async function writeConstant(service, { token }, url) {
	const answer = await service.get(url, token);
	const kept = ['content-type', 'content-length', 'etag',
		'cache-control'];

	if (answer.status !== 200)
		throw new Error(`${url}: ${answer.status} ${answer.text}`);
	writeFileSync(path.join(service.dir, 'constant.answer'),
		['Status: 200 OK', ...kept.filter((name) =>
			answer.headers.has(name)).map((name) =>
			`${name}: ${answer.headers.get(name)}`), '', answer.text]
			.join('\r\n'));
}

async function once(service, big, options, paths) {
	const load = { paths, token: big.token, connections: CONNECTIONS };

	await wrk(service, { ...load, seconds: WARM_S });
	const { result, cpu } = await service.cpu(() => wrk(service,
		{ ...load, seconds: options.seconds }));

	for (const kind of Object.keys(cpu))
		cpu[kind] = cpu[kind] * 1000 / result.requests;
	return { ...result, cpu };
}

const words = (cpu) => Object.entries(cpu).map(([kind, ms]) =>
	`${kind} ${ms.toFixed(3)}`).join(', ');

async function measureCase(service, table, big, options, one) {
	const constant = ['--worker', service.program('tests/bench/constant')];
	const ours = [], floors = [];

	await writeConstant(service, big, one.paths[0]);
	for (let i = 0; i < options.runs; i++) {
		ours.push(await once(service, big, options, one.paths));
		await service.restartPools(constant);
		try {
			floors.push(await once(service, big, options, one.paths));
		} finally {
			await service.restartPools([]);
		}
	}
	const typical = median(ours, (x) => x.rate);
	const floor = median(floors, (x) => x.rate);

	table.add(one.name, '/s', { ours: typical.rate, floor: floor.rate,
		leastRatio: one.least, node: one.node });
	table.add('    p50', 'ms', { ours: typical.p50, floor: floor.p50 });
	table.add('    p99', 'ms', { ours: typical.p99, floor: floor.p99,
		most: 10 });
	table.note(`    CPU ms a request: ${words(typical.cpu)}; ` +
		`floor: ${words(floor.cpu)}`);
}

export async function measureOverview(service, table, options) {
	const big = await bigShop(service, options);

	table.part(`API through nginx, ${CONNECTIONS} connections, a shop of ` +
		`${number(big.orders)} orders`);
	for (const one of CASES)
		await measureCase(service, table, big, options, one);
}
