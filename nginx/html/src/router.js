/* The address: a path for the page, a query for what it shows. */
import { computed, signal } from '@preact/signals';

import { parseState, printState } from './url-state.js';

const url = signal(location.pathname + location.search);

addEventListener('popstate', () => {
	url.value = location.pathname + location.search;
});

export const path = computed(() => url.value.split('?')[0]
	.replace(/(.)\/$/, '$1'));
export const state = computed(() => parseState(url.value.split('?')[1] ?? ''));

function go(to, replace) {
	if (to === url.value)
		return false;
	history[replace ? 'replaceState' : 'pushState'](null, '', to);
	url.value = to;
	return true;
}

/* What is a page's own: another one begins without it. */
export const ownState = { zoom: null, q: null, sort: null, tab: null, f: null,
	order: null };

/* What of the address says what is shown, without its question mark. */
export const query = () => printState(state.value).slice(1);

/* Another page, with what is not its predecessor's own. */
export function hrefOf(page, changes = {}) {
	return page + printState({ ...state.value, ...changes });
}

export function navigate(page, { replace = false, changes } = {}) {
	go(hrefOf(page, changes), replace);
	scrollTo(0, 0);
}

/* The same page, showing something else; false where it already does. */
export function setState(changes, replace = false) {
	return go(path.value + printState({ ...state.value, ...changes }), replace);
}

/* For links: a plain click stays in this page, any other is the browser's. */
export function follow(event) {
	if (event.button || event.metaKey || event.ctrlKey || event.shiftKey ||
		event.altKey || event.defaultPrevented)
		return;
	event.preventDefault();
	const { pathname, search } = event.currentTarget;

	go(pathname + search, false);
	scrollTo(0, 0);
}
