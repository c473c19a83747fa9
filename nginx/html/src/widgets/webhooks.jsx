/* Whether a store's webhooks come: what is subscribed to, and a test. */
import { useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { connectShop, startRun, testWebhooks } from '../api.js';
import { now } from '../clock.js';
import { ago, count, dash, instant } from '../format.js';
import { refresh, useResource } from '../resource.js';
import { ByRole } from './by-role.jsx';
import { Fact, Facts } from './facts.jsx';
import { Field, Submit, useForm } from './form.jsx';
import { Info } from './popover.jsx';
import { Failure, Outdated, Skeleton } from './states.jsx';
import { Table } from './table.jsx';

/* Shopify mostly delivers within seconds. */
const WAIT = 60_000;
const EVERY = 2000;

const words = new Map([
	[true, 'Subscribed'],
	[false, 'Missing'],
	[null, 'Not known'],
]);

const columnsFor = (shop) => [
	{ label: 'Topic', value: (t) => t.topic,
		show: (t) => <code>{t.topic}</code> },
	{ label: 'Subscription', value: (t) => words.get(t.subscribed),
		show: (t) => <>{words.get(t.subscribed)}
			{t.subscriptionError && <span class="muted small block words">
				{t.subscriptionError}</span>}</> },
	{ label: 'Deliveries', number: true, value: (t) => t.deliveries,
		show: (t) => count(t.deliveries) },
	{ label: 'Latest', extra: true, value: (t) => t.lastDeliveryAt,
		show: (t) => t.lastDeliveryAt ? <span class="nowrap">
			{instant(t.lastDeliveryAt, shop.timezone)}</span> : dash },
];

/* How many there are of those that there should be; null: nobody knows. */
function subscribedOf(topics) {
	const wanted = topics.filter((t) => t.subscribed !== null);

	return wanted.length ? `${count(wanted.filter((t) =>
		t.subscribed).length)} of ${count(wanted.length)} topics` : null;
}

function Outcome({ test, data, isYoung }) {
	const hasCome = data.topics.some((t) => t.topic === test.topic &&
		t.deliveries > test.deliveries);

	return (
		<div role="status" class={hasCome || isYoung ? 'notice'
			: 'notice warn'}>
			<p>{hasCome ? <><strong>Webhooks reach this server.</strong>{' '}
				Shopify’s delivery has come, and its signature fits.</>
				: isYoung ? 'Shopify is asked to send one. Waiting for it …'
				: <><strong>Nothing has come within a minute.</strong> Either
					Shopify does not reach{' '}
					{data.address ? <code>{data.address}</code>
						: 'this server'} from the internet, by https with a
					certificate that is good there, or it signs with another
					secret than this server has. The log of the server
					tells: a wrong signature is answered 401 there.</>}</p>
		</div>
	);
}

function State({ shop, data, children }) {
	return (
		<>
			<Facts>
				<Fact label="Last delivery">{data.lastDeliveryAt
					? ago(data.lastDeliveryAt) : 'None yet'}</Fact>
				<Fact label="Subscriptions">{subscribedOf(data.topics) ??
					'Made by the first sync, or in the app’s configuration'}
				</Fact>
				<Fact label="Address">{data.address
					? <code>{data.address}</code> : dash}</Fact>
			</Facts>
			{children}
			{data.topics.length > 0 && <Table tall
				caption={`Webhook topics of ${shop.name}`}
				columns={columnsFor(shop)} rows={data.topics}
				rowKey={(t) => t.topic} />}
		</>
	);
}

export function SecretField({ value, onValue, error, ...more }) {
	return (
		<Field label="API secret key of the app" type="password"
			name="apiSecret" autocomplete="off" placeholder="shpss_…"
			spellcheck={false} value={value} error={error}
			hint={'Shopify signs the app’s webhooks with it: without it ' +
				'none are subscribed to, and carts, checkouts and deletions ' +
				'are seen late or not at all'}
			onInput={(e) => onValue(e.target.value)} {...more} />
	);
}

/* The token that is there is of an app whose secret was not given with it. */
function Secret({ shop }) {
	const [secret, setSecret] = useState('');
	const use = useForm(async () => {
		await connectShop(shop.id, { apiSecret: secret.trim() });
		/* It subscribes; should it fail, the next one does. */
		await startRun(shop.id, 'delta').catch(() => null);
		refresh();
		announce('The secret is stored; webhooks are being subscribed to',
			true);
	});

	return (
		<>
			<p class="notice warn" role="status">Nothing is subscribed to. The
				access token of {shop.name} is of an app of its own, whose
				secret is not known here, so nobody could tell what Shopify
				sends from what anybody sends.</p>
			<ByRole role="admin" what="Giving the secret">
				<form ref={use.form} onSubmit={use.onSubmit}>
					<SecretField value={secret} onValue={setSecret} required
						label={`API secret key of ${shop.name}’s app`}
						error={use.fieldError('apiSecret')} />
					<Submit use={use} fields={['apiSecret']}>
						Subscribe</Submit>
				</form>
			</ByRole>
		</>
	);
}

function Begin({ use }) {
	return (
		<ByRole role="analyst" what="Testing them">
			<form class="group gap" ref={use.form} onSubmit={use.onSubmit}>
				<button type="submit" disabled={use.busy || use.waiting > 0}>
					{use.waiting > 0 ? `Try again in ${use.waiting} s`
						: 'Test webhooks'}</button>
			</form>
		</ByRole>
	);
}

export function Webhooks({ shop }) {
	const [test, setTest] = useState(null);
	const isYoung = test !== null && now.value - test.at < WAIT;
	const source = useResource(`/api/shops/${shop.id}/webhooks`,
		isYoung ? EVERY : null);
	const use = useForm(async () => {
		setTest(null);
		setTest({ ...await testWebhooks(shop.id), at: Date.now() });
	});
	const { data, error } = source;
	const title = `Webhooks of ${shop.name}`;

	return (
		<section class="card" aria-label={title}>
			<header class="head">
				<div class="group">
					<h2>{title}</h2>
					<Info title="A test">Shopify is asked for a webhook that
						changes no figure. It comes the way of all the
						others, with their signature.</Info>
				</div>
				<Begin use={use} />
			</header>
			{!data && (error ? <Failure what={title} source={source} />
				: <Skeleton rows={4} label={`Loading ${title}`} />)}
			<Outdated source={source} />
			{data?.needsApiSecret && <Secret shop={shop} />}
			{data && <State shop={shop} data={data}>
				{use.error && <p class="notice bad" role="alert">
					{use.error.message}</p>}
				{test && <Outcome test={test} data={data}
					isYoung={isYoung} />}
			</State>}
		</section>
	);
}
