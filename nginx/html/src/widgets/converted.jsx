/* What stores of several currencies sold together, in one of these. */
import { metric as find, valueOf } from '../definitions.js';
import { useExport } from '../exports.js';
import { figure } from '../format.js';
import { Delta } from './delta.jsx';
import { Fact, Facts } from './facts.jsx';
import { Info } from './popover.jsx';
import { Rates } from './rates.jsx';
import { exportTable } from './table.jsx';

const shown = ['totalSales', 'netSales', 'orders', 'aov'].map(find);

function columnsOf(now) {
	return [
		{ label: 'Figure', value: (m) => m.label },
		{ label: 'Value', value: (m) => valueOf(now, m.name) },
		{ label: 'Currency', value: (m) => m.kind === 'money'
			? now.currency : '' },
		{ label: 'Rates', value: () => now.rates?.source ?? '' },
	];
}

function Amounts({ now, before }) {
	return (
		<>
			<Facts>
				{shown.map((m) => (
					<Fact key={m.name} label={m.label}>
						{figure(valueOf(now, m.name), m.kind,
							now.currency)}{' '}
						{before && <Delta metric={m} isBrief
							now={valueOf(now, m.name)}
							before={valueOf(before, m.name)}
							currency={now.currency} />}
					</Fact>))}
			</Facts>
			<Rates of={[now]} />
		</>
	);
}

/* `overview`: the answer, which has it, or says why not. */
export function Converted({ overview, isOld }) {
	const { converted: now, missingRate: missing, previous } = overview;
	const before = previous?.converted;

	useExport('All currencies', now && (() => exportTable(
		`converted-${overview.from}-${overview.to}`, columnsOf(now), shown)));
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="converted">
			<header class="head">
				<h2 id="converted">All stores
					{now ? ` in ${now.currency}` : ' in one currency'}</h2>
				<Info title="All stores in one currency">Each day’s amounts
					are converted at the exchange rates of that day, or of
					the last day before it that has one, added up, and
					rounded once. The rates are those that the operator of
					this service has loaded.</Info>
			</header>
			{now ? <Amounts now={now} before={before?.currency === now.currency
				? before : null} />
				: missing && <Rates of={[overview]} />}
		</section>
	);
}
