// Faults on demand. One is {kind, shop?, times, ...}: it strikes the next
// `times` occasions of its kind (1 unless said, -1 for ever).

export const KINDS = {
	status: "answer GraphQL with {status, retryAfter?}",
	drop: "close the connection instead of answering",
	cut: "close the connection in the middle of the answer",
	stall: "wait {ms} before answering",
	garbage: "answer 200 with what is no JSON",
	redirect: "answer 302 to {to}",
	token: "answer 401 as if the token were unknown",
	throttle: "answer THROTTLED",
	internal: "answer 200 with INTERNAL_SERVER_ERROR and data null",
	object: "{id: gid, field, operation?, status?, retryAfter?}: whatever " +
		"asks for that field of it",
	version: "say {served} in X-Shopify-API-Version",
	bulk: "{status: FAILED or CANCELED, errorCode, partial, delayMs, " +
		"runMs, creepMs, afterRoots, apart, truncate, urlTtlMs}",
	report: "ShopifyQL: {parseErrors: [text]}, or {lacks} last days",
	ledger: "an order's agreements have quantities beyond belief",
	search: "say that the search field {field} was ignored",
	download: "result file: {status?, stallMs?, cutAfter?}",
	oauth: "authorize: {hmac, state, shop, deny, timestampOffset, scope}",
	token_endpoint: "access_token: {status, drop, stallMs}",
	webhook: "{hmac: wrong, signWith: previous, copies, delayMs}",
};

export class Faults {
	constructor() {
		this.list = [];
	}

	add(fault) {
		if (!KINDS[fault.kind])
			throw new Error(`kind is one of ${Object.keys(KINDS)
				.join(", ")}`);
		this.list.push({ times: 1, ...fault });
	}

	/* Those that are due, which are not used up. */
	due(kind, shop) {
		return this.list.filter((f) => f.kind === kind &&
			(!f.shop || f.shop === shop?.domain));
	}

	/* The fault that strikes now, or null; it is used up by that. */
	take(kind, shop) {
		const i = this.list.findIndex((f) => f.kind === kind &&
			(!f.shop || f.shop === shop?.domain));
		if (i < 0)
			return null;
		const fault = this.list[i];
		if (fault.times > 0 && --fault.times === 0)
			this.list.splice(i, 1);
		return fault;
	}
}
