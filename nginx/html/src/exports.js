/*
 * What of the page that is shown can be exported, for the menu and the key:
 * each widget that shows a table's worth says so while it is there.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const offers = signal([]);

let count = 0;

/* [{ label, save, isOld, isLast }] in the order in which they came onto the
 * page, but those that are more than what is on the screen after the others. */
export const exported = offers;

/*
 * `save` is called with what is on the screen then; null offers nothing.  What
 * isOld is of other days than the address, and so than its file would say: it
 * keeps its place, and is not to be saved.
 */
export function useExport(label, save, { isOld = false, isLast = false } = {}) {
	const latest = useRef(save);
	const at = useRef(0);
	const isThere = save !== null;

	latest.current = save;
	at.current ||= ++count;
	useEffect(() => {
		if (!isThere)
			return undefined;
		const offer = { label, save: () => latest.current(), isOld, isLast,
			at: at.current };

		offers.value = [...offers.value, offer]
			.sort((a, b) => a.isLast - b.isLast || a.at - b.at);
		return () => {
			offers.value = offers.value.filter((o) => o !== offer);
		};
	}, [label, isThere, isOld]);
}
