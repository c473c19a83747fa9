// A store from a purchase log: `customer,day,units,amount`, plain or gz.
// One order a row, in file order within its day, worth exactly its amount.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Goods } from "./generate.mjs";
import { parseDecimal } from "./money.mjs";
import { place } from "./orders.mjs";
import { makeCustomer, makeProduct } from "./people.mjs";
import { Random } from "./random.mjs";
import { parseDay } from "./zone.mjs";

function readRows(shop, path) {
	let bytes = readFileSync(path);
	if (bytes[0] === 0x1f && bytes[1] === 0x8b)
		bytes = gunzipSync(bytes);
	const [header, ...lines] = bytes.toString("utf8").trim().split(/\r?\n/);
	if (header !== "customer,day,units,amount")
		throw new Error(`${path}: header is not ` +
			"customer,day,units,amount");
	return lines.map((line, i) => {
		const [customer, day, units, amount] = line.split(",");
		const row = { key: customer, day: parseDay(day),
			units: Number(units),
			amount: parseDecimal(amount, shop.digits) };
		if (!Number.isInteger(row.units) || row.units < 1)
			throw new Error(`${path}:${i + 2}: units ${units}`);
		return row;
	});
}

/* Seconds of their day that keep the file's order, spread over the day. */
function timeRows(shop, rows) {
	const perDay = new Map(), seen = new Map();
	for (const { day } of rows)
		perDay.set(day, (perDay.get(day) ?? 0) + 1);
	for (const row of rows) {
		const i = seen.get(row.day) ?? 0;
		seen.set(row.day, i + 1);
		const start = shop.zone.start(row.day);
		const length = (shop.zone.start(row.day + 1) - start) / 1000;
		row.at = start + Math.floor(length * i /
			perDay.get(row.day)) * 1000;
	}
}

/* One line; what does not divide by the units is a discount. */
function lineFor(variant, { units, amount }, order) {
	const price = Math.ceil(amount / units);
	const off = price * units - amount;
	if (off > 0)
		order.applications.push({ type: "manual", title: "Rounding",
			kind: "fixed_amount", amount: off,
			target: "line_item" });
	return { product: variant.product, variant,
		title: variant.product.title, variantTitle: null,
		sku: variant.sku, vendor: variant.product.vendor, price,
		qty: units, gift: false, tip: false, taxable: false,
		ships: false,
		allocations: off > 0 ? [{ index: 0, amount: off }] : [],
		taxes: [] };
}

function customerFor(shop, key, at, known) {
	let customer = known.get(key);
	if (!customer) {
		const n = /^\d+$/.test(key) ? Number(key) : known.size + 1e6;
		customer = Object.assign(makeCustomer(shop, n, at),
			{ email: `customer${key}@example.com`, key });
		known.set(key, customer);
		shop.addCustomer(customer);
	}
	return customer;
}

export function load(shop, path) {
	const rows = readRows(shop, path);
	timeRows(shop, rows);
	rows.sort((a, b) => a.at - b.at);
	shop.createdAt = rows[0].at - 86_400_000;
	const product = makeProduct(shop, 1, new Random("csv"),
		shop.createdAt, { title: "Compact Disc", handle: "compact-disc",
			productType: "Music" });
	product.variants.length = 1;
	shop.addProduct(product);
	shop.goods = new Goods(shop.products);
	const known = new Map();
	for (const row of rows) {
		const customer = customerFor(shop, row.key, row.at, known);
		const draft = { createdAt: row.at, customer, applications: [],
			email: customer.email, address: customer.address,
			source: "web" };
		draft.lines = [lineFor(product.variants[0], row, draft)];
		shop.addOrder(place(shop, draft));
		product.updatedAt = row.at;
	}
}
