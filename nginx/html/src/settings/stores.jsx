/* The stores: what is known of each, and how to part with it. */
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { disconnectShop, renameShop } from '../api.js';
import { dash, instant } from '../format.js';
import { refresh } from '../resource.js';
import { follow, hrefOf } from '../router.js';
import { isKnown } from '../shops.js';
import { shopStates } from '../words.js';
import { Breakable, Fact, Facts, Waits } from '../widgets/facts.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { Webhooks } from '../widgets/webhooks.jsx';
import { Everything } from './everything.jsx';
import { Sure } from './sure.jsx';

function Rename({ shop }) {
	const [name, setName] = useState(shop.name);
	const use = useForm(async () => {
		await renameShop(shop.id, name.trim());
		refresh();
		announce(`It is called ${name.trim()} now`, true);
	});

	return (
		<form ref={use.form} onSubmit={use.onSubmit}>
			<Field label={`Name of ${shop.shopDomain}`} name="name" required
				maxLength={255} autocomplete="off" value={name}
				error={use.fieldError('name')}
				onInput={(e) => setName(e.target.value)} />
			<Submit use={use} fields={['name']}>Rename</Submit>
		</form>
	);
}

function Store({ shop, isOpen, onOpen, onLeave }) {
	const { label, tone } = shopStates[shop.state] ??
		{ label: shop.state, tone: 'warn' };

	return (
		<section class="card" aria-label={shop.name}>
			<header class="head">
				<h2>{shop.name}{' '}
					<span class={`badge ${tone}`}>{label}</span></h2>
				<div class="group gap">
					{shop.state === 'connected' && <button type="button"
						aria-expanded={isOpen} onClick={onOpen}
						aria-label={`Webhooks of ${shop.name}`}>Webhooks
					</button>}
					<button type="button" onClick={() => onLeave(shop)}
						aria-label={`Disconnect ${shop.name}`}>Disconnect
					</button>
				</div>
			</header>
			<Facts>
				<Fact label="Address"><Breakable text={shop.shopDomain}
					at="." /></Fact>
				<Fact label="Time zone">{isKnown(shop)
					? shop.timezone.replace('_', ' ') : dash}</Fact>
				<Fact label="Currency">{isKnown(shop) ? shop.currency
					: dash}</Fact>
				<Fact label="Added">{instant(shop.createdAt,
					shop.timezone)}</Fact>
				{shop.nextAttemptAt && <Fact label="Next attempt">
					<Waits shop={shop} /></Fact>}
				<Fact label="Scopes">{shop.scopes.length
					? <code class="small words">{shop.scopes.join(', ')}</code>
					: dash}
					{shop.historyLimit && <span class="muted small block">
						{shop.historyLimit.message}</span>}</Fact>
			</Facts>
			<Rename key={shop.name} shop={shop} />
		</section>
	);
}

export function Stores({ shops }) {
	const [leaving, setLeaving] = useState(null);
	const [open, setOpen] = useState(null);

	return (
		<>
			{shops.map((s) => (
				<Fragment key={s.id}>
					<Store shop={s} isOpen={s.id === open}
						onOpen={() => setOpen(s.id === open ? null : s.id)}
						onLeave={setLeaving} />
					{s.id === open && s.state === 'connected' &&
						<Webhooks shop={s} />}
				</Fragment>))}
			<p><a class="button" href={hrefOf('/connect', { shop: null,
				tab: null })} onClick={follow}>Connect another store</a></p>
			<Everything />
			{leaving && <Sure title={`Disconnect ${leaving.name}`}
				word={leaving.shopDomain} button="Disconnect"
				onDone={() => setLeaving(null)} act={async () => {
					await disconnectShop(leaving.id);
					announce(`${leaving.name} is disconnected`, true);
				}}>
				Nothing of it is received any more. Its figures stay for a
				while, and are then erased for good.</Sure>}
		</>
	);
}
