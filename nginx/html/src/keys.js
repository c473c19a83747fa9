/*
 * Keys that work wherever one is not typing.  They can be turned off, for
 * whoever speaks to the computer, or has another use for them.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { exported } from './exports.js';
import { pageOf, pages } from './pages.js';
import { comparisons, presets } from './periods.js';
import { shortcuts } from './preferences.js';
import { navigate, ownState, path, setState, state } from './router.js';

export const helpShown = signal(false);

/* What the page that is shown does at a key: { '.': fn, ArrowLeft: fn }. */
const pageKeys = new Map();

/*
 * For a widget: its keys while it is there.  The latest function is used; one
 * that gives false has done nothing.
 */
export function useKeys(keys) {
	useEffect(() => {
		for (const [key, fn] of Object.entries(keys))
			pageKeys.set(key, fn);
		return () => {
			for (const [key, fn] of Object.entries(keys))
				if (pageKeys.get(key) === fn)
					pageKeys.delete(key);
		};
	});
}

let afterG = 0;

function isTyping(event) {
	return event.ctrlKey || event.metaKey || event.altKey ||
		event.isComposing ||
		document.querySelector('dialog[open], :popover-open') !== null ||
		event.target.closest?.('input, select, textarea, [contenteditable]');
}

/* A chart is read by the arrows, and what is wider than its place scrolled. */
function ownKeys({ key, target }) {
	const owner = key.startsWith('Arrow') &&
		target.closest?.('[data-arrows], .scroll');

	return owner && (!owner.matches('.scroll') ||
		owner.scrollWidth > owner.clientWidth);
}

function nextComparison() {
	const names = comparisons.map((c) => c.name);
	const i = names.indexOf(state.value.cmp);

	setState({ cmp: names[(i + 1) % names.length] });
}

function press(key) {
	const found = presets.find((p) => p.key === key);
	const to = pages.find((p) => p.key === key);
	const { hasPeriod } = pageOf(path.value) ?? {};

	if (Date.now() - afterG < 1500 && to) {
		afterG = 0;
		navigate(to.path, { changes: ownState });
		return true;
	}
	afterG = key === 'g' ? Date.now() : 0;
	if (key === '?')
		helpShown.value = true;
	else if (pageKeys.has(key))
		return pageKeys.get(key)() !== false;
	else if (found && hasPeriod)
		setState({ period: found.name, zoom: null });
	else if (key === 'x' && hasPeriod)
		nextComparison();
	else if (key === '.' && exported.value[0]?.isOld === false)
		exported.value[0].save();
	else if (key === '/' && document.querySelector('[type=search]'))
		document.querySelector('[type=search]').focus();
	else
		return key === 'g';
	return true;
}

export function usePageKeys() {
	useEffect(() => {
		const listen = (event) => {
			if (shortcuts.value === 'on' && !event.defaultPrevented &&
				!event.repeat && !isTyping(event) && !ownKeys(event) &&
				press(event.key))
				event.preventDefault();
		};

		addEventListener('keydown', listen);
		return () => removeEventListener('keydown', listen);
	}, []);
}
