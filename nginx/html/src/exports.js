/*
 * What of the page that is shown can be exported, for the menu and the key:
 * each widget that shows a table's worth says so while it is there.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const offers = signal([]);

/* [{ label, save, isLast }] in the order in which they came onto the page,
 * but those that are more than what is on the screen after the others. */
export const exported = offers;

/* `save` is called with what is on the screen then; null offers nothing. */
export function useExport(label, save, isLast = false) {
	const latest = useRef(save);
	const isThere = save !== null;

	latest.current = save;
	useEffect(() => {
		if (!isThere)
			return undefined;
		const offer = { label, save: () => latest.current(), isLast };

		offers.value = [...offers.value, offer]
			.sort((a, b) => a.isLast - b.isLast);
		return () => {
			offers.value = offers.value.filter((o) => o !== offer);
		};
	}, [label, isThere]);
}
