// What the tests of the stand-in share: shops of many kinds, a context for
// GraphQL, a whole process.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import { Faults } from "./faults.mjs";
import { FIELDS } from "./fields.mjs";
import { fill } from "./generate.mjs";
import { answer } from "./graphql.mjs";
import { Journal } from "./journal.mjs";
import { Shop } from "./store.mjs";

const HERE = path.dirname(new URL(import.meta.url).pathname);

/* Shops that differ in what matters to figures. Days are fixed. */
export const KINDS = {
	plain: { currency: "USD" },
	vat: { currency: "EUR", country: "DE", taxesIncluded: true,
		timezone: "Europe/Berlin", presentment: ["SEK", "JPY", "USD"] },
	yen: { currency: "JPY", country: "JP", taxesIncluded: true,
		timezone: "Asia/Tokyo" },
	dinar: { currency: "KWD", country: "KW", timezone: "Asia/Kuwait",
		presentment: ["USD"] },
	edits: { currency: "GBP", country: "GB", edits: 0.3,
		timezone: "Europe/London" },
	duties: { currency: "CAD", country: "CA", duties: 0.4, fees: 0.4,
		refunded: 0.4, cancelled: 0.1, unpaid: 0.2, edits: 0.2,
		timezone: "America/Toronto", presentment: ["USD"] },
	import: { currency: "EUR", country: "DE", duties: 0.4, fees: 0.4,
		refunded: 0.4, cancelled: 0.1, taxesIncluded: true },
	wild: { currency: "USD", refunded: 0.5, cancelled: 0.2, unpaid: 0.2,
		giftCards: 0.2, tips: 0.2, testOrders: 0.1, guests: 0.3,
		imports: 0.1, deletedOrders: 0.05, bigIds: true,
		timezone: "Pacific/Auckland" },
};

export function makeShop(settings = {}, domain = "t.myshopify.com") {
	const shop = new Shop(domain, { seed: 5, orders: 300,
		from: "2026-01-01", to: "2026-06-30", ...settings });
	fill(shop);
	return shop;
}

export function makeContext(shop, fields = {}) {
	return { shop, scopes: shop.settings.scopes, version: "2026-10",
		fields: FIELDS, app: { faults: new Faults(),
			journal: new Journal(), downloads: new Map(),
			bulkDelayMs: 0, deliver() {}, apiKey: "key",
			apiSecret: "secret", dir: os.tmpdir() }, ...fields };
}

/* Ask a shop; a bucket of its own, so that nothing is throttled. */
export function ask(shop, query, variables = {}, fields = {}) {
	shop.bucket = null;
	return answer({ query, variables }, makeContext(shop, fields));
}

/* The stand-in as a process. stop() ends it and removes its folder. */
export async function startStore(...args) {
	const dir = mkdtempSync(path.join(os.tmpdir(), "xeno-store-"));
	const child = spawn(process.execPath, [path.join(HERE, "main.mjs"),
		"--dir", dir, "--api-key", "key", "--api-secret", "secret",
		"--api-secret-previous", "older", "--bulk-delay-ms", "10",
		...args], { stdio: ["ignore", "ignore", "inherit"] });
	const file = path.join(dir, "store.json");
	for (let i = 0; !existsSync(file); i++) {
		if (i > 300 || child.exitCode !== null)
			throw new Error("the store does not start");
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const store = JSON.parse(readFileSync(file, "utf8"));
	return { ...store, ca: readFileSync(store.caFile),
		control: `http://127.0.0.1:${store.controlPort}`,
		async stop() {
			const ended = once(child, "exit");
			child.kill("SIGTERM");
			await ended;
			rmSync(dir, { recursive: true, force: true });
		} };
}

/* A control call; the answer's JSON with its status. */
export async function control(store, method, where, body) {
	const response = await fetch(store.control + where, { method,
		body: body && JSON.stringify(body) });
	return { status: response.status, body: await response.json() };
}

/* An HTTPS request with full verification, sent to the stand-in. */
export function request(store, host, where, { method = "GET", headers = {},
	body } = {}) {
	return new Promise((resolve, reject) => {
		const r = https.request({ host: "127.0.0.1",
			port: store.tlsPort, servername: host, ca: store.ca,
			method, path: where, agent: false,
			headers: { host, ...headers } });
		r.on("response", (answer) => {
			const chunks = [];
			answer.on("data", (c) => chunks.push(c));
			answer.on("error", reject);
			answer.on("end", () => resolve({
				status: answer.statusCode,
				headers: answer.headers,
				text: Buffer.concat(chunks).toString() }));
			answer.on("aborted", () => reject(new Error("cut")));
		});
		r.on("error", reject);
		r.end(body);
	});
}

export async function graphql(store, host, token, query, variables,
	version = "2026-10") {
	const answer = await request(store, host,
		`/admin/api/${version}/graphql.json`, { method: "POST",
			headers: { "Content-Type": "application/json",
				"X-Shopify-Access-Token": token },
			body: JSON.stringify({ query, variables }) });
	return { ...answer, body: answer.text.startsWith("{") ?
		JSON.parse(answer.text) : null };
}
