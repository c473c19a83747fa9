/* What the page that is shown is called, where it is one of several. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export const ownTitle = signal(null);

export function useTitle(title) {
	useEffect(() => {
		ownTitle.value = title;
		return () => {
			ownTitle.value = null;
		};
	}, [title]);
}
