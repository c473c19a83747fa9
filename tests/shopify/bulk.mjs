// Bulk operations: started, run beside everything else, polled, cancelled;
// their JSONL lies in a file and is fetched from storage.googleapis.com.

import { createWriteStream, mkdirSync, statSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { GraphQLError } from "graphql";
import { checkBulkQuery } from "./bulk-rules.mjs";
import { page } from "./lists.mjs";
import { compileQuery, printAll } from "./project.mjs";

const AT_ONCE = 5;
const URL_TTL = 7 * 86_400_000;
const OPEN = new Set(["CREATED", "RUNNING", "CANCELING"]);

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* A signed address for a file, as Google's storage gives them out. */
function publish(app, shop, operation, file, ttl) {
	const key = shop.newSecret("");
	const expires = Date.now() + ttl;
	app.downloads.set(key, { file, expires, shop, operation });
	return "https://storage.googleapis.com/shopify-tiers-assets-prod-" +
		`us-east1/bulk-operation-outputs/${key}?GoogleAccessId=` +
		"assets-us-prod%40shopify-tiers.iam.gserviceaccount.com&" +
		`Expires=${Math.floor(expires / 1000)}` +
		`&Signature=${shop.newSecret("")}` +
		"&response-content-type=application%2Fjsonl";
}

async function write(operation, context, file, fault) {
	const limit = fault.afterRoots ?? Infinity;
	const out = createWriteStream(file);
	const counts = { objects: 0, roots: 0 };
	const plan = compileQuery(operation.document, context.fields);
	const inner = { ...context, bulk: true, searches: [] };
	const group = operation.group && !fault.apart;
	for (const text of printAll(plan, inner, group, counts)) {
		if (!out.write(text))
			await once(out, "drain");
		operation.objectCount = counts.objects;
		operation.rootObjectCount = counts.roots;
		await new Promise(setImmediate);
		if (operation.status === "CANCELING" || counts.roots >= limit)
			break;
	}
	out.end();
	await once(out, "close");
	operation.fileSize = statSync(file).size;
}

function finish(app, shop, operation, status, errorCode = null) {
	operation.status = status;
	operation.errorCode = errorCode;
	operation.completedAt = Date.now();
	app.deliver(shop, "bulk_operations/finish", {
		admin_graphql_api_id: shop.gid("BulkOperation", operation.id),
		completed_at: shop.zone.local(operation.completedAt),
		created_at: shop.zone.local(operation.createdAt),
		error_code: errorCode?.toLowerCase() ?? null,
		status: status.toLowerCase(), type: "query",
	});
}

/* Run on for nothing, until it is cancelled; creeping, it seems to go on. */
async function linger(operation, { runMs = 0, creepMs }) {
	const creep = creepMs && setInterval(() => {
		operation.objectCount++;
	}, creepMs);
	await new Promise((resolve) => {
		const timer = setTimeout(resolve, runMs);
		operation.wake = () => {
			clearTimeout(timer);
			resolve();
		};
	});
	clearInterval(creep);
}

/* Run an operation to its end, or to the end that a fault wants. */
async function run(app, shop, operation, context) {
	const fault = app.faults.take("bulk", shop) ?? {};
	await sleep(fault.delayMs ?? app.bulkDelayMs);
	if (operation.status === "CREATED")
		operation.status = "RUNNING";
	await linger(operation, fault);
	const folder = path.join(app.dir, "bulk");
	mkdirSync(folder, { recursive: true });
	const file = path.join(folder, `${operation.id}.jsonl`);
	try {
		await write(operation, context, file, fault);
	} catch (error) {
		operation.problem = error.message;
		finish(app, shop, operation, "FAILED", "INTERNAL_SERVER_ERROR");
		return;
	}
	const address = () => operation.fileSize === 0 ? null : publish(app,
		shop, operation, file, fault.urlTtlMs ?? URL_TTL);
	if (operation.status === "CANCELING" || fault.status === "CANCELED") {
		operation.partialDataUrl = address();
		finish(app, shop, operation, "CANCELED");
	} else if (fault.status === "FAILED") {
		operation.partialDataUrl = fault.partial === false ? null :
			address();
		finish(app, shop, operation, "FAILED",
			fault.errorCode ?? "INTERNAL_SERVER_ERROR");
	} else {
		operation.url = address();
		if (fault.truncate !== undefined && operation.url)
			operation.truncate = fault.truncate;
		finish(app, shop, operation, "COMPLETED");
	}
}

function refuse(message, code = "INVALID", field = ["query"]) {
	return { bulkOperation: null, userErrors: [{ field, message, code }] };
}

function start(_, { query, groupObjects }, context) {
	const { app, shop } = context;
	const { problems, document } = checkBulkQuery(query);
	if (problems)
		return { bulkOperation: null, userErrors: problems.map((m) =>
			refuse(m).userErrors[0]) };
	const running = shop.bulk.filter((b) => OPEN.has(b.status));
	if (running.length >= AT_ONCE)
		return refuse("A bulk query operation for this app and shop " +
			`is already in progress: ${running.map((b) =>
				shop.gid("BulkOperation", b.id)).join(", ")}.`,
		"OPERATION_IN_PROGRESS", null);
	const operation = { id: shop.nextId("BulkOperation"), status: "CREATED",
		type: "QUERY", query, document, group: groupObjects,
		createdAt: Date.now(), completedAt: null, errorCode: null,
		objectCount: 0, rootObjectCount: 0, fileSize: null, url: null,
		partialDataUrl: null };
	shop.bulk.push(operation);
	run(app, shop, operation, context);
	return { bulkOperation: operation, userErrors: [] };
}

function find(shop, gid) {
	const id = shop.parseId(gid, "BulkOperation");
	return shop.bulk.find((b) => b.id === id) ?? null;
}

function stop(_, { id }, { shop }) {
	const operation = find(shop, id);
	if (!operation)
		return { bulkOperation: null, userErrors: [{ field: ["id"],
			message: "Bulk operation does not exist" }] };
	if (!OPEN.has(operation.status))
		return { bulkOperation: operation, userErrors: [{ field: null,
			message: "A bulk operation cannot be canceled when " +
				`it is ${operation.status.toLowerCase()}` }] };
	operation.status = "CANCELING";
	operation.wake?.();
	return { bulkOperation: operation, userErrors: [] };
}

/* bulkOperations(query: "status:running operation_type:query") */
function search(_, args, context) {
	let held = [...context.shop.bulk];
	for (const [, key, value] of (args.query ?? "")
		.matchAll(/(\w+):'?"?([\w]+)/g)) {
		if (key === "status")
			held = held.filter((b) => b.status.toLowerCase() ===
				value.toLowerCase());
		else if (!["operation_type", "created_at", "id"].includes(key))
			throw new GraphQLError(`Invalid search field: ${key}`);
	}
	return page(args.reverse === false ? held : held.reverse(),
		{ ...args, reverse: false }, context);
}

const count = (name) => (b) => b[name] === null ? null : String(b[name]);

export const BULK_FIELDS = { BulkOperation: {
	id: (b, _, { shop }) => shop.gid("BulkOperation", b.id),
	objectCount: count("objectCount"), fileSize: count("fileSize"),
	rootObjectCount: count("rootObjectCount"),
} };
export const bulkQueries = {
	bulkOperation: (_, { id }, { shop }) => find(shop, id),
	currentBulkOperation: (_, __, { shop }) => shop.bulk.at(-1) ?? null,
	bulkOperations: search,
};
export const bulkMutations = { bulkOperationRunQuery: start,
	bulkOperationCancel: stop };
