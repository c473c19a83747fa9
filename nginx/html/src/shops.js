/* The tenant's shops, the chosen one, and what follows from them. */
import { pollEvery, useResource } from './resource.js';
import { state } from './router.js';
import { todayIn } from './clock.js';

const SYNCING = 5000;
const AT_REST = 30_000;
/* Changes are fetched every quarter of an hour, so this is twice missed. */
const STALE = 40 * 60_000;

export function isSyncing(shop) {
	return ['pending', 'running'].includes(shop.sync?.status);
}

/* Nothing of it was ever read to the end. */
export function isFirstSync(shop) {
	return isSyncing(shop) && shop.lastSyncAt === null &&
		shop.sync.type === 'full-sync';
}

/* Something of it is stored. */
const hasRows = (shop) => shop.resources.some((r) => r.rows > 0);

/* It is read, or was, or something was brought in without Shopify. */
export const hasAny = (shop) => shop.sync !== null ||
	shop.lastSyncAt !== null || hasRows(shop);

/* Its zone and currency: a guess until Shopify, or who pushes, says so. */
export const isKnown = (shop) => shop.verified || hasRows(shop);

/* Of a store that Shopify knows nothing of, by the API alone. */
const isPushed = (shop) => shop.state === 'claimed' && hasRows(shop);

/* It has nothing to show, and somebody has to do something about it. */
export function isInTheWay(shop) {
	return !isPushed(shop) &&
		(['claimed', 'disconnected', 'needs_reauth'].includes(shop.state) ||
			(shop.lastSyncAt === null && !isSyncing(shop)));
}

/* The later of two instants; either may be null. */
function later(a, b) {
	return !a || (b && Date.parse(b) > Date.parse(a)) ? b : a;
}

function lastData(shop) {
	return later(shop.lastSyncAt, shop.lastWebhookAt);
}

/*
 * How fresh the chosen shops' data is: { newest, tone }; the tone is busy
 * while one is read, none before there is any, pushed where nothing is read,
 * warn when it is late, or good.
 */
export function freshness(shops, at) {
	const list = chosen(shops).shops;
	const newest = list.map(lastData).filter(Boolean).sort().at(-1) ?? null;
	/* Nothing more comes from a store that refuses. */
	const isLate = newest && (at - Date.parse(newest) > STALE ||
		list.some((s) => s.state === 'needs_reauth'));

	const none = list.some(isPushed) ? 'pushed' : 'none';

	return { newest, tone: list.some(isSyncing) ? 'busy'
		: !newest ? none : isLate ? 'warn' : 'good' };
}

export function useShops() {
	const found = useResource('/api/shops');
	const shops = found.data;

	if (shops)
		pollEvery.value = shops.some(isSyncing) ? SYNCING : AT_REST;
	return found;
}

/*
 * What the pages show: { id, shops, zone, currency, today, name }.  With
 * several shops id may be 'all'; the days are then each shop's own, and the
 * first one says which day today is.  isMixed: their currencies differ, so
 * that in a list of all of them an amount has to say which it is in.
 */
export function chosen(shops) {
	const wanted = state.value.shop;
	const one = shops.find((s) => s.id === wanted);
	const id = one ? one.id : shops.length === 1 || !wanted ? shops[0].id
		: wanted === 'all' ? 'all' : shops[0].id;
	const list = id === 'all' ? shops : [one ?? shops[0]];
	const [first] = list;

	return {
		id, shops: list,
		name: id === 'all' ? 'All stores' : first.name,
		zone: first.timezone,
		currency: first.currency,
		isMixed: list.some((s) => s.currency !== first.currency),
		isOneZone: list.every((s) => s.timezone === first.timezone),
		today: todayIn(first.timezone),
	};
}
