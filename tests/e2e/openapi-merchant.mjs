/*
 * Somebody to walk the API with: a tenant with a connected shop and something
 * in each list, and another one when that is used up.
 *
 *	token		good until something ends it
 *	known		values that are there, for an operation
 *	comeBack	have a good token again
 */
import assert from 'node:assert/strict';

import { doc } from './contract.mjs';

const password = 'correct horse battery';

/* The values of names that stand for something of a list elsewhere. */
const ELSEWHERE = { key: ['/api/shops', 'eventKey'],
	shop: ['/api/shops', 'shopDomain'],
	shopDomain: ['/api/shops', 'shopDomain'],
	'X-Shopify-Shop-Domain': ['/api/shops', 'shopDomain'],
	email: ['/api/members', 'email'],
	...Object.fromEntries(['shop', 'customer', 'product', 'order'].map(
		(kind) => [`${kind}Id`, [`/api/${kind}s`, 'id']])) };

/* The secret of a mail that the user got. */
export async function mailed(s, { tenantId, id }, kind) {
	await s.sql('INSERT INTO user_mail (tenant_id, mail_id, user_id, kind,' +
		' period, state, secret_hash) OVERRIDING SYSTEM VALUE VALUES' +
		` (${tenantId}, 9, ${id}, '${kind}', 'x', 'sent',` +
		' sha256(decode(repeat(\'00\', 32), \'hex\')))');
	return `${tenantId}_9_${'A'.repeat(43)}`;
}

export async function merchant(s, seed) {
	const who = { token: null, known, comeBack };
	let count = 0;

	async function begin() {
		const name = `walk${++count}`, domain = `${name}.myshopify.com`;
		const { accessToken } = await s.control('POST', '/shops',
			{ domain, seed, orders: 30 });

		({ token: who.token } = await s.register({ accessToken, password,
			shopDomain: domain, email: `${name}@example.com` }));
		await s.sql('UPDATE tenant SET is_demonstration = true');
		const sync = await s.sync(['full', '--shop', domain]);

		assert.equal(sync.code, 0, sync.stderr);
		await fill(name, domain);
	}

	async function invite(email) {
		const { body } = await s.post('/api/invitations',
			{ email, role: 'analyst' }, who.token);

		return body.link.split('#')[1];
	}

	async function fill(name, shop) {
		await s.post('/api/auth/join', { password,
			token: await invite(`${name}.joined@example.com`) });
		who.invitation = await invite(`${name}.invited@example.com`);
		await s.post('/api/tokens', { name,
			scopes: ['shops:read'] }, who.token);
		await s.post('/api/auth/login', { password,
			email: `${name}@example.com` });
		await s.webhook('orders/create', '{', { shop });
		await s.webhook('customers/data_request', { customer: { id: 7 } },
			{ shop });
	}

	/* What the members of a list have as `name`, where there is one. */
	async function listed(url, name) {
		const { status, body } = await s.get(url, who.token);

		return status === 200 && Array.isArray(body) ?
			[...new Set(body.map((one) => one[name]))].filter(Boolean) :
			[];
	}

	/* Still signed in, with a connected shop? */
	async function isGood() {
		const { status, body } = await s.get('/api/shops', who.token);

		return status === 200 && body.some((shop) =>
			shop.state === 'connected');
	}

	/* The ids of the lists that a path goes into, outermost first. */
	async function ofPath(route, values) {
		const found = {};
		let isMissing = false;

		for (const [, list, name] of route.matchAll(
			/(?<=^(.*))\/\{(\w+)\}/g)) {
			if (!doc.paths[list]?.get)
				continue;
			found[name] = await listed(list.replace(/\{(\w+)\}/g,
				(_, n) => found[n]?.[0] ?? '1'), 'id');
			isMissing ||= !found[name].length && !doc.paths[list].post;
		}
		return { found: { ...values, ...found }, isMissing };
	}

	async function valuesFor({ route }) {
		const values = { password: [password],
			currentPassword: [password], newPassword: [password],
			token: [who.invitation] };

		for (const [name, [url, member]] of Object.entries(ELSEWHERE))
			values[name] = await listed(url, member);
		values.shopDomain.push(`walk${count}-more.myshopify.com`);
		return ofPath(route, values);
	}

	/* Once the token is worth nothing any more. */
	async function comeBack() {
		const { body } = await s.post('/api/auth/login',
			{ email: `walk${count}@example.com`, password });

		who.token = body.token ?? who.token;
		if (!await isGood())
			await begin();
	}

	/* { name: values } for the parameters and members of an operation */
	async function known(operation) {
		const { found, isMissing } = await valuesFor(operation);

		if (!isMissing && await isGood())
			return found;
		await begin();
		return (await valuesFor(operation)).found;
	}

	await begin();
	return who;
}
