// Webhook subscriptions that an app makes for a shop through GraphQL. Each
// is of the app whose token made it, and no other app sees it.

import { page } from "./lists.mjs";
import { schema } from "./schema.mjs";

/* ORDERS_CREATE -> orders/create, CUSTOMER_TAGS_ADDED -> customer.tags_added */
export function topicName(name) {
	const tags = /^CUSTOMER_(TAGS_ADDED|TAGS_REMOVED)$/.exec(name);
	if (tags)
		return `customer.${tags[1].toLowerCase()}`;
	const heads = ["BULK_OPERATIONS", "ORDER_TRANSACTIONS",
		"INVENTORY_LEVELS", "INVENTORY_ITEMS", "DRAFT_ORDERS"];
	const head = heads.find((h) => name.startsWith(h + "_")) ??
		name.split("_")[0];
	return `${head}/${name.slice(head.length + 1)}`.toLowerCase();
}

function problem(uri) {
	let url;
	try {
		url = new URL(uri);
	} catch {
		return "Address is invalid";
	}
	if (url.protocol !== "https:")
		return `Address protocol ${url.protocol}// is not supported`;
	if (/(^|\.)(myshopify\.com|shopify\.com|localhost)$/
		.test(url.hostname))
		return "Address cannot be a Shopify or an internal domain";
	return null;
}

/* One of these scopes a topic takes, as the schema's own words have it. */
export function scopesOf(topic) {
	const { description } = schema().getType("WebhookSubscriptionTopic")
		.getValue(topic);
	return /Requires[^]*$/.exec(description ?? "")?.[0]
		.match(/\bread_\w+/g) ?? [];
}

function may(scopes, topic) {
	const any = scopesOf(topic);
	return any.length === 0 || any.some((scope) => scopes.includes(scope) ||
		scopes.includes(scope.replace("read_", "write_")));
}

const isOf = (owner) => (s) => s.owner?.apiKey === owner?.apiKey;

const refusal = (message, field = ["webhookSubscription", "callbackUrl"]) =>
	({ webhookSubscription: null, userErrors: [{ field, message }] });

function create(_, { topic, webhookSubscription: input }, context) {
	const { shop, version, owner } = context;
	const uri = input.uri ?? input.callbackUrl;
	if (!uri)
		return refusal("Address can't be blank");
	const wrong = problem(uri);
	if (wrong)
		return refusal(wrong);
	if (!may(context.scopes, topic))
		return refusal("You do not have permission to create or " +
			`update webhooks with ${topicName(topic)} topic. ` +
			"This topic requires one of the scopes " +
			scopesOf(topic).join(", "), ["topic"]);
	if (shop.subscriptions.filter(isOf(owner)).some((s) =>
		s.topic === topic && s.uri === uri))
		return refusal("Address for this topic has already been taken");
	const now = Date.now();
	const subscription = { id: shop.nextId("WebhookSubscription"), topic,
		uri, format: input.format ?? "JSON", name: input.name ?? null,
		includeFields: input.includeFields ?? [],
		filter: input.filter ?? null, metafieldNamespaces: [],
		metafields: [], version, createdAt: now, updatedAt: now,
		failures: 0, owner };
	shop.subscriptions.push(subscription);
	return { webhookSubscription: subscription, userErrors: [] };
}

/* A new address or name for a subscription. */
function update(_, { id, webhookSubscription: input }, { shop, owner }) {
	const number = shop.parseId(id, "WebhookSubscription");
	const held = shop.subscriptions.filter(isOf(owner)).find((s) =>
		s.id === number);
	if (!held)
		return { webhookSubscription: null, userErrors: [{
			field: ["id"],
			message: "Webhook subscription does not exist" }] };
	const { uri, callbackUrl, ...rest } = input;
	const wrong = (uri ?? callbackUrl) && problem(uri ?? callbackUrl);
	if (wrong)
		return refusal(wrong);
	Object.assign(held, rest, { uri: uri ?? callbackUrl ?? held.uri,
		updatedAt: Date.now() });
	return { webhookSubscription: held, userErrors: [] };
}

function remove(_, { id }, { shop, owner }) {
	const number = shop.parseId(id, "WebhookSubscription");
	const i = shop.subscriptions.findIndex((s) => s.id === number &&
		isOf(owner)(s));
	if (i < 0)
		return { deletedWebhookSubscriptionId: null, userErrors: [{
			field: ["id"],
			message: "Webhook subscription does not exist" }] };
	shop.subscriptions.splice(i, 1);
	return { deletedWebhookSubscriptionId: id, userErrors: [] };
}

function search(_, args, context) {
	const topics = args.topics ?? null;
	return page(context.shop.subscriptions.filter(isOf(context.owner))
		.filter((s) => topics === null || topics.includes(s.topic)),
	args, context);
}

export const SUBSCRIPTION_FIELDS = { WebhookSubscription: {
	id: (s, _, { shop }) => shop.gid("WebhookSubscription", s.id),
	legacyResourceId: (s, _, { shop }) => shop.idText(s.id),
	callbackUrl: (s) => s.uri,
	apiVersion: (s) => ({ handle: s.version, displayName: s.version,
		supported: true }),
} };
export const subscriptionQueries = { webhookSubscriptions: search,
	webhookSubscription: (_, { id }, { shop, owner }) =>
		shop.subscriptions.filter(isOf(owner)).find((s) =>
			s.id === shop.parseId(id)) ?? null };
export const subscriptionMutations = { webhookSubscriptionCreate: create,
	webhookSubscriptionUpdate: update,
	webhookSubscriptionDelete: remove };
