/*
 * What is cut at the worst moment: the network to the database, and a worker
 * between COMMIT and its answer.  503 within 4 s, recovery without a hand, and
 * a redelivery that takes effect once.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { openLink } from './link.mjs';
import { PROMPT_MS, until } from './processes.mjs';
import { stack } from './stack.mjs';

const domain = 'cut.myshopify.com';
let s, shop, link, ids = 20000;

const newDelivery = () => ({ id: ++ids, webhookId: randomUUID() });
const deliver = ({ id, webhookId }) => s.webhook('orders/create',
	order(id, 1), { shop: domain, id: webhookId });
const works = async () => (await s.webhook('made/up', { id: 1 },
	{ shop: domain })).status === 200;

/* What of an order is there: each of these once, or nothing. */
async function effects({ id, webhookId }) {
	const [row] = await s.sql('SELECT (SELECT count(*) FROM delivery WHERE' +
		' webhook_id = :\'id\') AS deliveries, (SELECT count(*) FROM orders' +
		' WHERE order_id = :order) AS orders, (SELECT sum(total)::int' +
		' FROM sale_event WHERE order_id = :order) AS total',
	{ vars: { id: webhookId, order: id } });

	return Object.values(row).join(' ');
}

const once = '1 1 10';

/* Sent again as Shopify does, everything is there, and once. */
async function checkRedelivered(sent) {
	for (const delivery of sent) {
		assert.equal((await deliver(delivery)).status, 200);
		assert.equal(await effects(delivery), once);
	}
	assert.match(await verify(s, shop), /nothing differs/);
}

describe('the network to the database', () => {
	let url;
	const port = () => Number(url.searchParams.get('port'));
	const connectTo = (hosts) => s.up(['--set',
		`database_app_url=postgresql://${url.username}:${url.password}@${
			hosts}${url.pathname}`]);

	before(async () => {
		s = await stack({ store: true });
		shop = await openShop(s, { domain, orders: 0, webhooks: false });
		url = new URL(s.env.DATABASE_APP_URL.replace('@/', '@host/'));
		link = await openLink({ to: { host: '127.0.0.1', port: port() } });
		await connectTo(`127.0.0.1:${link.port}`);
	});
	after(async () => {
		link?.close();
		await s?.down();
	});
	afterEach(() => link.mend());

	async function answersInTime(requests) {
		const started = Date.now();

		await Promise.all(requests.map(async (request) => {
			const { status, headers } = await request;

			assert.ok(Date.now() - started < PROMPT_MS);
			assert.equal(status, 503);
			assert.match(headers.get('retry-after'), /^\d+$/);
		}));
	}

	for (const [what, mend] of [
		['comes late', () => link.mend()],
		['never comes', () => link.lose()],
	])
		test(`is cut, and what was sent ${what}`, async () => {
			const sent = [newDelivery(), newDelivery()];

			await until('it works', works);
			link.cut();
			await answersInTime([...sent.map(deliver),
				s.get(`/api/metrics/overview?shopId=${shop.shopId}`,
					shop.token),
				s.get('/ready'),
				s.post('/api/auth/login', { email: 'a@b.co',
					password: 'correct horse' })]);
			assert.equal((await s.get('/health')).status, 200);
			for (const delivery of sent)
				assert.equal(await effects(delivery), '0 0 ');
			mend();
			await until('it works again', works);
			await checkRedelivered(sent);
		});

	/* Its statement by name, as the protocol binds it. */
	const commit = '\0commit\0';

	test('loses the answer to a COMMIT: the effect is there', async () => {
		const sent = [newDelivery()];

		await until('it works', works);
		link.cutAfter(commit);
		await answersInTime(sent.map(deliver));
		assert.equal(await effects(sent[0]), once);
		link.lose();
		await until('it works again', works);
		await checkRedelivered(sent);
	});

	/* Nor does xeno-sync, which begins with the first, stay with it. */
	test('is cut to one host of two: the other is asked', async () => {
		await connectTo(`127.0.0.1:${link.port},127.0.0.1:${port()}`);
		await until('it works', works);
		link.cut();
		await until('it works again', works);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});

describe('a worker killed between COMMIT and its answer', () => {
	const socket = () => path.join(s.dir, 'run/webhooks.sock');

	before(async () => {
		s = await stack({ store: true });
		shop = await openShop(s, { domain, orders: 0, webhooks: false });
		await rename(socket(), `${socket()}.pool`);
		link = await openLink({ to: { path: `${socket()}.pool` },
			path: socket() });
	});
	after(async () => {
		link?.close();
		await unlink(`${socket()}.pool`);
		await s?.down();
	});

	test('has done its work: a redelivery does nothing more', async () => {
		const sent = [];

		await until('it works', works);
		for (let i = 0; i < 4; i++) {
			const delivery = newDelivery();
			const old = s.pids('webhooks');

			link.onAnswer = () => {
				link.onAnswer = null;
				for (const pid of old)
					s.kill(pid);
				return true;
			};
			const { status, headers } = await deliver(delivery);

			assert.equal(status, 503);
			assert.match(headers.get('retry-after'), /^\d+$/);
			assert.equal(await effects(delivery), once);
			await until('the pool is whole again', () => {
				const now = s.pids('webhooks');

				return now.length === old.length &&
					!now.some((pid) => old.includes(pid));
			});
			sent.push(delivery);
		}
		await checkRedelivered(sent);
	});
});
