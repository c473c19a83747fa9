/* HTTP for tests: JSON calls, raw bytes, signed deliveries. */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/*
 * node:http, not fetch: thousands of requests cost a third of the time.  Its
 * server may close a connection that was kept just as it is used again.
 */
const agent = new Agent({ keepAlive: true });

function exchange(url, options, body) {
	return new Promise((resolve, reject) => {
		const asked = request(url, { agent, ...options }, (answer) => {
			const parts = [];

			answer.on('data', (part) => parts.push(part));
			answer.on('error', reject);
			answer.on('end', () => resolve({ answer,
				text: Buffer.concat(parts).toString() }));
		});

		asked.on('error', (error) => {
			if (asked.reusedSocket && error.code === 'ECONNRESET')
				resolve(exchange(url, options, body));
			else
				reject(error);
		});
		asked.end(body);
	});
}

/* The text as JSON where it says that it is. */
function answerOf({ answer, text }) {
	const headers = new Headers(Object.entries(answer.headersDistinct)
		.flatMap(([name, values]) => values.map((value) =>
			[name, value])));
	const isJson = /^application\/json/.test(
		headers.get('content-type') ?? '');

	return { status: answer.statusCode, headers, text,
		body: isJson && text ? JSON.parse(text) : text };
}

/*
 * get(tag) asks for a figure; asked again with the tag of the first answer, it
 * is not sent twice.  A tag is good for a minute: when that has just ended,
 * once more.  -> the second answer
 */
export async function askAgain(get) {
	for (let i = 0; ; i++) {
		const again = await get((await get('')).headers.get('etag'));

		if (again.status === 304 || i === 1)
			return again;
	}
}

/*
 * method, path, and { body (an object is sent as JSON, a string or Buffer as
 * it is), token, headers }
 */
function sender(base) {
	return async (method, path, { body, token, headers = {} } = {}) => {
		const plain = body === undefined || typeof body === 'string' ||
			Buffer.isBuffer(body);
		/* One that is undefined is not sent. */
		const all = Object.fromEntries(Object.entries(headers)
			.filter(([, value]) => value !== undefined));

		if (token)
			all.Authorization = `Bearer ${token}`;
		if (body !== undefined && !('Content-Type' in all))
			all['Content-Type'] = 'application/json';
		const bytes = plain ? body : JSON.stringify(body);

		if (bytes !== undefined)
			all['Content-Length'] = Buffer.byteLength(bytes);
		return answerOf(await exchange(base + path,
			{ method, headers: all }, bytes));
	};
}

export function http(env) {
	const send = sender(env.XENO_URL);
	const { hostname, port } = new URL(env.XENO_URL);
	let users = 0;

	return {
		send,
		get: (path, token, headers) =>
			send('GET', path, { token, headers }),
		post: (path, body, token, headers) =>
			send('POST', path, { body, token, headers }),

		/* Bytes as they are, until nginx closes or `ms` of silence. */
		raw: (bytes, { ms = 1500, end = false } = {}) =>
			new Promise((resolve) => {
				const socket = connect(Number(port), hostname);
				const parts = [];
				const done = () => {
					socket.destroy();
					resolve(Buffer.concat(parts)
						.toString('latin1'));
				};

				socket.setTimeout(ms, done);
				socket.on('data', (data) => parts.push(data));
				socket.on('error', done);
				socket.on('close', done);
				socket.write(bytes);
				if (end)
					socket.end();
			}),

		register: async (fields = {}) => {
			const answer = await send('POST', '/api/auth/register', {
				body: {
					email: `user${++users}@example.com`,
					password: 'correct horse battery',
					shopDomain: `shop${users}.myshopify.com`,
					shopName: `Shop ${users}`,
					...fields,
				},
			});

			if (answer.status !== 201)
				throw new Error(`register: ${answer.text}`);
			return answer.body;
		},

		/*
		 * topic 'orders/create'; body an object, string or Buffer;
		 * { shop, id, secret, path, headers } may be left out but shop
		 */
		webhook: (topic, body, { shop, id = randomUUID(), path,
			secret = env.SHOPIFY_API_SECRET, headers } = {}) => {
			const bytes = typeof body === 'string' ||
				Buffer.isBuffer(body) ? body : JSON.stringify(body);

			return send('POST', path ?? `/webhooks/${topic}`, {
				body: bytes,
				headers: {
					'X-Shopify-Topic': topic,
					'X-Shopify-Shop-Domain': shop,
					'X-Shopify-Webhook-Id': id,
					'X-Shopify-Api-Version': '2026-10',
					'X-Shopify-Triggered-At':
						new Date().toISOString(),
					'X-Shopify-Hmac-Sha256':
						createHmac('sha256', secret)
							.update(bytes)
							.digest('base64'),
					...headers,
				},
			});
		},

		/* The stand-in's control interface; throws unless 2xx. */
		control: async (method, path, body) => {
			const answer = await sender(env.STORE_URL)(method, path,
				{ body });

			if (answer.status >= 300)
				throw new Error(`${method} ${path}: ` +
					`${answer.status} ${answer.text}`);
			return answer.body;
		},
	};
}
