/* Behind the link of a mail: have no more of its kind. */
import { useEffect, useState } from 'preact/hooks';

import { call } from '../api.js';
import { follow } from '../router.js';
import { Door } from '../widgets/door.jsx';
import { Submit, useForm } from '../widgets/form.jsx';

const words = { digest: 'digests', alert: 'alerts' };

function Ask({ token, onDone }) {
	const use = useForm(async () => {
		const { body } = await call('POST', '/api/unsubscribe',
			{ body: { token }, open: true });

		onDone(body.unsubscribed);
	});

	return (
		<form ref={use.form} onSubmit={use.onSubmit}>
			<p>You will get no more mail like the one that you came from.</p>
			<Submit use={use}>No more of these</Submit>
		</form>
	);
}

export function Unsubscribe() {
	/* The secret is behind the #, which a browser sends to nobody. */
	const [token] = useState(() => location.hash.slice(1));
	const [done, setDone] = useState(null);

	useEffect(() => {
		document.title = 'No more mail · Xeno';
	}, []);
	return (
		<Door title="No more mail" other={<a href="/settings?tab=you"
			onClick={follow}>Choose what mail you want</a>}>
			{done ? <p role="status">You get no more {words[done]}.</p>
				: <Ask token={token} onDone={setDone} />}
		</Door>
	);
}
