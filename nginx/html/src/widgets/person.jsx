/* A customer by name and e-mail; `id` and `shopId` make it a link. */
import { customerHref, personName } from '../people.js';
import { follow } from '../router.js';

export function Person({ person, id, shopId }) {
	const name = personName(person);
	const title = name || person.email || id || 'Guest';

	return (
		<span class="person">
			{id && shopId ? <a class="clip" href={customerHref(id, shopId)}
				onClick={follow}>{title}</a>
				: <span class="clip">{title}</span>}
			{name && person.email && <span class="clip muted small">
				{person.email}</span>}
		</span>
	);
}
