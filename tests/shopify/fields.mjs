// The roots of the graph: queries and mutations, and the one table of all
// field functions.

import { GraphQLError } from "graphql";
import { ORDER_FIELDS } from "./fields-order.mjs";
import { PEOPLE_FIELDS } from "./fields-people.mjs";
import { BULK_FIELDS, bulkMutations, bulkQueries } from "./bulk.mjs";
import { SUBSCRIPTION_FIELDS, subscriptionMutations, subscriptionQueries }
	from "./subscriptions.mjs";
import { count, list } from "./lists.mjs";
import { report } from "./reports.mjs";

/* Shopify's refusal where the token lacks a scope. */
function need(context, field, scope) {
	const write = scope.replace("read_", "write_");
	if (context.scopes.includes(scope) || context.scopes.includes(write))
		return;
	throw new GraphQLError(`Access denied for ${field} field. Required ` +
		`access: \`${scope}\` access scope.`, { extensions: {
		code: "ACCESS_DENIED", documentation:
			"https://shopify.dev/api/usage/access-scopes",
		requiredAccess: `\`${scope}\` access scope.` } });
}

function badId(id) {
	return new GraphQLError(`Invalid global id '${id}'`,
		{ extensions: { code: "argumentLiteralsIncompatible" } });
}

const TYPES = { Order: "read_orders", Refund: "read_orders",
	Customer: "read_customers", Product: "read_products",
	ProductVariant: "read_products" };

/* The object of a gid of that type, or null. */
function find(type, gid, context) {
	const id = context.shop.parseId(gid, type);
	if (id === null || !gid.startsWith("gid://"))
		throw badId(gid);
	return context.shop.byId[type].get(id) ?? null;
}

function node(gid, context) {
	const type = /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1];
	if (!type)
		throw badId(gid);
	if (TYPES[type]) {
		need(context, "node", TYPES[type]);
		const object = find(type, gid, context);
		return object && wrap(type, object);
	}
	if (type === "BulkOperation")
		return wrap(type, bulkQueries.bulkOperation({}, { id: gid },
			context));
	return null;
}

/* An object that knows its GraphQL type, for the Node interface. */
function wrap(type, object) {
	return object && Object.create(object, { __typename: { value: type } });
}

function top(field, type) {
	const scope = TYPES[type];
	return (_, args, context) => {
		need(context, field, scope);
		return list(type, args, context);
	};
}

function one(field, type) {
	return (_, { id }, context) => {
		need(context, field, TYPES[type]);
		return find(type, id, context);
	};
}

function counted(field, type) {
	return (_, args, context) => {
		need(context, field, TYPES[type]);
		return count(type, args, context);
	};
}

/* A report, or what a fault makes of it. */
function shopifyql(_, { query }, context) {
	need(context, "shopifyqlQuery", "read_reports");
	const fault = context.app?.faults.take("report", context.shop);
	const answer = report(context.shop, query);
	if (fault?.parseErrors)
		return { ...answer, parseErrors: fault.parseErrors,
			tableData: null };
	if (fault?.lacks)
		answer.tableData.rows.splice(-fault.lacks);
	return answer;
}

const QueryRoot = {
	shop: () => ({}),
	currentAppInstallation: () => ({}),
	app: () => ({}),
	orders: top("orders", "Order"),
	customers: top("customers", "Customer"),
	products: top("products", "Product"),
	order: one("order", "Order"), customer: one("customer", "Customer"),
	product: one("product", "Product"),
	productVariant: one("productVariant", "ProductVariant"),
	ordersCount: counted("ordersCount", "Order"),
	customersCount: counted("customersCount", "Customer"),
	productsCount: counted("productsCount", "Product"),
	node: (_, { id }, context) => node(id, context),
	nodes: (_, { ids }, context) => {
		if (ids.length > 250)
			throw new GraphQLError("The input array size of " +
				`${ids.length} is greater than the maximum ` +
				"allowed of 250.", { path: ["nodes", "ids"],
				extensions: {
					code: "MAX_INPUT_SIZE_EXCEEDED" } });
		return ids.map((id) => node(id, context));
	},
	shopifyqlQuery: shopifyql,
	...bulkQueries, ...subscriptionQueries,
};

export const FIELDS = {
	...ORDER_FIELDS, ...PEOPLE_FIELDS, ...BULK_FIELDS,
	...SUBSCRIPTION_FIELDS, QueryRoot,
	AppInstallation: {
		id: (_, __, { shop }) => shop.gid("AppInstallation", shop.id),
		accessScopes: (_, __, { scopes }) => scopes.map((handle) =>
			({ handle, description: handle })),
		app: () => ({}),
	},
	App: {
		id: (_, __, { shop }) => shop.gid("App", shop.id),
		handle: () => "xeno", apiKey: (_, __, { app, owner }) =>
			owner?.apiKey ?? app.apiKey,
		title: () => "Xeno",
	},
	Mutation: { ...bulkMutations, ...subscriptionMutations },
};
