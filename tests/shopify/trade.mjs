// Business goes on: orders, payments, refunds and the like at so many a
// minute, each with its webhooks, until told to rest. Most orders come of a
// visit to the storefront; others come there, too, and leave.

import { Refused, act } from "./actions.mjs";
import { sums } from "./random.mjs";

const MIX = [["visit", 62], ["order", 8], ["fulfil", 8], ["refund", 7],
	["note", 4], ["customer-update", 4], ["cancel", 2], ["pay", 1],
	["customer", 3], ["product-update", 1]];
/* For one visitor who buys, those who go no further than this. */
const LEAVE = [["view", 2], ["cart", 0.5], ["checkout", 0.4]];
const WEIGHTS = sums(MIX.map(([, w]) => w));
const BACKLOG = 2000;
const TICK_MS = 50;

export class Trade {
	constructor(sender, shop) {
		this.sender = sender;
		this.shop = shop;
		this.perMinute = 0;
		this.timer = null;
		this.done = 0;
		this.owed = 0;
	}

	/* Those who leave come on top of what happens a minute. */
	leave() {
		const { random } = this.shop;
		for (const [end, mean] of LEAVE)
			for (let left = mean; random.chance(left); left--)
				act(this.sender, this.shop, { do: "visit", end });
	}

	/* One thing that happens; what cannot happen just now is left out. */
	step() {
		const { random } = this.shop;
		const [name] = MIX[random.weighted(WEIGHTS)];
		const sells = name === "visit" || name === "order";
		try {
			act(this.sender, this.shop, { do: name, ...sells && {
				paid: !random.chance(0.04),
				test: random.chance(0.008) } });
			this.done++;
			if (name === "visit")
				this.leave();
		} catch (error) {
			if (!(error instanceof Refused))
				throw error;
		}
	}

	set(perMinute) {
		this.perMinute = perMinute;
		clearInterval(this.timer);
		this.timer = null;
		this.owed = 0;
		if (perMinute <= 0)
			return;
		let last = Date.now();
		this.timer = setInterval(() => {
			const now = Date.now();
			this.owed += (now - last) * perMinute / 60_000;
			last = now;
			for (; this.owed >= 1; this.owed--)
				if (this.sender.pending < BACKLOG)
					this.step();
		}, TICK_MS);
	}
}
