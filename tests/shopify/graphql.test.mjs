// The endpoint: cost and bucket, pages and their ends, search, errors.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import test from "node:test";
import { parse as parseGraphql, validate } from "graphql";
import { compile, parse } from "./search.mjs";
import { LISTS } from "./lists.mjs";
import { answer, servedVersion } from "./graphql.mjs";
import { place } from "./orders.mjs";
import { schema } from "./schema.mjs";
import { Bucket } from "./throttle.mjs";
import { utc } from "./zone.mjs";
import { ask, makeContext, makeShop } from "./helpers.mjs";

const LIB = new URL("../../lib", import.meta.url).pathname;
const DOCUMENTS = path.join(LIB, "domain", "shopify", "documents.c");

/*
 * The service's documents, read from its source with macros unfolded; what is
 * only a selection becomes part of others.
 */
function serviceDocuments() {
	const text = execFileSync("cc", ["-E", "-P", `-I${LIB}`, DOCUMENTS],
		{ encoding: "utf8" });
	const constant = new RegExp("const char (?!\\w+_select_)(\\w+)\\[\\]" +
		/\s*=\s*((?:"(?:\\.|[^"\\])*"\s*)+);/.source, "g");
	return [...text.matchAll(constant)]
		.map(([, name, strings]) => [name, [...strings.matchAll(
			/"(?:\\.|[^"\\])*"/g)].map(([s]) => JSON.parse(s))
			.join("")]);
}

test("every document of the service is valid", () => {
	const documents = serviceDocuments();
	assert.ok(documents.length > 10);
	for (const [name, text] of documents)
		assert.deepEqual(validate(schema(), parseGraphql(text))
			.map((e) => e.message), [], name);
});

test("costs as live answers have them", () => {
	const shop = makeShop({ orders: 20 });
	const cost = (query, variables) => ask(shop, query, variables)
		.extensions.cost;
	const [product] = shop.products;
	const costs = cost(`query ($id: ID!) { product(id: $id) {
		variants(first: 250) { nodes { inventoryItem { id tracked } } }
	} }`, { id: shop.gid("Product", product.id) });
	assert.equal(costs.requestedQueryCost, 25);
	assert.ok(costs.actualQueryCost < 25);
	assert.equal(cost("{ shop { name } }").requestedQueryCost, 1);
	assert.equal(cost(`mutation { webhookSubscriptionDelete(id: "${
		shop.gid("WebhookSubscription", 1)}") {
		deletedWebhookSubscriptionId } }`).actualQueryCost, 10);
	assert.deepEqual(Object.keys(costs.throttleStatus), [
		"maximumAvailable", "currentlyAvailable", "restoreRate"]);
});

test("a query over 1,000 points is refused", () => {
	const shop = makeShop({ orders: 5 });
	const result = ask(shop, `{ orders(first: 250) { nodes { id
		lineItems(first: 250) { nodes { id
			product { id variants(first: 250) { nodes { id } } }
	} } } } }`);
	assert.equal(result.errors[0].extensions.code, "MAX_COST_EXCEEDED");
	assert.equal(result.data, undefined);
});

test("the bucket leaks, reserves and gives back", () => {
	const bucket = new Bucket(1000, 50, 0);
	assert.ok(bucket.reserve(900, 0));
	assert.ok(!bucket.reserve(200, 1000));
	assert.ok(bucket.reserve(150, 1000));
	bucket.settle(900, 100, 1000);
	assert.equal(bucket.status().currentlyAvailable, 800);
	bucket.refill(60_000);
	assert.equal(bucket.status().currentlyAvailable, 1000);
});

test("an empty bucket answers THROTTLED, with the price", () => {
	const shop = makeShop({ orders: 5, maximumAvailable: 30,
		restoreRate: 1 });
	const context = () => makeContext(shop);
	const query = "{ orders(first: 250) { nodes { id customer { id } } } }";
	assert.ok(answer({ query }, context()).data);
	let result;
	for (let i = 0; i < 10 && !result?.errors; i++)
		result = answer({ query }, context());
	assert.equal(result.errors[0].message, "Throttled");
	assert.equal(result.errors[0].extensions.code, "THROTTLED");
	assert.equal(result.data, undefined);
	const { cost } = result.extensions;
	assert.equal(cost.actualQueryCost, null);
	assert.ok(cost.requestedQueryCost >
		cost.throttleStatus.currentlyAvailable);
});

/* A shop of many small orders, made quickly. */
function crowd(n) {
	const shop = makeShop({ orders: 0, customers: 1 });
	const at = Date.parse("2026-02-01T00:00:00Z");
	for (let i = 0; i < n; i++)
		shop.addOrder(place(shop, { createdAt: at + i * 1000,
			lines: [] }));
	return shop;
}

test("a list ends at 25,000 and goes on by its last value", () => {
	const shop = crowd(25_600);
	const query = `query ($after: String, $q: String) { orders(first: 250,
		after: $after, query: $q, sortKey: UPDATED_AT) {
		nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }`;
	const seen = new Set();
	let q = null, rounds = 0;
	for (let last = null; ; rounds++) {
		let after = null, more = true, n = 0;
		while (more) {
			const { orders } = ask(shop, query, { after, q }).data;
			for (const o of orders.nodes) {
				seen.add(o.id);
				last = o.updatedAt;
			}
			n += orders.nodes.length;
			after = orders.pageInfo.endCursor;
			more = orders.pageInfo.hasNextPage;
		}
		assert.ok(n <= 25_000);
		if (n < 25_000)
			break;
		q = `updated_at:>='${last}'`;
	}
	assert.equal(seen.size, 25_600);
	assert.equal(rounds, 1);
	const { ordersCount } = ask(shop, "{ ordersCount { count precision } }")
		.data;
	assert.deepEqual({ ...ordersCount }, { count: 10_000,
		precision: "AT_LEAST" });
	assert.equal(ask(shop, "{ ordersCount(limit: null) { count } }").data
		.ordersCount.count, 25_600);
});

test("pages neither lose nor repeat while the shop changes", () => {
	const shop = crowd(700);
	const query = `query ($after: String) { orders(first: 100,
		after: $after, sortKey: ID) { nodes { id }
		pageInfo { hasNextPage endCursor } } }`;
	const seen = [];
	let page = { hasNextPage: true, endCursor: null };
	while (page.hasNextPage) {
		const { orders } = ask(shop, query,
			{ after: page.endCursor }).data;
		seen.push(...orders.nodes.map((o) => o.id));
		page = orders.pageInfo;
		shop.addOrder(place(shop, { lines: [],
			createdAt: Date.parse("2026-03-01T00:00:00Z") }));
	}
	assert.equal(new Set(seen).size, seen.length);
	assert.ok(seen.length >= 700);
});

const SEARCHES = [
	["updated_at:>='2026-03-01T00:00:00Z'", (o) =>
		o.updatedAt >= Date.parse("2026-03-01T00:00:00Z")],
	["updated_at:>=\"2026-03-01T00:00:00Z\" AND updated_at:<" +
		"'2026-04-01T00:00:00Z'", (o) =>
		o.updatedAt >= Date.parse("2026-03-01T00:00:00Z") &&
		o.updatedAt < Date.parse("2026-04-01T00:00:00Z")],
	["test:true OR financial_status:pending,voided", (o) => o.test ||
		o.payments.length === 0],
	["-test:true", (o) => !o.test],
	["NOT (test:true OR source_name:pos)", (o) => !o.test &&
		o.source !== "pos"],
	["(source_name:pos source_name:web) OR test:true", (o) => o.test],
	["processed_at:2026-03-08", (o) => {
		const day = new Intl.DateTimeFormat("en-CA", {
			timeZone: "America/New_York" }).format(o.processedAt);
		return day === "2026-03-08";
	}],
	["name:#1005", (o) => o.number === 1005],
	["", () => true],
];

test("search finds what it says", () => {
	const shop = makeShop({ testOrders: 0.2, unpaid: 0.2 });
	for (const [text, wanted] of SEARCHES) {
		const warnings = [];
		const found = compile(parse(text), shop, LISTS.Order.fields,
			warnings);
		assert.deepEqual(warnings, []);
		assert.deepEqual(shop.orders.filter(found).map((o) => o.id),
			shop.orders.filter(wanted).map((o) => o.id), text);
	}
});

test("an unknown search field is ignored, with a warning", () => {
	const shop = makeShop({ orders: 10 });
	const result = ask(shop, "{ orders(first: 50, query: \"made_up:1\") " +
		"{ nodes { id } } }");
	assert.equal(result.data.orders.nodes.length, shop.orders.length);
	assert.deepEqual(result.extensions.search[0].warnings, [{
		field: "made_up", code: "invalid_field",
		message: "Invalid search field for this query." }]);
});

test("a time without quotes matches wrongly", () => {
	const shop = makeShop();
	const n = (q) => ask(shop, "query ($q: String) { ordersCount(" +
		"query: $q, limit: null) { count } }", { q }).data
		.ordersCount.count;
	const [order] = shop.orders.filter((o) =>
		new Date(o.updatedAt).getUTCHours() >= 12);
	const later = utc(order.updatedAt + 1000);
	assert.ok(n(`updated_at:>=${later}`) > n(`updated_at:>='${later}'`));
});

const ERRORS = [
	["{ orders { nodes { id } } }", "BAD_REQUEST",
		/^you must provide one of first or last$/],
	["{ orders(first: 1, query: \"updated_at:>='x'\") { nodes { id } } }",
		"BAD_REQUEST",
		/^Invalid timestamp for query filter `updated_at`\.$/],
	["{ orders(first: 251) { nodes { id } } }", "BAD_REQUEST", /250/],
	["{ orders(first: 1, after: \"x\") { nodes { id } } }", "BAD_REQUEST",
		/cursor/],
	["{ shop { nonsense } }", "undefinedField", /Cannot query field/],
	["{ shop {", "PARSE_ERROR", /Syntax Error/],
	["{ orders(first: 1, sortKey: NONSENSE) { nodes { id } } }",
		"argumentLiteralsIncompatible", /NONSENSE/],
	["query ($t: WebhookSubscriptionTopic!) { webhookSubscriptions(" +
		"first: 1, topics: [$t]) { nodes { id } } }",
	"INVALID_VARIABLE", /ORDERS_UPDATE/, { t: "ORDERS_UPDATE" }],
];

test("errors have Shopify's codes", () => {
	const shop = makeShop({ orders: 3 });
	for (const [query, code, message, variables] of ERRORS) {
		const { errors: [error] } = ask(shop, query, variables);
		assert.equal(error.extensions.code, code, query);
		assert.match(error.message, message);
	}
});

test("scopes: a field refused, and only 60 days of orders", () => {
	const shop = makeShop({ from: undefined, to: undefined, days: 200 });
	const ids = (scopes) => ask(shop, "{ ordersCount { count } }", {},
		{ scopes });
	const { errors: [error] } = ids(["read_products"]);
	assert.equal(error.extensions.code, "ACCESS_DENIED");
	assert.match(error.message, /^Access denied for ordersCount field\./);
	const recent = ids(["read_orders"]).data.ordersCount.count;
	assert.ok(recent > 0 && recent < shop.orders.length);
});

test("an index that lags, and products that hide", () => {
	const shop = makeShop({ from: undefined, to: undefined, days: 30,
		products: 60 });
	const count = (root, q) => ask(shop, `query ($q: String) { ${root}(` +
		"query: $q, limit: null) { count } }", { q }).data[root].count;
	const since = "updated_at:>='2020-01-01T00:00:00Z'";
	assert.equal(count("ordersCount", since), shop.orders.length);
	shop.settings.indexLagMs = 10 * 86_400_000;
	assert.ok(count("ordersCount", since) < shop.orders.length);
	assert.equal(count("ordersCount", null), shop.orders.length);
	shop.settings.indexLagMs = 0;
	shop.settings.productsActiveOnly = true;
	const all = "status:active,draft,archived,unlisted";
	assert.equal(count("productsCount", all), shop.products.length);
	assert.ok(count("productsCount", null) < shop.products.length);
});

test("agreements: taxes add up to the sale's", () => {
	const shop = makeShop({ orders: 40, refunded: 0.5, duties: 0.5,
		fees: 0.5 });
	const { data } = ask(shop, `{ orders(first: 8) { nodes {
		agreements(first: 4) { nodes { sales(first: 9) { nodes {
			totalTaxAmount { shopMoney { amount } }
			taxes { amount { shopMoney { amount } }
				taxLine { title } } } } } } } } }`);
	let taxed = 0;
	for (const order of data.orders.nodes)
		for (const agreement of order.agreements.nodes)
			for (const s of agreement.sales.nodes) {
				const cents = (m) => Math.round(100 *
					Number(m.shopMoney.amount));
				taxed += s.taxes.length;
				assert.equal(s.taxes.reduce((n, t) => n +
					cents(t.amount), 0),
				cents(s.totalTaxAmount));
			}
	assert.ok(taxed > 0);
});

test("versions fall forward", () => {
	assert.equal(servedVersion("2026-10"), "2026-10");
	assert.equal(servedVersion("2025-10"), "2026-01");
	assert.equal(servedVersion("2019-04"), "2026-01");
	assert.equal(servedVersion("nonsense"), null);
});
