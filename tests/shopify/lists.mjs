// Lists as connections: sorted, searched, cut into pages with opaque
// cursors; 250 a page and 25,000 a list, as Shopify has it.

import { GraphQLError } from "graphql";
import { compile, describe, lowerBound, parse } from "./search.mjs";
import { derive } from "./derive.mjs";

const PAGE_MAX = 250;
const LIST_MAX = 25_000;

const time = (name) => ["time", (o) => o[name]];
const SIXTY_DAYS = 60 * 86_400_000;

/* What can be searched and sorted, by type. */
const ORDERS = {
	default: ["text", (o) => [`#${o.number}`, o.email]],
	id: ["number", (o) => o.id], created_at: time("createdAt"),
	updated_at: time("updatedAt"), processed_at: time("processedAt"),
	name: ["text", (o) => [`#${o.number}`, String(o.number)]],
	email: ["text", (o) => o.email], test: ["text", (o) => o.test],
	customer_id: ["number", (o) => o.customer?.id ?? null],
	source_name: ["text", (o) => o.source], tag: ["text", (o) => o.tags],
	financial_status: ["text", (o) => derive(o).financialStatus],
	fulfillment_status: ["text", (o) => derive(o).fulfillmentStatus],
	status: ["text", (o) => ["any", o.cancelledAt ? "cancelled" :
		o.closedAt ? "closed" : "open"]],
};
const CUSTOMERS = {
	default: ["text", (c) => [c.email, c.firstName, c.lastName]],
	id: ["number", (c) => c.id], email: ["text", (c) => c.email],
	updated_at: time("updatedAt"), customer_date: time("createdAt"),
	first_name: ["text", (c) => c.firstName],
	last_name: ["text", (c) => c.lastName], tag: ["text", (c) => c.tags],
	orders_count: ["number", (c) => c.count],
	state: ["text", (c) => c.state], country: ["text",
		(c) => c.address.country],
};
const PRODUCTS = {
	default: ["text", (p) => [p.title]], id: ["number", (p) => p.id],
	created_at: time("createdAt"), updated_at: time("updatedAt"),
	published_at: time("publishedAt"), title: ["text", (p) => p.title],
	status: ["text", (p) => p.status], vendor: ["text", (p) => p.vendor],
	product_type: ["text", (p) => p.productType],
	tag: ["text", (p) => p.tags], handle: ["text", (p) => p.handle],
};

export const LISTS = {
	Order: { path: "orders", all: "orders", fields: ORDERS, sorts: {
		ID: "id", CREATED_AT: "createdAt", UPDATED_AT: "updatedAt",
		PROCESSED_AT: "processedAt", ORDER_NUMBER: "number",
		RELEVANCE: "id" } },
	Customer: { path: "customers", all: "customers", fields: CUSTOMERS,
		sorts: { ID: "id", CREATED_AT: "createdAt",
			UPDATED_AT: "updatedAt", RELEVANCE: "id",
			NAME: "lastName" } },
	Product: { path: "products", all: "products", fields: PRODUCTS,
		sorts: { ID: "id", CREATED_AT: "createdAt", TITLE: "title",
			UPDATED_AT: "updatedAt", RELEVANCE: "id",
			PUBLISHED_AT: "publishedAt", VENDOR: "vendor" } },
};
const BOUND_FIELD = { updatedAt: "updated_at", createdAt: "created_at",
	processedAt: "processed_at" };

const orders = (a, b) => a < b ? -1 : a > b ? 1 : 0;

/* All objects of a type by a key; kept until the shop changes. */
function sorted(shop, type, key) {
	shop.sorted ??= {};
	const held = shop.sorted[type + key];
	if (held && held.version === shop.version)
		return held.list;
	const list = [...shop[LISTS[type].all]].sort((a, b) =>
		orders(a[key], b[key]) || a.id - b.id);
	shop.sorted[type + key] = { version: shop.version, list };
	return list;
}

function bad(message) {
	return new GraphQLError(message,
		{ extensions: { code: "BAD_REQUEST" } });
}

function encodeCursor(fields) {
	return Buffer.from(JSON.stringify(fields)).toString("base64");
}

function decodeCursor(text) {
	try {
		const cursor = JSON.parse(Buffer.from(text, "base64")
			.toString("utf8"));
		if (typeof cursor.n === "number")
			return cursor;
	} catch {
		// Falls through to the error that Shopify gives.
	}
	throw bad("Invalid cursor for current pagination sort.");
}

/* first or last, checked as Shopify checks it. */
function pageSize(args) {
	const size = args.first ?? args.last;
	if (size === undefined || size === null)
		throw bad("you must provide one of first or last");
	if (size < 0 || size > PAGE_MAX)
		throw bad(`first must be between 0 and ${PAGE_MAX}`);
	return size;
}

function connection(items, cursorOf, hasNext, hasPrevious) {
	const edges = items.map((node, i) => ({ node, cursor: cursorOf(node,
		i) }));
	return { nodes: items, edges, pageInfo: {
		hasNextPage: hasNext, hasPreviousPage: hasPrevious,
		startCursor: edges[0]?.cursor ?? null,
		endCursor: edges[edges.length - 1]?.cursor ?? null } };
}

/* A short list that hangs on its parent: line items, refund lines, ... */
export function page(list, args, context) {
	if (context.bulk)
		return { nodes: list };
	const size = pageSize(args);
	const items = args.reverse ? [...list].reverse() : list;
	let start = args.after ? decodeCursor(args.after).n : 0;
	if (args.last !== undefined && args.first === undefined)
		start = Math.max(start, items.length - size);
	return connection(items.slice(start, start + size),
		(node, i) => encodeCursor({ n: start + i + 1 }),
		start + size < items.length, start > 0);
}

/* The predicate of a list: search, and what the token may see. */
function matcher(type, query, context) {
	const { shop } = context;
	const spec = LISTS[type];
	const tree = parse(query);
	const warnings = [];
	const test = compile(tree, shop, spec.fields, warnings);
	if (tree)
		context.searches?.push({ path: [spec.path], query,
			parsed: describe(tree),
			...(warnings.length ? { warnings } : {}) });
	return { tree, test: restrict(type, query, context, test) };
}

/* What else is kept back: by scope, by an index that lags, by habit. */
function restrict(type, query, { shop, scopes }, test) {
	const { indexLagMs, productsActiveOnly } = shop.settings;
	const rules = [test];
	if (type === "Order" && !scopes.includes("read_all_orders")) {
		const since = Date.now() - SIXTY_DAYS;
		rules.push((o) => o.createdAt >= since);
	}
	if (indexLagMs && query) {
		const until = Date.now() - indexLagMs;
		rules.push((o) => o.updatedAt <= until);
	}
	if (productsActiveOnly && type === "Product" &&
	    !/status:/.test(query ?? ""))
		rules.push((p) => p.status === "ACTIVE");
	return rules.length === 1 ? test : (o) => rules.every((r) => r(o));
}

/* Everything that matches, for bulk operations and counts. */
export function everything(type, args, context) {
	const { test } = matcher(type, args.query, context);
	const key = LISTS[type].sorts[args.sortKey] ?? "id";
	const list = sorted(context.shop, type, key).filter(test);
	return args.reverse ? list.reverse() : list;
}

/* The first place in a sorted list at or after (value, id). */
function findPlace(list, key, value, id) {
	let low = 0, high = list.length;
	while (low < high) {
		const mid = (low + high) >> 1;
		const object = list[mid];
		if (orders(object[key], value) < 0 || (object[key] === value &&
		    object.id <= id))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

function reversedList(type, args, context, key) {
	const all = everything(type, args, context);
	const start = args.after ? decodeCursor(args.after).n : 0;
	const size = pageSize(args);
	return connection(all.slice(start, start + size), (node, i) =>
		encodeCursor({ last_id: node.id, last_value: node[key],
			n: start + i + 1 }), start + size < all.length,
	start > 0);
}

/* One page of a top-level list. */
export function list(type, args, context) {
	if (context.bulk)
		return { nodes: everything(type, args, context) };
	const size = pageSize(args);
	const key = LISTS[type].sorts[args.sortKey] ?? "id";
	if (args.reverse || args.before || args.last)
		return reversedList(type, args, context, key);
	const { tree, test } = matcher(type, args.query, context);
	const all = sorted(context.shop, type, key);
	let n = 0, i = 0;
	if (args.after) {
		const cursor = decodeCursor(args.after);
		n = cursor.n;
		i = findPlace(all, key, cursor.last_value, cursor.last_id);
	} else if (BOUND_FIELD[key]) {
		const bound = lowerBound(tree, context.shop, BOUND_FIELD[key]);
		i = findPlace(all, key, bound, -1);
	}
	const items = [];
	const most = Math.min(size, LIST_MAX - n);
	for (; i < all.length && items.length <= most; i++)
		if (test(all[i]))
			items.push(all[i]);
	const more = items.length > most && n + most < LIST_MAX;
	if (items.length > most)
		items.pop();
	return connection(items, (node, k) => encodeCursor({
		last_id: node.id, last_value: node[key], n: n + k + 1 }),
	more, n > 0);
}

/* ordersCount and its like: exact up to the limit. */
export function count(type, { query, limit }, context) {
	const { test } = matcher(type, query, context);
	let n = 0;
	for (const object of context.shop[LISTS[type].all])
		if (test(object))
			n++;
	if (limit !== null && limit !== undefined && n > limit)
		return { count: limit, precision: "AT_LEAST" };
	return { count: n, precision: "EXACT" };
}
