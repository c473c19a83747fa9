// Ready results of bulk operations, of any size, in little memory:
//
//	node generate-jsonl.mjs --seed S --orders N --customers M --lines 3
//		--out DIR [--orders-query FILE] [--customers-query FILE]
//		[--products-query FILE] [--set name=value ...]
//
// writes orders.jsonl, customers.jsonl and products.jsonl as Shopify would
// answer the queries (children behind their parents; --apart: as with
// groupObjects false); --query FILE is short for --orders-query.

import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from
	"node:fs";
import { once } from "node:events";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkBulkQuery } from "./bulk-rules.mjs";
import { FIELDS } from "./fields.mjs";
import { figures } from "./figures.mjs";
import { History } from "./generate.mjs";
import { decimal, parseDecimal } from "./money.mjs";
import { compileQuery, printRoots } from "./project.mjs";
import { QUERIES } from "./queries.mjs";
import { Shop } from "./store.mjs";

const OPTIONS = {
	seed: { type: "string", default: "1" },
	orders: { type: "string", default: "1000" },
	customers: { type: "string" }, lines: { type: "string" },
	out: { type: "string" }, query: { type: "string" },
	domain: { type: "string", default: "big.myshopify.com" },
	"orders-query": { type: "string" },
	"customers-query": { type: "string" },
	"products-query": { type: "string" },
	set: { type: "string", multiple: true, default: [] },
	apart: { type: "boolean", default: false },
};

function settingsOf(values) {
	const settings = { seed: values.seed, orders: Number(values.orders) };
	if (values.customers)
		settings.customers = Number(values.customers);
	if (values.lines)
		Object.assign(settings, { lines: Number(values.lines),
			linesExact: true });
	for (const pair of values.set) {
		const [name, value] = pair.split(/=(.*)/s);
		try {
			settings[name] = JSON.parse(value);
		} catch {
			settings[name] = value;
		}
	}
	return settings;
}

/* A query's one connection, ready to print. */
function childOf(values, name) {
	const file = values[`${name}-query`] ??
		(name === "orders" ? values.query : undefined);
	const { problems, document } = checkBulkQuery(file ?
		readFileSync(file, "utf8") : QUERIES[name]);
	if (problems)
		throw new Error(`${file ?? name}: ${problems.join("; ")}`);
	return compileQuery(document, FIELDS).root.children[0];
}

async function write(values, shop, name, roots) {
	const out = createWriteStream(path.join(values.out, `${name}.jsonl`));
	const counts = { objects: 0, roots: 0 };
	const context = { shop, bulk: true, scopes: shop.settings.scopes };
	for (const bytes of printRoots(childOf(values, name), roots, context,
		!values.apart, counts))
		if (!out.write(bytes))
			await once(out, "drain");
	out.end();
	await once(out, "close");
	return counts;
}

/* What is true of the orders that went by, summed as they went. */
class Tally {
	constructor(shop) {
		this.shop = shop;
		this.totals = {};
		this.batch = [];
	}

	add(order) {
		this.batch.push(order);
		if (this.batch.length >= 5000)
			this.flush();
	}

	flush() {
		const { shop } = this;
		shop.orders = this.batch;
		const { overview } = figures(shop);
		for (const [name, value] of Object.entries(overview)) {
			const units = typeof value === "number" ? value :
				parseDecimal(value, shop.digits);
			this.totals[name] = (this.totals[name] ?? 0) + units;
		}
		shop.orders = [];
		this.batch = [];
	}

	show(customers) {
		this.flush();
		const { totals, shop } = this;
		const amount = (n) => decimal(n, shop.digits);
		return { totalCustomers: customers,
			totalOrders: totals.totalOrders,
			totalRevenue: amount(totals.totalRevenue),
			grossSales: amount(totals.grossSales),
			netSales: amount(totals.netSales),
			unitsOrdered: totals.unitsOrdered,
			currency: shop.currency };
	}
}

function* tallied(history, tally) {
	for (const order of history.run()) {
		tally.add(order);
		yield order;
	}
}

function* people(crowd) {
	for (let n = 0; n < crowd.met; n++)
		yield crowd.get(n);
}

async function main() {
	const { values } = parseArgs({ options: OPTIONS });
	if (!values.out)
		throw new Error("--out DIR is needed");
	mkdirSync(values.out, { recursive: true });
	const shop = new Shop(values.domain, settingsOf(values));
	shop.streaming = true;
	const history = new History(shop, { keep: false });
	history.makeProducts();
	const tally = new Tally(shop);
	const summary = { domain: values.domain, settings: shop.settings };
	summary.orders = await write(values, shop, "orders",
		tallied(history, tally));
	summary.customers = await write(values, shop, "customers",
		people(history.crowd));
	summary.products = await write(values, shop, "products", shop.products);
	summary.figures = tally.show(history.crowd.met);
	writeFileSync(path.join(values.out, "summary.json"),
		JSON.stringify(summary, null, "\t") + "\n");
	console.log(JSON.stringify(summary));
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
