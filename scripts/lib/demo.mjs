/*
 * The demonstration's own steps, once a stack is up:
 *
 *	node scripts/lib/demo.mjs D
 *
 * A shop in the stand-in store, a user, a full sync with a progress bar, then
 * trade.  Each step finds what an earlier run left.  Writes D/demo.env.
 * Without a stand-in store: SHOP_DOMAIN and SHOPIFY_ACCESS_TOKEN from the
 * environment name a real store; without them nobody is registered.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const dir = process.argv[2];
const stack = readEnv(path.join(dir, 'stack.env'));
const EMAIL = 'demo@example.com';
const DAY = 86_400_000;
const YEARS = 2;
const VISITED_DAYS = 30, EVENTS_AN_ORDER = 9, EVENTS_AT_ONCE = 1000;

function readEnv(file) {
	return Object.fromEntries([...readFileSync(file, 'utf8')
		.matchAll(/^(\w+)='?(.*?)'?$/gm)].map(([, k, v]) => [k, v]));
}

async function call(method, url, { body, token } = {}) {
	const headers = { 'Content-Type': 'application/json' };

	if (token)
		headers.Authorization = `Bearer ${token}`;
	const response = await fetch(url, { method, headers,
		body: body && JSON.stringify(body) });
	const text = await response.text();
	let answer;

	try {
		answer = JSON.parse(text);
	} catch {
		answer = { message: text };
	}
	return { status: response.status, answer };
}

/* As call(), for what must succeed. */
async function must(method, url, more) {
	const { status, answer } = await call(method, url, more);

	if (status >= 300)
		throw new Error(`${method} ${url}: ${status} ${answer.message}`);
	return answer;
}

/*
 * The same shop each time: its days are fixed at the first start, since the
 * stand-in makes it anew from its seed when it starts.
 */
function shopPlan() {
	const file = path.join(dir, 'shop.json');

	if (!existsSync(file)) {
		const day = (ms) => new Date(ms).toISOString().slice(0, 10);
		const now = Date.now();

		writeFileSync(file, JSON.stringify({
			domain: 'northwind-demo.myshopify.com',
			name: 'Northwind Demo',
			seed: 7,
			orders: Number(process.env.XENO_DEMO_ORDERS ?? 25_000),
			from: day(now - YEARS * 365 * DAY),
			to: day(now),
			timezone: 'America/New_York',
			currency: 'USD',
			/* Of Shopify Plus: refunds are read by points. */
			maximumAvailable: 20_000,
			restoreRate: 1000,
		}));
	}
	return JSON.parse(readFileSync(file, 'utf8'));
}

/* The shop in the stand-in, telling nginx of what happens. */
async function standIn() {
	const plan = shopPlan();
	const shop = `${stack.STORE_URL}/shops/${plan.domain}`;
	let { status, answer } = await call('GET', shop);

	if (status === 404) {
		console.log(`Making a store of ${plan.orders} orders ...`);
		answer = await must('POST', `${stack.STORE_URL}/shops`,
			{ body: plan });
	}
	await must('POST', `${shop}/webhooks`,
		{ body: { url: `${stack.XENO_URL}/webhooks/shopify` } });
	return { domain: plan.domain, name: plan.name,
		token: answer.accessToken };
}

function realStore() {
	const { SHOP_DOMAIN: domain, SHOPIFY_ACCESS_TOKEN: token } = process.env;

	return domain ? { domain, token, name: domain.split('.')[0] } : null;
}

/* Register, or log in where that was done before. */
async function login(shop) {
	const user = { email: EMAIL, password: stack.LOGIN_PASSWORD };
	const { status, answer } = await call('POST',
		`${stack.XENO_URL}/api/auth/register`, { body: { ...user,
			shopDomain: shop.domain, shopName: shop.name,
			...shop.token && { accessToken: shop.token } } });

	if (status === 201)
		return { ...answer, isNew: true };
	if (status !== 409)
		throw new Error(`register: ${status} ${answer.message}`);
	return must('POST', `${stack.XENO_URL}/api/auth/login`, { body: user });
}

/*
 * Its tenant may have visitors made up; only the operator can say so.  The
 * password goes by a file: everybody on the machine can read an argument.
 */
function allowSimulation({ user }) {
	const address = new URL(stack.DATABASE_URL_TCP);

	address.password = '';
	const { status, stderr } = spawnSync('psql', ['-Xq',
		'-v', 'ON_ERROR_STOP=1', '-v', `tenant=${user.tenantId}`,
		address.href], { encoding: 'utf8',
		env: { ...process.env, PGPASSFILE: path.join(dir, 'pgpass') },
		input: 'UPDATE tenant SET is_demonstration = true' +
			" WHERE tenant_id = :'tenant';" });

	if (status !== 0)
		throw new Error(`psql: ${stderr}`);
}

/* The last month's visitors, for an order of it so many events. */
async function simulateVisitors({ token, shop }) {
	const metrics = `${stack.XENO_URL}/api/metrics`;
	const { totalOrders } = await must('GET', `${metrics}/overview`,
		{ token });
	let left = Math.min(totalOrders * EVENTS_AN_ORDER, 30_000);

	for (; left > 0; left -= EVENTS_AT_ONCE)
		await must('POST', `${metrics}/simulate-events`, { token,
			body: { shopId: shop.id, days: VISITED_DAYS,
				count: Math.min(left, EVENTS_AT_ONCE) } });
}

/* From now on its pages tell of views, and business goes on. */
async function openStore({ token }, { domain }) {
	const [{ eventKey }] = await must('GET', `${stack.XENO_URL}/api/shops`,
		{ token });
	const shop = `${stack.STORE_URL}/shops/${domain}`;

	await must('POST', `${shop}/pixel`, { body: {
		url: `${stack.XENO_URL}/api/events`, key: eventKey } });
	await must('POST', `${shop}/trade`, { body: {
		perMinute: Number(process.env.XENO_DEMO_TRADE ?? 30) } });
}

function count(n) {
	return Number(n ?? 0).toLocaleString('en-US');
}

/* One line; on a terminal it is drawn over and over. */
function draw(run) {
	const { phase, status, rowsRead, rowsExpected, rowsPerSecond } = run;
	const part = status === 'success' ? 1 :
		rowsExpected ? Math.min(1, rowsRead / rowsExpected) : 0;
	const full = Math.round(part * 30);
	const left = status === 'running' && rowsPerSecond &&
		rowsExpected > rowsRead ?
		`${Math.ceil((rowsExpected - rowsRead) / rowsPerSecond)} s left` :
		'';

	return `[${'#'.repeat(full)}${' '.repeat(30 - full)}] ` +
		`${String(Math.floor(part * 100)).padStart(3)} %  ` +
		`${count(rowsRead)} rows  ${count(rowsPerSecond)}/s  ` +
		`${status === 'running' ? phase ?? '' : status}  ${left}`;
}

async function backfill(session, type) {
	const { XENO_URL: url } = stack;
	const { token } = session;
	const run = await must('POST', `${url}/api/ingest/run`, { token,
		body: { shopId: session.shop.id, type } });
	const isTerminal = process.stdout.isTTY;

	for (;;) {
		const now = await must('GET',
			`${url}/api/ingest/runs/${run.id}`, { token });
		const isOver = ['success', 'failed'].includes(now.status);

		if (isTerminal)
			process.stdout.write(`\r\x1b[K${draw(now)}`);
		else if (isOver)
			console.log(draw(now));
		if (isOver && isTerminal)
			console.log();
		if (now.status === 'failed')
			throw new Error(`the backfill failed: ${now.error}`);
		if (isOver)
			return;
		await pause(isTerminal ? 150 : 300);
	}
}

function writeEnv(shop, isRegistered) {
	const file = path.join(dir, 'demo.env');
	const values = {
		XENO_URL: stack.XENO_URL,
		DATABASE_URL: stack.DATABASE_URL_TCP,
		DATABASE_APP_URL: stack.DATABASE_APP_URL_TCP,
		XENO_EMAIL: isRegistered ? EMAIL : '',
		XENO_PASSWORD: isRegistered ? stack.LOGIN_PASSWORD : '',
		SHOPIFY_API_SECRET: stack.SHOPIFY_API_SECRET,
		SHOP_DOMAIN: shop?.domain ?? '',
		STORE_URL: stack.STORE_URL,
	};

	writeFileSync(file, Object.entries(values)
		.map(([key, value]) => `${key}=${value}\n`).join(''),
	{ mode: 0o600 });
	chmodSync(file, 0o600);
}

async function main() {
	const shop = stack.STORE_URL ? await standIn() : realStore();

	if (!shop) {
		writeEnv(null, false);
		console.log(`\nXeno serves at ${stack.XENO_URL}\n` +
			'Register your store there.');
		return;
	}
	const session = await login(shop);

	writeEnv(shop, true);
	if (shop.token)
		await backfill(session, session.isNew ? 'full-sync' : 'delta');
	if (stack.STORE_URL) {
		allowSimulation(session);
		if (session.isNew)
			await simulateVisitors(session);
		await openStore(session, shop);
	}
	console.log(`\n	Xeno      ${stack.XENO_URL}\n	e-mail    ${EMAIL}\n` +
		`	password  ${stack.LOGIN_PASSWORD}\n`);
}

main().catch((error) => {
	console.error(`demo: ${error.message}`);
	process.exit(1);
});
