// The control side: plain HTTP and JSON, for tests and the demonstration.
// README lists the calls.

import http from "node:http";
import { ACTIONS, Refused, act } from "./actions.mjs";
import { num, orderBody, refundBody, text } from "./bodies.mjs";
import { customerBody, customerDeleted, productBody, shopBody } from
	"./bodies-people.mjs";
import { load } from "./csv.mjs";
import { asOf } from "./derive.mjs";
import { historyOf } from "./events.mjs";
import { KINDS } from "./faults.mjs";
import { figures } from "./figures.mjs";
import { fill } from "./generate.mjs";
import { grantExpiring, signedQuery } from "./oauth.mjs";
import { annotate } from "./orders.mjs";
import { pastOf } from "./people.mjs";
import { pagesRest, setPixel } from "./pixel.mjs";
import { readBody, send } from "./server.mjs";
import { Shop } from "./store.mjs";
import { plan, storm } from "./storm.mjs";
import { Trade } from "./trade.mjs";
import { sequences } from "./sequences.mjs";
import { splits } from "./splits.mjs";
import { API_VERSION } from "./schema.mjs";
import { sign } from "./webhooks.mjs";
import { PLACES } from "./catalog.mjs";

const DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

class Missing extends Error {}

function shown(app, shop) {
	const { domain, settings, currency, taxesIncluded } = shop;
	return { domain, accessToken: shop.accessToken, currency,
		timezone: shop.zone.name, taxesIncluded, settings,
		installed: shop.installed, id: shop.idText(shop.id),
		webhook: shop.webhook ?? null, perMinute:
			shop.trade?.perMinute ?? 0,
		traded: shop.trade?.done ?? 0,
		viewsTold: shop.pixel?.told ?? 0,
		pendingDeliveries: app.sender.pending,
		subscriptions: shop.subscriptions.map(({ topic, uri }) =>
			({ topic, uri })),
		...shop.counts() };
}

function createShop(app, { domain, csv, accessToken, app: owner,
	...settings }) {
	if (!DOMAIN.test(domain ?? ""))
		throw new Refused("domain: not NAME.myshopify.com");
	if (app.shops.has(domain))
		throw new Refused(`domain: ${domain} is there already`);
	if (settings.country && !PLACES[settings.country])
		throw new Refused("country: one of " +
			Object.keys(PLACES).join(", "));
	const shop = new Shop(domain, settings);
	if (csv)
		load(shop, csv);
	else
		fill(shop);
	shop.accessToken = shop.grant(accessToken ?? shop.newSecret("shpat_"),
		{ owner });
	shop.trade = new Trade(app.sender, shop);
	app.shops.set(domain, shop);
	return shop;
}

/* The object of a topic, as it stands or stood. */
function bodyOf(shop, topic, id, at) {
	const [kind, verb] = topic.split("/");
	const get = (type) => {
		const n = shop.parseId(id ?? "");
		const object = shop.byId[type].get(n) ?? shop.gone.find((g) =>
			g.type === type && g.object.id === n)?.object;
		if (!object)
			throw new Missing(`no ${type} ${id}`);
		return object;
	};
	if (verb === "delete" && kind !== "customers")
		return { id: num(shop, shop.parseId(id ?? "")) };
	if (kind === "orders")
		return orderBody(asOf(get("Order"), at));
	if (kind === "customers")
		return verb === "delete" ? customerDeleted(shop,
			get("Customer")) : customerBody(shop,
			pastOf(get("Customer"), at));
	if (kind === "products")
		return productBody(shop, pastOf(get("Product"), at));
	if (kind === "refunds") {
		const refund = shop.byId.Refund.get(shop.parseId(id ?? ""));
		if (refund)
			return refundBody(refund.order, refund);
	}
	if (topic === "app/uninstalled" || topic === "shop/update")
		return shopBody(shop);
	throw new Missing(`no body for ${topic} ${id ?? ""}`);
}

function bodies(app, shop, parts, query) {
	const path = parts.map(decodeURIComponent).join("/").split("/");
	const topic = path.slice(0, 2).join("/");
	const at = query.get("at") ? Date.parse(query.get("at")) : Infinity;
	const body = text(bodyOf(shop, topic, path[2], at));
	if (!query.get("signed"))
		return { raw: body };
	const secret = shop.webhook?.secret ?? app.apiSecret;
	const uuid = () => shop.random.uuid();
	return { body: { body, headers: {
		"Content-Type": "application/json",
		"X-Shopify-Topic": topic,
		"X-Shopify-Hmac-Sha256": sign(secret, body),
		"X-Shopify-Shop-Domain": shop.domain,
		"X-Shopify-API-Version": API_VERSION,
		"X-Shopify-Webhook-Id": uuid(), "X-Shopify-Event-Id": uuid(),
		"X-Shopify-Triggered-At": new Date().toISOString() } } };
}

async function doAct(app, shop, body) {
	const { ids, topics, deliveries } = act(app.sender, shop, body);
	return { ids, topics, deliveries: body.wait === false ? [] :
		await deliveries };
}

async function doTrade(app, shop, { perMinute = 0 }) {
	shop.trade.set(perMinute);
	if (perMinute <= 0)
		await Promise.all([app.sender.rest(), pagesRest(shop)]);
	return { perMinute, done: shop.trade.done,
		pending: app.sender.pending };
}

function doTokens(shop, body) {
	shop.installed = true;
	if (body.revoke)
		return shop.tokens.delete(body.revoke), { revoked: true };
	if (body.expiring)
		return grantExpiring(shop, body.scopes ?? shop.settings.scopes,
			{ expiresIn: body.expiresIn });
	return { access_token: shop.grant(body.token ??
		shop.newSecret("shpat_"), { owner: body.app,
		...(body.scopes ? { scopes: body.scopes } : {}) }) };
}

function history(shop, type, id) {
	const n = shop.parseId(id ?? "");
	const object = shop.byId[type]?.get(n) ?? shop.gone.find((g) =>
		g.type === type && g.object.id === n)?.object;
	if (!object)
		throw new Missing(`no ${type} ${id}`);
	return historyOf(shop, type, object).map((e) => ({ topic: e.topic,
		at: new Date(e.at).toISOString(), eventId: e.eventId,
		body: e.text() }));
}

/* Of the latest orders so many change, evenly in these minutes until now. */
function touch(shop, { orders = 1, minutes = 15 }) {
	const list = shop.orders.slice(-orders);
	const now = Date.now(), step = minutes * 60_000 / list.length;
	list.forEach((order, i) => annotate(shop, order,
		now - (list.length - 1 - i) * step, `Note ${now}`));
	return { changed: list.length };
}

function number(query, name, otherwise) {
	return query.has(name) ? Number(query.get(name)) : otherwise;
}

/* Calls on one shop: METHOD name -> (app, shop, body, query, rest). */
const SHOP_CALLS = {
	"GET": (app, shop) => shown(app, shop),
	"DELETE": (app, shop) => {
		shop.trade.set(0);
		app.shops.delete(shop.domain);
		return { deleted: shop.domain };
	},
	"PATCH": (app, shop, body) => {
		Object.assign(shop.settings, body);
		if (body.maximumAvailable || body.restoreRate)
			shop.bucket = null;
		return shown(app, shop);
	},
	"GET figures": (app, shop, body, query) => figures(shop, {
		from: query.get("from"), to: query.get("to"),
		limit: number(query, "limit", 5),
		without: query.get("without")?.split(",") ?? [] }),
	"GET sequences": (app, shop) => sequences(shop),
	"GET splits": (app, shop, body, query) => splits(shop,
		Object.fromEntries(query)),
	"POST webhooks": (app, shop, body) => {
		shop.webhook = body.url === null ? null :
			{ ...shop.webhook, ...body };
		return shown(app, shop);
	},
	"POST pixel": (app, shop, body) => {
		setPixel(shop, body.url === null ? null : body);
		return shown(app, shop);
	},
	"GET visits": (app, shop) => shop.visits,
	"POST trade": doTrade,
	"POST storm": (app, shop, body) => storm(app.sender, shop, body),
	"POST plan": (app, shop, body) => plan(app.sender, shop, body).map(
		({ id, eventId, topic, at }) => ({ id, eventId, topic,
			at: new Date(at).toISOString() })),
	"POST act": doAct,
	"POST touch": (app, shop, body) => touch(shop, body),
	"POST tokens": (app, shop, body) => doTokens(shop, body),
	"GET tokens": (app, shop) => ({ tokens: [...shop.tokens.keys()],
		refreshTokens: [...shop.refreshTokens.keys()] }),
	"POST install": (app, shop, body) => ({ url: `${body.appUrl}?` +
		signedQuery(app, shop, {}, body) }),
	"GET bodies": (app, shop, body, query, rest) =>
		bodies(app, shop, rest, query),
	"GET history": (app, shop, body, query, [name, id]) => history(shop, {
		orders: "Order", customers: "Customer",
		products: "Product" }[name], id),
};

const CALLS = {
	"GET /health": () => ({ ok: true }),
	"GET /shops": (app) => [...app.shops.values()].map((s) =>
		shown(app, s)),
	"POST /shops": (app, body) => ({ status: 201,
		body: shown(app, createShop(app, body)) }),
	"GET /faults": (app) => ({ kinds: KINDS, faults: app.faults.list }),
	"POST /faults": (app, body) => {
		for (const fault of Array.isArray(body) ? body : [body])
			app.faults.add(fault);
		return { faults: app.faults.list };
	},
	"DELETE /faults": (app) => ((app.faults.list = []), { faults: [] }),
	"GET /log": (app, body, query) => app.journal.show(query.get("shop")),
	"DELETE /log": (app) => (app.journal.reset(), { ok: true }),
	"GET /actions": () => Object.keys(ACTIONS),
};

async function route(app, request, response) {
	const url = new URL(request.url, "http://control");
	const input = await readBody(request);
	const body = input ? JSON.parse(input) : {};
	const [, first, domain, name, ...rest] = url.pathname.split("/");
	let result;
	if (first === "shops" && domain) {
		const shop = app.shops.get(decodeURIComponent(domain));
		const call = SHOP_CALLS[[request.method, name]
			.filter(Boolean).join(" ")];
		if (!shop || !call)
			throw new Missing(shop ? "no such call" :
				`no shop ${domain}`);
		result = await call(app, shop, body, url.searchParams, rest);
	} else {
		const call = CALLS[`${request.method} ${url.pathname}`];
		if (!call)
			throw new Missing("no such call");
		result = await call(app, body, url.searchParams);
	}
	if (result?.raw !== undefined)
		send(response, 200, result.raw);
	else if (result?.body !== undefined)
		send(response, result.status ?? 200, result.body);
	else
		send(response, 200, result);
}

function statusOf(error) {
	if (error instanceof Missing)
		return 404;
	if (error instanceof Refused)
		return 409;
	return error instanceof SyntaxError ? 400 : 500;
}

export function controlServer(app) {
	const server = http.createServer((request, response) => {
		route(app, request, response).catch((error) => {
			const status = statusOf(error);
			if (status === 500)
				app.complain(error);
			send(response, status, { message: error.message });
		});
	});
	server.keepAliveTimeout = 65_000;
	server.requestTimeout = 0;
	return server;
}
