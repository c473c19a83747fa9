// From changes to deliveries: which topics a change fires, with the body
// as of its time. Webhook ids come from what happened, so that the same
// event has the same id whenever it is sent.

import { editBody, num, orderBody, refundBody, text } from "./bodies.mjs";
import { customerBody, customerDeleted, productBody } from
	"./bodies-people.mjs";
import { asOf } from "./derive.mjs";
import { pastOf } from "./people.mjs";
import { Random } from "./random.mjs";

const ORDER_TOPICS = {
	create: ["orders/create"], paid: ["orders/paid", "orders/updated"],
	fulfilled: ["orders/fulfilled", "orders/updated"],
	note: ["orders/updated"], refund: ["refunds/create", "orders/updated"],
	edit: ["orders/edited", "orders/updated"],
	cancel: ["orders/cancelled", "orders/updated"],
	delete: ["orders/delete"],
};

function orderText(order, change, topic) {
	const { shop } = order;
	if (topic === "orders/delete")
		return text({ id: num(shop, order.id) });
	const view = asOf(order, change.at);
	if (topic === "refunds/create")
		return text(refundBody(view, change.refund));
	if (topic === "orders/edited")
		return text(editBody(view, change));
	return text(orderBody(view));
}

/* An event: what a delivery is made of, before it has an address. */
function event(shop, type, object, change, topic, make) {
	const random = new Random(shop.domain, shop.settings.seed, type,
		object.id, change.at, change.kind);
	return { shop, topic, at: change.at, eventId: random.uuid(),
		key: `${type}:${object.id}:${change.at}:${topic}`, text: make };
}

export function orderEvents(order, change) {
	const topics = [...ORDER_TOPICS[change.kind]];
	if (change.kind === "create" && order.payments[0]?.at === change.at)
		topics.push("orders/paid");
	if (change.kind === "edit" && change.refund)
		topics.push("refunds/create");
	return topics.map((topic) => ({ ...event(order.shop, "Order", order,
		change, topic, () => orderText(order, change, topic)),
	order: order.shop.idText(order.id) }));
}

const PEOPLE = {
	Customer: { topic: "customers", body: customerBody,
		gone: customerDeleted },
	Product: { topic: "products", body: productBody,
		gone: (shop, p) => ({ id: num(shop, p.id) }) },
};

/* Events of a customer or a product; kinds create, update, delete. */
export function objectEvent(shop, type, object, change) {
	const { topic, body, gone } = PEOPLE[type];
	return event(shop, type, object, change, `${topic}/${change.kind}`,
		() => text(change.kind === "delete" ? gone(shop, object) :
			body(shop, pastOf(object, change.at))));
}

/* All that ever happened to an object, oldest first. */
export function historyOf(shop, type, object) {
	if (type === "Order")
		return object.changes.flatMap((c) => orderEvents(object, c));
	const changes = [...object.changes];
	if (object.updatedAt > changes.at(-1).at)
		changes.push({ at: object.updatedAt, kind: "update" });
	return changes.map((c) => objectEvent(shop, type, object, c));
}

/* A delivery of an event to a target; `salt` makes another webhook id. */
export function delivery(event, target, salt = "") {
	const { shop } = event;
	const random = new Random(shop.domain, shop.settings.seed, event.key,
		target.subscription?.id ?? "app", salt);
	return { ...event, ...target, id: random.uuid() };
}
