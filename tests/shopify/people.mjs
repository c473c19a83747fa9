// Customers and products: how they are made and how they change.

import { COLOURS, FIRST, KINDS, LAST, PLACES, SIZES, STYLES, VENDORS }
	from "./catalog.mjs";
import { Random } from "./random.mjs";
import { PER_DOLLAR } from "./money.mjs";
import { tick } from "./store.mjs";

function countryFor(shop, random) {
	if (random.chance(0.82))
		return shop.settings.country;
	return random.pick(Object.keys(PLACES));
}

export function makeAddress(shop, random) {
	const code = countryFor(shop, random);
	const { country, places } = PLACES[code];
	const [city, province, provinceCode, zip, latitude, longitude] =
		random.pick(places);
	return { code, country, city, province, provinceCode, zip, latitude,
		longitude, street: `${random.between(1, 240)} ` +
			`${random.pick(STYLES)} Street` };
}

/*
 * The nth customer of a shop. Everything follows from the seed and n, so
 * that an export of millions need not keep them.
 */
export function makeCustomer(shop, n, createdAt) {
	const random = new Random(shop.settings.seed, "customer", n);
	const first = random.pick(FIRST), last = random.pick(LAST);
	const plain = (s) => s.normalize("NFD").replace(/[^A-Za-z]/g, "")
		.toLowerCase();
	const reachable = random.chance(0.97);
	return {
		id: shop.base + 5e9 + n * 32768, n, createdAt,
		updatedAt: createdAt,
		firstName: random.chance(0.98) ? first : null, lastName: last,
		email: reachable ?
			`${plain(first)}.${plain(last)}${n}@example.com` : null,
		phone: random.chance(0.3) ?
			`+1555${String(n).padStart(7, "0").slice(-7)}` : null,
		state: random.chance(0.3) ? "ENABLED" : "DISABLED",
		note: null, tags: random.chance(0.1) ? ["vip"] : [],
		marketing: random.chance(0.4), verified: reachable,
		locale: "en", address: makeAddress(shop, random),
		count: 0, spent: 0, book: [], lastOrderId: null,
		deletedAt: null,
		changes: [{ at: createdAt, kind: "create" }],
	};
}

/* From `at` on a customer has so many more orders, and has paid more. */
export function credit(customer, at, orders, amount) {
	customer.count += orders;
	customer.spent += amount;
	customer.book.push({ at, orders, amount });
}

/* Change fields of a customer or a product; `was` lets asOf() go back. */
export function amend(shop, object, when, fields) {
	const at = tick(object, when);
	const was = {};
	for (const name of Object.keys(fields))
		was[name] = object[name];
	Object.assign(object, fields);
	object.updatedAt = at;
	object.changes.push({ at, kind: "update", was });
	shop.version++;
}

/* A customer or a product as it stood at `at`. */
export function pastOf(object, at) {
	if (at >= object.updatedAt)
		return object;
	const view = Object.create(object);
	for (const c of [...object.changes].reverse())
		if (c.at > at && c.was)
			Object.assign(view, c.was);
	for (const entry of object.book ?? [])
		if (entry.at > at) {
			view.count -= entry.orders;
			view.spent -= entry.amount;
		}
	view.updatedAt = object.changes.reduce((t, c) =>
		c.at <= at ? Math.max(t, c.at) : t, object.createdAt);
	return view;
}

/* A price near so many dollars, in the shop's currency and habits. */
export function priceOf(shop, dollars) {
	const unit = 10 ** shop.digits;
	const amount = dollars * (PER_DOLLAR[shop.currency] ?? 1);
	if (shop.digits === 0)
		return Math.max(100, Math.round(amount / 10) * 10);
	return Math.max(1, Math.round(amount)) * unit -
		(shop.digits === 2 ? 10 : 50);
}

function makeVariants(shop, product, random, many) {
	const sized = product.productType === "Shirts" ||
		product.productType === "Jackets";
	const options = [];
	if (many)
		for (let i = 0; i < many; i++)
			options.push([`Edition ${i + 1}`]);
	else if (sized)
		for (const size of SIZES.slice(0, random.between(3, 5)))
			options.push([random.pick(COLOURS), size]);
	else
		options.push(["Default Title"]);
	const price = priceOf(shop, Math.exp(3.3 + random.normal() * 0.7));
	product.optionNames = many ? ["Edition"] :
		sized ? ["Colour", "Size"] : ["Title"];
	product.variants = options.map((values, i) => ({
		id: shop.nextId("ProductVariant"), product, position: i + 1,
		title: values.join(" / "), options: values, price,
		compareAt: random.chance(0.15) ? Math.round(price * 1.25) :
			null,
		sku: `${product.handle.slice(0, 12).toUpperCase()}-${i + 1}`,
		barcode: null, cost: Math.round(price * 0.4),
		inventory: random.between(0, 400),
		itemId: shop.nextId("InventoryItem"),
		createdAt: product.createdAt, updatedAt: product.createdAt,
	}));
}

/* The nth product; the shop's random stream makes its goods. */
export function makeProduct(shop, n, random, createdAt, fields = {}) {
	const [type, noun] = random.pick(KINDS);
	const title = `${random.pick(STYLES)} ${noun}` +
		(n >= 60 ? ` No. ${n}` : "");
	const product = {
		id: shop.nextId("Product"), n, title,
		handle: `${title} ${n}`.toLowerCase()
			.replace(/[^a-z0-9]+/g, "-"),
		status: "ACTIVE", vendor: random.pick(VENDORS),
		productType: type,
		tags: random.chance(0.3) ? ["new"] : [], giftCard: false,
		createdAt, updatedAt: createdAt, publishedAt: createdAt,
		deletedAt: null, changes: [{ at: createdAt, kind: "create" }],
		...fields,
	};
	makeVariants(shop, product, random, fields.manyVariants);
	return product;
}

/* The gift card every store sells: four values, no tax, no discount. */
export function makeGiftCard(shop, n, random, createdAt) {
	const product = makeProduct(shop, n, random, createdAt, {
		title: "Gift Card", handle: "gift-card", vendor: "Gift Cards",
		productType: "Gift Cards", giftCard: true });
	product.optionNames = ["Denominations"];
	const [first] = product.variants;
	product.variants = [10, 25, 50, 100].map((dollars, i) => ({
		...first, id: shop.nextId("ProductVariant"), position: i + 1,
		itemId: shop.nextId("InventoryItem"), cost: null,
		price: Math.round(dollars * (PER_DOLLAR[shop.currency] ?? 1)) *
			10 ** shop.digits, compareAt: null,
		title: String(dollars), options: [String(dollars)],
		sku: `GIFT-${dollars}` }));
	return product;
}
