/* The API: one way to call it, one kind of error. */
import { parseExact } from './json.js';
import { begin, expire, getToken } from './session.js';

/*
 * status 0: the server was not reached.  `retryAfter` is in seconds, where
 * the answer says.
 */
export class ApiError extends Error {
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

async function bodyOf(response) {
	const text = await response.text();

	try {
		return text ? parseExact(text) : null;
	} catch {
		throw new ApiError(response.status, { ...strange,
			requestId: response.headers.get('x-request-id') }, null);
	}
}

/*
 * -> { status, body, etag, next }; body is null at 304.  Throws ApiError.
 * `open` is for calls that need no token and whose 401 says nothing of one.
 */
export async function call(method, path, { body, etag, open } = {}) {
	const headers = {};
	const token = open ? null : getToken();
	let response;

	if (token)
		headers.Authorization = `Bearer ${token}`;
	if (etag)
		headers['If-None-Match'] = etag;
	if (body !== undefined)
		headers['Content-Type'] = 'application/json';
	try {
		response = await fetch(path, { method, headers, cache: 'no-store',
			credentials: 'same-origin',
			body: body === undefined ? undefined : JSON.stringify(body) });
	} catch {
		throw new ApiError(0, unreachable, null);
	}
	if (response.status === 401 && !open)
		expire(token);
	/* Read to its end at 304 too: what is left unread counts as aborted. */
	const answer = await bodyOf(response);

	if (response.status >= 400)
		throw new ApiError(response.status, answer ?? strange,
			retryAfterOf(response));
	return { status: response.status, body: answer,
		etag: response.headers.get('etag'), next: nextOf(response) };
}

const post = (path, body, more) => call('POST', path, { body, ...more });

export async function signIn(email, password) {
	const { body } = await post('/api/auth/login', { email, password },
		{ open: true });

	begin(body);
}

export async function register(fields) {
	const { body } = await post('/api/auth/register', fields,
		{ open: true });

	begin(body);
	return body.shop;
}

export async function addShop(shopDomain, shopName, accessToken) {
	const { body } = await post('/api/auth/add-shop',
		{ shopDomain, shopName, accessToken });

	return body.shop;
}

export async function connectShop(id, accessToken) {
	return (await call('PATCH', `/api/shops/${id}`,
		{ body: { accessToken } })).body;
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
