// What the stand-in saw: the last requests, and sums by shop. Tests read it
// to count points, and to see that no token went where it must not.

const KEPT = 2000;

export class Journal {
	constructor() {
		this.reset();
	}

	reset() {
		this.requests = [];
		this.shops = new Map();
	}

	of(domain) {
		if (!this.shops.has(domain))
			this.shops.set(domain, { requests: 0, points: 0,
				throttled: 0, unauthorized: 0, downloads: 0,
				leakedTokens: 0, webhooks: 0,
				webhookFailures: 0, tokens: 0 });
		return this.shops.get(domain);
	}

	note(domain, counts, entry) {
		const sums = this.of(domain);
		for (const [name, n] of Object.entries(counts))
			sums[name] += n;
		if (!entry)
			return;
		this.requests.push({ at: new Date().toISOString(),
			shop: domain, ...entry });
		if (this.requests.length > KEPT)
			this.requests.splice(0, this.requests.length - KEPT);
	}

	show(domain) {
		return { shops: Object.fromEntries([...this.shops]
			.filter(([d]) => !domain || d === domain)),
		requests: this.requests.filter((r) => !domain ||
			r.shop === domain) };
	}
}
