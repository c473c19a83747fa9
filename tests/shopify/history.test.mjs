// Bodies of the past, and storms made of them.

import assert from "node:assert/strict";
import test from "node:test";
import { orderBody, text } from "./bodies.mjs";
import { customerBody, productBody } from "./bodies-people.mjs";
import { Refused, act } from "./actions.mjs";
import { asOf } from "./derive.mjs";
import { delivery, historyOf } from "./events.mjs";
import { allEvents, plan } from "./storm.mjs";
import { amend } from "./people.mjs";
import { load } from "./csv.mjs";
import { figures } from "./figures.mjs";
import { Shop } from "./store.mjs";
import { KINDS, ask, makeShop } from "./helpers.mjs";
import { decimal } from "./money.mjs";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import os from "node:os";
import path from "node:path";

const WILD = { ...KINDS.wild, edits: 0.3, bigIds: false };

test("updated_at moves with every change", () => {
	const shop = makeShop(WILD);
	for (const order of shop.orders) {
		const times = order.changes.map((c) => c.at);
		assert.deepEqual(times, [...new Set(times)].sort());
		assert.equal(order.updatedAt, times.at(-1));
		const seen = new Set(times.map((at) =>
			text(orderBody(asOf(order, at)))));
		assert.equal(seen.size, times.length);
	}
});

test("the last body of the past is the present one", () => {
	const shop = makeShop(WILD);
	for (const order of shop.orders.slice(0, 100))
		assert.equal(text(orderBody(asOf(order, order.updatedAt))),
			text(orderBody(order)));
});

test("a body of the past does not know what came later", () => {
	const shop = makeShop(WILD);
	let refunds = 0, cancels = 0, edits = 0;
	for (const order of shop.orders) {
		const first = JSON.parse(text(orderBody(asOf(order,
			order.createdAt))));
		const last = JSON.parse(text(orderBody(order)));
		assert.equal(first.refunds.length, 0);
		assert.equal(first.cancelled_at, null);
		assert.equal(first.updated_at, first.created_at);
		refunds += last.refunds.length;
		cancels += last.cancelled_at ? 1 : 0;
		edits += last.line_items.length > first.line_items.length;
	}
	assert.ok(refunds > 10 && cancels > 10 && edits > 10);
});

test("customers and products have a past too", () => {
	const shop = makeShop({ orders: 20 });
	const [customer] = shop.customers, [product] = shop.products;
	const email = customer.email;
	amend(shop, customer, Date.now(), { email: "new@example.com" });
	amend(shop, product, Date.now(), { title: "New" });
	const bodies = historyOf(shop, "Customer", customer)
		.map((e) => JSON.parse(e.text()));
	assert.equal(bodies[0].email, email);
	assert.equal(bodies.at(-1).email, "new@example.com");
	assert.ok(!("orders_count" in bodies[0]) && !("tags" in bodies[0]));
	const titles = historyOf(shop, "Product", product)
		.map((e) => JSON.parse(e.text()).title);
	assert.notEqual(titles[0], "New");
	assert.equal(titles.at(-1), productBody(shop, product).title);
	assert.equal(customerBody(shop, customer).email, "new@example.com");
});

/* What the orders that were there at `at` had come to by then, by payments. */
function paidBy(shop, customer, at) {
	let count = 0, minor = 0;
	for (const order of [...shop.orders, ...shop.gone.map((g) => g.object)]) {
		if (order.customer !== customer || order.createdAt > at ||
		    (order.deletedAt ?? Infinity) <= at)
			continue;
		count++;
		for (const p of order.payments)
			if (p.at <= at)
				minor += p.kind === "sale" ? p.amount :
					-p.amount;
	}
	return { orders_count: count, total_spent: decimal(minor, 2) };
}

test("what a customer has spent, now and at every time before", () => {
	const shop = makeShop({ ...WILD, counters: true });
	const { data: { customers } } = ask(shop, "{ customers(first: 250) {" +
		" nodes { id amountSpent { amount currencyCode } } } }");
	const told = new Map(customers.nodes.map((c) =>
		[c.id, c.amountSpent]));
	let bodies = 0;
	for (const customer of shop.customers) {
		for (const event of historyOf(shop, "Customer", customer)) {
			const body = JSON.parse(event.text());
			const { orders_count, total_spent } = body;
			assert.deepEqual({ orders_count, total_spent },
				paidBy(shop, customer, event.at));
			bodies++;
		}
		const now = paidBy(shop, customer, Date.now()).total_spent;
		const { amount, currencyCode } = told.get(
			shop.gid("Customer", customer.id));
		assert.deepEqual([Number(amount), currencyCode],
			[Number(now), "USD"]);
	}
	assert.ok(bodies > shop.customers.length);
});

/* Where nothing is paid that is in no figure, it is what the figures say. */
test("what is spent on goods alone is what the orders come to", () => {
	const shop = makeShop({ refunded: 0.5, cancelled: 0.2, guests: 0.1,
		tips: 0, giftCards: 0, testOrders: 0, unpaid: 0 });
	const best = figures(shop, { limit: 1000 }).topCustomers;
	const spent = new Map(shop.customers.map((c) => [shop.idText(c.id),
		decimal(c.spent, shop.digits)]));
	assert.ok(best.length > 50);
	for (const { id, totalSpent } of best)
		assert.equal(spent.get(id), totalSpent, id);
});

test("only 100 variants are full, all have gids", () => {
	const shop = makeShop({ orders: 20, manyVariants: 1 });
	const body = productBody(shop, shop.products[0]);
	assert.equal(body.variants.length, 100);
	assert.equal(body.variant_gids.length, 120);
});

test("ids stay exact beyond 2^53", () => {
	const shop = makeShop({ orders: 5, bigIds: true });
	const body = text(orderBody(shop.orders[0]));
	const [, id] = /"id":(\d+),/.exec(body);
	assert.equal(id.length, 18);
	assert.equal(JSON.parse(body).admin_graphql_api_id,
		`gid://shopify/Order/${id}`);
});

const sender = { targets: () => [{ url: "http://127.0.0.1:9/" }] };
const ids = (list) => list.map((d) => d.id);

test("a storm is the same again, or the same with new ids", () => {
	const shop = makeShop(WILD);
	const one = plan(sender, shop, { seed: 3, duplicates: 0.2 });
	const again = plan(sender, shop, { seed: 3, duplicates: 0.2 });
	assert.deepEqual(ids(one), ids(again));
	assert.equal(new Set(ids(one)).size, Math.round(one.length / 1.2));
	const other = plan(sender, shop, { seed: 4, duplicates: 0.2 });
	assert.notDeepEqual(ids(one), ids(other));
	assert.deepEqual(new Set(ids(one)), new Set(ids(other)));
	const fresh = new Set(ids(plan(sender, shop,
		{ seed: 3, fresh: true })));
	assert.ok(ids(one).every((id) => !fresh.has(id)));
	const late = one.findIndex((d) => d.topic === "orders/delete");
	assert.ok(late >= 0 && late < one.length - 1);
});

test("events of one change share an event id, not a webhook id", () => {
	const shop = makeShop(WILD);
	const refunded = shop.orders.find((o) => o.refunds.length > 0);
	const change = refunded.changes.find((c) => c.kind === "refund");
	const events = allEvents(shop, ["orders"]).filter((e) =>
		e.order === shop.idText(refunded.id) && e.at === change.at);
	assert.ok(events.length > 1);
	assert.equal(new Set(events.map((e) => e.eventId)).size, 1);
	assert.equal(new Set(events.map((e) => delivery(e, {}).id)).size,
		events.length);
});

test("the same seed makes the same shop", () => {
	const whole = (shop) => JSON.stringify([
		shop.orders.map((o) => text(orderBody(o))), figures(shop)]);
	assert.equal(whole(makeShop(WILD)), whole(makeShop(WILD)));
	assert.notEqual(whole(makeShop(WILD)),
		whole(makeShop({ ...WILD, seed: 6 })));
});

test("an order that is asked for counts, and a refund is of one that can",
	() => {
		const shop = makeShop({ ...WILD, testOrders: 0.9,
			giftCards: 0.9 });
		const to = { targets: () => [], enqueue() {} };
		const make = (what) => act(to, shop, { do: what }).ids;
		let refunds = 0;
		for (let i = 0; i < 20; i++)
			assert.ok(!shop.byId.Order.get(shop.parseId(
				make("order").order)).test);
		assert.throws(() => {
			for (; refunds < 5000; refunds++)
				make("refund");
		}, (error) => error instanceof Refused &&
			/no order allows that/.test(error.message));
		assert.ok(refunds > 20);
	});

const LOG = `customer,day,units,amount
00001,2026-01-01,1,11.77
00002,2026-01-12,1,12.00
00002,2026-01-12,5,77.03
00001,2026-01-12,3,0.00
00003,2026-02-02,2,20.76
`;

test("a purchase log becomes a store, to the cent", () => {
	const dir = mkdtempSync(path.join(os.tmpdir(), "xeno-csv-"));
	for (const name of ["log.csv", "log.csv.gz"]) {
		const file = path.join(dir, name);
		writeFileSync(file, name.endsWith("gz") ? gzipSync(LOG) : LOG);
		const shop = new Shop("log.myshopify.com", {});
		load(shop, file);
		const all = figures(shop);
		assert.equal(all.overview.totalRevenue, "121.56");
		assert.equal(all.overview.totalCustomers, 3);
		assert.equal(all.overview.totalOrders, 5);
		assert.equal(all.overview.unitsOrdered, 12);
		assert.deepEqual(all.topCustomers.map((c) =>
			[c.key, c.totalSpent]), [["00002", "89.03"],
			["00003", "20.76"], ["00001", "11.77"]]);
		const day = shop.orders.filter((o) =>
			shop.zone.local(o.createdAt).startsWith("2026-01-12"));
		assert.deepEqual(day.map((o) => o.lines[0].qty), [1, 5, 3]);
	}
	rmSync(dir, { recursive: true });
});
