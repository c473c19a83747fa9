// A small seeded generator: the same seed gives the same store, everywhere.

/* Mix any values into one 32-bit number (FNV-1a, then a finaliser). */
export function hash(...parts) {
	let h = 0x811c9dc5;
	for (const c of parts.join("\u001f"))
		h = Math.imul(h ^ c.codePointAt(0), 0x01000193);
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

/* The nth 32-bit number of the stream that `seed` names. */
export function mix(seed, n) {
	let h = (seed ^ Math.imul(n + 1, 0x9e3779b1)) | 0;
	h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
	h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
	return (h ^ (h >>> 15)) >>> 0;
}

export class Random {
	constructor(...seed) {
		this.state = hash(...seed);
	}

	/* A number in [0, 1). */
	next() {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15),
			1 | this.state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	chance(p) {
		return this.next() < p;
	}

	/* A whole number in [0, n). */
	below(n) {
		return Math.floor(this.next() * n);
	}

	between(a, b) {
		return a + this.below(b - a + 1);
	}

	pick(list) {
		return list[this.below(list.length)];
	}

	/* The index of a weight, by a table of running sums. */
	weighted(sums) {
		const x = this.next() * sums[sums.length - 1];
		let low = 0, high = sums.length - 1;
		while (low < high) {
			const mid = (low + high) >> 1;
			if (sums[mid] > x)
				high = mid;
			else
				low = mid + 1;
		}
		return low;
	}

	/* Roughly normal, mean 0, deviation 1. */
	normal() {
		let sum = -6;
		for (let i = 0; i < 12; i++)
			sum += this.next();
		return sum;
	}

	shuffle(list) {
		for (let i = list.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			[list[i], list[j]] = [list[j], list[i]];
		}
		return list;
	}

	/* A UUID in version 4's shape. */
	uuid() {
		let hex = "";
		for (let i = 0; i < 4; i++)
			hex += Math.floor(this.next() * 4294967296)
				.toString(16).padStart(8, "0");
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4` +
			`${hex.slice(13, 16)}-a${hex.slice(17, 20)}-` +
			hex.slice(20);
	}
}

/* Running sums of a list of weights, for Random.weighted. */
export function sums(weights) {
	let total = 0;
	return weights.map((w) => (total += w));
}
