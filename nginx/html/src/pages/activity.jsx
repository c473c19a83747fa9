/* What comes in: by store, and run by run. */
import { useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { startRun } from '../api.js';
import { useExport } from '../exports.js';
import { count, dash, duration, moment } from '../format.js';
import { usePaged } from '../paged.js';
import { refresh } from '../resource.js';
import { follow, hrefOf } from '../router.js';
import { chosen, isKnown, isSyncing } from '../shops.js';
import { may } from '../session.js';
import { runWords, shopStates } from '../words.js';
import { ByRole } from '../widgets/by-role.jsx';
import { DeadLetters } from '../widgets/dead-letters.jsx';
import { Breakable, Fact, Facts, Waits, When } from '../widgets/facts.jsx';
import { useForm } from '../widgets/form.jsx';
import { More } from '../widgets/more.jsx';
import { Title } from '../widgets/period-bar.jsx';
import { Info } from '../widgets/popover.jsx';
import { Progress } from '../widgets/progress.jsx';
import { Reconcile } from '../widgets/reconcile.jsx';
import { Budget, Resources } from '../widgets/resources.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { exportTable, Table } from '../widgets/table.jsx';
import { unknownWords } from '../widgets/unknown-sales.jsx';

function Sync({ shop }) {
	const [type, setType] = useState('delta');
	const use = useForm(async () => {
		await startRun(shop.id, type);
		refresh();
		announce(`Reading ${shop.name} has begun`, true);
	});

	return (
		<form class="group gap" ref={use.form} onSubmit={use.onSubmit}>
			<button type="submit" class="primary"
				disabled={use.busy || isSyncing(shop)}
				onClick={() => setType('delta')}>Sync now</button>
			<button type="submit" disabled={use.busy || isSyncing(shop)}
				onClick={() => setType('full-sync')}>Read everything again
			</button>
			{use.error && <p class="error small" role="alert">
				{use.error.message}</p>}
		</form>
	);
}

function Shop({ shop }) {
	const { label, tone, about } = shopStates[shop.state] ??
		{ label: shop.state, tone: 'warn', about: '' };
	const canSync = shop.state === 'connected';

	return (
		<section class="card" aria-label={shop.name}>
			<header class="head">
				<h2>{shop.name}{' '}
					<span class={`badge ${tone}`}>{label}</span></h2>
				{canSync ? <ByRole role="analyst" what="Starting a sync">
					<Sync shop={shop} /></ByRole>
					: shop.state !== 'paused' && <ByRole role="admin"
						what="Connecting a store"><a class="button primary"
							href={hrefOf('/connect', { shop: shop.id })}
							onClick={follow}>Connect it</a></ByRole>}
			</header>
			{about && <p>{about}</p>}
			<Facts many>
				<Fact label="Address"><Breakable text={shop.shopDomain}
					at="." /></Fact>
				<Fact label="Time zone and currency">{isKnown(shop)
					? `${shop.timezone.replace('_', ' ')}, ${shop.currency}`
					: dash}</Fact>
				<Fact label="Last sync"><When at={shop.lastSyncAt}
					zone={shop.timezone} /></Fact>
				{shop.nextAttemptAt && <Fact label="Next attempt">
					<Waits shop={shop} /></Fact>}
				<Fact label="Last webhook"><When at={shop.lastWebhookAt}
					zone={shop.timezone} /></Fact>
				<Fact label={<>Dead letters <Info title="Dead letters">What
					Shopify delivered and could not be applied: it is kept
					whole, to be applied again.</Info></>}>
					{count(shop.deadLetters)}
					{shop.deadLetters > 0 && <span class="muted small">
						{!may('analyst') &&
							' which an analyst can look at'}</span>}</Fact>
				<Budget shop={shop} />
			</Facts>
			{shop.historyLimit && <p class="muted small foot">Shopify shows
				orders of the last {shop.historyLimit.days} days only: without
				the scope read_all_orders older ones are missing here.</p>}
			{shop.unknownSales && <p class="muted small foot">
				{unknownWords([shop])}</p>}
			{isSyncing(shop) && <Progress key={shop.sync.id} run={shop.sync} />}
			<Resources shop={shop} />
		</section>
	);
}

function length(run) {
	return run.startedAt && run.finishedAt ? duration(
		(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000)
		: dash;
}

const tones = { success: 'good', failed: 'bad' };

/* A failed run of a store that can be read is not the end. */
function Again({ run, shop }) {
	const use = useForm(async () => {
		await startRun(run.shopId, run.type);
		refresh();
		announce(`Reading ${shop.name} has begun`, true);
	});

	return (
		<form class="group" ref={use.form} onSubmit={use.onSubmit}>
			<button type="submit" disabled={use.busy || isSyncing(shop)}>Try
				again</button>
			{use.error && <p class="error small" role="alert">
				{use.error.message}</p>}
		</form>
	);
}

function columnsFor(shops) {
	const shopOf = (run) => shops.find((s) => s.id === run.shopId);
	const canRetry = (run) => may('analyst') && run.status === 'failed' &&
		run.type !== 'erase' && shopOf(run)?.state === 'connected' &&
		shopOf(run).sync?.id === run.id;

	return [
		{ label: 'Started', value: (r) => r.startedAt ?? r.createdAt,
			show: (r) => <span class="nowrap">{moment(r.startedAt ??
				r.createdAt, shopOf(r)?.timezone)}</span> },
		{ label: 'State', value: (r) => runWords[r.status], show: (r) => (
			<span class={`badge ${tones[r.status] ?? ''}`}>
				{runWords[r.status]}</span>) },
		...shops.length > 1 ? [{ label: 'Store',
			value: (r) => shopOf(r)?.name ?? r.shopId }] : [],
		{ label: 'What', wide: true, value: (r) => runWords[r.type],
			show: (r) => <>{runWords[r.type]}<span class="muted small"> by
				{' '}{runWords[r.requestedBy] ?? r.requestedBy}</span>
			<span class={r.error ? 'error small words'
				: 'muted small words'}>{r.error ?? r.detail}</span>
			{canRetry(r) && <Again run={r} shop={shopOf(r)} />}</> },
		{ label: 'Rows', number: true, extra: true, value: (r) => r.rowsRead,
			show: (r) => count(r.rowsRead) },
		{ label: 'Took', number: true, extra: true, value: length },
	];
}

const fileColumns = (columns) => [...columns,
	{ label: 'In words', value: (r) => r.error ?? r.detail }];

function Runs({ shops, path }) {
	const source = usePaged(path);
	const columns = columnsFor(shops);
	const { rows } = source;
	const save = () => exportTable('runs', fileColumns(columns), rows);

	useExport('Runs', rows?.length ? save : null);
	if (!rows)
		return source.error ? <Failure what="The runs" source={source} />
			: <Skeleton rows={6} label="Loading the runs" />;
	if (!rows.length)
		return <p class="muted">Nothing was read yet.</p>;
	return (
		<>
			<Outdated source={source} />
			<Table caption="Runs" columns={columns} rows={rows}
				rowKey={(r) => r.id} />
			<p class="foot"><button type="button" onClick={save}>CSV
			</button></p>
			<More source={source} what="runs" />
		</>
	);
}

export function Activity({ shops }) {
	const { id, shops: list } = chosen(shops);

	return (
		<>
			<Title>Activity</Title>
			{list.map((s) => <Shop key={s.id} shop={s} />)}
			{may('analyst') && list.map((s) => s.deadLetters > 0 &&
				<DeadLetters key={s.id} shop={s} />)}
			<Reconcile id={id} shops={list} />
			<section class="card" aria-labelledby="runs">
				<header class="head"><h2 id="runs">Runs</h2></header>
				<Runs key={id} shops={list} path={'/api/ingest/runs?limit=20' +
					(id === 'all' ? '' : `&shopId=${id}`)} />
			</section>
		</>
	);
}
