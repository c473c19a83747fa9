/* Who did what, the newest first. */
import { now } from '../clock.js';
import { ago, instant } from '../format.js';
import { usePaged } from '../paged.js';
import { More } from '../widgets/more.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { actionWords } from './log-words.js';

const columns = [
	{ label: 'When', value: (e) => e.at, show: (e) => (
		<time dateTime={e.at} title={instant(e.at)}>
			<span class="nowrap">{ago(e.at, now.value)}</span>
			<span class="muted small block extra">{instant(e.at)}</span>
		</time>) },
	{ label: 'What', value: (e) => e.action, show: (e) => (
		<><span>{actionWords[e.action] ?? e.action}</span>
			<span class="muted small block wrap">{e.actor}</span></>) },
	{ label: 'Whom or what', value: (e) => e.subject ?? '',
		show: (e) => <><span class="wrap">{e.subject}</span>{e.detail &&
			<span class="muted small block wrap">{e.detail}</span>}</> },
];
const fileColumns = [...columns, { label: 'Who', value: (e) => e.actor },
	{ label: 'Detail', value: (e) => e.detail ?? '' }];

export function Log() {
	const source = usePaged('/api/audit-log?limit=50');

	return (
		<TableCard title="Audit log" source={source} rows={source.rows}
			columns={columns} fileColumns={fileColumns}
			file="audit-log" rowKey={(e) => e.id}
			empty="Nothing has happened yet."
			foot={<More source={source} what="events" />} />
	);
}
