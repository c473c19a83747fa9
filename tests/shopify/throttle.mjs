// The leaky bucket of one shop and app. Time is given, so tests need not
// wait for it.

export class Bucket {
	constructor(maximum, rate, now) {
		this.maximum = maximum;
		this.rate = rate;
		this.available = maximum;
		this.at = now;
		this.spent = 0;
	}

	refill(now) {
		this.available = Math.min(this.maximum, this.available +
			Math.max(0, now - this.at) / 1000 * this.rate);
		this.at = now;
	}

	/* Reserve what a query may cost; false means throttled. */
	reserve(points, now) {
		this.refill(now);
		if (points > this.available)
			return false;
		this.available -= points;
		return true;
	}

	/* Give back what was reserved and not needed. */
	settle(requested, actual, now) {
		this.refill(now);
		this.spent += actual;
		this.available = Math.min(this.maximum,
			this.available + requested - actual);
	}

	status() {
		return { maximumAvailable: this.maximum,
			currentlyAvailable: Math.floor(this.available),
			restoreRate: this.rate };
	}
}
