// A plausible history from a seed and a size: growth, seasons, weekdays,
// hours, products by a Zipf law, customers who come back or do not. Orders
// come one at a time, each with its whole life, so that an export of
// millions needs no more memory than one of a hundred.

import { extraLine, makeBasket } from "./baskets.mjs";
import { addLine, annotate, cancel, fulfil, pay, place, refund, remaining,
	remove } from "./orders.mjs";
import { amend, makeCustomer, makeGiftCard, makeProduct } from
	"./people.mjs";
import { Random, sums } from "./random.mjs";
import { parseDay } from "./zone.mjs";

const DAY = 86_400_000;
const WEEKDAYS = [1.05, 1.1, 1, 0.95, 0.95, 1.1, 0.85];	// from Thursday on
const MONTHS = [0.85, 0.8, 0.9, 0.95, 1, 1, 0.9, 0.9, 1, 1.05, 1.45, 1.4];
const ODD = ["DRAFT", "ARCHIVED", "UNLISTED"];
const HOURS = sums([2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 11, 10, 9, 9, 9, 10,
	11, 13, 14, 13, 9, 5]);

/* What sells: products by rank, the first far more than the last. */
export class Goods {
	constructor(products) {
		this.products = products.filter((p) => !p.giftCard &&
			p.status === "ACTIVE");
		this.giftCard = products.find((p) => p.giftCard) ?? null;
		this.sums = sums(this.products.map((_, i) =>
			1 / (i + 1) ** 0.9));
	}

	pick(random) {
		return this.products[random.weighted(this.sums)];
	}
}

/* Customers by number, small enough for millions. */
class Crowd {
	constructor(shop, size, keep) {
		this.shop = shop;
		this.size = size;
		this.kept = keep ? [] : null;
		this.first = new Float64Array(size);
		this.last = new Float64Array(size);
		this.spent = new Float64Array(size);
		this.count = new Int32Array(size);
		this.lastOrder = new Float64Array(size);
		this.met = 0;
	}

	meet(at) {
		const n = this.met++;
		this.first[n] = at;
		this.last[n] = at;
		const customer = makeCustomer(this.shop, n + 1, at);
		if (this.kept) {
			this.kept.push(customer);
			this.shop.addCustomer(customer);
		}
		return customer;
	}

	get(n) {
		if (this.kept)
			return this.kept[n];
		return Object.assign(makeCustomer(this.shop, n + 1,
			this.first[n]), { updatedAt: this.last[n],
			spent: this.spent[n], count: this.count[n],
			lastOrderId: this.lastOrder[n] || null });
	}

	/* Write back what an order changed, where objects are not kept. */
	put(customer) {
		const n = customer.n - 1;
		this.last[n] = customer.updatedAt;
		this.spent[n] = customer.spent;
		this.count[n] = customer.count;
		this.lastOrder[n] = customer.lastOrderId ?? 0;
	}

	/* Somebody who bought before: rather lately, and rather the loyal. */
	back(random) {
		for (let i = 0; i < 8; i++) {
			const x = random.next();
			const n = random.chance(0.5) ? Math.floor(this.met *
				(1 - x * x)) : Math.floor(this.met * x);
			const index = Math.min(n, this.met - 1);
			const loyal = ((index * 2654435761) >>> 0) / 4294967296;
			if (random.chance(loyal * loyal))
				return this.get(index);
		}
		return this.get(random.below(this.met));
	}
}

export class History {
	constructor(shop, { keep = true } = {}) {
		const s = shop.settings;
		this.shop = shop;
		this.keep = keep;
		this.now = Math.floor(Date.now() / 1000) * 1000;
		const today = shop.zone.day(this.now);
		this.to = s.to ? parseDay(s.to) : today;
		this.from = s.from ? parseDay(s.from) :
			this.to - (s.days ?? 365) + 1;
		this.end = Math.min(this.now,
			shop.zone.start(this.to + 1) - 1000);
		this.orders = s.orders ?? 1000;
		this.random = new Random(s.seed, "history");
		this.crowd = new Crowd(shop, s.customers ??
			Math.max(1, Math.ceil(this.orders * 0.4)), keep);
		shop.createdAt = shop.zone.start(this.from) - 30 * DAY;
	}

	makeProducts() {
		const { shop, random } = this;
		const s = shop.settings;
		const n = s.products ?? Math.min(2000, Math.max(12,
			Math.ceil(Math.sqrt(this.orders))));
		for (let i = 1; i <= n; i++) {
			const at = shop.createdAt +
				random.below(20 * DAY / 1000) * 1000;
			const odd = i > 6 && random.chance(0.06);
			const many = i <= (s.manyVariants ?? 0);
			shop.addProduct(i === n && n > 3 ?
				makeGiftCard(shop, i, random, at) :
				makeProduct(shop, i, random, at, {
					status: odd ? random.pick(ODD) :
						"ACTIVE",
					manyVariants: many ? 120 :
						undefined }));
		}
		this.goods = new Goods(shop.products);
		shop.goods = this.goods;
	}

	/* How many orders fall on each day, all adding up to the size asked. */
	plan() {
		const { random } = this;
		const days = this.to - this.from + 1;
		const weights = [];
		for (let i = 0; i < days; i++) {
			const day = this.from + i;
			const month = new Date(day * DAY).getUTCMonth();
			const part = day === this.shop.zone.day(this.end) ?
				Math.max(0.02, (this.end - this.shop.zone
					.start(day)) / DAY) : 1;
			weights.push((0.6 + i / days) * WEEKDAYS[day % 7] *
				MONTHS[month] * part *
				Math.max(0.3, 1 + 0.18 * random.normal()));
		}
		const running = sums(weights);
		const at = (i) => i < 0 ? 0 : Math.round(this.orders *
			running[i] / running[days - 1]);
		return weights.map((_, i) => at(i) - at(i - 1));
	}

	/* Seconds of a day, in order, more of them when people are awake. */
	times(day, n) {
		const { random, shop } = this;
		const start = shop.zone.start(day);
		const end = Math.min(this.end, shop.zone.start(day + 1) - 1000);
		const list = [];
		for (let i = 0; i < n; i++) {
			const hour = random.weighted(HOURS) + random.next();
			list.push(start + Math.floor((end - start) / 1000 *
				hour / 24) * 1000);
		}
		return list.sort((a, b) => a - b);
	}

	/* Who buys: a guest, a new face, or somebody who comes back. */
	buyer(at, left) {
		const { random, crowd } = this;
		const share = this.shop.settings.guests ?? 0.07;
		if (random.chance(share))
			return null;
		const fresh = (crowd.size * 0.95 - crowd.met) /
			Math.max(1, left * (1 - share));
		if (crowd.met < crowd.size &&
		    (crowd.met === 0 || random.chance(Math.min(1, fresh))))
			return crowd.meet(at);
		return crowd.back(random);
	}

	/* What became of an order; nothing happens after the history's end. */
	live(order) {
		const { shop, random } = this;
		const s = shop.settings;
		const at = (days) => order.createdAt +
			Math.floor(random.next() * days * DAY / 1000) * 1000 +
			60_000;
		const then = (days, act) => {
			const when = Math.max(at(days), order.updatedAt + 1000);
			if (when < this.end - 10_000)
				act(when);
			return when < this.end - 10_000;
		};
		const paid = order.payments.length > 0;
		if (random.chance(s.cancelled ?? 0.025) || (!paid &&
		    random.chance(0.4))) {
			then(3, (t) => cancel(shop, order, t, random.pick(
				["customer", "inventory", "fraud", "other"])));
			return;
		}
		if (!paid && !then(5, (t) => pay(shop, order, t)))
			return;
		if (random.chance(s.edits ?? 0))
			then(1, (t) => editSome(shop, random, this.goods,
				order, t));
		if (order.source !== "pos")
			then(4, (t) => fulfil(shop, order, t));
		if (random.chance(0.03))
			then(6, (t) => annotate(shop, order, t, "Gift wrap"));
		if (random.chance(s.refunded ?? 0.07))
			then(30, (t) => refundSome(shop, random, order, t));
		if (random.chance(0.008))
			then(45, (t) => refundSome(shop, random, order, t));
	}

	placeOne(at, left) {
		const { shop, random } = this;
		const s = shop.settings;
		const customer = this.buyer(at, left);
		const basket = makeBasket(shop, random, this.goods, customer);
		const tip = basket.lines.some((l) => l.tip || l.gift);
		const unpaid = !tip && random.chance(s.unpaid ?? 0.03);
		const processedAt = random.chance(s.imports ?? 0.003) ?
			at - random.between(1, 3 * 86_400) * 1000 : at;
		const order = place(shop, { ...basket, createdAt: at, customer,
			processedAt: Math.max(processedAt,
				shop.zone.start(this.from)),
			email: customer ? customer.email : random.pick([null,
				"", `guest${shop.orderNumber}@example.org`]),
			guestKey: random.pick(["null", "absent"]),
			paid: !unpaid,
			gateway: unpaid ? "manual" : "shopify_payments" });
		this.live(order);
		if (customer && !this.keep)
			this.crowd.put(customer);
		return order;
	}

	/* All orders, oldest first, each with what became of it. */
	* run() {
		const plan = this.plan();
		let left = this.orders;
		for (let i = 0; i < plan.length; i++)
			for (const at of this.times(this.from + i, plan[i]))
				yield this.placeOne(at, left--);
		while (this.crowd.met < this.crowd.size)
			this.crowd.meet(this.shop.zone.start(this.from) +
				this.random.below((this.end - this.shop.zone
					.start(this.from)) / 1000) * 1000);
	}
}

const hasGiven = (order) => order.refunds.some((r) =>
	r.adjustments.some((a) => a.amount < 0));

/* Does refundSome() find something to take back, whatever it draws? */
export function isReturnable(order) {
	const left = remaining(order);
	return !order.cancelledAt && !hasGiven(order) &&
		mostBack(order, left) >= 2 &&
		left.some(({ line }) => !line.tip && !line.gift);
}

/* Take something back: some units, all, with a fee, or money alone. */
export function refundSome(shop, random, order, when) {
	const left = remaining(order);
	if (order.cancelledAt || left.length === 0 || hasGiven(order))
		return null;
	const kind = random.next();
	if (kind < 0.08) {
		const most = mostBack(order, left);
		if (most < 2)
			return null;
		return refund(shop, order, when, { note: "Sorry for the delay",
			fee: -random.between(1, Math.ceil(most / 4)) });
	}
	const whole = kind < 0.45;
	const goods = left.filter(({ line }) => !line.tip && !line.gift);
	const some = whole ? goods : goods.length ? [random.pick(goods)] : [];
	if (some.length === 0)
		return null;
	const lines = some.map(({ line, qty }) => ({ line,
		qty: whole ? qty : random.between(1, qty) }));
	const value = mostBack(order, lines);
	const fee = random.chance(0.15) ? Math.floor(value / 10) : 0;
	return refund(shop, order, when, { lines, fee,
		shipping: random.chance(whole ? 0.5 : 0.05),
		note: random.pick([null, "Too small", "Damaged"]) });
}

/* What units of lines cost after discounts, rounded down. */
function mostBack(order, lines) {
	let value = 0;
	for (const { line, qty } of lines) {
		const off = line.allocations.reduce((n, a) => n + a.amount, 0);
		value += Math.floor((line.price * line.qty - off) * qty /
			line.qty);
	}
	return value;
}

/* An order edit: a line more, or some units less. */
export function editSome(shop, random, goods, order, when) {
	const left = remaining(order)
		.filter(({ line }) => !line.tip && line.price > 0);
	if (left.length > 1 && random.chance(0.4)) {
		const { line, qty } = random.pick(left);
		refund(shop, order, when, { edit: true, restock: "no_restock",
			lines: [{ line, qty: random.between(1, qty) }] });
	} else {
		addLine(shop, order, when,
			extraLine(shop, random, goods, order));
	}
}

/* Some customers and products changed, some of all were deleted. */
function settle(history) {
	const { shop, random, end } = history;
	const later = (t) => Math.min(end, t + random.below(60 * DAY / 1000) *
		1000);
	for (const customer of [...shop.customers]) {
		if (random.chance(0.08))
			amend(shop, customer, later(customer.createdAt),
				{ tags: [...customer.tags, "newsletter"],
					note: "Likes blue" });
		if (customer.count === 0 && random.chance(0.02))
			removeCustomer(shop, customer, end);
	}
	for (const product of shop.products)
		if (random.chance(0.3))
			amend(shop, product, later(product.createdAt),
				{ tags: [...product.tags, "seen"] });
	const share = shop.settings.deletedOrders ?? 0.002;
	for (const order of [...shop.orders])
		if (random.chance(share))
			remove(shop, order, end);
}

export function removeCustomer(shop, customer, at) {
	customer.changes.push({ at, kind: "delete" });
	customer.updatedAt = Math.max(at, customer.updatedAt);
	shop.remove("Customer", shop.customers, customer, at);
}

/* Fill a shop with its whole history. */
export function fill(shop) {
	const history = new History(shop);
	history.makeProducts();
	for (const order of history.run()) {
		shop.addOrder(order);
		for (const line of order.lines)
			if (line.product && order.createdAt >
			    line.product.updatedAt)
				line.product.updatedAt = order.createdAt;
	}
	settle(history);
	return history;
}
