// The whole process: TLS and hosts, tokens, OAuth, bulk results, faults.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { QUERIES } from "./queries.mjs";
import { control, graphql, request, startStore } from "./helpers.mjs";

const DOMAIN = "server.myshopify.com";
let store, token;

test.before(async () => {
	store = await startStore();
	const made = await control(store, "POST", "/shops", { domain: DOMAIN,
		orders: 120 });
	assert.equal(made.status, 201);
	token = made.body.accessToken;
});

test.after(() => store.stop());

const ask = (query, variables, version) => graphql(store, DOMAIN, token,
	query, variables, version);
const fault = (body) => control(store, "POST", "/faults", body);

test("hosts, tokens and versions", async () => {
	const good = await ask("{ shop { myshopifyDomain } }");
	assert.equal(good.body.data.shop.myshopifyDomain, DOMAIN);
	assert.equal(good.headers["x-shopify-api-version"], "2026-10");
	const older = await ask("{ shop { name } }", {}, "2024-01");
	assert.equal(older.headers["x-shopify-api-version"], "2026-01");
	const bad = await graphql(store, DOMAIN, "shpat_no",
		"{ shop { name } }");
	assert.equal(bad.status, 401);
	assert.match(bad.body.errors, /^\[API\] Invalid API key or access/);
	const other = await graphql(store, "other.myshopify.com", token,
		"{ shop { name } }");
	assert.equal(other.status, 404);
	await assert.rejects(request(store, "evil.example", "/"));
});

const RUN = `mutation ($query: String!, $group: Boolean!) {
	bulkOperationRunQuery(query: $query, groupObjects: $group) {
		bulkOperation { id status } userErrors { code message } } }`;
const POLL = `query ($id: ID!) { bulkOperation(id: $id) { status errorCode
	objectCount rootObjectCount fileSize url partialDataUrl } }`;

async function start(query = QUERIES.orders) {
	const { body } = await ask(RUN, { query, group: false });
	return body.data.bulkOperationRunQuery;
}

async function finished(id) {
	for (;;) {
		const { body } = await ask(POLL, { id });
		const operation = body.data.bulkOperation;
		if (!/CREATED|RUNNING|CANCELING/.test(operation.status))
			return operation;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

async function bulk(query) {
	const { bulkOperation, userErrors } = await start(query);
	assert.deepEqual(userErrors, []);
	return finished(bulkOperation.id);
}

const fetchResult = (address, headers) => {
	const url = new URL(address);
	return request(store, url.hostname, url.pathname + url.search,
		{ headers });
};

test("a bulk operation and its result", async () => {
	const done = await bulk();
	assert.equal(done.status, "COMPLETED");
	assert.equal(typeof done.objectCount, "string");
	const result = await fetchResult(done.url);
	assert.equal(result.headers["content-type"], "application/jsonl");
	const lines = result.text.trimEnd().split("\n");
	assert.equal(lines.length, Number(done.objectCount));
	assert.equal(lines.filter((l) => !l.includes("__parentId")).length,
		Number(done.rootObjectCount));
	assert.equal(result.text.length > 0 &&
		Buffer.byteLength(result.text), Number(done.fileSize));
	const part = await fetchResult(done.url, { Range: "bytes=100-" });
	assert.equal(part.status, 206);
	assert.equal(part.text, Buffer.from(result.text).subarray(100)
		.toString());
});

test("a token sent to the storage is refused and counted", async () => {
	const done = await bulk();
	const leak = await fetchResult(done.url,
		{ "X-Shopify-Access-Token": token });
	assert.equal(leak.status, 403);
	const { body } = await control(store, "GET", "/log");
	assert.equal(body.shops[DOMAIN].leakedTokens, 1);
});

test("bulk: nothing found, failed, canceled, partial, expired, cut",
	async () => {
		const none = await bulk("{ orders(query: \"updated_at:>'2100-" +
			"01-01T00:00:00Z'\") { edges { node { id } } } }");
		assert.deepEqual([none.status, none.url, none.objectCount],
			["COMPLETED", null, "0"]);
		await fault({ kind: "bulk", status: "FAILED",
			errorCode: "TIMEOUT", afterRoots: 1 });
		const failed = await bulk();
		assert.deepEqual([failed.status, failed.errorCode, failed.url],
			["FAILED", "TIMEOUT", null]);
		assert.equal((await fetchResult(failed.partialDataUrl)).status,
			200);
		await fault({ kind: "bulk", status: "CANCELED" });
		assert.equal((await bulk()).status, "CANCELED");
		await fault({ kind: "bulk", urlTtlMs: -1 });
		const expired = await fetchResult((await bulk()).url);
		assert.equal(expired.status, 400);
		assert.match(expired.text, /ExpiredToken/);
		await fault({ kind: "bulk", truncate: 500 });
		await assert.rejects(fetchResult((await bulk()).url));
	});

test("five bulk operations at once, and one can be canceled", async () => {
	await fault({ kind: "bulk", runMs: 3000, times: 5 });
	const five = [];
	for (let i = 0; i < 5; i++)
		five.push((await start()).bulkOperation.id);
	const sixth = await start();
	assert.equal(sixth.bulkOperation, null);
	assert.equal(sixth.userErrors[0].code, "OPERATION_IN_PROGRESS");
	assert.equal(sixth.userErrors[0].message, "A bulk query operation " +
		"for this app and shop is already in progress: " +
		`${five.join(", ")}.`);
	const { body } = await ask("{ bulkOperations(first: 10, query: " +
		"\"status:running operation_type:query\") { nodes { id } } }");
	assert.ok(body.data.bulkOperations.nodes.length > 0);
	await ask("mutation ($id: ID!) { bulkOperationCancel(id: $id) { " +
		"bulkOperation { status } } }", { id: five[0] });
	assert.equal((await finished(five[0])).status, "CANCELED");
	for (const id of five.slice(1))
		assert.equal((await finished(id)).status, "COMPLETED");
});

test("faults of transport", async () => {
	await fault({ kind: "status", status: 429, retryAfter: 2 });
	const busy = await ask("{ shop { name } }");
	assert.deepEqual([busy.status, busy.headers["retry-after"]],
		[429, "2"]);
	await fault([{ kind: "drop" }]);
	await assert.rejects(ask("{ shop { name } }"));
	await fault([{ kind: "cut" }]);
	await assert.rejects(ask("{ shop { name } }"));
	await fault([{ kind: "throttle", times: 2 }]);
	for (let i = 0; i < 2; i++)
		assert.equal((await ask("{ shop { name } }")).body.errors[0]
			.extensions.code, "THROTTLED");
	await fault({ kind: "token" });
	assert.equal((await ask("{ shop { name } }")).status, 401);
	await fault({ kind: "version", served: "2026-07" });
	assert.equal((await ask("{ shop { name } }"))
		.headers["x-shopify-api-version"], "2026-07");
	assert.equal((await ask("{ shop { name } }")).status, 200);
});

const post = async (body, json = true) => {
	const answer = await request(store, DOMAIN,
		"/admin/oauth/access_token", { method: "POST",
			headers: { "Content-Type": json ? "application/json" :
				"application/x-www-form-urlencoded" },
			body: json ? JSON.stringify(body) :
				new URLSearchParams(body).toString() });
	return { status: answer.status, body: JSON.parse(answer.text) };
};
const APP = { client_id: "key", client_secret: "secret" };

async function authorize() {
	const answer = await request(store, DOMAIN, "/admin/oauth/authorize?" +
		new URLSearchParams({ client_id: "key", state: "n0nce",
			scope: "read_orders,read_products",
			redirect_uri: "https://app.example/callback" }));
	assert.equal(answer.status, 302);
	return new URL(answer.headers.location).searchParams;
}

test("OAuth: signed callback, code of single use", async () => {
	const query = await authorize();
	const message = [...query].filter(([k]) => k !== "hmac")
		.map(([k, v]) => `${k}=${v}`).sort().join("&");
	assert.equal(query.get("hmac"), createHmac("sha256", "secret")
		.update(message).digest("hex"));
	assert.equal(query.get("state"), "n0nce");
	const code = query.get("code");
	const made = await post({ ...APP, code }, false);
	assert.equal(made.body.scope, "read_orders,read_products");
	assert.match(made.body.access_token, /^shpat_/);
	assert.equal((await post({ ...APP, code })).status, 400);
	assert.equal((await post({ ...APP, client_secret: "no", code })).status,
		401);
});

test("OAuth: expiring pair, refresh, rotation, lost answer", async () => {
	const code = (await authorize()).get("code");
	const { body: pair } = await post({ ...APP, code, expiring: 1 });
	assert.equal(pair.expires_in, 3600);
	const refresh = (refreshToken) => post({ ...APP,
		grant_type: "refresh_token", refresh_token: refreshToken });
	const next = await refresh(pair.refresh_token);
	// The answer got lost: the old one still works, once more.
	const again = await refresh(pair.refresh_token);
	assert.equal(again.status, 200);
	assert.equal((await refresh(next.body.refresh_token)).status, 400);
	// Its replacement was used, so the old one is dead.
	assert.equal((await refresh(again.body.refresh_token)).status, 200);
	assert.equal((await refresh(pair.refresh_token)).status, 400);
	for (const held of [pair, again.body])
		assert.equal((await graphql(store, DOMAIN, held.access_token,
			"{ shop { name } }")).status, 200);
});

test("an expired token is refused, a revoked one too", async () => {
	const where = `/shops/${DOMAIN}/tokens`;
	const { body } = await control(store, "POST", where,
		{ expiring: true, expiresIn: 0 });
	await new Promise((resolve) => setTimeout(resolve, 5));
	assert.equal((await graphql(store, DOMAIN, body.access_token,
		"{ shop { name } }")).status, 401);
	const own = (await control(store, "POST", where, {})).body.access_token;
	const works = () => graphql(store, DOMAIN, own, "{ shop { name } }");
	assert.equal((await works()).status, 200);
	await control(store, "POST", where, { revoke: own });
	assert.equal((await works()).status, 401);
});

test("control: what is wrong is said", async () => {
	const cases = [["GET", "/shops/none.myshopify.com", undefined, 404],
		["POST", "/shops", { domain: "x" }, 409],
		["POST", "/shops", { domain: DOMAIN }, 409],
		["POST", `/shops/${DOMAIN}/act`, { do: "dance" }, 409],
		["GET", `/shops/${DOMAIN}/bodies/orders/updated/1`, undefined,
			404]];
	for (const [method, where, body, status] of cases) {
		const answer = await control(store, method, where, body);
		assert.equal(answer.status, status, where);
		assert.ok(answer.body.message);
	}
});

test("control: a body, signed", async () => {
	const page = await ask("{ orders(first: 1) { nodes { id " +
		"legacyResourceId } } }");
	const id = page.body.data.orders.nodes[0].legacyResourceId;
	const { body } = await control(store, "GET",
		`/shops/${DOMAIN}/bodies/orders/updated/${id}?signed=1`);
	assert.equal(body.headers["X-Shopify-Hmac-Sha256"],
		createHmac("sha256", "secret").update(body.body)
			.digest("base64"));
	const plain = await fetch(`${store.control}/shops/${DOMAIN}/bodies/` +
		`orders%2Fupdated/${id}`);
	assert.equal(await plain.text(), body.body);
});
