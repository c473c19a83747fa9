/* Where words for screen readers, and short notes for the eye, appear. */
import { spoken, toast } from '../announce.js';

export function Announcer() {
	return (
		<>
			<div class="unseen" role="status" aria-live="polite">
				{spoken.value}
			</div>
			{toast.value &&
				<div class="toast" aria-hidden="true">{toast.value}</div>}
		</>
	);
}
