/* What mail members ask for, and what a digest says. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { exact } from './compare.mjs';
import { begin, clear, end, back, few, mails, merchant, money, nothing,
	order, password, today, want } from './digest.mjs';

let s, sink;

before(async () => { ({ s, sink } = await begin()); });
after(end);
beforeEach(clear);

describe('what a member wants', () => {
	const get = async (who) => (await s.get('/api/digest', who.token)).body;
	const put = (who, body) => s.send('PUT', '/api/digest',
		{ token: who.token, body });
	let who, other;

	before(async () => {
		[who, other] = [await merchant([]), await merchant([])];
	});

	test('is nothing unasked', async () => {
		assert.deepEqual(await get(who), { frequency: 'off', hour: 8,
			weekday: 1, shops: 'all', alerts: false, available: true });
		assert.deepEqual(await mails(), []);
	});

	test('is kept', async () => {
		const wish = { frequency: 'weekly', hour: 23, weekday: 7,
			shops: [who.shopId], alerts: true };
		const { status, body } = await put(who, wish);

		assert.equal(status, 200);
		assert.deepEqual(body, { ...wish, available: true });
		assert.deepEqual(await get(who), body);
		assert.equal((await get(other)).frequency, 'off');
		assert.equal((await put(who, { frequency: 'off' })).status, 200);
		assert.deepEqual((await s.sql('SELECT user_id FROM' +
			' directory_digest')), []);
	});

	for (const [field, wish, status = 400] of [
		['frequency', {}], ['frequency', { frequency: 'hourly' }],
		['hour', { frequency: 'daily', hour: 24 }],
		['hour', { frequency: 'daily', hour: -1 }],
		['hour', { frequency: 'daily', hour: 'x' }],
		['weekday', { frequency: 'weekly', weekday: 0 }],
		['weekday', { frequency: 'weekly', weekday: 8 }],
		['shops', { frequency: 'daily', shops: 'none' }],
		['shops', { frequency: 'daily', shops: [] }],
		['shops', { frequency: 'daily', shops: ['x'] }],
		['shops', { frequency: 'daily', shops: {} }],
		['shops', { frequency: 'daily', shops: ['999999'] }, 404],
		['alerts', { frequency: 'daily', alerts: 'yes' }],
	])
		test(`is not ${JSON.stringify(wish)}`, async () => {
			const answer = await put(who, wish);

			assert.equal(answer.status, status, answer.text);
			assert.equal(answer.body.field, field);
		});

	test('is of no other tenant\'s shops', async () => {
		assert.equal((await put(who, { frequency: 'daily',
			shops: [other.shopId] })).status, 404);
	});
});

describe('a digest', () => {
	test('has the figures of the API, as text and as HTML', async () => {
		const who = await merchant(few(), { shopName: 'Hüte & Co' });

		await want(who, { frequency: 'daily' });
		const [mail, ...more] = await mails();
		const range = `shopId=${who.shopId}&from=${back(1)}&to=${back(1)}`;
		const now = await exact(s, `/api/metrics/overview?${range}` +
			`&compare=${back(8)}..${back(8)}`, who.token);
		const [top] = await exact(s, `/api/metrics/top-products?${range}`,
			who.token);

		assert.deepEqual(more, []);
		assert.deepEqual([mail.from, mail.to],
			['xeno@mail.example.com', [who.email]]);
		assert.equal(mail.headers.get('to'), `<${who.email}>`);
		assert.equal(mail.headers.get('from'),
			'Xeno "&" Söhne <xeno@mail.example.com>');
		assert.match(mail.headers.get('subject'),
			/^Hüte & Co: EUR 2,481\.10 on \w+day, \w+ \d+, \d{4}$/);
		assert.ok(Math.abs(Date.parse(mail.headers.get('date')) -
			Date.now()) < 600000);
		assert.match(mail.headers.get('message-id'),
			/^<\d+\.\d+@mail\.example\.com>$/);
		assert.equal(now.totalSales, '2481.10');
		assert.ok(mail.text.includes(`Total sales: ${money(now.totalSales)}` +
			` (+2,963.1% on ${money(now.previous.totalSales)} a week` +
			' before)\n'), mail.text);
		assert.ok(mail.text.includes(`Orders: ${now.totalOrders} (+100%` +
			` on ${now.previous.totalOrders} a week before)\n`), mail.text);
		assert.ok(mail.text.includes('Average order value: ' +
			`${money(now.aov)} (`));
		assert.equal(now.newCustomers, '2');
		assert.ok(mail.text.includes('New customers: 2 (+100% on 1 a' +
			' week before)\n'), mail.text);
		assert.ok(mail.text.includes(`${top.title}: ${money(top.netSales)}` +
			` (${top.unitsNet} sold)\n`));
		assert.ok(mail.text.startsWith('Hüte & Co\n'));
		assert.ok(mail.html.includes('Hüte &amp; Co</h2>'));
		assert.ok(mail.html.includes('Hat &lt;b&gt;: <strong>'));
		assert.ok(mail.html.includes(`<strong>${money(now.totalSales)}`));
		assert.ok(mail.text.includes(`${s.url}/?shop=${who.shopId}&period=` +
			`${back(1)}..${back(1)}\n`));
		await nothing(who);
	});

	test('of a week is of seven days', async () => {
		const who = await merchant(few());
		const weekday = new Date(today).getUTCDay() || 7;

		await want(who, { frequency: 'weekly', weekday: weekday % 7 + 1 });
		assert.deepEqual(await mails(), []);
		await want(who, { frequency: 'weekly', weekday });
		const [mail] = await mails();
		const now = await exact(s, `/api/metrics/overview?from=${back(7)}` +
			`&to=${back(1)}&shopId=${who.shopId}`, who.token);

		assert.match(mail.headers.get('subject'), / in the week to /);
		assert.ok(mail.text.includes(`Total sales: ${money(now.totalSales)}` +
			' ('));
		assert.ok(mail.text.includes(
			`on ${money(now.previous.totalSales)} a week`));
		await nothing(who);
	});

	test('has a part for each shop that is wanted', async () => {
		const who = await merchant(few(), { shopName: 'First' });
		const { body } = await s.post('/api/auth/add-shop', { shopName:
			'Second', shopDomain: 'second.myshopify.com' }, who.token);

		await want(who, { frequency: 'daily' });
		const [both] = await mails();

		assert.match(both.text, /^First\n[^]*\nSecond\n/);
		assert.match(both.headers.get('subject'), /^Your 2 stores on /);
		assert.match(both.text, /Total sales: USD 0\.00 \(USD 0\.00 a week/);
		assert.match(both.text, /Average order value: none \(none a week/);
		await s.sql(`DELETE FROM user_mail WHERE user_id = ${who.userId}`);
		await want(who, { frequency: 'daily', shops: [body.shop.id] });
		const [one] = await mails();

		assert.match(one.text, /^Second\n/);
		assert.doesNotMatch(one.text, /First/);
		await nothing(who);
	});

	test('is not led astray by a shop\'s name', async () => {
		const who = await merchant(few());

		await s.sql('UPDATE shop SET name = E\'<script>x</script>\\r\\nBcc:' +
			' evil@example.com\\r\\n\\r\\n\' || repeat(\'ü\', 90)' +
			` WHERE shop_id = ${who.shopId}`);
		await want(who, { frequency: 'daily' });
		const [mail] = await mails();

		assert.deepEqual(mail.to, [who.email]);
		assert.ok(!mail.headers.has('bcc'));
		assert.doesNotMatch(mail.html, /<script/);
		assert.match(mail.headers.get('subject'),
			/^<script>x<\/script> {2}Bcc: evil@example\.com {4}ü{90}: EUR/);
		assert.match(mail.text, /^<script>x<\/script> {2}Bcc: .*ü{90}\n/);
		for (const line of mail.raw.split('\r\n'))
			assert.ok(line.length <= 78 || /^List-Unsub/.test(line), line);
		await nothing(who);
	});

	test('is due from its hour on, once it is wanted', async () => {
		const who = await merchant(few());

		await s.send('PUT', '/api/digest', { token: who.token,
			body: { frequency: 'daily', hour: 8 } });
		assert.deepEqual(await mails(), []);
		await want(who, { frequency: 'daily', hour: 23 });
		/* Yesterday's at 23 was due not a day ago. */
		assert.match((await mails())[0].headers.get('subject'),
			/EUR 5\.00|EUR 6\.00/);
		assert.deepEqual(await mails(), []);
		await nothing(who);
	});

	test('is for nobody who is disabled or gone', async () => {
		const owner = await merchant(few());
		const members = [], n = owner.userId;

		for (const name of ['a', 'b']) {
			const { body } = await s.post('/api/invitations', { email:
				`${name}${n}@example.com`, role: 'read-only' },
			owner.token);
			const joined = await s.post('/api/auth/join', { password,
				token: body.link.split('#')[1] });

			members.push({ token: joined.body.token,
				userId: joined.body.user.id });
			await want(members.at(-1), { frequency: 'daily',
				alerts: true });
		}
		sink.mails.length = 0;
		await s.send('PATCH', `/api/members/${members[0].userId}`,
			{ token: owner.token, body: { disabled: true } });
		await s.send('DELETE', `/api/members/${members[1].userId}`,
			{ token: owner.token });
		assert.deepEqual(await mails(), []);
		assert.deepEqual((await s.sql('SELECT user_id FROM directory_digest'))
			.map((row) => row.user_id), [members[0].userId]);
		await s.send('DELETE', `/api/members/${members[0].userId}`,
			{ token: owner.token });
	});
});

describe('an invitation', () => {
	let owner;

	before(async () => { owner = await merchant([]); });

	const invite = async (email) => {
		const answer = await s.post('/api/invitations',
			{ email, role: 'analyst' }, owner.token);

		assert.equal(answer.status, 201, answer.text);
		return answer.body;
	};

	test('is mailed to its address, with a link that is good', async () => {
		const { link, mailed } = await invite('new@example.com');
		const [mail, ...more] = sink.mails;

		assert.equal(mailed, true);
		assert.deepEqual(more, []);
		assert.deepEqual(mail.to, ['new@example.com']);
		assert.ok(mail.text.includes(`${owner.email} invites you`));
		assert.ok(!mail.headers.has('list-unsubscribe'));
		const [, there] = /: (http\S+\/join#\S+)\n/.exec(mail.text);

		assert.equal(there, link);
		assert.equal((await s.post('/api/auth/join', { password,
			token: there.split('#')[1] })).status, 201);
	});

	test('has to be handed over if the server does not take it', async () => {
		sink.refuse = { RCPT: '550 5.1.1 unknown' };
		const { link, mailed } = await invite('newer@example.com');

		assert.equal(mailed, false);
		assert.match(link, /\/join#/);
		const log = await s.log('pool-api');

		assert.match(log, /no mail of an invitation/);
		assert.doesNotMatch(log, /@/);
	});

	test('is mailed fifty times an hour', async () => {
		await s.sql('INSERT INTO audit_event (tenant_id, actor, action)' +
			` SELECT ${owner.tenantId}, 'x', 'member.invited'` +
			' FROM generate_series(1, 48)');
		assert.equal((await invite('newest@example.com')).mailed, false);
		assert.deepEqual(sink.mails, []);
		await s.sql('DELETE FROM audit_event WHERE actor = \'x\'');
		assert.equal((await invite('newest@example.com')).mailed, true);
	});
});
