// One shop: its settings, its objects by id, its tokens. What happens to
// orders is in orders.mjs, to customers and products in people.mjs.

import { Random, hash, mix } from "./random.mjs";
import { exponent } from "./money.mjs";
import { zone } from "./zone.mjs";

const ALL_SCOPES = ["read_all_orders", "read_customer_merge",
	"read_customers", "read_inventory", "read_orders", "read_products"];

const DEFAULTS = {
	seed: 1, currency: "USD", timezone: "America/New_York",
	taxesIncluded: false, country: "US", name: null, email: null,
	presentment: [], bigIds: false, scopes: ALL_SCOPES,
	maximumAvailable: 2000, restoreRate: 100,
	// How refunds/create shows shipping given back; see bodies.mjs.
	shippingRefunds: "both",
	// Bodies of customers as before 2025-01; see bodies-people.mjs.
	counters: false,
};

export class Shop {
	constructor(domain, settings) {
		this.settings = { ...DEFAULTS, ...settings };
		this.domain = domain;
		this.currency = this.settings.currency;
		this.digits = exponent(this.currency);
		this.zone = zone(this.settings.timezone);
		this.taxesIncluded = this.settings.taxesIncluded;
		this.random = new Random(this.settings.seed, domain, "live");
		this.base = (11 + hash(domain) % 80) * 1e12;
		this.counters = {};
		this.orders = [];
		this.customers = [];
		this.products = [];
		this.gone = [];		// deleted orders, customers, products
		this.byId = { Order: new Map(), Customer: new Map(),
			Product: new Map(), ProductVariant: new Map(),
			Refund: new Map() };
		this.tokens = new Map();
		this.refreshTokens = new Map();
		this.subscriptions = [];
		this.bulk = [];
		this.visits = [];	// to the storefront, since the start
		this.version = 0;	// counts changes, for sorted lists
		this.orderNumber = 1000;
		this.createdAt = 0;
		this.installed = true;
		this.id = this.base + 1;
	}

	/* Ids look like Shopify's: 14 digits, growing, with gaps. */
	nextId(kind) {
		const n = (this.counters[kind] ?? 0) + 1;
		this.counters[kind] = n;
		return this.base + hash(kind) % 977 * 1e9 + n * 32768;
	}

	/* An id as text. Shopify's own samples go beyond 2^53: bigIds. */
	idText(id) {
		return this.settings.bigIds ? `8209${id}` : String(id);
	}

	gid(type, id) {
		return `gid://shopify/${type}/${this.idText(id)}`;
	}

	/* The number within a gid or an id's text, or null. */
	parseId(text, type = null) {
		const match = /^(?:gid:\/\/shopify\/(\w+)\/)?(\d+)$/.exec(text);
		if (!match || (type && match[1] && match[1] !== type))
			return null;
		let digits = match[2];
		if (this.settings.bigIds && digits.length === 18)
			digits = digits.slice(4);
		return Number(digits);
	}

	add(type, list, object) {
		list.push(object);
		this.byId[type].set(object.id, object);
		this.version++;
	}

	addOrder(order) {
		this.add("Order", this.orders, order);
	}

	addCustomer(customer) {
		this.add("Customer", this.customers, customer);
	}

	addProduct(product) {
		this.add("Product", this.products, product);
		for (const v of product.variants)
			this.byId.ProductVariant.set(v.id, v);
	}

	/* Take an object out of sight; its history stays for the storm. */
	remove(type, list, object, at) {
		object.deletedAt = at;
		this.byId[type].delete(object.id);
		list.splice(list.indexOf(object), 1);
		this.gone.push({ type, object });
		this.version++;
	}

	grant(token, fields = {}) {
		this.tokens.set(token, { scopes: this.settings.scopes,
			expiresAt: null, ...fields });
		return token;
	}

	/* A secret of the shop's stream, e.g. newSecret("shpat_"). */
	newSecret(prefix) {
		const n = (this.counters.secret ?? 0) + 1;
		this.counters.secret = n;
		let hex = "";
		for (let i = 0; i < 4; i++)
			hex += mix(hash(this.domain, this.settings.seed,
				prefix, n), i).toString(16).padStart(8, "0");
		return prefix + hex;
	}

	counts() {
		const lines = this.orders.reduce((n, o) =>
			n + o.lines.length, 0);
		return { orders: this.orders.length, lines,
			customers: this.customers.length,
			products: this.products.length,
			deleted: this.gone.length };
	}
}

/* The next instant at which an object may change: seconds, never twice. */
export function tick(object, at) {
	const second = Math.floor(at / 1000) * 1000;
	return Math.max(second, (object.updatedAt ?? 0) + 1000);
}
