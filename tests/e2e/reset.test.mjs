/*
 * A forgotten password: a link by mail, good once and for an hour.  Nobody can
 * tell by asking who has an account.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { cpuSeconds } from '../bench/proc.mjs';
import { openBrowser, openPage, settled, violations } from './browser.mjs';
import { hold } from './contract.mjs';
import { until } from './processes.mjs';
import { smtp } from './smtp.mjs';
import { stack } from './stack.mjs';

const old = 'correct horse battery';
const wanted = 'staple of the battery';
let s, sink, users = 0;

before(async () => {
	sink = await smtp();
	s = await stack({ set: { smtp_url: sink.url, bcrypt_cost: '8',
		smtp_from: 'Xeno <xeno@mail.example.com>' } });
});
after(async () => {
	await s?.down();
	await sink?.close();
});
afterEach(() => {
	sink.refuse = {};
	sink.mails.length = 0;
});

async function member() {
	const email = `forgetful${++users}@example.com`;

	return { email, ...await s.register({ email, password: old,
		shopDomain: `forgetful${users}.myshopify.com` }) };
}

const forgot = async (email) => {
	const answer = await s.post('/api/auth/forgot', { email });

	return hold('POST', '/api/auth/forgot', answer.status, answer);
};
const reset = (token, password = wanted) =>
	s.post('/api/auth/reset', { token, password });
const login = async (email, password) =>
	(await s.post('/api/auth/login', { email, password })).status;
/* What the next minute's run sends. */
async function mails() {
	const { code, stderr } = await s.sync(['queue']);

	assert.equal(code, 0, stderr);
	return sink.mails.splice(0);
}
const secretOf = (mail) => /\/reset#(\S+)/.exec(mail.text)[1];
async function link(email) {
	assert.equal((await forgot(email)).status, 202);
	const [mail, ...more] = await mails();

	assert.deepEqual([mail.to, more], [[email.toLowerCase()], []]);
	return secretOf(mail);
}
/* As if it had been so long ago. */
const passTime = ({ user }, much) => s.sql(`UPDATE directory_reset SET
	wanted_at = wanted_at - interval '${much}' WHERE user_id = ${user.id};
	UPDATE user_mail SET tried_at = tried_at - interval '${much}'
	WHERE user_id = ${user.id}`);

test('a login that makes its hash anew does not put the old one back',
	async () => {
		const who = await member();
		const hash = async () => (await s.sql('SELECT password_hash FROM' +
			` user_account WHERE user_id = ${who.user.id}`))[0].password_hash;
		const attempts = async () => (await s.sql('SELECT attempts FROM' +
			' login_throttle WHERE account = sha256(convert_to' +
			"(lower(:'email'), 'UTF8'))", { vars: { email: who.email } }))
			.length;

		await s.up(['--set', 'bcrypt_cost=15']);
		const signing = login(who.email, old);

		/* It has read the hash, and works at it for seconds. */
		await until('it has begun', attempts);
		await s.sql('UPDATE user_account SET password_hash = \'another\'' +
			` WHERE user_id = ${who.user.id}`);
		assert.equal(await signing, 401);
		assert.equal(await hash(), 'another');
		await s.up();
	});

describe('a link', () => {
	test('lets in with another password, and ends what was', async () => {
		const who = await member();
		const before = await s.post('/api/auth/login',
			{ email: who.email, password: old });
		const secret = await link(who.email.toUpperCase());
		const answer = await reset(secret);

		assert.equal(answer.status, 200, answer.text);
		assert.equal(answer.body.user.email, who.email);
		assert.ok(answer.headers.get('set-cookie'));
		for (const token of [who.token, before.body.token])
			assert.equal((await s.get('/api/auth/me', token)).status, 401);
		assert.equal((await s.get('/api/auth/me', answer.body.token)).status,
			200);
		assert.equal(await login(who.email, old), 401);
		assert.equal(await login(who.email, wanted), 200);
		const { body } = await s.get('/api/audit-log', answer.body.token);

		assert.ok(body.some((e) => e.action === 'password.reset' &&
			e.actor === who.email));
	});

	test('is good once, and so are the others', async () => {
		const who = await member();
		const first = await link(who.email);

		await passTime(who, '6 minutes');
		const second = await link(who.email);

		assert.equal((await reset(first)).status, 200);
		for (const secret of [first, second]) {
			const { status, body } = await reset(secret, 'one more of these');

			assert.equal(status, 404);
			assert.match(body.message, /not good any more/);
		}
		assert.equal(await login(who.email, wanted), 200);
	});

	test('of two who use it at once lets one in', async () => {
		const secret = await link((await member()).email);
		const answers = await Promise.all([reset(secret, 'first of the two'),
			reset(secret, 'second of the two')]);

		assert.deepEqual(answers.map((a) => a.status).sort(), [200, 404]);
	});

	test('is good for an hour, and only as it was', async () => {
		const who = await member();
		const secret = await link(who.email);
		const [, tenant, row, bytes] = /^(\d+)_(\d+)_(.+)$/.exec(secret);

		for (const wrong of ['', 'x', `${tenant}_${row}_${'A'.repeat(43)}`,
			`${tenant}_${Number(row) + 1}_${bytes}`])
			assert.notEqual((await reset(wrong)).status, 200, wrong);
		assert.equal((await s.post('/api/unsubscribe', { token: secret }))
			.status, 404);
		await passTime(who, '61 minutes');
		assert.equal((await reset(secret)).status, 404);
		assert.equal(await login(who.email, old), 200);
	});

	test('survives a weak password', async () => {
		const who = await member();
		const secret = await link(who.email);

		for (const weak of ['short', 'password', who.email]) {
			const { status, body } = await reset(secret, weak);

			assert.deepEqual([status, body.field], [422, 'password'], weak);
		}
		assert.equal((await reset(secret)).status, 200);
	});

	test('is in the database as its hash alone', async () => {
		const who = await member();
		const secret = await link(who.email);
		const [row] = await s.sql('SELECT secret_hash, state FROM user_mail' +
			` WHERE user_id = ${who.user.id}`);

		assert.equal(row.state, 'sent');
		assert.match(row.secret_hash, /^\\x[0-9a-f]{64}$/);
		assert.ok(!(await s.log('pool-auth')).includes(secret));
	});
});

describe('asking for it', () => {
	test('is answered alike, whoever has an account', async () => {
		const who = await member();
		const answers = [await forgot(who.email),
			await forgot('nobody@example.com')];

		assert.deepEqual(answers.map((a) => [a.status, a.text]),
			Array(2).fill([202, answers[0].text]));
		assert.deepEqual((await mails()).map((m) => m.to), [[who.email]]);
		assert.equal((await forgot('no address')).status, 400);
	});

	test('again at once sends no second mail', async () => {
		const who = await member();

		await link(who.email);
		await forgot(who.email);
		assert.deepEqual(await mails(), []);
		await passTime(who, '6 minutes');
		await forgot(who.email);
		assert.equal((await mails()).length, 1);
	});

	test('too often is refused, and is no guess at a password', async () => {
		const who = await member();

		for (const email of [who.email, 'nobody.else@example.com']) {
			for (let i = 0; i < 10; i++)
				assert.equal((await forgot(email)).status, 202);
			const { status, headers } = await forgot(email);

			assert.equal(status, 429);
			assert.ok(Number(headers.get('retry-after')) > 0);
		}
		assert.equal(await login(who.email, old), 200);
		assert.equal((await mails()).length, 1);
	});

	test('sends nothing to who is disabled', async () => {
		const who = await member();

		await s.sql('UPDATE user_account SET disabled_at = now()' +
			` WHERE user_id = ${who.user.id}`);
		assert.equal((await forgot(who.email)).status, 202);
		assert.deepEqual(await mails(), []);
	});

	test('where the server refuses it, sends it later, once', async () => {
		const who = await member();

		sink.refuse = { RCPT: '451 4.3.0 later' };
		await forgot(who.email);
		assert.deepEqual(await mails(), []);
		sink.refuse = {};
		assert.deepEqual(await mails(), []);
		await passTime(who, '6 minutes');
		const [mail] = await mails();

		assert.deepEqual(await mails(), []);
		assert.equal((await reset(secretOf(mail))).status, 200);
	});
});

test('in the browser: from the door to the figures', async () => {
	const browser = await openBrowser();
	const page = await openPage(browser);
	const who = await member();

	try {
		page.expected.add('401').add('404');
		await page.goto(s.url);
		await page.getByRole('link', { name: 'Get another' }).click();
		await page.getByLabel('E-mail').fill(who.email);
		assert.deepEqual(await violations(page), []);
		await page.getByRole('button', { name: 'Send the link' }).click();
		await page.getByText('a link is on its way').waitFor();
		const [mail] = await mails();

		await page.goto(`${s.url}/reset#${secretOf(mail)}`);
		await page.getByLabel('New password', { exact: true }).fill(wanted);
		assert.deepEqual(await violations(page), []);
		await page.getByRole('button', { name: 'Change the password' })
			.click();
		await page.getByRole('heading', { name: 'Overview' }).waitFor();
		await settled(page);
		assert.equal(page.url(), `${s.url}/`);
		await page.goto('about:blank');
		await page.goto(`${s.url}/reset#${secretOf(mail)}`);
		await page.getByLabel('New password', { exact: true }).fill(wanted);
		await page.getByRole('button', { name: 'Change the password' })
			.click();
		await page.getByText('This link is not good any more').waitFor();
		await page.getByRole('link', { name: 'Ask for another link' })
			.click();
		await page.getByRole('button', { name: 'Send the link' }).waitFor();
		assert.deepEqual(page.troubles, []);
	} finally {
		await browser.close();
	}
});

/* Nor can anybody by how long a login takes: a password is looked at. */
test('an unknown user costs as much as a wrong password', async () => {
	const { email } = await member();
	const costOf = async (who) => {
		const was = cpuSeconds(s.pids('auth'));

		for (let i = 0; i < 8; i++)
			assert.equal(await login(who, wanted), 401);
		return cpuSeconds(s.pids('auth')) - was;
	};
	const known = await costOf(email);
	const unknown = await costOf('nobody@example.com');

	assert.ok(known > 0.05, `${known} s`);
	assert.ok(unknown > known / 2 && unknown < known * 2,
		`${unknown} s, ${known} s`);
});

test('what the queue could not do it says, and ends with 1', async () => {
	for (const work of ['directory_list_privacy', 'directory_list_resets',
		'directory_list_erasures', 'gather_statistics']) {
		await s.sql(`REVOKE EXECUTE ON FUNCTION ${work}() FROM xeno_sync`);
		const { code, stderr } = await s.sync(['queue']);

		await s.sql(`GRANT EXECUTE ON FUNCTION ${work}() TO xeno_sync`);
		assert.deepEqual([work, code, stderr.includes('xeno-sync: ')],
			[work, 1, true]);
	}
	assert.deepEqual(await mails(), []);
});
