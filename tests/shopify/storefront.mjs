// Carts and checkouts: what visitors do before they buy. They have no part
// in the figures and are not kept; each is a body, sent once or more.

import { addressBody, customerPart } from "./bodies-people.mjs";
import { num } from "./bodies.mjs";
import { decimal } from "./money.mjs";

const hex = (shop) => shop.newSecret("");

const set = (shop, minor) => {
	const money = { amount: decimal(minor, shop.digits),
		currency_code: shop.currency };
	return { shop_money: money, presentment_money: money };
};

export function cartBody(shop, { token, at, variants }) {
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
		created_at: new Date(at).toISOString(),
	};
}

export function checkoutBody(shop, { token, cart, at, variants, customer,
	completed }) {
	const total = variants.reduce((n, v) => n + v.price, 0);
	const local = shop.zone.local(at);
	const address = customer && addressBody(customer.address, customer);
	return {
		token, cart_token: cart, email: customer?.email ?? null,
		gateway: null, buyer_accepts_marketing: false,
		created_at: local, updated_at: local, landing_site: null,
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
		name: `#${at}`, abandoned_checkout_url:
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

/* Somebody's visit: one to three things, and names for cart and checkout. */
export function visit(shop, customer, at) {
	const n = shop.random.between(1, 3);
	const variants = [];
	for (let i = 0; i < n; i++)
		variants.push(shop.random.pick(shop.goods.pick(shop.random)
			.variants));
	return { at, customer, variants, cart: hex(shop), token: hex(shop) };
}
