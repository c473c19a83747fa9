/* The API: one way to call it, one kind of error. */
import { parseExact } from './json.js';
import { begin, end, expire, getToken, goOn, hasLeft, isFresh, keepLeft,
	keepNobody, mayBeIn, status, unasked } from './session.js';

/*
 * status 0: the server was not reached.  `retryAfter` is in seconds, where
 * the answer says.
 */
class ApiError extends Error {
	constructor(status, body, retryAfter) {
		super(body.message);
		this.name = 'ApiError';
		this.status = status;
		this.code = body.code;
		this.field = body.field ?? null;
		this.requestId = body.requestId ?? null;
		this.retryAfter = retryAfter;
	}
}

/* An answer that says when to come back is believed; else a while. */
export function waitAfter(error) {
	if (error.status === 429 || error.status === 503)
		return (error.retryAfter ?? 10) * 1000;
	return error.status === 0 || error.status >= 500 ? 15_000 : null;
}

const unreachable = {
	code: 'unreachable',
	message: 'The server cannot be reached. Check your connection.',
};
const strange = {
	code: 'strange_answer',
	message: 'The answer is not what it should be.',
};

/* What Retry-After says in seconds; null without it. */
function retryAfterOf(response) {
	const text = response.headers.get('retry-after');
	const seconds = Number(text);

	return text && seconds >= 0 ? seconds : null;
}

function nextOf(response) {
	return /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')
		?.[1] ?? null;
}

/* Of the answer's head, or of its body: it may be cut off in between. */
const arrived = (what) => what.catch(() => {
	throw new ApiError(0, unreachable, null);
});

async function bodyOf(response) {
	const text = await arrived(response.text());

	try {
		return text ? parseExact(text) : null;
	} catch {
		throw new ApiError(response.status, { ...strange,
			requestId: response.headers.get('x-request-id') }, null);
	}
}

function send(method, path, { body, etag, token, signal }) {
	const headers = {};

	if (token)
		headers.Authorization = `Bearer ${token}`;
	if (etag)
		headers['If-None-Match'] = etag;
	if (body !== undefined)
		headers['Content-Type'] = 'application/json';
	return arrived(fetch(path, { method, headers, cache: 'no-store',
		credentials: 'same-origin', signal,
		body: body === undefined ? undefined : JSON.stringify(body) }));
}

let renewing = null;

/* Go on by the cookie, once for all who ask; -> whether that worked. */
function renew() {
	/* In any tab. */
	if (hasLeft())
		return Promise.resolve(false);
	renewing ??= (async () => {
		const response = await send('POST', '/api/auth/refresh',
			{ body: {} });
		const answer = await bodyOf(response);

		/* Who has left meanwhile does not come back. */
		if (response.status === 200 && status.value !== 'out')
			goOn(answer);
		else if (response.status >= 500 || response.status === 429)
			throw new ApiError(response.status, answer ?? strange,
				retryAfterOf(response));
		else if (response.status === 401)
			keepNobody();
		return response.status === 200;
	})().finally(() => {
		renewing = null;
	});
	return renewing;
}

async function tell(token) {
	const response = await send('POST', '/api/auth/logout',
		{ body: {}, token, signal: AbortSignal.timeout(10_000) })
		.catch(() => null);

	await response?.text().catch(() => null);
	/* A token may be too old where the cookie is not. */
	if (response?.status === 401 && token)
		await tell(null);
	else if (response?.ok || response?.status === 401)
		keepNobody();
}

let telling = null;

/* Whoever has left is out there, too; if not now, then later. */
function tellLeft(token = null) {
	telling ??= tell(token).finally(() => {
		telling = null;
	});
	return telling;
}

let nextTry;

/*
 * Before the first page: whoever was signed in here still is.  Who cannot be
 * asked for may be: that is tried again.
 */
export async function restore() {
	clearTimeout(nextTry);
	try {
		const isIn = hasLeft() ? await tellLeft()
			: mayBeIn() && await renew();

		if (!isIn && status.value === 'new')
			status.value = 'out';
	} catch (error) {
		const wait = waitAfter(error) ?? 15_000;

		unasked.value = { error, retryAt: Date.now() + wait,
			retry: restore };
		nextTry = setTimeout(restore, wait);
	}
}

addEventListener('online', () => hasLeft() ? tellLeft()
	: status.value === 'new' && restore());

/* As a member: with a token that is good, or was until just now. */
async function sendAsMember(method, path, more) {
	if (getToken() && !isFresh())
		await renew();
	const token = getToken();
	const response = await send(method, path, { ...more, token });

	if (response.status !== 401)
		return response;
	if (token === getToken() && !await renew().catch(() => false)) {
		expire(token);
		return response;
	}
	const newer = getToken();

	await arrived(response.text());
	const again = await send(method, path, { ...more, token: newer });

	if (again.status === 401)
		expire(newer);
	return again;
}

/*
 * -> { status, body, etag, next }; body is null at 304.  Throws ApiError.
 * `open` is for calls that need no token and whose 401 says nothing of one;
 * `asFile` gives what was asked for as a Blob.
 */
export async function call(method, path, { body, etag, open, asFile } = {}) {
	const response = await (open ? send : sendAsMember)(method, path,
		{ body, etag });
	/* Read to its end at 304 too: what is left unread counts as aborted. */
	const answer = asFile && response.ok ? await arrived(response.blob())
		: await bodyOf(response);

	if (response.status >= 400)
		throw new ApiError(response.status, answer ?? strange,
			retryAfterOf(response));
	return { status: response.status, body: answer,
		etag: response.headers.get('etag'), next: nextOf(response) };
}

const post = (path, body, more) => call('POST', path, { body, ...more });

export async function signIn(email, password) {
	/* Or else the late answer takes away the cookie of the new session. */
	if (hasLeft())
		await tellLeft();
	const { body } = await post('/api/auth/login', { email, password },
		{ open: true });

	begin(body);
}

/* Out of here at once; the server is told as soon as it can be reached. */
export async function signOut() {
	const token = isFresh() ? getToken() : null;	/* else the cookie */

	end();
	keepLeft();
	await tellLeft(token);
}

export async function register(fields) {
	const { body } = await post('/api/auth/register', fields,
		{ open: true });

	begin(body);
	return body.shop;
}

/* `access` is { accessToken, apiSecret }; the latter may be left out, ... */
export async function addShop(shopDomain, shopName, access) {
	const { body } = await post('/api/auth/add-shop',
		{ shopDomain, shopName, ...access });

	return body.shop;
}

/* ... and of a store that has a token, the former. */
export async function connectShop(id, access) {
	return (await call('PATCH', `/api/shops/${id}`, { body: access })).body;
}

/* The address of Shopify's login for a store; a cookie comes with it. */
export async function loginAddress(shopDomain) {
	return (await post('/api/shopify/install', { shopDomain })).body.url;
}

export async function startRun(shopId, type) {
	return (await post('/api/ingest/run', { shopId, type })).body;
}

const letters = (shopId) => `/api/shops/${shopId}/dead-letters`;

/* One dead letter; -> the letter as it is then. */
export async function replayLetter(shopId, id) {
	return (await post(`${letters(shopId)}/${id}/replay`, {})).body;
}

/* All of a shop's; -> { replayed, failed, left }. */
export async function replayLetters(shopId) {
	return (await post(`${letters(shopId)}/replay`, {})).body;
}

/* -> { topic, deliveries }: of the topic of the test, before it. */
export async function testWebhooks(shopId) {
	return (await post(`/api/shops/${shopId}/webhooks/test`, {})).body;
}

export async function changePassword(currentPassword, newPassword) {
	begin((await call('PUT', '/api/auth/password',
		{ body: { currentPassword, newPassword } })).body);
}

export const endSession = (id) => call('DELETE', `/api/auth/sessions/${id}`);
export const endOtherSessions = () => call('DELETE', '/api/auth/sessions');

/* What an invitation's secret is about; throws where it is not good. */
export async function lookAtInvitation(token) {
	return (await post('/api/auth/invitation', { token },
		{ open: true })).body;
}

export async function join(token, password) {
	begin((await post('/api/auth/join', { token, password },
		{ open: true })).body);
}

/* -> the invitation with its link, which no other answer has. */
export async function invite(email, role) {
	return (await post('/api/invitations', { email, role })).body;
}

export const withdraw = (id) => call('DELETE', `/api/invitations/${id}`);

export const changeMember = (id, body) => call('PATCH', `/api/members/${id}`,
	{ body });
export const removeMember = (id) => call('DELETE', `/api/members/${id}`);

/* -> the token with its text, which no other answer has. */
export async function makeToken(fields) {
	return (await post('/api/tokens', fields)).body;
}

export const revokeToken = (id) => call('DELETE', `/api/tokens/${id}`);

export const renameShop = (id, name) => call('PATCH', `/api/shops/${id}`,
	{ body: { name } });
export const disconnectShop = (id) => call('DELETE', `/api/shops/${id}`);
