/* What privacy law asks of the stores, and the answer to it. */
import { useAction } from '../action.js';
import { announce } from '../announce.js';
import { call } from '../api.js';
import { now } from '../clock.js';
import { downloadBlob } from '../csv.js';
import { moment } from '../format.js';
import { usePaged } from '../paged.js';
import { More } from '../widgets/more.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { Said } from './said.jsx';

const kinds = {
	data_request: 'Data of a customer',
	customer_redact: 'Erase a customer',
	shop_redact: 'Erase the store',
};

const pathOf = (shop) => `/api/shops/${shop.id}/privacy-requests`;

function State({ request, zone }) {
	const isLate = !request.doneAt && Date.parse(request.dueAt) < now.value;

	return request.doneAt ? <>
		<span class="badge good">Done</span>
		<span class="muted small block">{moment(request.doneAt, zone)}
			{request.outcome && `: ${request.outcome}`}</span>
	</> : <>
		<span class={`badge ${isLate ? 'bad' : 'warn'}`}>
			{isLate ? 'Late' : 'Open'}</span>
		<span class="muted small block">until {moment(request.dueAt, zone)}
		</span>
	</>;
}

function columnsFor(shop, action) {
	const save = (request) => action.run(async () => {
		const { body } = await call('GET',
			`${pathOf(shop)}/${request.id}/export`, { asFile: true });

		downloadBlob(`data-request-${request.id}.json`, body);
		announce('The data is saved, and the request is done', true);
	});

	return [
		{ label: 'Received', value: (r) => r.receivedAt,
			show: (r) => moment(r.receivedAt, shop.timezone) },
		{ label: 'What', value: (r) => kinds[r.kind] ?? r.kind,
			show: (r) => <>{kinds[r.kind] ?? r.kind}
				{r.customerId && <span class="muted small block extra">
					{r.customerId}</span>}</> },
		{ label: 'State', value: (r) => r.doneAt ?? '', show: (r) =>
			<State request={r} zone={shop.timezone} /> },
		{ label: 'Due', extra: true, value: (r) => r.dueAt,
			show: (r) => moment(r.dueAt, shop.timezone) },
		{ label: '', number: true, value: () => '', show: (r) =>
			r.kind === 'data_request' && <button type="button"
				disabled={action.busy} onClick={() => save(r)}
				aria-label={`Save the data of request ${r.id}`}>
				Save</button> },
	];
}

function Store({ shop }) {
	const source = usePaged(`${pathOf(shop)}?limit=50`);
	const action = useAction();
	const columns = columnsFor(shop, action);

	return (
		<TableCard title={`Requests at ${shop.name}`} source={source}
			rows={source.rows} columns={columns}
			fileColumns={[{ label: 'Id', value: (r) => r.id },
				...columns.filter((c) => c.label),
				{ label: 'Subject (SHA-256)', value: (r) => r.subject },
				{ label: 'Outcome', value: (r) => r.outcome }]}
			file={`privacy-${shop.shopDomain}`} rowKey={(r) => r.id} lines={2}
			empty="Nobody has asked for anything."
			before={<Said action={action} />}
			foot={<More source={source} what="requests" />} />
	);
}

export function Privacy({ shops }) {
	return (
		<>
			<p class="muted small">Customers may ask a store for their data, or
				to be forgotten; Shopify hands that on. Erasing happens by
				itself; the data of a person is saved here, for the merchant to
				pass on.</p>
			{shops.map((s) => <Store key={s.id} shop={s} />)}
		</>
	);
}
