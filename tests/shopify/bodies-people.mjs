// Webhook bodies of customers, products, the shop and the privacy topics.

import { decimal } from "./money.mjs";
import { num } from "./bodies.mjs";

export function addressBody(a, customer) {
	const first = customer?.firstName ?? null;
	const last = customer?.lastName ?? "Guest";
	return {
		first_name: first, address1: a.street, phone: null,
		city: a.city, zip: a.zip, province: a.province,
		country: a.country, last_name: last, address2: null,
		company: null,
		latitude: a.latitude, longitude: a.longitude,
		name: [first, last].filter(Boolean).join(" "),
		country_code: a.code, province_code: a.provinceCode,
	};
}

function defaultAddress(shop, c) {
	const { latitude, longitude, ...rest } = addressBody(c.address, c);
	return { id: num(shop, c.id + 3), customer_id: num(shop, c.id), ...rest,
		country_name: c.address.country, default: true };
}

/* The customer within an order: since 2025-01 without counters. */
export function customerPart(shop, c) {
	return {
		id: num(shop, c.id), created_at: shop.zone.local(c.createdAt),
		updated_at: shop.zone.local(c.updatedAt),
		first_name: c.firstName, last_name: c.lastName,
		state: c.state.toLowerCase(), note: c.note,
		verified_email: c.verified, multipass_identifier: null,
		tax_exempt: false, email: c.email, phone: c.phone,
		currency: shop.currency, tax_exemptions: [],
		admin_graphql_api_id: shop.gid("Customer", c.id),
		default_address: defaultAddress(shop, c),
	};
}

export function customerBody(shop, c) {
	const { admin_graphql_api_id: gid, default_address: address, ...rest } =
		customerPart(shop, c);
	const counters = shop.settings.counters ? { orders_count: c.count,
		total_spent: decimal(c.spent, shop.digits) } : {};
	return { ...rest, ...counters, addresses: [address],
		admin_graphql_api_id: gid, default_address: address };
}

export function customerDeleted(shop, c) {
	return { id: num(shop, c.id), tax_exemptions: [],
		admin_graphql_api_id: shop.gid("Customer", c.id) };
}

export function mergeBody(shop, kept, gone) {
	return { admin_graphql_api_customer_kept_id:
		shop.gid("Customer", kept.id),
	admin_graphql_api_customer_deleted_id: shop.gid("Customer", gone.id),
	admin_graphql_api_job_id: null, status: "completed", errors: [] };
}

function variantBody(shop, v) {
	const [option1, option2 = null, option3 = null] = v.options;
	return {
		admin_graphql_api_id: shop.gid("ProductVariant", v.id),
		barcode: v.barcode, compare_at_price: v.compareAt === null ?
			null : decimal(v.compareAt, shop.digits),
		created_at: shop.zone.local(v.createdAt), id: num(shop, v.id),
		inventory_policy: "deny", position: v.position,
		price: decimal(v.price, shop.digits),
		product_id: num(shop, v.product.id), sku: v.sku,
		taxable: !v.product.giftCard, title: v.title,
		updated_at: shop.zone.local(v.updatedAt), option1, option2,
		option3, image_id: null, inventory_item_id: num(shop, v.itemId),
		inventory_quantity: v.inventory,
		old_inventory_quantity: v.inventory,
	};
}

/* Only the first 100 variants are full; the others are gids alone. */
export function productBody(shop, p) {
	return {
		admin_graphql_api_id: shop.gid("Product", p.id),
		body_html: `<p>${p.title}</p>`,
		created_at: shop.zone.local(p.createdAt), handle: p.handle,
		id: num(shop, p.id), product_type: p.productType,
		published_at: p.publishedAt && p.status === "ACTIVE" ?
			shop.zone.local(p.publishedAt) : null,
		template_suffix: null, title: p.title,
		updated_at: shop.zone.local(p.updatedAt), vendor: p.vendor,
		status: p.status.toLowerCase(), published_scope: "web",
		tags: p.tags.join(", "),
		variants: p.variants.slice(0, 100).map((v) =>
			variantBody(shop, v)),
		options: p.optionNames.map((name, i) => ({
			name, position: i + 1, product_id: num(shop, p.id),
			id: num(shop, p.id + 11 + i),
			values: [...new Set(p.variants.map((v) =>
				v.options[i]))] })),
		images: [], image: null, media: [],
		variant_gids: p.variants.map((v) => ({
			admin_graphql_api_id: shop.gid("ProductVariant", v.id),
			updated_at: new Date(v.updatedAt).toISOString() })),
		has_variants_that_requires_components: false, category: null,
	};
}

/* app/uninstalled and shop/update. */
export function shopBody(shop) {
	return {
		id: num(shop, shop.id), name: shopName(shop),
		email: shopEmail(shop), domain: shop.domain, province: null,
		country: shop.settings.country, address1: "1 Market Street",
		zip: "10001", city: "Springfield", source: null, phone: null,
		latitude: null, longitude: null, primary_locale: "en",
		address2: null, created_at: shop.zone.local(shop.createdAt),
		updated_at: shop.zone.local(shop.createdAt),
		country_code: shop.settings.country, country_name: null,
		currency: shop.currency, customer_email: shopEmail(shop),
		timezone: `(GMT) ${shop.zone.name}`,
		iana_timezone: shop.zone.name, shop_owner: "Store Owner",
		money_format: "{{amount}}",
		money_with_currency_format: `{{amount}} ${shop.currency}`,
		weight_unit: "kg", province_code: null,
		taxes_included: shop.taxesIncluded, tax_shipping: null,
		county_taxes: true, plan_display_name: "Basic",
		plan_name: "basic", has_discounts: true, has_gift_cards: true,
		myshopify_domain: shop.domain, setup_required: false,
		enabled_presentment_currencies: [shop.currency,
			...shop.settings.presentment],
	};
}

export function shopName(shop) {
	return shop.settings.name ?? shop.domain.split(".")[0];
}

export function shopEmail(shop) {
	return shop.settings.email ??
		`owner@${shop.domain.split(".")[0]}.example`;
}

/* The three topics that privacy law brings. */
export function privacyBody(shop, topic, customer) {
	const base = { shop_id: num(shop, shop.id), shop_domain: shop.domain };
	if (topic === "shop/redact")
		return base;
	const orders = shop.orders.filter((o) => o.customer === customer)
		.map((o) => num(shop, o.id));
	const person = { id: num(shop, customer.id), email: customer.email,
		phone: customer.phone };
	if (topic === "customers/redact")
		return { ...base, customer: person, orders_to_redact: orders };
	return { ...base, orders_requested: orders, customer: person,
		data_request: { id: num(shop, customer.id + 5) } };
}
