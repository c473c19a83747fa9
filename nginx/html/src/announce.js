/* Words for the screen reader, and for the eye where `shown` is true. */
import { signal } from '@preact/signals';

export const spoken = signal('');
export const toast = signal(null);

let timer;

export function announce(text, shown = false) {
	/* The same words again are read again: they differ by a blank. */
	spoken.value = spoken.value === text ? `${text}\u00a0` : text;
	if (!shown)
		return;
	clearTimeout(timer);
	toast.value = text;
	timer = setTimeout(() => {
		toast.value = null;
	}, 6000);
}
