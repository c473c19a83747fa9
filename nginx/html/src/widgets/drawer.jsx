/* A dialog at the page's side: closed by Escape, its button, or beside it. */
import { useEffect, useRef } from 'preact/hooks';

export function Drawer({ title, label, onClose, children }) {
	const dialog = useRef(null);

	useEffect(() => {
		const shown = dialog.current;

		shown.showModal();
		/* Before it goes: so the focus is again where it was. */
		return () => shown.close();
	}, []);
	return (
		<dialog ref={dialog} class="card drawer" aria-label={label}
			onClose={() => dialog.current && onClose()} onClick={(event) => {
				if (event.target === dialog.current)
					dialog.current.close();
			}}>
			<div class="sheet">
				<header class="head">
					<h2>{title}</h2>
					<form method="dialog"><button>Close</button></form>
				</header>
				{children}
			</div>
		</dialog>
	);
}
