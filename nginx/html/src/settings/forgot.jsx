/* The way back in for whoever has forgotten the password: a link by mail. */
import { useEffect, useState } from 'preact/hooks';

import { call } from '../api.js';
import { follow, navigate } from '../router.js';
import { begin } from '../session.js';
import { Door } from '../widgets/door.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';

function Frame({ title, children }) {
	useEffect(() => {
		document.title = `${title} · Xeno`;
	}, []);
	return (
		<Door title={title} other={<>Remember it?{' '}
			<a href="/" onClick={follow}>Sign in</a></>}>{children}</Door>
	);
}

export function Forgot() {
	const [email, setEmail] = useState('');
	const [asked, setAsked] = useState(null);
	const use = useForm(async () => {
		await call('POST', '/api/auth/forgot', { open: true,
			body: { email: email.trim() } });
		setAsked(email.trim());
	});

	return (
		<Frame title="Forgot the password">
			{asked ? <p role="status">If <strong>{asked}</strong> has an
				account, a link is on its way to it. It is good once, for an
				hour.</p>
				: <form ref={use.form} onSubmit={use.onSubmit}>
					<p>A link comes by mail, by which you choose another.</p>
					<Field label="E-mail" type="email" name="email" required
						autocomplete="username" value={email}
						error={use.fieldError('email')}
						onInput={(e) => setEmail(e.target.value)} />
					<Submit use={use} fields={['email']}>Send the link</Submit>
				</form>}
		</Frame>
	);
}

export function Reset() {
	/* The secret is behind the #, which a browser sends to nobody. */
	const [token] = useState(() => location.hash.slice(1));
	const [password, setPassword] = useState('');
	const use = useForm(async () => {
		const { body } = await call('POST', '/api/auth/reset', { open: true,
			body: { token, password } });

		begin(body);
		history.replaceState(null, '', '/');
		navigate('/', { replace: true });
	});

	return (
		<Frame title="Choose another password">
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label="New password" type="password" name="password"
					required minLength={8} autocomplete="new-password"
					hint={'8 characters or more; wherever you are signed in, ' +
						'it ends'}
					value={password} error={use.fieldError('password')}
					onInput={(e) => setPassword(e.target.value)} />
				<Submit use={use} fields={['password']}>
					Change the password</Submit>
			</form>
			{use.error?.status === 404 && <p><a href="/forgot"
				onClick={follow}>Ask for another link</a></p>}
		</Frame>
	);
}
