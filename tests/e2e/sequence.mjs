/*
 * Figures of customers' sequences of orders by brute force: each customer's
 * orders are gone through, for every question anew.
 *
 *	const truth = await sequenceOf(s, shop);
 *	people(truth, { from, to });
 */

/* Each customer's orders, as placed; those of guests beside them. */
export async function sequenceOf(s, shop) {
	const { orders, ...rest } = await s.control('GET',
		`/shops/${shop.domain}/sequences`);
	const customers = new Map();

	for (const order of orders) {
		if (order.customerId === null)
			continue;
		const list = customers.get(order.customerId) ?? [];

		list.push(order);
		customers.set(order.customerId, list);
	}
	return { ...rest, orders, customers };
}

/* part / whole with two decimals, halves away from zero. */
export function ratio(part, whole) {
	if (BigInt(whole) === 0n)
		return null;
	const size = BigInt(part) < 0n ? -BigInt(part) : BigInt(part);
	const n = (size * 200n + BigInt(whole)) / (2n * BigInt(whole));

	return `${BigInt(part) < 0n ? '-' : ''}${n / 100n}.${
		String(n % 100n).padStart(2, '0')}`;
}

export const percent = (part, whole) => ratio(BigInt(part) * 100n, whole);

/* Days, or instants (whatever has a T), both inclusive. */
const isInside = (order, { from, to }) =>
	(from.includes('T') ? Date.parse(order.at) >= Date.parse(from) :
		order.day >= from) &&
	(to.includes('T') ? Date.parse(order.at) <= Date.parse(to) :
		order.day <= to);

/* The members of overview. */
export function people(truth, range) {
	let active = 0, fresh = 0, returning = 0, ever = 0;

	for (const list of truth.customers.values()) {
		const inside = list.map((order) => isInside(order, range));

		if (!inside.includes(true))
			continue;
		active++;
		fresh += inside[0] ? 1 : 0;
		returning += inside.slice(1).includes(true) ? 1 : 0;
		ever += list.length > 1 ? 1 : 0;
	}
	const orders = truth.orders.filter((order) => isInside(order, range));
	const guests = orders.filter((order) => order.customerId === null);

	return { activeCustomers: active, newCustomers: fresh,
		returningCustomers: returning,
		returningCustomerRate: percent(returning, active),
		returningCustomerRateShopify: percent(ever, active),
		guestOrdersShare: percent(guests.length, orders.length) };
}

/* Each code's of a breakdown's members; the key of no code is null. */
export function newByCode(truth, range) {
	const firsts = new Set([...truth.customers.values()]
		.map(([first]) => first));
	const codes = new Map();

	for (const order of truth.orders.filter((one) => isInside(one, range)))
		for (const code of new Set(order.discountCodes.length ?
			order.discountCodes : [null])) {
			const [orders, fresh] = codes.get(code) ?? [0, 0];

			codes.set(code, [orders + 1, fresh + (firsts.has(order) ? 1 : 0)]);
		}
	return new Map([...codes].map(([code, [orders, fresh]]) => [code,
		{ orders, newCustomerOrders: fresh,
			newCustomerShare: percent(fresh, orders) }]));
}

const DAY_MS = 86400000;
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
const between = (from, to) => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/* The first day of the period that a day is in. */
export function periodOf(day, grain) {
	const date = new Date(day);

	if (grain === 'week')
		return dayOf(date - (date.getUTCDay() + 6) % 7 * DAY_MS);
	if (grain === 'quarter')
		date.setUTCMonth(date.getUTCMonth() -
			date.getUTCMonth() % 3, 1);
	else
		date.setUTCDate(1);
	return dayOf(date);
}

function nextPeriod(period, grain) {
	const date = new Date(period);

	if (grain === 'week')
		return dayOf(Number(date) + 7 * DAY_MS);
	date.setUTCMonth(date.getUTCMonth() + (grain === 'quarter' ? 3 : 1));
	return dayOf(date);
}

/* Today, in the shop's zone. */
export const today = (truth) => new Intl.DateTimeFormat('en-CA', {
	timeZone: truth.timezone, year: 'numeric', month: '2-digit',
	day: '2-digit' }).format(new Date());

/* What the customers of one cohort, a list of lists, did in a period. */
function cell(lists, period, { grain, basis }) {
	let customers = 0, orders = 0, net = 0n;

	for (const list of lists) {
		const inside = list.filter((order) =>
			periodOf(order.day, grain) === period);

		customers += inside.length > 0 ? 1 : 0;
		orders += inside.length;
		for (const order of list)
			for (const [day, amount] of order.net)
				if (periodOf(basis === 'ledger_day' ? day :
					order.day, grain) === period)
					net += BigInt(amount);
	}
	return { customers, orders, net };
}

function cohort(truth, first, lists, asked) {
	const end = periodOf(today(truth), asked.grain);
	const unit = 10n ** BigInt(truth.digits);
	const periods = [];
	let ever = 0n;

	for (let at = first, n = 0; at <= end; n++,
	at = nextPeriod(at, asked.grain)) {
		const { net, ...counts } = cell(lists, at, asked);

		ever += net;
		periods.push({ n, ...counts, partial: at === end,
			netSales: ratio(net * 100n, unit * 100n),
			retention: percent(counts.customers, lists.length),
			ltv: ratio(ever, unit * BigInt(lists.length)),
			netSalesPerOrder: ratio(net, unit *
				BigInt(counts.orders)), ever });
	}
	const reordered = lists.filter(([, second]) => second &&
		periodOf(second.day, asked.grain) === first).length;

	return { cohort: first, size: lists.length, reordered,
		reorderedRate: percent(reordered, lists.length), periods };
}

/*
 * The cohorts whose first day is in [from, to], and their average; `first` says
 * which first orders are meant.
 */
export function cohorts(truth, asked) {
	const { grain, from, to, first = () => true } = asked;
	const unit = 10n ** BigInt(truth.digits);
	const byPeriod = new Map();

	for (const list of truth.customers.values()) {
		const period = periodOf(list[0].day, grain);

		if (period < periodOf(from, grain) || period > to ||
			!first(list[0]))
			continue;
		byPeriod.set(period, [...byPeriod.get(period) ?? [], list]);
	}
	const rows = [...byPeriod.keys()].sort().map((period) =>
		cohort(truth, period, byPeriod.get(period), asked));
	const average = [];

	for (let n = 0; ; n++) {
		const whole = rows.filter((row) => row.periods[n] &&
			!row.periods[n].partial);
		const sum = (of) => whole.reduce((all, row) => all +
			BigInt(of(row)), 0n);

		if (whole.length === 0)
			break;
		average.push({ n, retention: percent(sum((row) =>
			row.periods[n].customers), sum((row) => row.size)),
		ltv: ratio(sum((row) => row.periods[n].ever), unit *
			sum((row) => row.size)),
		...n === 0 && { reorderedRate: percent(sum((row) =>
			row.reordered), sum((row) => row.size)) } });
	}
	return { cohorts: rows, average };
}

const BUCKETS = [[0, 0], [1, 7], [8, 14], [15, 30], [31, 60], [61, 90],
	[91, 180], [181, 365], [366, null]];

/* Days between orders, and who has ordered again by when. */
export function repeat(truth, { from, to }) {
	const { activeCustomers, returningCustomers } = people(truth,
		{ from, to });
	const now = today(truth);
	const gaps = [];

	for (const list of truth.customers.values())
		list.slice(1).forEach((order, i) => {
			if (order.day >= from && order.day <= to)
				gaps.push(between(list[i].day, order.day));
		});
	gaps.sort((a, b) => a - b);
	const least = (share) => gaps.length === 0 ? null :
		gaps[Math.ceil(gaps.length * share / 100) - 1];
	const repurchase = [30, 60, 90, 180, 365].map((days) => {
		const lists = [...truth.customers.values()].filter(([first]) =>
			first.day >= from && first.day <= to &&
			between(first.day, now) >= days);
		const again = lists.filter(([first, second]) => second &&
			between(first.day, second.day) <= days);

		return { days, eligible: lists.length,
			repurchased: again.length,
			rate: percent(again.length, lists.length) };
	});

	return { customers: activeCustomers,
		repeatCustomers: returningCustomers,
		gaps: { median: least(50), p25: least(25), p75: least(75),
			p90: least(90), histogram: BUCKETS.map(
				([fromDays, toDays]) => ({ fromDays, toDays,
					orders: gaps.filter((gap) =>
						gap >= fromDays && (toDays === null ||
						gap <= toDays)).length })) },
		repurchase };
}

/* Where one fifth of a list ends and the next begins. */
function fifths(values) {
	const list = [...values].sort((a, b) => a - b);

	return [1, 2, 3, 4].map((n) =>
		list[Math.ceil(list.length * n / 5) - 1]);
}

/* The group of scores; see lib/domain/rollup/rfm.h. */
const GROUPS = {
	5: ['NEW', 'ACTIVE', 'ACTIVE', 'CHAMPIONS', 'CHAMPIONS'],
	4: ['PROMISING', 'ACTIVE', 'ACTIVE', 'LOYAL', 'LOYAL'],
	3: ['ALMOST_LOST', 'NEEDS_ATTENTION', 'NEEDS_ATTENTION', 'LOYAL',
		'LOYAL'],
	2: ['DORMANT', 'ALMOST_LOST', 'AT_RISK', 'AT_RISK', 'PREVIOUSLY_LOYAL'],
	1: ['DORMANT', 'DORMANT', 'AT_RISK', 'AT_RISK', 'PREVIOUSLY_LOYAL'],
};
const column = (fm) => fm < 2 ? 0 : fm < 3 ? 1 : fm < 4 ? 2 : fm < 4.5 ? 3 : 4;

/* Each customer's scores and group, by id; and the bounds. */
export function rfm(truth) {
	const now = today(truth);
	const values = [...truth.customers].map(([id, list]) => ({ id,
		days: Math.min(...list.map((order) => between(order.day, now))),
		orders: list.length,
		spent: list.reduce((sum, order) => sum + order.spent, 0) }));
	const bounds = { recency: fifths(values.map((v) => v.days)),
		frequency: fifths(values.map((v) => v.orders)),
		monetary: fifths(values.map((v) => v.spent)) };
	const above = (list, x) => list.filter((bound) => x > bound).length;
	const scored = new Map(values.map((v) => {
		const r = 5 - above(bounds.recency, v.days);
		const f = 1 + above(bounds.frequency, v.orders);
		const m = 1 + above(bounds.monetary, v.spent);

		return [v.id, { ...v, r, f, m,
			group: GROUPS[r][column((f + m) / 2)] }];
	}));

	return { bounds, scored };
}
