// The TLS side: every shop's admin, and the storage that bulk results are
// fetched from. The Host header says which.

import { createReadStream, statSync } from "node:fs";
import https from "node:https";
import { randomUUID } from "node:crypto";
import { answer, servedVersion } from "./graphql.mjs";
import { accessToken, authorize } from "./oauth.mjs";

const BODY_MAX = 5_000_000;

export function readBody(request) {
	return new Promise((resolve, reject) => {
		const chunks = [];
		let size = 0;
		request.on("data", (chunk) => {
			size += chunk.length;
			if (size <= BODY_MAX)
				chunks.push(chunk);
		});
		request.on("end", () => size > BODY_MAX ?
			reject(new Error("body too large")) :
			resolve(Buffer.concat(chunks).toString("utf8")));
		request.on("error", reject);
	});
}

export function send(response, status, body, headers = {}) {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	response.writeHead(status, { "Content-Type":
		"application/json; charset=utf-8", "Content-Length":
		Buffer.byteLength(text), "X-Request-Id": randomUUID(),
	...headers });
	response.end(text);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function sendStatus(response, { status, message, retryAfter }) {
	send(response, status ?? 503,
		{ errors: message ?? "Service unavailable" },
		retryAfter === undefined ? {} :
			{ "Retry-After": String(retryAfter) });
}

/* Play the faults of transport; true where the request is over by it. */
async function misbehave(app, shop, response) {
	const stall = app.faults.take("stall", shop);
	if (stall)
		await sleep(stall.ms ?? 10_000);
	if (app.faults.take("drop", shop)) {
		response.socket.destroy();
		return true;
	}
	if (app.faults.take("cut", shop)) {
		response.writeHead(200, { "Content-Type": "application/json",
			"Content-Length": 5000 });
		response.write("{\"data\":{\"shop\":");
		setTimeout(() => response.socket?.destroy(), 50);
		return true;
	}
	const status = app.faults.take("status", shop);
	if (status) {
		sendStatus(response, status);
		return true;
	}
	const redirect = app.faults.take("redirect", shop);
	if (redirect) {
		send(response, 302, "", { Location: redirect.to });
		return true;
	}
	if (app.faults.take("garbage", shop)) {
		send(response, 200, "<html>We'll be right back</html>",
			{ "Content-Type": "text/html" });
		return true;
	}
	if (app.faults.take("internal", shop)) {
		send(response, 200, { data: null, errors: [{ message:
			"Internal error. Looks like something went wrong on " +
			`our end.\nRequest ID: ${randomUUID()}`, extensions: {
			code: "INTERNAL_SERVER_ERROR" } }] });
		return true;
	}
	return false;
}

/* The token's grant, or null where Shopify would answer 401. */
function grantOf(app, shop, request) {
	const token = request.headers["x-shopify-access-token"];
	const grant = token && shop.tokens.get(token);
	if (!grant || (grant.expiresAt !== null &&
	    grant.expiresAt < Date.now()) || app.faults.take("token", shop))
		return null;
	return grant;
}

function parseRequest(text, type) {
	if (/^application\/graphql/.test(type ?? ""))
		return { query: text };
	try {
		const body = JSON.parse(text);
		return typeof body?.query === "string" ? body : null;
	} catch {
		return null;
	}
}

async function graphql(app, shop, request, response, asked) {
	const served = servedVersion(asked);
	if (served === null || request.method !== "POST") {
		send(response, 404, { errors: "Not Found" });
		return;
	}
	const text = await readBody(request);
	if (await misbehave(app, shop, response))
		return;
	const grant = grantOf(app, shop, request);
	if (!grant) {
		app.journal.note(shop.domain, { unauthorized: 1 });
		send(response, 401, { errors: "[API] Invalid API key or " +
			"access token (unrecognized login or wrong " +
			"password)" });
		return;
	}
	const body = parseRequest(text, request.headers["content-type"]);
	if (!body) {
		send(response, 400, { errors: { query: "Required parameter " +
			"missing or invalid" } });
		return;
	}
	const context = { app, shop, scopes: grant.scopes,
		owner: grant.owner, version: served };
	const result = answer(body, context);
	const cost = context.cost ?? {};
	app.journal.note(shop.domain, { requests: 1,
		points: cost.actual ?? 0, throttled: cost.throttled ? 1 : 0 },
	{ operation: /(?:query|mutation)\s+(\w+)/.exec(body.query)?.[1] ??
		body.query.slice(0, 60), variables: body.variables,
	requested: cost.requested, actual: cost.actual,
	errors: result.errors?.map((e) => e.extensions?.code ??
		e.message) });
	if (context.struck?.status) {
		sendStatus(response, context.struck);
		return;
	}
	const version = app.faults.take("version", shop)?.served ?? served;
	send(response, 200, result, { "X-Shopify-API-Version": version });
}

async function token(app, shop, request, response) {
	const text = await readBody(request);
	const fault = app.faults.take("token_endpoint", shop);
	if (fault?.stallMs)
		await sleep(fault.stallMs);
	const body = /json/.test(request.headers["content-type"] ?? "") ?
		JSON.parse(text || "{}") :
		Object.fromEntries(new URLSearchParams(text));
	if (fault?.status) {
		send(response, fault.status,
			{ error: "temporarily_unavailable" });
		return;
	}
	const result = accessToken(app, shop, body);
	// A lost answer: the pair was made, but nobody hears of it.
	if (fault?.drop)
		response.socket.destroy();
	else
		send(response, result.status, result.body);
}

/* Result files: never with a token, never after their time. */
async function download(app, request, response, url) {
	const key = url.pathname.split("/").pop();
	const held = app.downloads.get(key);
	const domain = held?.shop.domain ?? "storage.googleapis.com";
	if (request.headers["x-shopify-access-token"]) {
		app.journal.note(domain, { leakedTokens: 1 },
			{ leak: url.pathname });
		send(response, 403, "<Error><Code>AccessDenied</Code></Error>",
			{ "Content-Type": "application/xml" });
		return;
	}
	const fault = app.faults.take("download", held?.shop) ?? {};
	if (fault.stallMs)
		await sleep(fault.stallMs);
	if (!held || held.expires < Date.now() || fault.status) {
		send(response, fault.status ?? (held ? 400 : 404), "<Error>" +
			`<Code>${held ? "ExpiredToken" : "NoSuchKey"}</Code>` +
			"</Error>", { "Content-Type": "application/xml" });
		return;
	}
	app.journal.note(domain, { downloads: 1 }, { download: key });
	const size = statSync(held.file).size;
	const first = Number(/^bytes=(\d+)-$/.exec(
		request.headers.range ?? "")?.[1] ?? 0);
	const end = fault.cutAfter ?? held.operation.truncate ?? size;
	response.writeHead(first ? 206 : 200, { "Content-Type":
		"application/jsonl", "Content-Length": size - first,
	"Accept-Ranges": "bytes", ...(first ? { "Content-Range":
		`bytes ${first}-${size - 1}/${size}` } : {}) });
	const stream = createReadStream(held.file, { start: first,
		end: Math.max(first, Math.min(end, size) - 1) });
	stream.pipe(response, { end: end >= size });
	if (end < size)
		stream.on("end", () => setTimeout(() =>
			response.socket?.destroy(), 20));
}

async function route(app, request, response) {
	const host = (request.headers.host ?? "").replace(/:\d+$/, "")
		.toLowerCase();
	const url = new URL(request.url, `https://${host || "none"}`);
	if (host === "storage.googleapis.com")
		return download(app, request, response, url);
	const shop = app.shops.get(host);
	if (!shop)
		return send(response, 404, { errors: "Not Found" });
	const api = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(url.pathname);
	if (api)
		return graphql(app, shop, request, response, api[1]);
	if (url.pathname === "/admin/oauth/access_token" &&
	    request.method === "POST")
		return token(app, shop, request, response);
	if (url.pathname === "/admin/oauth/authorize") {
		const answer = authorize(app, shop, url.searchParams);
		return send(response, answer.status, answer.text ?? "",
			{ "Content-Type": "text/plain", ...(answer.location ?
				{ Location: answer.location } : {}) });
	}
	return send(response, 404, { errors: "Not Found" });
}

export function tlsServer(app, { key, cert }) {
	const server = https.createServer({ key, cert });
	server.on("request", (request, response) => {
		route(app, request, response).catch((error) => {
			app.complain(error);
			if (response.headersSent)
				response.socket?.destroy();
			else
				send(response, 500,
					{ errors: "Internal Server Error" });
		});
	});
	server.keepAliveTimeout = 65_000;
	return server;
}
