/* Deliveries of a store that could not be applied, to be tried again. */
import { useAction } from '../action.js';
import { announce } from '../announce.js';
import { replayLetter, replayLetters } from '../api.js';
import { count, instant } from '../format.js';
import { useResource } from '../resource.js';
import { TableCard } from './table-card.jsx';

const LIMIT = 20;

function columnsFor({ shop, action, onReplay }) {
	return [
		{ label: 'Received', value: (l) => l.receivedAt,
			show: (l) => <span class="nowrap">
				{instant(l.receivedAt, shop.timezone)}</span> },
		{ label: 'Topic', value: (l) => l.topic,
			show: (l) => <code>{l.topic}</code> },
		{ label: 'Why it was not applied', value: (l) => l.reason,
			show: (l) => <span class="small words">{l.reason}</span> },
		{ label: 'Bytes', number: true, extra: true, value: (l) => l.bytes,
			show: (l) => count(l.bytes) },
		{ label: '', value: () => '', number: true, show: (l) => (
			<button type="button" disabled={action.busy}
				aria-label={`Apply again: ${l.topic}, ${l.id}`}
				onClick={() => onReplay(l)}>Apply again</button>) },
	];
}

export function DeadLetters({ shop }) {
	const source = useResource(
		`/api/shops/${shop.id}/dead-letters?limit=${LIMIT}`);
	const action = useAction();
	const onReplay = (letter) => action.run(async () => {
		const after = await replayLetter(shop.id, letter.id);

		announce(after.replayedAt ? `${letter.topic} was applied`
			: `${letter.topic} still fails: ${after.reason}`, true);
	});
	const onAll = () => action.run(async () => {
		const { replayed, failed, left } = await replayLetters(shop.id);

		announce(`${count(replayed)} applied, ${count(failed)} still fail` +
			(left ? `, ${count(left)} are left to do` : ''), true);
	});
	const columns = columnsFor({ shop, action, onReplay });

	return (
		<TableCard title={`Dead letters of ${shop.name}`} source={source}
			rows={source.data} columns={columns}
			fileColumns={columns.filter((c) => c.label)}
			file={`dead-letters-${shop.shopDomain}`} rowKey={(l) => l.id}
			empty="All of them have been applied."
			before={<>
				<p class="muted small">Deliveries that could not be applied are
					kept whole. When the reason is gone, apply them
					again.</p>
				{action.error && <p class="error small" role="alert">
					{action.error.message}</p>}
			</>} controls={<button type="button" disabled={action.busy ||
				!source.data?.length} onClick={onAll}>Apply all
			again</button>}
			foot={shop.deadLetters > LIMIT && <p class="muted small foot">The
				oldest {LIMIT} of {count(shop.deadLetters)}.</p>} />
	);
}
