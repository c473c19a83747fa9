/* Mail comes once, to whoever still wants it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { certificates } from '../shopify/tls.mjs';
import { exact } from './compare.mjs';
import { begin, clear, end, back, few, later, mails, merchant, nothing,
	order, run, states, want } from './digest.mjs';
import { smtp } from './smtp.mjs';

let s, sink;

before(async () => { ({ s, sink } = await begin()); });
after(end);
beforeEach(clear);

describe('however often it is run', () => {
	let who;

	before(async () => { who = await merchant(few()); });
	beforeEach(async () => {
		await s.sql(`DELETE FROM user_mail WHERE user_id = ${who.userId}`);
		await want(who, { frequency: 'daily' });
	});
	after(() => nothing(who));

	test('each mail is sent once', async () => {
		const codes = await Promise.all([1, 2, 3, 4].map(() => run()));

		assert.deepEqual(codes.map((c) => c.code), [0, 0, 0, 0]);
		assert.equal(sink.mails.splice(0).length, 1);
		await later();
		assert.deepEqual(await mails(), []);
		assert.deepEqual(await states(who), ['sent 1']);
	});

	for (const [stage, answer] of [['MAIL', '421 4.3.2 busy'],
		['RCPT', '451 4.7.1 grey'], ['RCPT', '550 5.1.1 unknown'],
		['DATA', '452 4.3.1 full'], ['END', '554 5.6.0 no'],
		['EHLO', '500 no']])
		test(`what is refused is tried again: ${stage} ${answer}`,
			async () => {
				sink.refuse = stage === 'EHLO' ? { EHLO: answer,
					HELO: answer } : { [stage]: answer };
				const { code, stdout, stderr } = await run();

				assert.equal(code, 1, stdout);
				assert.match(stdout, /^0 mails sent, 1 failed/);
				assert.doesNotMatch(stderr, /@/);
				assert.deepEqual(await states(who), ['waiting 1']);
				sink.refuse = {};
				assert.deepEqual(await mails(), []);
				await later();
				const codes = await Promise.all([run(), run()]);

				assert.deepEqual(codes.map((c) => c.code), [0, 0]);
				assert.equal(sink.mails.length, 1);
				assert.deepEqual(await states(who), ['sent 2']);
			});

	test('what is always refused is given up, and logged', async () => {
		sink.refuse = { RCPT: '550 5.1.1 unknown' };
		for (let i = 1; i <= 6; i++) {
			const { stderr } = await run();

			assert.match(stderr, new RegExp(`attempt ${i}: ` +
				(i < 6 ? 'waiting' : 'failed')));
			await later();
		}
		assert.deepEqual(await mails(), []);
		assert.deepEqual(await states(who), ['failed 6']);
	});

	test('what may have arrived is not sent again', async () => {
		sink.refuse = { END: 'DROP' };
		const { code, stderr } = await run();

		assert.equal(code, 1);
		assert.match(stderr, /did not say whether/);
		assert.ok(sink.dropped > 0);
		assert.deepEqual(await states(who), ['unknown 1']);
		sink.refuse = {};
		await later();
		assert.deepEqual(await mails(), []);
	});

	test('what a process left behind when it died is told', async () => {
		await mails();
		await s.sql('UPDATE user_mail SET state = \'sending\' WHERE' +
			` user_id = ${who.userId}`);
		await later('2 hours');
		const { stderr, code } = await run();

		assert.equal(code, 0);
		assert.match(stderr, /is given up: unknown/);
		assert.deepEqual([sink.mails, await states(who)],
			[[], ['unknown 1']]);
	});

	test('a server that is not there is one that refuses', async () => {
		const { code } = await run({ SMTP_URL: 'smtp://127.0.0.1:1' });

		assert.equal(code, 1);
		assert.deepEqual(await states(who), ['waiting 1']);
	});

	test('without settings nothing is sent', async () => {
		await s.send('PUT', '/api/digest', { token: who.token,
			body: { frequency: 'off' } });
		assert.deepEqual(await mails(), []);
	});
});

describe('a server elsewhere', () => {
	let who, tls, ca;

	before(async () => {
		who = await merchant(few());
		const { caFile, key, cert } = certificates(s.dir);

		ca = caFile;
		tls = { key, cert };
	});
	beforeEach(async () => {
		await s.sql(`DELETE FROM user_mail WHERE user_id = ${who.userId}`);
		await want(who, { frequency: 'daily' });
	});
	after(() => nothing(who));

	/* What came to a server, and how the run ended. */
	async function sent(options, env) {
		const server = await smtp(options);
		const { code, stderr } = await run({ SMTP_URL: server.url,
			...env(server.url) });

		await server.close();
		assert.doesNotMatch(stderr, /secret|@/);
		return [code, server.mails.map((m) => [m.isSecure, m.login])];
	}

	for (const implicit of [false, true])
		test(`gets it over TLS, ${implicit ? 'at once' : 'by STARTTLS'}`,
			async () => {
				const login = 'me:secret';

				assert.deepEqual(await sent({ tls, implicit, login }, () => ({
					SMTP_CA_FILE: ca, SMTP_USER: 'me',
					SMTP_PASSWORD: 'secret' })), [0, [[true, login]]]);
				await s.sql('DELETE FROM user_mail');
				assert.deepEqual(await sent({ tls, implicit, login },
					(url) => ({ SMTP_CA_FILE: ca, SMTP_URL:
						url.replace('//', '//me:secret@') })),
				[0, [[true, login]]]);
				await s.sql('DELETE FROM user_mail');
				assert.deepEqual(await sent({ tls, implicit, login }, () => ({
					SMTP_CA_FILE: ca, SMTP_USER: 'me',
					SMTP_PASSWORD: 'secret?' })), [1, []]);
			});

	test('gets nothing if it cannot be trusted', async () => {
		const other = certificates(await mkdtemp(path.join(tmpdir(),
			'xeno-ca-'))).caFile;

		for (const implicit of [false, true]) {
			assert.deepEqual(await sent({ tls, implicit },
				() => ({ SMTP_CA_FILE: other })), [1, []]);
			await later();
		}
		/* No TLS at all, where it is wanted. */
		assert.deepEqual(await sent({}, () => ({ SMTP_CA_FILE: ca })),
			[1, []]);
		assert.deepEqual(await states(who), ['waiting 3']);
		await rm(path.dirname(other), { recursive: true });
	});
});

describe('whoever has enough', () => {
	let who, mail, token;

	before(async () => {
		who = await merchant(few());
		await want(who, { frequency: 'daily', alerts: true });
		[mail] = await mails();
		[, token] = /\/unsubscribe#(\S+)/.exec(mail.text);
	});
	after(() => nothing(who));

	const wish = async () => (await s.get('/api/digest', who.token)).body;

	test('has one click in his mail program', async () => {
		const [, url] = /^<(.*)>$/.exec(mail.headers.get('list-unsubscribe'));

		assert.equal(mail.headers.get('list-unsubscribe-post'),
			'List-Unsubscribe=One-Click');
		assert.equal(url, `${s.url}/api/unsubscribe?token=${token}`);
		const click = () => s.send('POST', url.slice(s.url.length),
			{ body: 'List-Unsubscribe=One-Click', headers: { 'Content-Type':
				'application/x-www-form-urlencoded' } });

		for (const answer of [await click(), await click()]) {
			assert.equal(answer.status, 200, answer.text);
			assert.deepEqual(answer.body, { unsubscribed: 'digest' });
		}
		assert.equal((await wish()).frequency, 'off');
		assert.equal((await wish()).alerts, true);
	});

	test('has a page that asks first', async () => {
		await want(who, { frequency: 'daily' });
		const page = await s.get(`/api/unsubscribe?token=${token}`);

		assert.equal(page.status, 302);
		assert.equal(page.headers.get('location'), `/unsubscribe#${token}`);
		assert.equal((await wish()).frequency, 'daily');
		assert.equal((await s.get('/unsubscribe')).status, 200);
		const { status } = await s.post('/api/unsubscribe', { token });

		assert.equal(status, 200);
		assert.equal((await wish()).frequency, 'off');
	});

	test('needs a link that was sent', async () => {
		for (const wrong of ['x', '', token.slice(0, -2),
			token.replace(/^\d+/, '999999'), `${token}x`,
			token.replace(/_\d+_/, '_999999_')]) {
			const answer = await s.post('/api/unsubscribe',
				{ token: wrong });

			assert.equal(answer.status, 404, answer.text);
			assert.equal(answer.body.field, 'token');
		}
		assert.equal((await s.post('/api/unsubscribe', {})).status, 400);
		assert.equal((await s.get('/api/unsubscribe?token=a%0d%0ab'))
			.headers.get('location'), '/unsubscribe#a%0D%0Ab');
	});

	test('has a link that is good for 90 days', async () => {
		for (const [days, status] of [[89, 200], [91, 404]]) {
			await want(who, { frequency: 'daily' });
			await s.sql('UPDATE user_mail SET created_at = now() - :days *' +
				' interval \'1 day\' WHERE user_id = :user AND mail_id' +
				' = :mail', { vars: { days, user: who.userId,
				mail: token.split('_')[1] } });
			await mails();
			assert.equal((await s.post('/api/unsubscribe', { token }))
				.status, status, `${days} days`);
		}
		assert.equal((await wish()).frequency, 'daily');
	});

	test('is not in the database, nor in a log', async () => {
		const [, secret] = /^\d+_\d+_(.{43})$/.exec(token);
		const rows = await s.sql('SELECT m::text AS row FROM user_mail m');

		assert.ok(rows.length);
		assert.ok(!JSON.stringify(rows).includes(secret));
		const lines = JSON.stringify(await s.accessLog(
			await s.get(`/api/unsubscribe?token=${token}`)));

		assert.ok(!lines.includes(secret));
		assert.doesNotMatch(await s.log('pool-api') +
			await s.log('nginx-error'), new RegExp(secret));
	});
});

describe('an alert', () => {
	const steady = (to) => {
		const list = [];

		for (let day = back(70); day <= to; day = back(-1, day))
			for (let i = 0; i < 10; i++)
				list.push(order(day, '10.00'));
		return list;
	};
	let who;

	before(async () => {
		who = await merchant([...steady(back(1)),
			...new Array(30).fill(0).map(() => order(back(1), '99.00'))],
		{ shopName: 'Alarmed' });
		await want(who, { alerts: true });
	});
	after(() => nothing(who));

	test('tells of what stands out, once', async () => {
		const codes = await Promise.all([1, 2, 3].map(() => run()));
		const said = await exact(s, '/api/metrics/insights?shopId=' +
			who.shopId, who.token);
		const [mail, ...more] = sink.mails.splice(0);

		assert.deepEqual(codes.map((c) => c.code), [0, 0, 0]);
		assert.deepEqual(more, []);
		assert.ok(said.length > 3);
		assert.equal(mail.headers.get('subject'),
			`${said.length} figures stand out`);
		assert.match(mail.text, /^Alarmed\n/);
		for (const { text, link } of said) {
			assert.ok(mail.text.includes(`- ${text}\n  ${s.url}${link}\n`));
			assert.ok(mail.html.includes(
				`"${s.url}${link.replaceAll('&', '&amp;')}"`));
		}
		assert.deepEqual(await mails(), []);
	});

	test('that was refused is sent later, and nothing twice', async () => {
		await s.sql(`DELETE FROM told_insight WHERE user_id = ${who.userId}` +
			' AND metric = \'orders\'');
		sink.refuse = { DATA: '451 4.0.0 no' };
		assert.equal((await run()).code, 1);
		sink.refuse = {};
		assert.deepEqual(await mails(), []);
		await later();
		const [mail, ...more] = await mails();

		assert.deepEqual(more, []);
		assert.match(mail.headers.get('subject'), /^Alarmed: Orders on /);
		assert.equal(mail.text.match(/^- /gm).length, 1);
		assert.deepEqual(await mails(), []);
	});

	test('has a link for its own kind', async () => {
		await s.sql(`DELETE FROM told_insight WHERE user_id = ${who.userId}`);
		const [mail] = await mails();
		const [, token] = /\/unsubscribe#(\S+)/.exec(mail.text);
		const { body } = await s.post('/api/unsubscribe', { token });

		assert.deepEqual(body, { unsubscribed: 'alert' });
		await s.sql(`DELETE FROM told_insight WHERE user_id = ${who.userId}`);
		assert.deepEqual(await mails(), []);
	});

	test('goes with its shop', async () => {
		await want(who, { alerts: true });
		await mails();
		const answer = await s.send('DELETE',
			`/api/shops/${who.shopId}?erase=now`, { token: who.token });

		assert.equal(answer.status, 204, answer.text);
		assert.equal((await s.sync(['queue'])).code, 0);
		assert.deepEqual(await s.sql('SELECT metric FROM told_insight WHERE' +
			` shop_id = ${who.shopId}`), []);
		assert.deepEqual(await mails(), []);
	});
});
