// Deliveries as a receiver sees them: signatures, ids, retries, deadline.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import test from "node:test";
import { control, graphql, startStore } from "./helpers.mjs";

const DOMAIN = "hooks.myshopify.com";
const hmac = (secret, body) => createHmac("sha256", secret).update(body)
	.digest("base64");

/* A receiver that keeps what it gets and answers as it is told. */
async function receiver() {
	const server = http.createServer((request, response) => {
		const chunks = [];
		request.on("data", (c) => chunks.push(c));
		request.on("end", () => {
			const body = Buffer.concat(chunks);
			server.got.push({ headers: request.headers, body,
				url: request.url });
			const status = server.answers.shift() ?? 200;
			if (status === "stall")
				return;
			response.writeHead(status);
			response.end("ok");
		});
	});
	Object.assign(server, { got: [], answers: [] });
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	server.url = `http://127.0.0.1:${server.address().port}/webhooks`;
	return server;
}

let store, hook, shop;

test.before(async () => {
	store = await startStore();
	hook = await receiver();
	shop = (await control(store, "POST", "/shops", { domain: DOMAIN,
		orders: 60, edits: 0.2, refunded: 0.5 })).body;
	await control(store, "POST", `/shops/${DOMAIN}/webhooks`, {
		url: hook.url, retryBaseMs: 10 });
});

test.after(async () => {
	hook.closeAllConnections();
	hook.close();
	await store.stop();
});

const act = async (body) => (await control(store, "POST",
	`/shops/${DOMAIN}/act`, body)).body;

test("headers and signature", async () => {
	hook.got.length = 0;
	const { ids } = await act({ do: "order" });
	const first = hook.got.find((d) =>
		d.headers["x-shopify-topic"] === "orders/create");
	const { headers, body } = first;
	assert.equal(headers["x-shopify-hmac-sha256"], hmac("secret", body));
	assert.equal(headers["x-shopify-shop-domain"], DOMAIN);
	assert.equal(headers["x-shopify-api-version"], "2026-10");
	assert.match(headers["x-shopify-webhook-id"], /^[0-9a-f-]{36}$/);
	assert.match(headers["x-shopify-event-id"], /^[0-9a-f-]{36}$/);
	assert.ok(Date.parse(headers["x-shopify-triggered-at"]) <= Date.now());
	assert.equal(headers["user-agent"], "Shopify-Captain-Hook");
	assert.equal(headers["content-type"], "application/json");
	assert.equal(String(JSON.parse(body).id), ids.order);
	const paid = hook.got.find((d) =>
		d.headers["x-shopify-topic"] === "orders/paid");
	assert.equal(paid.headers["x-shopify-event-id"],
		headers["x-shopify-event-id"]);
	assert.notEqual(paid.headers["x-shopify-webhook-id"],
		headers["x-shopify-webhook-id"]);
});

test("a failure is retried with the same id and the same bytes", async () => {
	hook.got.length = 0;
	hook.answers = [500, 301];
	const { deliveries: [outcome] } = await act({ do: "customer" });
	assert.equal(outcome.attempts, 3);
	assert.equal(outcome.status, 200);
	assert.equal(new Set(hook.got.map((d) =>
		d.headers["x-shopify-webhook-id"])).size, 1);
	assert.equal(new Set(hook.got.map((d) => String(d.body))).size, 1);
});

test("no answer in time is a failure", async () => {
	await control(store, "POST", `/shops/${DOMAIN}/webhooks`,
		{ timeoutMs: 100, retries: 1 });
	hook.answers = ["stall", "stall"];
	const { deliveries: [outcome] } = await act({ do: "customer" });
	assert.deepEqual([outcome.status, outcome.reason, outcome.attempts],
		[0, "timeout", 2]);
	await control(store, "POST", `/shops/${DOMAIN}/webhooks`,
		{ timeoutMs: 5000, retries: 8 });
});

test("wrong, older and doubled signatures on demand", async () => {
	for (const [fault, secret] of [[{ hmac: "wrong" }, "secretx"],
		[{ signWith: "previous" }, "older"],
		[{ copies: 3 }, "secret"]]) {
		hook.got.length = 0;
		await control(store, "POST", "/faults",
			{ kind: "webhook", shop: DOMAIN, ...fault });
		await act({ do: "customer" });
		assert.equal(hook.got.length, fault.copies ?? 1);
		for (const { headers, body } of hook.got)
			assert.equal(headers["x-shopify-hmac-sha256"],
				hmac(secret, body));
	}
});

test("a storm delivers everything, and the same again", async () => {
	hook.got.length = 0;
	const storm = async (body) => (await control(store, "POST",
		`/shops/${DOMAIN}/storm`, body)).body;
	const one = await storm({ seed: 1, duplicates: 0.5 });
	assert.equal(one.failed, 0);
	assert.equal(one.delivered, one.sent);
	assert.equal(hook.got.length, one.sent);
	const key = (d) => d.headers["x-shopify-webhook-id"] + d.body;
	const first = new Set(hook.got.map(key));
	assert.equal(first.size, Math.round(one.sent / 1.5));
	hook.got.length = 0;
	await storm({ seed: 1, duplicates: 0.5 });
	assert.deepEqual(new Set(hook.got.map(key)), first);
});

test("trade goes on until told to rest", async () => {
	const where = `/shops/${DOMAIN}/trade`;
	await control(store, "POST", where, { perMinute: 3000 });
	await new Promise((resolve) => setTimeout(resolve, 500));
	const { body } = await control(store, "POST", where, { perMinute: 0 });
	assert.ok(body.done > 5);
	assert.equal(body.pending, 0);
	const n = hook.got.length;
	await new Promise((resolve) => setTimeout(resolve, 200));
	assert.equal(hook.got.length, n);
});

/* What came, by topic, each in the order of its updated_at. */
function received() {
	const topics = {};
	for (const { headers, body } of hook.got)
		(topics[headers["x-shopify-topic"]] ??= [])
			.push(JSON.parse(body));
	for (const list of Object.values(topics))
		list.sort((a, b) => Date.parse(a.updated_at) -
			Date.parse(b.updated_at));
	return topics;
}

test("a visit is told as far as it went", async () => {
	hook.got.length = 0;
	await act({ do: "visit", end: "view" });
	assert.equal(hook.got.length, 0);
	await act({ do: "visit", end: "cart" });
	assert.deepEqual(Object.keys(received()).filter((t) =>
		!t.startsWith("carts/")), []);
	hook.got.length = 0;
	const { ids } = await act({ do: "visit", end: "checkout" });
	const left = received();
	const [begun] = left["checkouts/create"], [later] =
		left["checkouts/update"];
	assert.equal(left["carts/create"][0].token, ids.cart);
	for (const checkout of [begun, later]) {
		assert.equal(checkout.token, ids.token);
		assert.equal(checkout.cart_token, ids.cart);
		assert.equal(checkout.completed_at, null);
	}
	assert.equal(begun.customer, undefined);
	assert.equal(later.created_at, begun.created_at);
	assert.ok(later.updated_at > begun.updated_at);
});

test("a visit may end in an order of its cart", async () => {
	hook.got.length = 0;
	const { ids } = await act({ do: "visit" });
	const { "orders/create": [order], "carts/create": [cart],
		"checkouts/update": updates } = received();
	assert.equal(String(order.id), ids.order);
	assert.equal(order.cart_token, ids.cart);
	assert.equal(order.checkout_token, ids.token);
	assert.equal(order.source_name, "web");
	assert.equal(cart.token, ids.cart);
	assert.deepEqual(updates.map((c) => c.completed_at !== null),
		[false, true]);
	assert.ok(Date.parse(updates[1].updated_at) <=
		Date.parse(order.created_at));
	assert.deepEqual(updates[1].line_items.map((l) => l.variant_id),
		order.line_items.map((l) => l.variant_id).filter(Boolean));
});

test("pages tell of views where the merchant put the script", async () => {
	const url = hook.url.replace("webhooks", "events");
	const where = `/shops/${DOMAIN}/pixel`;
	await control(store, "POST", where, { url, key: "K" });
	hook.got.length = 0;
	await act({ do: "visit", end: "view" });
	// A beacon is not waited for, but rest is.
	await control(store, "POST", `/shops/${DOMAIN}/trade`, {});
	const [{ url: path, body }] = hook.got;
	const { key, events } = JSON.parse(body);
	assert.equal(path, "/events");
	assert.equal(key, "K");
	assert.ok(events.length >= 1);
	for (const event of events) {
		assert.equal(event.type, "product_viewed");
		assert.match(event.product, /^[a-z0-9-]+$/);
	}
	await control(store, "POST", where, { url: null });
});

test("in trade some visits become orders, and some are left", async () => {
	const where = `/shops/${DOMAIN}`;
	const before = (await control(store, "GET", `${where}/visits`))
		.body.length;
	hook.got.length = 0;
	await control(store, "POST", `${where}/trade`, { perMinute: 6000 });
	const traded = async () => (await control(store, "GET", where))
		.body.traded;
	for (const enough = await traded() + 60; await traded() < enough;)
		await new Promise((resolve) => setTimeout(resolve, 50));
	await control(store, "POST", `${where}/trade`, { perMinute: 0 });
	const visits = (await control(store, "GET", `${where}/visits`)).body
		.slice(before);
	const topics = received();
	const sold = new Set(topics["orders/create"].map((o) => o.cart_token));
	for (const topic of ["carts/create", "carts/update",
		"checkouts/create", "checkouts/update"])
		assert.equal(topics[topic].length, visits.flatMap((v) =>
			v.steps).filter((s) => s.topic === topic).length, topic);
	for (const end of ["view", "cart", "checkout", "order"]) {
		const carts = visits.filter((v) => v.end === end);
		assert.ok(carts.length > 0, end);
		for (const { cart } of carts)
			assert.equal(sold.has(cart), end === "order", end);
	}
});

const CREATE = `mutation ($topic: WebhookSubscriptionTopic!,
	$sub: WebhookSubscriptionInput!) {
	webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) {
		webhookSubscription { id topic uri apiVersion { handle } }
		userErrors { field message } } }`;

test("subscriptions through GraphQL: errors, delivery, end", async () => {
	const create = async (topic, uri) => (await graphql(store, DOMAIN,
		shop.accessToken, CREATE, { topic, sub: { uri } })).body.data
		.webhookSubscriptionCreate;
	assert.equal((await create("PRODUCTS_CREATE", "http://a.example/"))
		.userErrors[0].message,
	"Address protocol http:// is not supported");
	assert.equal((await create("PRODUCTS_CREATE",
		"https://x.myshopify.com/")).userErrors[0].message,
	"Address cannot be a Shopify or an internal domain");
	const made = await create("PRODUCTS_CREATE", "https://a.example/w");
	assert.equal(made.webhookSubscription.apiVersion.handle, "2026-10");
	assert.match((await create("PRODUCTS_CREATE", "https://a.example/w"))
		.userErrors[0].message, /already been taken/);
	await control(store, "POST", `/shops/${DOMAIN}/webhooks`, { retries: 1,
		rewrite: { from: "https://a.example",
			to: hook.url.replace("/webhooks", "") } });
	hook.got.length = 0;
	await act({ do: "product" });
	assert.deepEqual(hook.got.map((d) => d.url).sort(),
		["/w", "/webhooks"]);
	hook.answers = [500, 500, 500, 500];
	await act({ do: "product" });
	const { body } = await control(store, "GET", `/shops/${DOMAIN}`);
	assert.deepEqual(body.subscriptions, []);
});

test("carts and checkouts are told, a shop that left is not", async () => {
	await control(store, "POST", `/shops/${DOMAIN}/webhooks`,
		{ retries: 8, rewrite: null });
	hook.got.length = 0;
	for (const name of ["cart", "checkout", "checkout-update"])
		await act({ do: name });
	assert.deepEqual(hook.got.map((d) => d.headers["x-shopify-topic"]),
		["carts/create", "checkouts/create", "checkouts/update"]);
	for (const { body } of hook.got)
		assert.match(JSON.parse(body).token, /^[0-9a-f]{32}$/);
	hook.got.length = 0;
	await act({ do: "uninstall" });
	await act({ do: "order" });
	await act({ do: "shop-redact" });
	assert.deepEqual(hook.got.map((d) => d.headers["x-shopify-topic"]),
		["app/uninstalled", "shop/redact"]);
	const gone = await graphql(store, DOMAIN, shop.accessToken,
		"{ shop { name } }");
	assert.equal(gone.status, 401);
});
