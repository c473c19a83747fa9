/*
 * The shop that `figures` measures: made by figures.sql among 200 tenants,
 * its rollups by xeno-sync, and kept with its whole stack in build/bench
 * until what makes it is another.  Migrations bring it up to date.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync,
	writeFileSync } from 'node:fs';
import path from 'node:path';

import { run } from '../e2e/run.mjs';
import { top } from '../e2e/stack.mjs';
import { DAY, day, dice } from './dice.mjs';
import { ZONE } from './service.mjs';

export const DAYS = 1826, TO = '2025-12-31';

const OTHERS = 200;
const recipe = path.join(top, 'tests/bench/figures.sql');
const password = 'correct horse battery';

const version = () => createHash('sha256').update(readFileSync(recipe))
	.digest('hex').slice(0, 8);

async function sync(service, args) {
	const said = await service.sync(args);

	if (said.code !== 0)
		throw new Error(`${args[0]}: ${said.stderr}${said.stdout}`);
}

/* Dollars for a euro, of each day of the shop's life. */
async function loadRates(service) {
	const file = path.join(service.dir, 'rates.csv');
	const throwDice = dice(81);
	const rows = Array.from({ length: DAYS }, (_, i) => `${
		day(Date.parse(TO) - i * DAY)},USD,1.${1000 + throwDice(1000)}`);

	writeFileSync(file, ['day,currency,rate', ...rows].join('\n'));
	await sync(service, ['rates', file, '--source', 'bench', '--replace']);
}

/* One of each size, for a shop takes gigabytes; half made is not made. */
export function figuresDirectory(orders) {
	const all = path.join(top, 'build/bench');
	const name = `figures-${orders}-`;
	const dir = path.join(all, name + version());

	mkdirSync(all, { recursive: true });
	for (const other of readdirSync(all))
		if (other.startsWith(name) &&
			!existsSync(path.join(all, other, 'made.json')))
			rmSync(path.join(all, other), { recursive: true });
	for (const other of readdirSync(all))
		if (other.startsWith(name) && path.join(all, other) !== dir)
			rmSync(path.join(all, other), { recursive: true });
	return dir;
}

async function timed(what, work) {
	const began = performance.now();

	console.error(`${what} ...`);
	const result = await work();

	console.error(`    ${((performance.now() - began) / 1000).toFixed(1)} s`);
	return result;
}

/* As the superuser: the rows of all tenants at once. */
async function fill(service, shop, orders) {
	const { args, name, env } = service.database('postgres');
	const vars = { orders, days: DAYS, to: `${TO} 23:59:59+00`, zone: ZONE,
		customers: Math.ceil(orders * 0.4), products: 2000,
		tenant: shop.tenantId, shop: shop.shopId, small: OTHERS };

	await run('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', ...args, '-d', name,
		...Object.entries(vars).flatMap(([key, value]) =>
			['-v', `${key}=${value}`]), '-f', recipe], { check: true, env });
}

async function make(service, orders) {
	const { user, shop } = await service.shops.tenant('figures');
	const made = { tenantId: user.tenantId, shopId: shop.id,
		domain: shop.shopDomain, email: user.email, orders };

	for (let i = 0; i < OTHERS; i++)
		await service.register({ email: `other${i}@example.com`,
			shopDomain: `other${i}.myshopify.com` });
	await timed(`${orders} orders`, () => fill(service, made, orders));
	await timed('vacuum', () => service.settle());
	await timed('rollups', () => sync(service,
		['verify', '--rebuild', '--shop', made.domain]));
	await timed('scores', () => sync(service, ['rfm', '--shop', made.domain]));
	await timed('vacuum', () => service.settle());
	writeFileSync(path.join(service.dir, 'made.json'),
		JSON.stringify(made));
	return made;
}

/* -> { tenantId, shopId, domain, orders, token } */
export async function figuresShop(service, orders) {
	const kept = path.join(service.dir, 'made.json');
	const made = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) :
		await make(service, orders);

	/* What a migration left for the next minute. */
	await timed('what is marked', () => sync(service, ['queue']));
	await loadRates(service);
	const login = await service.post('/api/auth/login',
		{ email: made.email, password });

	if (login.status !== 200)
		throw new Error(`login: ${login.text}`);
	return { ...made, token: login.body.token };
}
