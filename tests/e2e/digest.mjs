/* A member of a shop who wants mail, and the server that it goes to. */
import assert from 'node:assert/strict';

import { smtp } from './smtp.mjs';
import { stack } from './stack.mjs';

const DAY = 86400000;
/* A zone in which it is two in the afternoon: no day ends meanwhile. */
const hours = 14 - new Date().getUTCHours();
const timezone = `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`;
export const today = new Date(Date.now() + hours * 3600000).toISOString()
	.slice(0, 10);
export const back = (n, from = today) =>
	new Date(Date.parse(from) - n * DAY).toISOString().slice(0, 10);
const at = (day) => new Date(Date.parse(`${day}T12:00:00Z`) -
	hours * 3600000).toISOString();
export const password = 'correct horse battery';
const from = 'Xeno "&" Söhne <xeno@mail.example.com>';
let s, sink, ids = 500, users = 0;

/* Before, after all of it, and before each test. */
export async function begin() {
	sink = await smtp();
	s = await stack({ pools: { api: 1 }, set: { smtp_url: sink.url,
		smtp_from: from } });
	return { s, sink };
}

export async function end() {
	await s?.down();
	await sink?.close();
}

export function clear() {
	sink.refuse = {};
	sink.mails.length = 0;
}

export const order = (day, price, quantity = 1) => ({ id: ++ids,
	name: `#${ids}`, createdAt: at(day), updatedAt: at(day),
	totalPrice: price, lineItems: [{ id: ids * 10, productId: 7,
		title: 'Hat', quantity, price, tax: '1.00' }], customerId: ids });

/* A member with a shop that sold something. */
export async function merchant(orders, fields = {}) {
	const email = `merchant${++users}@example.com`;
	const { token, shop, user } = await s.register({ email,
		shopDomain: `digest${users}.myshopify.com`, ...fields });
	const body = { shopId: shop.id, shop: { currency: 'EUR', timezone } };

	await s.post('/api/products', { ...body, records: [{ id: 7,
		title: 'Hat <b>', updatedAt: at(back(90)) }] }, token);
	for (let i = 0; i < orders.length; i += 500) {
		const answer = await s.post('/api/orders', { ...body,
			records: orders.slice(i, i + 500) }, token);

		assert.equal(answer.status, 200, answer.text);
	}
	return { email, token, shopId: shop.id, userId: user.id,
		tenantId: user.tenantId };
}

export const few = () => [order(back(1), '1234.50', 2), order(back(1), '10.10'),
	order(back(8), '80.00'), order(back(2), '5.00')];

/* What he wants, and that he wanted it two days ago already. */
export async function want(who, wish) {
	const answer = await s.send('PUT', '/api/digest', { token: who.token,
		body: { frequency: 'off', hour: 8, ...wish } });

	assert.equal(answer.status, 200, answer.text);
	await s.sql('UPDATE digest_wish SET since = since - interval \'9 days\'' +
		` WHERE user_id = ${who.userId}`);
	return answer.body;
}

export const nothing = (who) => s.send('PUT', '/api/digest',
	{ token: who.token, body: { frequency: 'off' } });

/* The command, with other settings. */
export const run = (env) => s.sync(['digest'], { env });

/* Time passes: what waits may be tried again. */
export const later = (much = '10 minutes') => s.sql('UPDATE user_mail SET' +
	` tried_at = tried_at - interval '${much}'`);
export const states = async (who) => (await s.sql('SELECT state, attempts' +
	` FROM user_mail WHERE user_id = ${who.userId} ORDER BY mail_id`))
	.map((row) => `${row.state} ${row.attempts}`);

export async function mails(env) {
	const { code, stdout, stderr } = await run(env);

	assert.equal(code, 0, stdout + stderr);
	return sink.mails.splice(0);
}

/* An amount as a person reads it. */
export const money = (digits) => {
	const [whole, part = ''] = digits.replace(/\.?0+$/, (zeros) =>
		zeros.includes('.') ? '' : zeros).split('.');

	return `EUR ${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.` +
		part.padEnd(2, '0');
};

