/*
 * A page of the dashboard under Lighthouse, as somebody sees it who is signed
 * in: in Debian's Chromium, with nothing cached.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { executablePath, openBrowser, signIn } from '../e2e/browser.mjs';
import { run } from '../e2e/run.mjs';
import { top } from '../e2e/stack.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dashboard = createRequire(path.join(top, 'nginx/html/package.json'));

/* What of a report is looked at. */
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

const TRIES = 3;

async function load() {
	if (!existsSync(path.join(here, 'node_modules/lighthouse')))
		await run('npm', ['--prefix', here, 'ci', '--no-progress'],
			{ check: true });
	return import('lighthouse');
}

function freePort() {
	return new Promise((done, fail) => {
		const server = createServer();

		server.on('error', fail);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();

			server.close(() => done(port));
		});
	});
}

/* What is less than it should be: by the name of each audit. */
function missed(lhr, category) {
	return lhr.categories[category].auditRefs
		.map(({ id, weight }) => ({ ...lhr.audits[id], weight }))
		.filter((a) => a.weight > 0 && a.score !== null && a.score < 1)
		.map((a) => `${a.id}: ${a.title}`);
}

/* What of the scores could not be measured, as where a trace broke off; null
 * is well. */
function failure(lhr) {
	const counted = CATEGORIES.flatMap((c) => lhr.categories[c].auditRefs)
		.filter((ref) => ref.weight > 0).map(({ id }) => lhr.audits[id]);

	return lhr.runtimeError?.message ?? counted.find((a) =>
		a.scoreDisplayMode === 'error')?.errorMessage ?? null;
}

function summary(lhr) {
	const value = (id) => lhr.audits[id].numericValue;

	return {
		scores: Object.fromEntries(CATEGORIES.map((c) =>
			[c, Math.round(lhr.categories[c].score * 100)])),
		missed: Object.fromEntries(CATEGORIES.map((c) =>
			[c, missed(lhr, c)])),
		lcp: value('largest-contentful-paint') / 1000,
		cls: value('cumulative-layout-shift'),
		tbt: value('total-blocking-time'),
	};
}

/* Once more where it could not measure; that says nothing of the page. */
async function measure(lighthouse, url, options, config) {
	for (let left = TRIES; ; left--) {
		const { lhr } = await lighthouse(url, options, config);
		const wrong = failure(lhr);

		if (!wrong)
			return summary(lhr);
		if (left === 1)
			throw new Error(`Lighthouse cannot measure: ${wrong}`);
	}
}

/*
 * -> { mobile, desktop }, each { scores: { performance, accessibility,
 * 'best-practices' } of 100, missed: what was marked down in each, lcp in
 * seconds, cls, tbt in milliseconds }.
 */
export async function audit(url, { email, password }, page = '/') {
	const { default: lighthouse, desktopConfig } = await load();
	const profile = await mkdtemp(path.join(tmpdir(), 'xeno-lighthouse-'));
	const port = await freePort();

	await (await openBrowser()).close();	/* the dashboard is built */
	const browser = await dashboard('playwright-core').chromium
		.launchPersistentContext(profile, {
			executablePath, locale: 'en-US',
			args: ['--no-sandbox', '--disable-gpu', '--no-first-run',
				'--disable-background-networking',
				`--remote-debugging-port=${port}`] });

	try {
		const tab = await browser.newPage();

		await signIn(tab, url, email, password);
		await tab.locator('.plot canvas').waitFor();
		await tab.goto('about:blank');
		const look = (config) => measure(lighthouse, url + page, { port,
			output: 'json', logLevel: 'error', onlyCategories: CATEGORIES,
			disableStorageReset: true, maxWaitForLoad: 120_000 }, config);

		return { mobile: await look(), desktop: await look(desktopConfig) };
	} finally {
		await browser.close();
		await rm(profile, { recursive: true, force: true });
	}
}
