// One change at a time, by order of a test or of the trade: what happens,
// to which object, and the webhooks that Shopify sends of it.

import { makeBasket } from "./baskets.mjs";
import { privacyBody, mergeBody, shopBody } from "./bodies-people.mjs";
import { text } from "./bodies.mjs";
import { delivery, objectEvent, orderEvents } from "./events.mjs";
import { editSome, isReturnable, refundSome, removeCustomer } from
	"./generate.mjs";
import { addUnknown, annotate, cancel, fulfil, hasUnknown, isPaid, nameSales,
	pay, place, refund, remaining, remove } from "./orders.mjs";
import { amend, credit, makeCustomer, makeProduct } from "./people.mjs";
import { pageViews } from "./pixel.mjs";
import { cartBody, checkoutBody, visit, visitSteps, visitTokens } from
	"./storefront.mjs";
import { zone } from "./zone.mjs";

const now = () => Math.floor(Date.now() / 1000) * 1000;

/* When a test wants it to be, which may be in the past. */
const timeOf = (args) => args.at ? Date.parse(args.at) : now();

class Refused extends Error {}

/* The object asked for, or any that a test allows; lately made first. */
function choose(shop, type, list, id, fits, what) {
	if (id !== undefined) {
		const object = shop.byId[type].get(shop.parseId(String(id)));
		if (!object)
			throw new Refused(`no ${what} ${id}`);
		if (!fits(object))
			throw new Refused(`${what} ${id} does not allow that`);
		return object;
	}
	const recent = list.length > 400 ? list.slice(-400) : list;
	for (let i = 0; i < 200 && recent.length; i++) {
		const object = shop.random.pick(recent);
		if (fits(object))
			return object;
	}
	const any = list.find(fits);
	if (!any)
		throw new Refused(`no ${what} allows that`);
	return any;
}

const order = (shop, args, fits) => choose(shop, "Order", shop.orders,
	args.id ?? args.orderId, fits, "order");

const open = (o) => o.cancelledAt === null;

/* Do something to an order, and give the events of its new changes. */
function onOrder(fits, act) {
	return (shop, args) => {
		const o = order(shop, args, (x) => fits(x, args));
		const before = o.changes.length;
		const made = act(shop, o, args);
		return { ids: { order: shop.idText(o.id), ...made },
			events: o.changes.slice(before).flatMap((c) =>
				orderEvents(o, c)) };
	};
}

function newCustomer(shop, at) {
	const n = (shop.customerSerial ?? shop.customers.length + 1e6) + 1;
	shop.customerSerial = n;
	const customer = makeCustomer(shop, n, at);
	shop.addCustomer(customer);
	return customer;
}

function buyer(shop, args, at) {
	if (args.customerId !== undefined)
		return choose(shop, "Customer", shop.customers,
			args.customerId, () => true, "customer");
	const x = args.guest ? 1 : shop.random.next();
	if (x > 0.93)
		return null;
	return x > 0.5 || shop.customers.length === 0 ?
		newCustomer(shop, at) : shop.random.pick(shop.customers);
}

/* An amount that a test gives in decimals of the shop. */
const minor = (shop, text) => Math.round(Number(text) * 10 ** shop.digits);

/* A line or lines wanted by a test: {price, qty} in decimals of the shop. */
function overrideLines(shop, draft, lines) {
	draft.lines = lines.map((l) => {
		const product = l.productId === undefined ?
			shop.goods.pick(shop.random) : choose(shop, "Product",
				shop.products, l.productId, () => true,
				"product");
		return { product, variant: product.variants[0],
			title: product.title, variantTitle: null,
			sku: product.variants[0].sku, vendor: product.vendor,
			price: minor(shop, l.price),
			qty: l.qty ?? 1, gift: Boolean(l.gift), tip: false,
			taxable: false, ships: true, allocations: [],
			taxes: [] };
	});
	draft.shipping = [];
	draft.fees = [];
	draft.applications = [];
}

function newOrder(shop, args) {
	const at = timeOf(args);
	const known = new Set(shop.customers.slice(-1));
	const customer = buyer(shop, args, at);
	const draft = makeBasket(shop, shop.random, shop.goods, customer);
	if (args.lines)
		overrideLines(shop, draft, args.lines);
	const o = place(shop, { ...draft, createdAt: at, customer,
		processedAt: args.processedAt ? Date.parse(args.processedAt) :
			at, test: args.test ?? false,
		email: customer ? customer.email : "guest@example.org",
		guestKey: shop.random.pick(["null", "absent"]),
		...args.tokens && { cart: args.tokens.cart,
			checkout: args.tokens.token, source: "web" },
		paid: args.paid ?? true });
	shop.addOrder(o);
	const events = o.changes.flatMap((c) => orderEvents(o, c));
	if (customer && customer.createdAt === at && !known.has(customer))
		events.unshift(objectEvent(shop, "Customer", customer,
			customer.changes[0]));
	else if (customer)
		events.push(objectEvent(shop, "Customer", customer,
			{ at: customer.updatedAt, kind: "update" }));
	for (const product of new Set(o.lines.map((l) => l.product)))
		if (product)
			events.push(sold(shop, product, o));
	return { events, ids: { order: shop.idText(o.id),
		customer: customer && shop.idText(customer.id),
		lines: o.lines.map((l) => shop.idText(l.id)) } };
}

/* Every sale changes the product's stock, and so fires products/update. */
function sold(shop, product, o) {
	for (const line of o.lines)
		if (line.product === product)
			line.variant.inventory -= line.qty;
	product.updatedAt = Math.max(o.createdAt, product.updatedAt + 1000);
	shop.version++;
	return objectEvent(shop, "Product", product,
		{ at: product.updatedAt, kind: "update" });
}

/* What is to be chosen by chance is one that allows whatever chance wants. */
function isRefundable(o, { id, orderId, lines, full }) {
	if (!open(o) || !isPaid(o) || remaining(o).length === 0)
		return false;
	return Boolean(id ?? orderId ?? lines ?? full) || isReturnable(o);
}

function refundOrder(shop, o, args) {
	let r;
	if (args.lines)
		r = refund(shop, o, now(), { shipping: args.shipping ?? false,
			fee: Math.round(Number(args.fee ?? 0) *
				10 ** shop.digits),
			lines: args.lines.map(({ lineId, qty }) => ({ qty,
				line: o.lines.find((l) => l.id ===
					shop.parseId(String(lineId))) })) });
	else if (args.full)
		r = refund(shop, o, now(), { lines: remaining(o),
			shipping: true });
	else
		r = refundSome(shop, shop.random, o, now());
	if (!r)
		throw new Refused(`nothing of order ${o.id} to refund`);
	return { refund: shop.idText(r.id) };
}

function customerChange(shop, type, object, fields) {
	amend(shop, object, now(), fields);
	return { ids: { [type.toLowerCase()]: shop.idText(object.id) },
		events: [objectEvent(shop, type, object,
			object.changes.at(-1))] };
}

const customer = (shop, args, fits = () => true) => choose(shop, "Customer",
	shop.customers, args.id ?? args.customerId, fits, "customer");
const product = (shop, args) => choose(shop, "Product", shop.products,
	args.id ?? args.productId, (p) => !p.giftCard, "product");

/*
 * The second customer's orders become the first's; the second is gone. Where
 * that is quiet, the orders do not count as changed.
 */
function mergeCustomers(shop, args) {
	const kept = customer(shop, { id: args.keep }, (c) => c.count > 0);
	const gone = customer(shop, { id: args.drop }, (c) => c !== kept);
	const at = now();
	const events = [];
	for (const o of shop.orders.filter((x) => x.customer === gone)) {
		o.customer = kept;
		if (args.quiet)
			continue;
		annotate(shop, o, at, o.note);
		events.push(...orderEvents(o, o.changes.at(-1)));
	}
	credit(kept, at, gone.count, gone.spent);
	kept.lastOrderId = Math.max(kept.lastOrderId ?? 0,
		gone.lastOrderId ?? 0) || null;
	removeCustomer(shop, gone, at);
	amend(shop, kept, at, { note: "merged" });
	events.push({ shop, topic: "customers/merge", at, eventId:
		shop.random.uuid(), key: `merge:${gone.id}`,
	text: () => text(mergeBody(shop, kept, gone)) });
	events.push(objectEvent(shop, "Customer", kept, kept.changes.at(-1)));
	return { events, ids: { kept: shop.idText(kept.id),
		gone: shop.idText(gone.id) } };
}

function plainEvent(shop, topic, body, at = Date.now()) {
	return { shop, topic, at, eventId: shop.random.uuid(),
		key: `${topic}:${Date.now()}:${shop.random.next()}`,
		text: () => text(body) };
}

function uninstall(shop) {
	const events = [plainEvent(shop, "app/uninstalled", shopBody(shop))];
	shop.tokens.clear();
	shop.refreshTokens.clear();
	shop.installed = false;
	return { ids: {}, events, after: () => (shop.subscriptions = []) };
}

function privacy(topic) {
	return (shop, args) => {
		const who = topic === "shop/redact" ? null :
			customer(shop, args);
		return { ids: who ? { customer: shop.idText(who.id) } : {},
			events: [plainEvent(shop, topic,
				privacyBody(shop, topic, who))] };
	};
}

/* A cart or a checkout; a checkout may be updated, and completed. */
function storefront(topic, body) {
	return (shop, args) => {
		const who = args.guest || shop.customers.length === 0 ? null :
			customer(shop, args);
		const seen = visit(shop, who, now());
		const made = { ...seen, completed: args.completed ?? false,
			token: args.token ?? seen.token };
		return { ids: { token: made.token, cart: made.cart },
			events: [plainEvent(shop, topic, body(shop, made))] };
	};
}

const ENDS = ["view", "cart", "checkout", "order"];
const VISIT_MS = 10 * 60_000;

/* Its events; the visit is remembered, so that a test can count. */
function stepEvents(shop, made, end) {
	const steps = end === "view" ? [] : visitSteps(shop, made, end);
	shop.visits.push({ end, cart: made.cart, checkout: made.token,
		views: made.variants.length,
		customer: made.customer && shop.idText(made.customer.id),
		steps: steps.map(([topic, at]) => ({ topic, at })) });
	return steps.map(([topic, at, body]) =>
		plainEvent(shop, topic, body, at));
}

/* One that ends now, in an order of what was in the cart. */
function shopping(shop, args) {
	const tokens = visitTokens(shop);
	const { ids, events } = newOrder(shop, { ...args, tokens });
	const o = shop.byId.Order.get(shop.parseId(ids.order));
	const variants = o.lines.map((l) => l.variant).filter(Boolean);
	return { ids: { ...ids, ...tokens }, views: variants, events: [
		...stepEvents(shop, { ...tokens, at: o.createdAt - VISIT_MS,
			customer: o.customer, variants }, "order"), ...events] };
}

/*
 * A whole visit. Of one that ends in less than an order it is not known when
 * it is over, so it began at some time of the last two hours.
 */
function visitShop(shop, args) {
	const { end = "order" } = args;
	if (!ENDS.includes(end))
		throw new Refused(`end: one of ${ENDS.join(", ")}`);
	if (end === "order")
		return shopping(shop, args);
	const who = args.guest || shop.customers.length === 0 ||
		shop.random.chance(0.3) ? null : customer(shop, args);
	const made = visit(shop, who, now() - VISIT_MS -
		shop.random.below(110) * 60_000);
	return { ids: { cart: made.cart, token: made.token },
		views: made.variants, events: stepEvents(shop, made, end) };
}

/* Shop settings a merchant may change while the app is installed. */
function updateShop(shop, { fields = {} }) {
	Object.assign(shop.settings, fields);
	shop.zone = zone(shop.settings.timezone);
	return { ids: {}, events: [
		plainEvent(shop, "shop/update", shopBody(shop))] };
}

export const ACTIONS = {
	order: newOrder,
	refund: onOrder(isRefundable, refundOrder),
	cancel: onOrder(open, (shop, o, args) => {
		cancel(shop, o, now(), args.reason);
	}),
	edit: onOrder(open, (shop, o) => {
		editSome(shop, shop.random, shop.goods, o, now());
	}),
	pay: onOrder((o) => open(o) && !isPaid(o),
		(shop, o) => pay(shop, o, now())),
	fulfil: onOrder((o) => open(o) && !o.fulfilledAt,
		(shop, o) => fulfil(shop, o, now())),
	note: onOrder(open, (shop, o, args) =>
		annotate(shop, o, now(), args.note ?? `Note ${now()}`)),
	"unknown-sale": onOrder(open, (shop, o, args) =>
		addUnknown(shop, o, timeOf(args), minor(shop, args.net ?? "5"),
			minor(shop, args.tax ?? "1"))),
	"name-sales": onOrder(hasUnknown,
		(shop, o, args) => nameSales(shop, o, now(), args.quiet)),
	"delete-order": onOrder(() => true,
		(shop, o) => remove(shop, o, now())),
	customer: (shop) => {
		const c = newCustomer(shop, now());
		return { ids: { customer: shop.idText(c.id) }, events: [
			objectEvent(shop, "Customer", c, c.changes[0])] };
	},
	"customer-update": (shop, args) => customerChange(shop, "Customer",
		customer(shop, args), args.fields ??
			{ note: `Note ${now()}`, tags: ["seen"] }),
	"delete-customer": (shop, args) => {
		const c = customer(shop, args, (x) => x.count === 0);
		removeCustomer(shop, c, now());
		return { ids: { customer: shop.idText(c.id) }, events: [
			objectEvent(shop, "Customer", c, c.changes.at(-1))] };
	},
	"merge-customers": mergeCustomers,
	product: (shop, args) => {
		const p = makeProduct(shop, shop.products.length + 1,
			shop.random, now(), args.fields ?? {});
		shop.addProduct(p);
		return { ids: { product: shop.idText(p.id) }, events: [
			objectEvent(shop, "Product", p, p.changes[0])] };
	},
	"product-update": (shop, args) => customerChange(shop, "Product",
		product(shop, args), args.fields ??
			{ title: `Renamed ${now() / 1000}` }),
	"delete-product": (shop, args) => {
		const p = product(shop, args);
		p.changes.push({ at: now(), kind: "delete" });
		shop.remove("Product", shop.products, p, now());
		return { ids: { product: shop.idText(p.id) }, events: [
			objectEvent(shop, "Product", p, p.changes.at(-1))] };
	},
	uninstall,
	"shop-update": updateShop,
	cart: storefront("carts/create", cartBody),
	"cart-update": storefront("carts/update", cartBody),
	visit: visitShop,
	checkout: storefront("checkouts/create", checkoutBody),
	"checkout-update": storefront("checkouts/update", checkoutBody),
	"customers-data-request": privacy("customers/data_request"),
	"customers-redact": privacy("customers/redact"),
	"shop-redact": privacy("shop/redact"),
};

/* Do one thing; answers ids at once and a promise of the deliveries. */
export function act(sender, shop, args) {
	const action = ACTIONS[args.do];
	if (!action)
		throw new Refused("do: one of " +
			Object.keys(ACTIONS).join(", "));
	const { ids, events, views, after } = action(shop, args);
	const list = events.flatMap((e) => sender.targets(shop, e.topic)
		.map((target) => delivery(e, target)));
	after?.();
	if (views)
		pageViews(shop, views.map((v) => v.product));
	return { ids, topics: events.map((e) => e.topic),
		deliveries: Promise.all(list.map((d) => sender.enqueue(d))) };
}

export { Refused };
