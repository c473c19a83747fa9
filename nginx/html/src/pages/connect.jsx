import { useRef, useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { addShop, connectShop, loginAddress, startRun } from '../api.js';
import { guessName, normaliseDomain } from '../domain.js';
import { refresh } from '../resource.js';
import { navigate, state } from '../router.js';
import { may } from '../session.js';
import { ByRole } from '../widgets/by-role.jsx';
import { DomainField } from '../widgets/domain-field.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { SecretField, Webhooks } from '../widgets/webhooks.jsx';

const scopes = [
	['read_orders', 'orders, refunds and sales of the last 60 days'],
	['read_all_orders', 'orders older than 60 days; without it history is ' +
		'cut there'],
	['read_customers', 'who bought, new and returning customers'],
	['read_customer_merge', 'customers that were merged, at once; without ' +
		'it the next night'],
	['read_products', 'what was sold'],
	['read_reports', 'Shopify’s own figures, beside ours on Activity'],
];

/* Why a login at Shopify came to nothing, as the way back from it says. */
const problems = {
	denied: 'The app was not let in at Shopify. Nothing was connected.',
	scopes: 'The app was not given all the scopes that it needs. Log in ' +
		'again, and leave them as they are.',
	taken: 'This store is connected to another account.',
	refused: 'Shopify did not accept the login. Begin again.',
	unavailable: 'Shopify cannot be reached just now. Try again in a minute.',
	failed: 'Something went wrong on our side. Try again.',
};

function Problem({ name }) {
	return problems[name] ? (
		<div class="notice bad" role="alert"><p>{problems[name]}</p></div>
	) : null;
}

function Help() {
	return (
		<aside class="card" aria-labelledby="scopes">
			<h2 id="scopes">Where the token comes from</h2>
			<ol class="steps">
				<li>In Shopify’s admin open Settings, Apps, and develop an
					app.</li>
				<li>Give it these Admin API access scopes:
					<dl class="scopes">
						{scopes.map(([name, gives]) => (
							<div key={name}>
								<dt><code>{name}</code></dt>
								<dd>{gives}</dd>
							</div>))}
					</dl>
				</li>
				<li>Install it and copy its Admin API access token and its API
					secret key. They are stored encrypted and never shown
					again.</li>
			</ol>
		</aside>
	);
}

function NotYours() {
	return (
		<div class="empty">
			<h1>Connect a store</h1>
			<ByRole role="admin" what="Connecting a store" />
			<p>Ask an admin of this account to do it, or to give you the
				role.</p>
		</div>
	);
}

export function Connect({ shops }) {
	const connected = shops.filter((s) => s.state === 'connected');
	const shop = connected.find((s) => s.id === state.value.shop) ??
		connected.at(-1);

	return (
		<>
			{may('admin') ? <Form shops={shops} /> : <NotYours />}
			{shop && <Webhooks key={shop.id} shop={shop} />}
		</>
	);
}

/* A store that is there already but not connected, or a new one. */
function Form({ shops }) {
	const given = shops.find((s) => s.id === state.value.shop &&
		['claimed', 'disconnected', 'needs_reauth'].includes(s.state));
	const [came] = useState(() => new URLSearchParams(location.search));
	const [store, setStore] = useState(came.get('store') ?? '');
	const [token, setToken] = useState('');
	const [secret, setSecret] = useState('');
	const domain = given?.shopDomain ?? normaliseDomain(store).domain;
	const byLogin = useRef(false);
	const use = useForm(async () => {
		const isLogin = byLogin.current;

		byLogin.current = false;
		if (isLogin) {
			location.assign(await loginAddress(domain ?? store.trim()));
			return;
		}
		const access = { accessToken: token.trim(),
			apiSecret: secret.trim() || undefined };
		const shop = given ? await connectShop(given.id, access)
			: await addShop(domain ?? store.trim(),
				guessName(domain ?? '') || store.trim(), access);

		/* Should this fail, the overview offers to read it again. */
		await startRun(shop.id, 'full-sync').catch(() => null);
		refresh();
		announce(`${domain} is connected; its data is being read`, true);
		navigate('/', { changes: { shop: shop.id, zoom: null } });
	});

	return (
		<div class="columns">
			<section class="card">
				<h1>{given ? `Connect ${given.name}` : 'Connect a store'}</h1>
				<form ref={use.form} onSubmit={use.onSubmit}>
					<Problem name={came.get('problem')} />
					{given ? <p>Store: <strong>{given.shopDomain}</strong></p>
						: <DomainField value={store} onValue={setStore}
							error={use.fieldError('shopDomain')} />}
					<Field label="Admin API access token" type="password"
						name="accessToken" required autocomplete="off"
						placeholder="shpat_…" spellcheck={false} value={token}
						hint="It is checked with Shopify at once"
						error={use.fieldError('accessToken')}
						onInput={(e) => setToken(e.target.value)} />
					<SecretField value={secret} onValue={setSecret}
						error={use.fieldError('apiSecret')} />
					<Submit use={use}
						fields={['shopDomain', 'accessToken', 'apiSecret']}>
						Connect and read its data</Submit>
					<button type="submit" class="wide" formNoValidate
						disabled={use.busy}
						onClick={() => { byLogin.current = true; }}>
						Log in at Shopify instead</button>
				</form>
			</section>
			<Help />
		</div>
	);
}
