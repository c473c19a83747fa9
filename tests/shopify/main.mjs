// The stand-in store: `node main.mjs --dir D ...` (see README).

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { controlServer } from "./control.mjs";
import { Faults } from "./faults.mjs";
import { Journal } from "./journal.mjs";
import { schema } from "./schema.mjs";
import { tlsServer } from "./server.mjs";
import { certificates } from "./tls.mjs";
import { delivery } from "./events.mjs";
import { Sender } from "./webhooks.mjs";
import { text } from "./bodies.mjs";

const USAGE = "usage: node main.mjs --dir D --api-key K --api-secret S " +
	"[--api-secret-previous P] [--tls-port 0] [--control-port 0] " +
	"[--bulk-delay-ms 200]";

const OPTIONS = {
	dir: { type: "string" }, "api-key": { type: "string" },
	"api-secret": { type: "string" },
	"api-secret-previous": { type: "string" },
	"tls-port": { type: "string", default: "0" },
	"control-port": { type: "string", default: "0" },
	"bulk-delay-ms": { type: "string", default: "200" },
};

function options() {
	try {
		const { values } = parseArgs({ options: OPTIONS });
		if (values.dir && values["api-key"] && values["api-secret"])
			return values;
	} catch (error) {
		console.error(error.message);
	}
	console.error(USAGE);
	process.exit(2);
}

function complain(error) {
	console.error(JSON.stringify({ at: new Date().toISOString(),
		error: error.stack ?? String(error) }));
}

function makeApp(values, tls) {
	const app = {
		dir: values.dir, apiKey: values["api-key"],
		apiSecret: values["api-secret"],
		apiSecretPrevious: values["api-secret-previous"] || null,
		bulkDelayMs: Number(values["bulk-delay-ms"]), ca: tls.ca,
		shops: new Map(), downloads: new Map(), faults: new Faults(),
		journal: new Journal(), complain,
	};
	app.sender = new Sender(app);
	/* Something that is not a change of an object, to whoever wants it. */
	app.deliver = (shop, topic, body) => {
		const event = { shop, topic, at: Date.now(),
			eventId: shop.random.uuid(), key: shop.random.uuid(),
			text: () => text(body) };
		for (const target of app.sender.targets(shop, topic))
			app.sender.enqueue(delivery(event, target))
				.catch(complain);
	};
	return app;
}

function listen(server, port) {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", 1024, () =>
			resolve(server.address().port));
	});
}

async function main() {
	const values = options();
	mkdirSync(values.dir, { recursive: true });
	values.dir = path.resolve(values.dir);
	const tls = certificates(values.dir);
	tls.ca = readFileSync(tls.caFile);
	const app = makeApp(values, tls);
	schema();
	const servers = [tlsServer(app, tls), controlServer(app)];
	const [tlsPort, controlPort] = [
		await listen(servers[0], Number(values["tls-port"])),
		await listen(servers[1], Number(values["control-port"]))];
	const file = path.join(values.dir, "store.json");
	// Written beside and renamed, so that a reader never sees half of it.
	writeFileSync(`${file}.new`, JSON.stringify({ tlsPort, controlPort,
		caFile: tls.caFile, pid: process.pid }) + "\n");
	renameSync(`${file}.new`, file);
	for (const signal of ["SIGTERM", "SIGINT"])
		process.on(signal, () => {
			app.sender.close();
			process.exit(0);
		});
	console.log(`store: TLS on 127.0.0.1:${tlsPort}, control on ` +
		`http://127.0.0.1:${controlPort}`);
}

process.on("uncaughtException", complain);
process.on("unhandledRejection", complain);
main().catch((error) => {
	complain(error);
	process.exit(1);
});
