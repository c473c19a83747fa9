/*
 * A real Chromium for the tests of the dashboard, and a watch over what must
 * not happen in it: console errors, CSP violations, failed requests.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { run } from './run.mjs';
import { top } from './stack.mjs';

/* Both are packages of the dashboard's, whose build this makes sure of. */
const dashboard = createRequire(path.join(top, 'nginx/html/package.json'));

/* Where pictures go, to be looked at: XENO_SCREENS=1 has them made. */
const pictures = path.join(top, 'build/screens');

/* Chromium without the windows of a desktop: a quarter less to do. */
export const executablePath = '/usr/bin/chromium-headless-shell';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];

export async function openBrowser() {
	await run(path.join(top, 'scripts/build-html'), [], { check: true });
	const { chromium } = dashboard('playwright-core');

	return chromium.launch({ executablePath, args: flags });
}

/*
 * A page of its own cookies and storage, in New York's language and the
 * given size and theme.  page.troubles collects what must not happen;
 * page.expected has the statuses that the test is about to provoke, which
 * Chromium writes on the console as errors.
 */
export async function openPage(browser, { width = 1280, height = 900,
	theme = 'light', ...more } = {}) {
	const context = await browser.newContext({ viewport: { width, height },
		colorScheme: theme, locale: 'en-US', ...more });
	const page = await context.newPage();

	page.troubles = [];
	page.expected = new Set();
	/* By the browser alone: requests of a page that is left. */
	const isExpected = (what) => what === 'net::ERR_ABORTED' ||
		page.expected.has(what);

	/* What is there is there at once, but not on a busy machine. */
	page.setDefaultTimeout(180_000);
	page.on('console', (m) => {
		const failed = /^Failed to load resource: .*?(\d{3}|net::\w+)/
			.exec(m.text());

		if (m.type() === 'error' && !isExpected(failed?.[1]))
			page.troubles.push(`console: ${m.text()} ${m.location().url}`);
	});
	page.on('pageerror', (e) => page.troubles.push(`error: ${e.stack}`));
	page.on('requestfailed', (r) => {
		if (!isExpected(r.failure().errorText))
			page.troubles.push(`${r.failure().errorText} ${r.url()}`);
	});
	/* A violation is an event too, whatever the console says of it. */
	await page.exposeFunction('xenoViolation', (text) =>
		page.troubles.push(`CSP: ${text}`));
	await page.addInitScript(() => {
		globalThis.xenoShift = 0;
		new PerformanceObserver((list) => {
			for (const shift of list.getEntries())
				if (!shift.hadRecentInput)
					globalThis.xenoShift += shift.value;
		}).observe({ type: 'layout-shift', buffered: true });
		document.addEventListener('securitypolicyviolation', (e) =>
			globalThis.xenoViolation(`${e.violatedDirective} ${e.blockedURI}`));
	});
	return page;
}

/*
 * Drawn, and nothing on it is of the period before.  What is asked for anew
 * is marked old by the drawing that follows the press, so look after that.
 */
export async function settled(page) {
	await page.evaluate(() => new Promise((done) =>
		requestAnimationFrame(() => requestAnimationFrame(done))));
	await page.waitForFunction(() => document.querySelector('h1') &&
		!document.querySelector('.old, .blank, .skeleton'), null,
	{ polling: 50 });
}

/* The address says so, and what it says is shown. */
export async function shows(page, name, value) {
	await page.waitForURL((url) => url.searchParams.get(name) === value);
	await settled(page);
}

/* To its end and back: what is far down comes when somebody is near. */
export async function scrolled(page) {
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	await settled(page);
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	await settled(page);
	await page.evaluate(() => scrollTo(0, 0));
}

/* By the row of pages at the top. */
export const goTo = (page, name) => page.getByRole('navigation',
	{ name: 'Pages' }).getByRole('link', { name, exact: true }).click();

/* How much has jumped about by itself since the page was loaded. */
export const shiftOf = (page) => page.evaluate(() => globalThis.xenoShift);

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
let axe;

/* What axe finds, one line each; none is what is wanted. */
export async function violations(page) {
	axe ??= await readFile(dashboard.resolve('axe-core/axe.min.js'), 'utf8');
	if (!await page.evaluate(() => 'axe' in globalThis))
		await page.evaluate(axe);
	const found = await page.evaluate(async (tags) => {
		/* What is in order need not be described. */
		const options = { runOnly: { type: 'tag', values: tags },
			resultTypes: ['violations'], selectors: false };
		const { violations: list } = await globalThis.axe.run(document,
			options);

		return list.map((v) => `${v.id}: ${v.help}: ` +
			v.nodes.map((n) => n.html.slice(0, 120)).join(' | '));
	}, levels);

	return found;
}

/* A fifth of what a browser does in these tests, and nothing looks at them. */
export async function picture(page, name, how = {}) {
	if (!process.env.XENO_SCREENS)
		return;
	await mkdir(pictures, { recursive: true });
	await page.screenshot({ fullPage: true, ...how,
		path: path.join(pictures, `${name}.png`) });
}

/*
 * As it is for one who looks, or listens, on any screen and in any light:
 * a picture to be looked at, no violation, nothing wider than the screen.
 */
export async function looksRight(page, name, ready = settled) {
	for (const theme of ['light', 'dark'])
		for (const width of [1280, 390]) {
			await page.setViewportSize({ width, height: 900 });
			await page.emulateMedia({ colorScheme: theme });
			await ready(page);
			await picture(page, `${name}-${width}-${theme}`);
			assert.deepEqual(await violations(page), [], `${name} ${theme}`);
			assert.ok(await page.evaluate(() =>
				document.documentElement.scrollWidth <= innerWidth),
			`${name} ${width}`);
		}
	await page.setViewportSize({ width: 1280, height: 900 });
	await page.emulateMedia({ colorScheme: 'light' });
	/* A chart is drawn anew for it, and would lose a focus until then. */
	await ready(page);
}

export async function signIn(page, url, email, password) {
	await page.goto(url);
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}

/* A browser with a page that is signed in, and its overview drawn. */
export async function openOverview(s, { email, password }) {
	const browser = await openBrowser();

	try {
		const page = await openPage(browser);

		await signIn(page, s.url, email, password);
		await page.locator('.plot canvas').first().waitFor();
		await settled(page);
		return { browser, page };
	} catch (error) {
		await browser.close();
		throw error;
	}
}
