/* The page behind a mail's link, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, violations } from './browser.mjs';
import { begin, end, few, mails, merchant, want } from './digest.mjs';

let s, browser, page;

before(async () => {
	({ s } = await begin());
	browser = await openBrowser();
	page = await openPage(browser);
});
after(async () => {
	await browser?.close();
	await end();
});

const button = () => page.getByRole('button', { name: 'No more of these' });
const wish = async (who) => (await s.get('/api/digest', who.token)).body;

test('a mail\'s link asks, and then there are no more', async () => {
	const who = await merchant(few());

	await want(who, { frequency: 'daily' });
	const [mail] = await mails();
	const [, link] = /: (\S+\/unsubscribe#\S+)\n/.exec(mail.text);

	await page.goto(link);
	await button().waitFor();
	assert.deepEqual(await violations(page), []);
	assert.equal((await wish(who)).frequency, 'daily');
	await button().click();
	await page.getByText('You get no more digests.').waitFor();
	assert.equal((await wish(who)).frequency, 'off');
	/* The header's link leads there, too. */
	await page.goto(link.replace('unsubscribe#', 'api/unsubscribe?token='));
	await button().waitFor();
	assert.equal(page.url(), link);
});

test('a link that is not good says so', async () => {
	page.expected.add('404');
	await page.goto(`${s.url}/unsubscribe#x`);
	await page.reload();
	await button().click();
	await page.getByText('This link is not good any more').waitFor();
});
