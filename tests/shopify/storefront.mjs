// Carts and checkouts: what visitors do before they buy. They have no part
// in the figures and are not kept; each is a body, sent once or more.
// `began` is when the first one was sent.

import { addressBody, customerPart } from "./bodies-people.mjs";
import { num } from "./bodies.mjs";
import { decimal } from "./money.mjs";

const hex = (shop) => shop.newSecret("");

const set = (shop, minor) => {
	const money = { amount: decimal(minor, shop.digits),
		currency_code: shop.currency };
	return { shop_money: money, presentment_money: money };
};

export function cartBody(shop, { token, at, began = at, variants }) {
	return {
		id: token, token,
		line_items: variants.map((v) => ({
			id: num(shop, v.id), properties: null, quantity: 1,
			variant_id: num(shop, v.id), key: `${v.id}:${token}`,
			discounted_price: decimal(v.price, shop.digits),
			discounts: [], gift_card: v.product.giftCard,
			grams: 200,
			line_price: decimal(v.price, shop.digits),
			line_price_set: set(shop, v.price),
			price: decimal(v.price, shop.digits),
			price_set: set(shop, v.price),
			product_id: num(shop, v.product.id), sku: v.sku,
			taxable: true, title: v.product.title,
			total_discount: decimal(0, shop.digits),
			vendor: v.product.vendor, parent_relationship: null })),
		note: null, updated_at: new Date(at).toISOString(),
		created_at: new Date(began).toISOString(),
	};
}

export function checkoutBody(shop, { token, cart, at, began = at, variants,
	customer, completed }) {
	const total = variants.reduce((n, v) => n + v.price, 0);
	const local = shop.zone.local(at);
	const address = customer && addressBody(customer.address, customer);
	return {
		token, cart_token: cart, email: customer?.email ?? null,
		gateway: null, buyer_accepts_marketing: false,
		created_at: shop.zone.local(began), updated_at: local,
		landing_site: null,
		note: null, note_attributes: [], referring_site: null,
		shipping_lines: [], taxes_included: shop.taxesIncluded,
		total_weight: 0, currency: shop.currency,
		completed_at: completed ? local : null, closed_at: null,
		phone: null, customer_locale: "en",
		line_items: variants.map((v) => ({
			key: `${v.id}`, gift_card: v.product.giftCard,
			product_id: num(shop, v.product.id), quantity: 1,
			sku: v.sku, title: v.product.title,
			variant_id: num(shop, v.id), variant_title: v.title,
			variant_price: decimal(v.price, shop.digits),
			vendor: v.product.vendor, tax_lines: [],
			line_price: decimal(v.price, shop.digits),
			price: decimal(v.price, shop.digits) })),
		name: `#${began}`, abandoned_checkout_url:
			`https://${shop.domain}/checkouts/${token}/recover`,
		discount_codes: [], tax_lines: [], source_name: "web",
		presentment_currency: shop.currency,
		total_discounts: decimal(0, shop.digits),
		total_line_items_price: decimal(total, shop.digits),
		total_price: decimal(total, shop.digits),
		total_tax: decimal(0, shop.digits),
		subtotal_price: decimal(total, shop.digits),
		billing_address: address, shipping_address: address,
		...(customer ? { customer: customerPart(shop, customer) } : {}),
	};
}

/* Names for a cart and a checkout. */
export const visitTokens = (shop) => ({ cart: hex(shop), token: hex(shop) });

/* Somebody's visit: one to three things that he likes. */
export function visit(shop, customer, at) {
	const n = shop.random.between(1, 3);
	const variants = [];
	for (let i = 0; i < n; i++)
		variants.push(shop.random.pick(shop.goods.pick(shop.random)
			.variants));
	return { at, customer, variants, ...visitTokens(shop) };
}

const MINUTE = 60_000;

/*
 * What the shop is told of a whole visit that began at `visit.at` and went as
 * far as `end`: [topic, at, body], oldest first. A cart is filled thing by
 * thing; at the checkout it is a stranger who begins, and then says who he is.
 * Of one that ends in an order the last minute is now.
 */
export function visitSteps(shop, { at, customer, variants, cart, token }, end) {
	const times = [2, 4, 7, 9, 10].map((n) => at + n * MINUTE);
	const filled = (topic, when, n) => [topic, when, cartBody(shop, {
		token: cart, began: times[0], at: when,
		variants: variants.slice(0, n) })];
	const paying = (topic, when, more) => [topic, when, checkoutBody(shop, {
		token, cart, began: times[2], at: when, variants, ...more })];
	const steps = [filled("carts/create", times[0], 1)];
	if (variants.length > 1)
		steps.push(filled("carts/update", times[1]));
	if (end === "cart")
		return steps;
	steps.push(paying("checkouts/create", times[2]),
		paying("checkouts/update", times[3], { customer }));
	if (end === "order")
		steps.push(paying("checkouts/update", times[4],
			{ customer, completed: true }));
	return steps;
}
