/* A browser that logs in at Shopify, for tests: addresses and one cookie. */
import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';

/* GET of an https address, answered by the stand-in -> { status, location }. */
export function atShopify(s, url) {
	const { hostname, pathname, search } = new URL(url);
	const ca = readFileSync(path.join(s.dir, 'store/ca.pem'));

	return new Promise((resolve, reject) => {
		https.get({ host: '127.0.0.1', port: s.tlsPort, ca,
			servername: hostname, path: pathname + search,
			headers: { Host: hostname }, agent: false }, (answer) => {
			answer.resume();
			answer.on('end', () => resolve({ status: answer.statusCode,
				location: answer.headers.location }));
		}).on('error', reject);
	});
}

/* "name=value" of an answer that sets a cookie. */
export const cookieOf = (answer) =>
	answer.headers.get('set-cookie')?.split(';')[0] ?? '';

/*
 * Ask for the login as the user of a token and go to Shopify, which sends
 * back at once -> { begin, url, cookie, back }, `back` being the path and
 * query of the callback.
 */
export async function leave(s, shopDomain, token) {
	const begin = await s.post('/api/shopify/install', { shopDomain }, token);

	if (begin.status !== 200)
		throw new Error(`install: ${begin.status} ${begin.text}`);
	const { status, location } = await atShopify(s, begin.body.url);

	if (status !== 302)
		throw new Error(`authorize: ${status}`);
	return { begin, url: new URL(begin.body.url), cookie: cookieOf(begin),
		back: location.slice(s.url.length) };
}

/* Come back; the answer has `to`, the dashboard's path and query. */
export async function comeBack(s, { back, cookie }) {
	const answer = await s.get(back, null, cookie ? { Cookie: cookie } : {});
	const location = answer.headers.get('location');

	return { ...answer, to: location?.startsWith(s.url)
		? location.slice(s.url.length) : location };
}

/* All of it -> the id of the shop. */
export async function connect(s, shopDomain, token) {
	const answer = await comeBack(s, await leave(s, shopDomain, token));
	const id = /^\/\?shop=(\d+)$/.exec(answer.to)?.[1];

	if (!id)
		throw new Error(`callback: ${answer.status} ${answer.to} ` +
			answer.text);
	return id;
}
