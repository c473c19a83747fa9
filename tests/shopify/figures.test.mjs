// The figures against a second reckoning: derived from webhook bodies, by
// decimal strings, as a reader of webhooks has to do it.

import assert from "node:assert/strict";
import test from "node:test";
import { orderBody, text } from "./bodies.mjs";
import { figures } from "./figures.mjs";
import { addUnknown, cancel, hasUnknown, nameSales, place, refund } from
	"./orders.mjs";
import { decimal, mulDiv, parseDecimal } from "./money.mjs";
import { KINDS, makeShop } from "./helpers.mjs";
import { sequences } from "./sequences.mjs";

const MONEY = ["totalRevenue", "grossSales", "discounts", "salesReversals",
	"netSales", "shipping", "taxes", "duties", "fees", "tips",
	"giftCardSales"];
const COUNTS = ["totalOrders", "unitsNet"];

/* Sale rows of a body: {day, type, reversal, net, tax, disc, qty}. */
function rowsOf(shop, body) {
	const read = (set) => parseDecimal(set.shop_money.amount, shop.digits);
	const sum = (list, name) => list.reduce((n, x) => n + read(x[name]), 0);
	const inc = body.taxes_included;
	const placed = shop.zone.day(Date.parse(body.processed_at));
	const rows = [], types = new Map(), left = new Map();
	const sell = (key, type, s, t, a, qty) => {
		const net = s - (inc ? t : 0);
		rows.push({ day: placed, type, net, tax: t, qty, disc: !inc ||
			s === 0 ? a : mulDiv(a, net, s) });
		types.set(key, type);
		left.set(key, { net, tax: t, qty });
	};
	for (const l of body.line_items) {
		const a = sum(l.discount_allocations, "amount_set");
		sell(l.id, l.tip_payment_gateway !== undefined ? "tip" :
			l.gift_card ? "gift" : "product",
		read(l.price_set) * l.quantity - a,
		sum(l.tax_lines, "price_set"), a, l.quantity);
	}
	for (const s of body.shipping_lines)
		sell(s.id, "shipping", read(s.discounted_price_set),
			sum(s.tax_lines, "price_set"), 0, 0);
	const back = (key, type, day, net, tax, qty) => {
		rows.push({ day, type, net, tax, qty, disc: 0,
			reversal: true });
		const l = left.get(key);
		if (l)
			Object.assign(l, { net: l.net + net, tax: l.tax + tax,
				qty: l.qty + qty });
	};
	for (const r of body.refunds) {
		const day = shop.zone.day(Date.parse(r.processed_at));
		for (const l of r.refund_line_items) {
			const t = read(l.total_tax_set);
			back(l.line_item_id, types.get(l.line_item_id), day,
				-(read(l.subtotal_set) - (inc ? t : 0)), -t,
				-l.quantity);
		}
		for (const a of r.order_adjustments)
			back(null, a.kind === "shipping_refund" ? "shipping" :
				"adjustment", day, read(a.amount_set),
			read(a.tax_amount_set), 0);
	}
	if (body.cancelled_at && body.refunds.length === 0)
		for (const [key, l] of left)
			back(key, types.get(key), shop.zone.day(
				Date.parse(body.cancelled_at)), -l.net, -l.tax,
			-l.qty);
	return rows;
}

/* Figures by day from the bodies of all orders. */
function fromBodies(shop) {
	const days = new Map();
	const on = (day) => {
		if (!days.has(day))
			days.set(day, Object.fromEntries(
				[...MONEY, ...COUNTS].map((n) => [n, 0])));
		return days.get(day);
	};
	for (const order of shop.orders) {
		const body = JSON.parse(text(orderBody(order)));
		if (body.test)
			continue;
		const rows = rowsOf(shop, body);
		if (rows.some((r) => r.type === "product"))
			on(rows[0].day).totalOrders++;
		for (const r of rows) {
			const f = on(r.day);
			const total = r.net + r.tax;
			if (r.type === "tip" || r.type === "gift") {
				f[r.type === "tip" ? "tips" :
					"giftCardSales"] += total;
				continue;
			}
			f.taxes += r.tax;
			f.totalRevenue += total;
			if (r.type === "product")
				f.unitsNet += r.qty;
			if (r.type === "shipping") {
				f.shipping += r.net;
				continue;
			}
			f.netSales += r.net;
			if (r.reversal)
				f.salesReversals -= r.net;
			else
				f.grossSales += r.net + r.disc;
			f.discounts += r.disc;
		}
	}
	return days;
}

const minor = (shop, row) => Object.fromEntries([
	...MONEY.map((n) => [n, parseDecimal(row[n], shop.digits)]),
	...COUNTS.map((n) => [n, row[n]])]);

for (const [kind, settings] of Object.entries(KINDS)) {
	test(`${kind}: bodies say what the ledger says, day by day`, () => {
		// Lines added by an edit have no date in a body, and what was
		// given back of fees, or of a duty's tax, is not in one.
		const shop = makeShop({ ...settings, edits: 0 });
		const days = fromBodies(shop);
		const told = { without: ["DUTY", "ADDITIONAL_FEE"] };
		for (const row of figures(shop, told).byDay) {
			const day = Date.parse(row.day) / 86_400_000;
			const mine = days.get(day) ?? Object.fromEntries(
				[...MONEY, ...COUNTS].map((n) => [n, 0]));
			assert.deepEqual(minor(shop, row), mine, row.day);
			days.delete(day);
		}
		assert.equal(days.size, 0);
	});

	test(`${kind}: identities`, () => {
		const shop = makeShop(settings);
		const all = figures(shop, { limit: 1e6 });
		const sums = Object.fromEntries([...MONEY, ...COUNTS]
			.map((n) => [n, 0]));
		for (const row of [...all.byDay, all.overview]) {
			const f = minor(shop, row);
			assert.equal(f.netSales,
				f.grossSales - f.discounts - f.salesReversals);
			assert.equal(f.totalRevenue, f.netSales + f.shipping +
				f.taxes + f.duties + f.fees);
			if (row !== all.overview)
				for (const n of Object.keys(sums))
					sums[n] += f[n];
		}
		assert.deepEqual(sums, minor(shop, all.overview));
		const months = all.byMonth.reduce((n, m) => n +
			parseDecimal(m.totalRevenue, shop.digits), 0);
		assert.equal(months, sums.totalRevenue);
		for (const c of all.topCustomers)
			assert.ok(parseDecimal(c.totalSpent, shop.digits) >= 0,
				`${c.id} spent ${c.totalSpent}`);
	});

	test(`${kind}: what is left of a cancelled order is nothing`, () => {
		const shop = makeShop(settings);
		const cancelled = shop.orders.filter((o) => o.cancelledAt);
		assert.ok(cancelled.length > 0);
		for (const order of cancelled) {
			const left = new Map();
			let qty = 0;
			for (const a of order.agreements)
				for (const s of a.sales) {
					left.set(s.charge, s.net + s.tax +
						(left.get(s.charge) ?? 0));
					qty += s.type === "PRODUCT" ? s.qty : 0;
				}
			assert.deepEqual([...left.values(), qty].filter(Boolean),
				[]);
		}
	});
}

/* What an order's ledger says of a line type: the sums of net and tax. */
function booked(order, type = null) {
	const sums = { net: 0, tax: 0 };
	for (const { sales } of order.agreements)
		for (const s of sales)
			if (type === null || s.type === type) {
				sums.net += s.net;
				sums.tax += s.tax;
			}
	return sums;
}

for (const kind of ["duties", "import"])
	test(`${kind}: an order's sums have its duties and fees`, () => {
		const shop = makeShop(KINDS[kind]);
		const price = (sums) => sums.net +
			(shop.taxesIncluded ? sums.tax : 0);
		const read = (set) => set === null ? 0 :
			parseDecimal(set.shop_money.amount, shop.digits);
		const sum = (list, amount) => list.reduce((n, x) =>
			n + read(amount(x)), 0);
		const seen = { duties: 0, fees: 0, back: 0, taxed: 0 };
		for (const order of shop.orders) {
			const body = JSON.parse(text(orderBody(order)));
			const all = booked(order), duty = booked(order, "DUTY");
			const fee = booked(order, "ADDITIONAL_FEE");
			const charged = sum(body.line_items, (l) => ({
				shop_money: l.duties[0]?.shop_money ??
					{ amount: "0" } }));
			const back = sum(body.refunds,
				(r) => r.total_duties_set);
			assert.equal(read(body.current_total_price_set),
				all.net + all.tax);
			assert.equal(read(body.current_total_duties_set),
				price(duty));
			assert.equal(read(body.current_total_additional_fees_set),
				price(fee));
			assert.equal(read(body.original_total_duties_set),
				charged);
			assert.equal(back, sum(body.refunds.flatMap((r) =>
				r.duties), (d) => d.amount_set));
			if (!body.cancelled_at || body.refunds.length)
				assert.equal(charged - back, price(duty));
			seen.duties += duty.net;
			seen.fees += fee.net;
			seen.taxed += duty.tax * fee.tax;
			seen.back += back;
		}
		for (const [name, amount] of Object.entries(seen))
			assert.ok(amount > 0, name);
	});

function draftLine(price, qty, off, tax) {
	return { product: null, variant: null, title: "x", variantTitle: null,
		sku: null, vendor: null, price, qty, gift: false, tip: false,
		taxable: true, ships: true,
		allocations: off ? [{ index: 0, amount: off }] : [],
		taxes: tax ? [{ title: "VAT", rate: 0.05, amount: tax }] : [] };
}

function emptyShop(settings) {
	return makeShop({ ...settings, orders: 0, customers: 1 });
}

test("prices with tax: net 220, tax 11, gross 230, discount 10", () => {
	const shop = emptyShop({ taxesIncluded: true, timezone: "UTC" });
	shop.addOrder(place(shop, {
		createdAt: Date.parse("2026-03-03T12:00:00Z"),
		applications: [{ type: "manual", title: "off", amount: 1050,
			kind: "fixed_amount", target: "line_item" }],
		lines: [draftLine(12075, 2, 1050, 1100)] }));
	const { overview } = figures(shop);
	assert.deepEqual([overview.netSales, overview.taxes,
		overview.grossSales, overview.discounts],
	["220.00", "11.00", "230.00", "10.00"]);
});

test("a refund on a later day leaves the order's day alone", () => {
	const shop = emptyShop({ timezone: "UTC" });
	const at = Date.parse("2026-03-03T12:00:00Z");
	const order = place(shop, { createdAt: at,
		lines: [draftLine(1000, 3, 0, 100)] });
	shop.addOrder(order);
	const before = figures(shop, { from: "2026-03-03", to: "2026-03-03" });
	refund(shop, order, at + 2 * 86_400_000,
		{ lines: [{ line: order.lines[0], qty: 1 }], fee: 50 });
	const after = figures(shop, { from: "2026-03-03", to: "2026-03-05" });
	assert.deepEqual(after.byDay[0], before.byDay[0]);
	assert.equal(after.byDay[1].totalOrders, 0);
	assert.equal(after.byDay[2].salesReversals, "9.50");
	assert.equal(after.byDay[2].taxes, "-0.33");
	assert.equal(after.byDay[2].totalRevenue, "-9.83");
	cancel(shop, order, at + 3 * 86_400_000);
	const all = figures(shop).overview;
	assert.equal(all.totalOrders, 1);
	assert.equal(all.unitsNet, 0);
	assert.equal(all.totalRevenue, "0.00");
});

test("a sale without a name is in no figure, until it has one", () => {
	const shop = emptyShop({ timezone: "UTC" });
	const at = Date.parse("2026-03-03T12:00:00Z");
	const order = place(shop, { createdAt: at,
		customer: shop.customers[0], lines: [draftLine(1000, 1, 0, 100)] });
	shop.addOrder(order);
	const before = figures(shop), spent = sequences(shop);
	addUnknown(shop, order, at, 500, 100);
	assert.equal(hasUnknown(order), true);
	assert.deepEqual([figures(shop), sequences(shop)], [before, spent]);
	nameSales(shop, order, at);
	assert.equal(hasUnknown(order), false);
	assert.equal(figures(shop).overview.totalRevenue, "17.00");
});

test("days are the shop's, also where clocks change", () => {
	const shop = emptyShop({ timezone: "America/New_York" });
	for (const [instant, day] of [
		["2026-03-08T04:59:59Z", "2026-03-07"],
		["2026-03-08T05:00:00Z", "2026-03-08"],
		["2026-03-09T03:59:59Z", "2026-03-08"],
		["2026-03-09T04:00:00Z", "2026-03-09"]]) {
		shop.orders.length = 0;
		shop.addOrder(place(shop, { createdAt: Date.parse(instant),
			lines: [draftLine(1, 1, 0, 0)] }));
		const [row] = figures(shop).byDay
			.filter((r) => r.totalOrders > 0);
		assert.equal(row.day, day, instant);
	}
	assert.equal(decimal(-5, 2), "-0.05");
});
