/*
 * Made data: ready results of a bulk operation, kept in build/bench by size,
 * and templates of orders/create.  The same seed makes the same bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync,
	rmSync } from 'node:fs';
import path from 'node:path';

import { run } from '../e2e/run.mjs';
import { top } from '../e2e/stack.mjs';
import { asOf } from '../shopify/derive.mjs';
import { fill } from '../shopify/generate.mjs';
import { orderBody, text } from '../shopify/bodies.mjs';
import { productBody } from '../shopify/bodies-people.mjs';
import { Shop } from '../shopify/store.mjs';
import { ZONE } from './service.mjs';

export const FROM = '2024-01-01', TO = '2025-12-31';

const SEED = 1;
const TEMPLATES = 64;
const generator = path.join(top, 'tests/shopify/generate-jsonl.mjs');

/* A program with all that it imports of ours. */
function sourcesOf(file, seen = new Map()) {
	if (!seen.has(file)) {
		const source = readFileSync(file, 'utf8');

		seen.set(file, source);
		for (const [, name] of source.matchAll(/\sfrom\s+"(\..*?)"/g))
			sourcesOf(path.join(path.dirname(file), name), seen);
	}
	return seen;
}

/* Of the program that makes them: other files when that changes. */
function version() {
	const sum = createHash('sha256');

	for (const [, source] of [...sourcesOf(generator)].sort())
		sum.update(source);
	return sum.digest('hex').slice(0, 8);
}

/* What an earlier version made of this size takes gigabytes. */
function forget(prefix) {
	const all = path.dirname(prefix);

	mkdirSync(all, { recursive: true });
	for (const name of readdirSync(all))
		if (name.startsWith(path.basename(prefix)))
			rmSync(path.join(all, name), { recursive: true });
}

/*
 * Three files of bulk results, in the order in which a full sync reads them:
 * customers, products, and as many orders of three lines.
 */
export async function jsonl(orders) {
	const prefix = path.join(top, 'build/bench', `seed${SEED}-${orders}-`);
	const dir = prefix + version();

	if (!existsSync(dir)) {
		console.error(`Making ${orders} orders in ${dir} ...`);
		forget(prefix);
		await run(process.execPath, [generator,
			'--seed', String(SEED), '--orders', String(orders),
			'--lines', '3', '--out', `${dir}.part`,
			'--set', `from="${FROM}"`, '--set', `to="${TO}"`,
			'--set', `timezone="${ZONE}"`], { check: true });
		renameSync(`${dir}.part`, dir);
	}
	const files = ['customers', 'products', 'orders'].map((name) =>
		path.join(dir, `${name}.jsonl`));

	return { files, summary: JSON.parse(readFileSync(
			path.join(dir, 'summary.json'), 'utf8')) };
}

/* As fill_in() of deliver.c has it: the byte 1 and a letter for an id. */
function templateOf(order) {
	const marks = { [order.id]: 'o' };

	if (order.customer)
		marks[order.customer.id] = 'c';
	order.shipping.forEach((s) => { marks[s.id] = 's'; });
	order.lines.forEach((line, i) => { marks[line.id] = 'ABCDEFGHIJ'[i]; });
	return text(orderBody(asOf(order, order.createdAt)))
		.replace(/\d{14}/g, (id) => id in marks ? `\u0001${marks[id]}` : id);
}

function templateShop() {
	const shop = new Shop('bench.myshopify.com', { seed: SEED,
		orders: 8 * TEMPLATES, lines: 3, linesExact: true,
		timezone: ZONE, from: TO, to: TO });

	fill(shop);
	return shop;
}

/* Of products/create: what the templates' orders sell. */
export function productBodies() {
	const shop = templateShop();

	return shop.products.map((p) => text(productBody(shop, p)));
}

/* Bodies of about 10 kB, each with three lines, from a customer. */
export function templates() {
	const found = [];

	for (const order of templateShop().orders) {
		const seen = asOf(order, order.createdAt);

		if (seen.customer && seen.lines.length === 3 && !order.test &&
			seen.refunds.length === 0)
			found.push(templateOf(order));
	}
	return found.filter((body) => body.length > 9500 &&
		body.length < 11500).slice(0, TEMPLATES);
}

/* A body of a template, with one id of each kind: { o, c, s, A, B, C }. */
export function bodyOf(template, ids) {
	return template.replace(/\u0001(.)/g, (_, letter) => ids[letter]);
}
