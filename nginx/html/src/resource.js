/*
 * What a widget shows of the API: data by path, shared by all that show it,
 * asked for again while it is looked at.  Asking is cheap: an ETag goes along
 * and mostly nothing comes back.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { call, waitAfter } from './api.js';
import { epoch, onLeave, status } from './session.js';

/* How often what is shown is asked for again, in milliseconds. */
export const pollEvery = signal(30_000);

export const online = signal(navigator.onLine);

const cache = new Map();
const KEEP_UNUSED = 60;

class Resource {
	constructor(path) {
		this.path = path;
		this.data = signal(undefined);
		this.error = signal(null);
		this.retryAt = signal(null);
		this.next = null;
		this.etag = null;
		this.users = 0;
		this.every = null;
		this.askedAt = 0;
		this.busy = null;
	}

	load() {
		this.busy ??= this.ask().finally(() => {
			this.busy = null;
		});
		return this.busy;
	}

	async ask() {
		this.askedAt = Date.now();
		try {
			const answer = await call('GET', this.path, { etag: this.etag });

			if (answer.status !== 304) {
				this.etag = answer.etag;
				this.next = answer.next;
				this.data.value = answer.body;
			}
			this.error.value = null;
			this.retryAt.value = null;
		} catch (error) {
			const wait = waitAfter(error);

			this.error.value = error;
			this.retryAt.value = wait === null ? null : Date.now() + wait;
		}
	}

	isDue(now) {
		if (this.retryAt.value !== null)
			return now >= this.retryAt.value;
		return now - this.askedAt >= (this.every ?? pollEvery.value);
	}
}

function find(path) {
	if (!cache.has(path)) {
		if (cache.size > KEEP_UNUSED)
			for (const [old, r] of cache)
				if (r.users === 0)
					cache.delete(old);
		cache.set(path, new Resource(path));
	}
	return cache.get(path);
}

/*
 * Everything that is shown, asked for from now on: after a change that we
 * know of.  Done when all of it is here, or has failed.
 */
export function refresh() {
	const shown = [];

	for (const r of cache.values())
		if (r.users > 0)
			shown.push(Promise.resolve(r.busy).then(() => r.load()));
		else
			r.askedAt = 0;
	return Promise.all(shown);
}

onLeave(() => cache.clear());

function tick() {
	const now = Date.now();

	if (document.hidden || status.value !== 'in')
		return;
	for (const r of cache.values())
		if (r.users > 0 && !r.busy && r.isDue(now))
			r.load();
}

setInterval(tick, 500);
document.addEventListener('visibilitychange', tick);
addEventListener('offline', () => {
	online.value = false;
});
addEventListener('online', () => {
	online.value = navigator.onLine;
	if (status.value === 'in')
		refresh();
});

/* A new token: what the old one was refused is asked again. */
let seenEpoch = 0;

epoch.subscribe((n) => {
	if (n > 1 && n !== seenEpoch)
		refresh();
	seenEpoch = n;
});

/*
 * { data, isOld, path, error, retryAt, retry, next } of a path; null asks
 * nothing, undefined nothing yet: what the path will be is still asked for.
 * While a new path has no data yet, `data` is the last one's, whose `path` is,
 * and isOld true.
 */
export function useResource(path, every = null) {
	const last = useRef({});
	const r = path ? find(path) : null;

	useEffect(() => {
		if (!r)
			return undefined;
		r.users++;
		r.every = every;
		if (!r.busy && Date.now() - r.askedAt > 2000)
			r.load();
		return () => {
			r.users--;
		};
	}, [r, every]);
	const data = r?.data.value;
	const error = r?.error.value ?? null;

	/* What failed shows that it failed; but 401 is a dialog's matter. */
	if (data !== undefined || (error && error.status !== 401))
		last.current = { data, path };
	return {
		data: data ?? last.current.data,
		isOld: path !== null && data === undefined &&
			last.current.data !== undefined,
		path: last.current.path,
		error,
		retryAt: r?.retryAt.value ?? null,
		next: r?.next ?? null,
		retry: () => r?.load(),
	};
}

/* The first with what is said of all: one is old, or has failed. */
export const joined = (...sources) => ({
	...sources.find((r) => r.error) ?? sources[0], data: sources[0].data,
	isOld: sources.some((r) => r.isOld),
	retry: () => sources.forEach((r) => r.error && r.retry()) });

const endless = (path) => path?.replace(/([?&]to=)[^&]*/, '$1');

/*
 * The same of what is compared with.  Its end is an instant that moves on each
 * minute: until there is data of the new one, that of the last is not old.
 */
export function useEarlier(path) {
	const found = useResource(path);

	return { ...found, isOld: found.isOld &&
		endless(found.path) !== endless(path) };
}
