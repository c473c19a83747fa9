/* The time, as a signal that moves each second while somebody looks. */
import { computed, signal } from '@preact/signals';

import { wallClock } from './days.js';

export const now = signal(Date.now());

setInterval(() => {
	if (!document.hidden)
		now.value = Date.now();
}, 1000);

/* The same by the minute, for whoever need not draw each second. */
export const minute = computed(() => now.value - now.value % 60_000);

const todays = new Map();

/* Today in a zone: draws again whoever read it, when a new day begins. */
export function todayIn(zone) {
	if (!todays.has(zone))
		todays.set(zone, computed(() => wallClock(zone, now.value).day));
	return todays.get(zone).value;
}
