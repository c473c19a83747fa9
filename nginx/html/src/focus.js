/*
 * For a press on what may go with it, or rest a while: the focus comes back to
 * it, or stays in its card, and is not where the page begins.
 */
export async function keepFocus({ currentTarget: pressed }, act) {
	const card = pressed.closest('section');

	await act();
	requestAnimationFrame(() => {
		if (document.activeElement !== document.body)
			return;
		const next = pressed.isConnected ? pressed
			: card.querySelector('[tabindex="0"]') ??
				card.querySelector('h2');

		if (next.matches('h2'))
			next.tabIndex = -1;
		next.focus({ preventScroll: true });
	});
}
