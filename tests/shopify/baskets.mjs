// What is in a new order: lines, discounts, taxes, shipping, tip.

import { CHANNELS, CODES, EUROPE, PLACES } from "./catalog.mjs";
import { PER_DOLLAR, allocate, exponent, mulDiv } from "./money.mjs";
import { makeAddress, priceOf } from "./people.mjs";

/* The taxes of a place, as seen from the shop. */
function ratesFor(shop, address) {
	const home = address.code === shop.settings.country;
	const union = EUROPE.has(address.code) &&
		EUROPE.has(shop.settings.country);
	if (!home && !union)
		return [];
	return PLACES[address.code].places
		.find(([city]) => city === address.city)[6];
}

/* Tax lines of an amount: added to it, or taken to lie within it. */
function taxLines(shop, rates, amount) {
	const million = rates.map((r) => Math.round(r.rate * 1e6));
	const all = million.reduce((a, b) => a + b, 0);
	return rates.map((r, i) => ({ ...r, amount: shop.taxesIncluded ?
		mulDiv(amount, million[i], 1e6 + all) :
		mulDiv(amount, million[i], 1e6) }));
}

export function draftLine(variant, qty) {
	const { product } = variant;
	return { product, variant, title: product.title,
		variantTitle: variant.title === "Default Title" ? null :
			variant.title,
		sku: variant.sku, vendor: product.vendor, price: variant.price,
		qty, gift: product.giftCard, tip: false,
		taxable: !product.giftCard, ships: !product.giftCard,
		allocations: [], taxes: [] };
}

function tipLine(amount) {
	return { product: null, variant: null, title: "Tip",
		variantTitle: null, sku: null, vendor: null, price: amount,
		qty: 1,
		gift: false, tip: true, taxable: false, ships: false,
		allocations: [], taxes: [] };
}

const lineTotal = (line) => line.price * line.qty -
	line.allocations.reduce((n, a) => n + a.amount, 0);

/* Spread a discount over the goods of a basket, by what is left of them. */
function discount(basket, application, amountOf) {
	const goods = basket.lines.filter((l) => !l.gift);
	const worth = goods.map(lineTotal);
	const total = worth.reduce((a, b) => a + b, 0);
	const amount = Math.min(total, amountOf(total));
	if (amount <= 0)
		return;
	const index = basket.applications.push(application) - 1;
	allocate(amount, worth).forEach((part, i) => {
		if (part > 0)
			goods[i].allocations.push({ index, amount: part });
	});
}

function applyCode(shop, basket, [code, kind, value]) {
	const application = { type: "code", code, kind, value,
		target: kind === "shipping" ? "shipping_line" : "line_item" };
	if (kind === "percentage") {
		discount(basket, application,
			(total) => mulDiv(total, value, 100));
	} else if (kind === "fixed_amount") {
		application.amount = priceOf(shop, value);
		discount(basket, application, () => application.amount);
	} else {
		const [shipping] = basket.shipping;
		if (!shipping || shipping.price === 0)
			return;
		Object.assign(application, { kind: "percentage" });
		const index = basket.applications.push(application) - 1;
		shipping.allocations.push({ index, amount: shipping.price });
	}
}

function addDiscounts(shop, basket, random) {
	if (random.chance(shop.settings.discounted ?? 0.22))
		applyCode(shop, basket, random.pick(CODES));
	if (random.chance(0.04))
		discount(basket, { type: "automatic", title: "Bundle saving",
			kind: "percentage", value: 5, target: "line_item" },
		(total) => mulDiv(total, 5, 100));
	const line = basket.lines.find((l) => !l.gift);
	if (line && random.chance(0.02)) {
		const amount = Math.min(lineTotal(line), priceOf(shop, 3));
		if (amount > 0)
			line.allocations.push({ amount, index:
				basket.applications.push({ type: "manual",
					title: "Goodwill", kind: "fixed_amount",
					amount, target: "line_item",
					explicit: true }) - 1 });
	}
}

function addShipping(shop, basket, random, address) {
	const goods = basket.lines.filter((l) => l.ships);
	if (basket.source === "pos" || goods.length === 0)
		return;
	const total = goods.reduce((n, l) => n + lineTotal(l), 0);
	const abroad = address.code !== shop.settings.country;
	let price = priceOf(shop, abroad ? 15 : 6);
	if (!abroad && total > priceOf(shop, 90))
		price = 0;
	basket.shipping.push({ title: abroad ? "International" : "Standard",
		price, allocations: [], taxes: [] });
}

function addTaxes(shop, basket, rates) {
	for (const line of basket.lines)
		if (line.taxable)
			line.taxes = taxLines(shop, rates, lineTotal(line));
	for (const shipping of basket.shipping) {
		const off = shipping.allocations
			.reduce((n, a) => n + a.amount, 0);
		shipping.taxes = taxLines(shop, rates, shipping.price - off);
	}
}

function makeCharge(shop, rates, type, name, amount, units) {
	return { type, name, amount, units,
		taxes: taxLines(shop, rates, amount) };
}

/*
 * Duties of the goods, line by line, and a fee of the whole order. A shop
 * without them draws nothing for them, which would make it another shop.
 */
function addCharges(shop, basket, random, rates) {
	const { duties = 0, fees = 0 } = shop.settings;
	const goods = basket.lines.filter((l) => l.ships &&
		lineTotal(l) > 0);
	if (duties > 0 && random.chance(duties))
		for (const line of goods)
			line.duty = makeCharge(shop, rates, "DUTY", "Duty",
				mulDiv(lineTotal(line), random.between(5, 20),
					100), line.qty);
	if (fees > 0 && goods.length > 0 && random.chance(fees))
		basket.fees.push(makeCharge(shop, rates, "ADDITIONAL_FEE",
			"Import handling", priceOf(shop,
				random.between(1, 4)), 1));
}

/* The currency the buyer saw, where the shop sells in several. */
function presentmentFor(shop, address) {
	const { currency } = PLACES[address.code];
	if (currency === shop.currency ||
	    !shop.settings.presentment.includes(currency))
		return null;
	const rate = (PER_DOLLAR[currency] ?? 1) /
		(PER_DOLLAR[shop.currency] ?? 1);
	return { currency, rate: Number(rate.toFixed(6)),
		digits: exponent(currency) };
}

function pickLines(shop, random, goods) {
	const { lines: mean = 2, linesExact = false } = shop.settings;
	let n = mean;
	if (!linesExact) {
		n = 1;
		while (n < 9 && random.chance(1 - 1 / mean))
			n++;
	}
	const lines = [];
	for (let i = 0; i < n; i++) {
		const product = goods.pick(random);
		const many = random.next();
		lines.push(draftLine(random.pick(product.variants),
			many < 0.85 ? 1 : many < 0.95 ? 2 :
				random.between(3, 6)));
	}
	return lines;
}

/*
 * A draft for place(): what somebody at an address buys. `goods` knows
 * what sells (see generate.mjs); a gift card may join, or be all.
 */
export function makeBasket(shop, random, goods, customer) {
	const address = customer ? customer.address :
		makeAddress(shop, random);
	const { giftCards = 0.015, tips = 0.02, testOrders = 0.008 } =
		shop.settings;
	const basket = { address, source: random.pick(CHANNELS), lines: [],
		shipping: [], fees: [], applications: [],
		presentment: presentmentFor(shop, address),
		test: random.chance(testOrders) };
	const gift = goods.giftCard && random.chance(giftCards);
	const only = gift && random.chance(0.4);
	if (!only)
		basket.lines = pickLines(shop, random, goods);
	if (gift)
		basket.lines.push(draftLine(
			random.pick(goods.giftCard.variants), 1));
	addShipping(shop, basket, random, address);
	addDiscounts(shop, basket, random);
	addTaxes(shop, basket, ratesFor(shop, address));
	addCharges(shop, basket, random, ratesFor(shop, address));
	if (!only && random.chance(tips))
		basket.lines.push(tipLine(priceOf(shop, random.between(2, 5))));
	return basket;
}

/* A line for an order edit: taxed, at full price. */
export function extraLine(shop, random, goods, order) {
	const line = draftLine(random.pick(goods.pick(random).variants), 1);
	line.taxes = taxLines(shop, ratesFor(shop, order.address),
		lineTotal(line));
	return line;
}
