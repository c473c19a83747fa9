// What GraphQL shows of customers, products and the shop.

import { decimal } from "./money.mjs";
import { list, page } from "./lists.mjs";
import { shopEmail, shopName } from "./bodies-people.mjs";

const money = (shop, minor) => ({ minor, currency: shop.currency });

const Customer = {
	id: (c, _, { shop }) => shop.gid("Customer", c.id),
	legacyResourceId: (c, _, { shop }) => shop.idText(c.id),
	displayName: (c) => [c.firstName, c.lastName].filter(Boolean)
		.join(" "),
	email: (c) => c.email, phone: (c) => c.phone,
	verifiedEmail: (c) => c.verified, taxExempt: () => false,
	taxExemptions: () => [], dataSaleOptOut: () => false,
	canDelete: (c) => c.count === 0, multipassIdentifier: () => null,
	numberOfOrders: (c) => String(c.count),
	amountSpent: (c, _, { shop }) => money(shop, c.spent),
	lastOrder: (c, _, { shop }) => c.lastOrderId === null ? null :
		shop.byId.Order.get(c.lastOrderId) ??
			(shop.streaming ? { shop, id: c.lastOrderId } : null),
	defaultEmailAddress: (c) => c.email === null ? null : c,
	defaultPhoneNumber: (c) => c.phone === null ? null : c,
	defaultAddress: (c) => c.address, addressesV2: (c, args, context) =>
		page([c.address], args, context),
	orders: (c, args, context) => page(context.shop.orders.filter((o) =>
		o.customer === c), args, context),
};

const MailingAddress = {
	id: (_, __, { shop }) => shop.gid("MailingAddress", shop.base + 9),
	countryCodeV2: (a) => a.code, address1: (a) => a.street,
	address2: () => null, company: () => null, phone: () => null,
	firstName: () => null, lastName: () => null, name: () => null,
	formatted: (a) => [a.street, a.city, a.country],
	coordinatesValidated: () => true, timeZone: () => null,
};

const Product = {
	id: (p, _, { shop }) => shop.gid("Product", p.id),
	legacyResourceId: (p, _, { shop }) => shop.idText(p.id),
	isGiftCard: (p) => p.giftCard, tracksInventory: () => true,
	totalInventory: (p) => p.variants.reduce((n, v) => n + v.inventory, 0),
	publishedAt: (p) => p.status === "ACTIVE" ? p.publishedAt : null,
	hasOnlyDefaultVariant: (p) => p.variants.length === 1 &&
		p.variants[0].title === "Default Title",
	hasOutOfStockVariants: (p) => p.variants.some((v) => v.inventory === 0),
	descriptionHtml: (p) => `<p>${p.title}</p>`,
	description: (p) => p.title, templateSuffix: () => null,
	priceRangeV2: (p) => p,
	variantsCount: (p) => ({ count: p.variants.length,
		precision: "EXACT" }),
	variants: (p, args, context) => page(p.variants, args, context),
	options: (p) => p.optionNames.map((name, i) => ({ name,
		position: i + 1, values: [...new Set(p.variants.map((v) =>
			v.options[i]))] })),
};

const ProductVariant = {
	id: (v, _, { shop }) => shop.gid("ProductVariant", v.id),
	legacyResourceId: (v, _, { shop }) => shop.idText(v.id),
	displayName: (v) => `${v.product.title} - ${v.title}`,
	price: (v, _, { shop }) => decimal(v.price, shop.digits),
	compareAtPrice: (v, _, { shop }) => v.compareAt === null ? null :
		decimal(v.compareAt, shop.digits),
	inventoryQuantity: (v) => v.inventory,
	availableForSale: () => true, inventoryPolicy: () => "DENY",
	taxable: (v) => !v.product.giftCard,
	selectedOptions: (v) => v.options.map((value, i) => ({ value,
		name: v.product.optionNames[i] ?? "Title" })),
	inventoryItem: (v) => v,
};

const Shop = {
	id: (_, __, { shop }) => shop.gid("Shop", shop.id),
	name: (_, __, { shop }) => shopName(shop),
	email: (_, __, { shop }) => shopEmail(shop),
	contactEmail: (_, __, { shop }) => shopEmail(shop),
	myshopifyDomain: (_, __, { shop }) => shop.domain,
	primaryDomain: (_, __, { shop }) => ({ host: shop.domain,
		url: `https://${shop.domain}`, sslEnabled: true,
		id: shop.gid("Domain", shop.id) }),
	url: (_, __, { shop }) => `https://${shop.domain}`,
	currencyCode: (_, __, { shop }) => shop.currency,
	enabledPresentmentCurrencies: (_, __, { shop }) => [shop.currency,
		...shop.settings.presentment],
	ianaTimezone: (_, __, { shop }) => shop.zone.name,
	timezoneOffsetMinutes: (_, __, { shop }) =>
		shop.zone.offset(Date.now()) / 60_000,
	taxesIncluded: (_, __, { shop }) => shop.taxesIncluded,
	plan: () => ({ displayName: "Basic", publicDisplayName: "Basic",
		partnerDevelopment: false, shopifyPlus: false }),
	createdAt: (_, __, { shop }) => shop.createdAt,
	updatedAt: (_, __, { shop }) => shop.createdAt,
	orders: (_, args, context) => list("Order", args, context),
	customers: (_, args, context) => list("Customer", args, context),
	products: (_, args, context) => list("Product", args, context),
};

export const PEOPLE_FIELDS = {
	Customer, MailingAddress, Product, ProductVariant, Shop,
	CustomerEmailAddress: {
		emailAddress: (c) => c.email, validFormat: () => true,
		marketingState: (c) => c.marketing ? "SUBSCRIBED" :
			"NOT_SUBSCRIBED",
		marketingOptInLevel: (c) => c.marketing ? "SINGLE_OPT_IN" :
			null,
		marketingUpdatedAt: (c) => c.marketing ? c.createdAt : null,
	},
	CustomerPhoneNumber: {
		phoneNumber: (c) => c.phone,
		marketingState: () => "NOT_SUBSCRIBED",
		marketingOptInLevel: () => null, marketingUpdatedAt: () => null,
	},
	InventoryItem: {
		id: (v, _, { shop }) => shop.gid("InventoryItem", v.itemId),
		legacyResourceId: (v, _, { shop }) => shop.idText(v.itemId),
		tracked: () => true, requiresShipping: (v) =>
			!v.product.giftCard,
		unitCost: (v, _, { shop }) => v.cost === null ? null :
			money(shop, v.cost),
		variant: (v) => v,
	},
	ProductPriceRangeV2: {
		minVariantPrice: (p, _, { shop }) => money(shop,
			Math.min(...p.variants.map((v) => v.price))),
		maxVariantPrice: (p, _, { shop }) => money(shop,
			Math.max(...p.variants.map((v) => v.price))),
	},
};
