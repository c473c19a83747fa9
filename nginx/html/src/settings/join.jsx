/* Behind an invitation's link: choose a password, and come in. */
import { useEffect, useState } from 'preact/hooks';

import { join, lookAtInvitation } from '../api.js';
import { follow, navigate } from '../router.js';
import { Door } from '../widgets/door.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { Skeleton } from '../widgets/states.jsx';
import { roleWords } from '../roles.js';

/* The secret is behind the #, which a browser sends to nobody. */
const secret = () => location.hash.slice(1);

function Choose({ invitation, token }) {
	const [password, setPassword] = useState('');
	const use = useForm(async () => {
		await join(token, password);
		history.replaceState(null, '', '/');
		navigate('/', { replace: true });
	});

	return (
		<form ref={use.form} onSubmit={use.onSubmit}>
			<p>{invitation.invitedBy} invites you as
				{' '}<strong>{roleWords[invitation.role].label.toLowerCase()}
				</strong>: {roleWords[invitation.role].about}.</p>
			<Field label="E-mail" type="email" name="email" readOnly
				autocomplete="username" value={invitation.email} />
			<Field label="Password" type="password" name="password" required
				minLength={8} autocomplete="new-password"
				hint="8 characters or more" value={password}
				error={use.fieldError('password')}
				onInput={(e) => setPassword(e.target.value)} />
			<Submit use={use} fields={['password']}>Join</Submit>
		</form>
	);
}

/* Whether another time may do: a link that is not good will not get better. */
const mayPass = ({ status }) => status === 0 || status === 429 ||
	status >= 500;

export function Join() {
	const [state, setState] = useState({ token: secret() });
	const { invitation, error, token } = state;
	const look = () => lookAtInvitation(token).then(
		(found) => setState({ token, invitation: found }),
		(failure) => setState({ token, error: failure }));

	useEffect(() => {
		document.title = 'Join · Xeno';
		look();
	}, []);
	return (
		<Door title="Join" other={<>Have an account already?{' '}
			<a href="/" onClick={follow}>Sign in</a></>}>
			{invitation ? <Choose invitation={invitation} token={token} />
				: error ? <>
					<p role="alert">{error.message}</p>
					{mayPass(error) && <button type="button" onClick={look}>
						Try again</button>}
				</>
					: <Skeleton rows={4} label="Looking at the invitation" />}
		</Door>
	);
}
