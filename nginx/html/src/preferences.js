/* What this browser remembers of its user’s taste. */
import { effect, signal } from '@preact/signals';

function read(name, values) {
	try {
		const text = localStorage.getItem(`xeno-${name}`);

		return values.includes(text) ? text : values[0];
	} catch {
		return values[0];
	}
}

function preference(name, values) {
	const value = signal(read(name, values));

	effect(() => {
		try {
			localStorage.setItem(`xeno-${name}`, value.value);
		} catch {
			/* A browser that keeps nothing: it lasts until a reload. */
		}
	});
	return value;
}

export const themes = [
	{ name: 'auto', label: 'As the system' },
	{ name: 'light', label: 'Light' },
	{ name: 'dark', label: 'Dark' },
];

export const theme = preference('theme', themes.map((t) => t.name));
export const shortcuts = preference('shortcuts', ['on', 'off']);

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(systemDark.matches);

systemDark.addEventListener('change', (event) => {
	isSystemDark.value = event.matches;
});

/* 'light' or 'dark', for what CSS cannot colour by itself. */
export const shownTheme = signal('light');

effect(() => {
	const chosen = theme.value;

	shownTheme.value = chosen === 'auto'
		? isSystemDark.value ? 'dark' : 'light' : chosen;
	document.documentElement.dataset.theme = shownTheme.value;
});
