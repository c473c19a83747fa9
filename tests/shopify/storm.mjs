// Everything that ever happened, sent at once: each change with the body of
// its time, in an order drawn from a seed, some twice. The same seed sends
// the same deliveries again; `fresh` gives them new webhook ids.

import { delivery, historyOf } from "./events.mjs";
import { Random } from "./random.mjs";

const TYPES = { orders: "Order", customers: "Customer", products: "Product" };

/* Every event of the types asked for, deleted objects included. */
export function allEvents(shop, what = Object.keys(TYPES)) {
	const events = [];
	for (const name of what) {
		const type = TYPES[name];
		if (!type)
			throw new Error(`what: not ${name}, but ` +
				Object.keys(TYPES).join(", "));
		for (const object of shop[name])
			events.push(...historyOf(shop, type, object));
		for (const gone of shop.gone)
			if (gone.type === type)
				events.push(...historyOf(shop, type,
					gone.object));
	}
	return events;
}

/* The deliveries of a storm, in their order. */
export function plan(sender, shop, { seed = 1, duplicates = 0, what,
	fresh = false, limit } = {}) {
	const random = new Random(seed, "storm");
	const salt = fresh ? `${seed}:${Date.now()}` : "";
	const list = [];
	for (const event of allEvents(shop, what))
		for (const target of sender.targets(shop, event.topic))
			list.push({ ...delivery(event, target, salt),
				retries: 3 });
	random.shuffle(list);
	if (limit !== undefined)
		list.length = Math.min(list.length, limit);
	const once = list.length;
	for (let i = Math.round(once * duplicates); i > 0; i--)
		list.push(list[random.below(once)]);
	return random.shuffle(list);
}

/* Send a plan with so many at once; answers when all are done. */
export async function storm(sender, shop, options = {}) {
	const list = plan(sender, shop, options);
	const outcomes = { sent: list.length, delivered: 0, failures: [],
		byTopic: {} };
	const started = Date.now();
	let next = 0;
	async function worker() {
		while (next < list.length) {
			const d = list[next++];
			const outcome = await sender.deliver(d);
			outcomes.byTopic[d.topic] =
				(outcomes.byTopic[d.topic] ?? 0) + 1;
			if (outcome.status >= 200 && outcome.status < 300)
				outcomes.delivered++;
			else if (outcomes.failures.length < 100)
				outcomes.failures.push(outcome);
		}
	}
	sender.pending++;
	await Promise.all(Array.from({ length: options.concurrency ?? 16 },
		worker));
	sender.pending--;
	outcomes.failed = outcomes.sent - outcomes.delivered;
	outcomes.ms = Date.now() - started;
	return outcomes;
}
