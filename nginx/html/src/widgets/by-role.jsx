/* What takes a role: for others the reason stands in its place. */
import { roleWords } from '../roles.js';
import { may } from '../session.js';

/* `what` begins the sentence: "Starting a sync". */
export function ByRole({ role, what, children }) {
	return may(role) ? children : (
		<p class="muted small reason">{what} takes the role
			{' '}{roleWords[role].label.toLowerCase()}.</p>
	);
}
