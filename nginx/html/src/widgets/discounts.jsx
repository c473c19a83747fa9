/* What discounts gave away, in how many orders, and by which code. */
import { useTotals } from '../figures.js';
import { count, money, rate } from '../format.js';
import { printRange } from '../periods.js';
import { joined, useResource } from '../resource.js';
import { breakdownPath, discountsPath } from '../view.js';
import { dimensions, nameOf, slicesOf } from './breakdown.jsx';
import { Fact, Facts } from './facts.jsx';
import { Rates } from './rates.jsx';
import { TableCard } from './table-card.jsx';

const CODES = 20;
const code = dimensions.find((d) => d.name === 'discount_code');

function columnsFor(currency) {
	return [
		{ label: 'Code', wide: true, value: (r) => nameOf(r, code) },
		{ label: 'Orders', number: true, value: (r) => r.orders,
			show: (r) => count(r.orders) },
		{ label: 'New customers', number: true, extra: true,
			value: (r) => r.newCustomerShare,
			show: (r) => rate(r.newCustomerShare) },
		{ label: 'Discounts', number: true, value: (r) => r.discounts,
			show: (r) => money(r.discounts, currency) },
		{ label: 'Net sales', number: true, extra: true,
			value: (r) => r.netSales,
			show: (r) => money(r.netSales, currency) },
		{ label: 'Average order', number: true, extra: true,
			value: (r) => r.aov, show: (r) => money(r.aov, currency) },
	];
}

function Summary({ found, currency }) {
	return (
		<Facts>
			<Fact label="Discounts">{money(found.discounts, currency)}</Fact>
			<Fact label="Of gross sales">{rate(found.discountRate)}</Fact>
			<Fact label="Orders with a discount">
				{count(found.discountedOrders)}{' '}
				<span class="muted">{rate(found.discountedOrdersShare)}</span>
			</Fact>
			<Fact label="Average order with / without">
				{money(found.aovDiscounted, currency)} /{' '}
				{money(found.aovFullPrice, currency)}</Fact>
		</Facts>
	);
}

export function Discounts({ view }) {
	const { currency } = useTotals(view);
	const all = useResource(discountsPath(view));
	const codes = useResource(breakdownPath(view, code.name, CODES));
	const found = all.data?.byCurrency.find((c) =>
		c.currency === currency);
	const rows = slicesOf(codes.data, currency);

	return (
		<TableCard title="Discounts" rows={rows}
			source={{ ...joined(codes, all), data: all.data && codes.data }}
			columns={columnsFor(currency)} rowKey={(r) => r.isRest ? 'rest'
				: `k${r.key}`}
			file={`discounts-${printRange(view.range)}`}
			before={found && <Summary found={found} currency={currency} />}
			empty="Nothing was sold in this period."
			foot={rows?.length > 0 && <>
				{view.into && <Rates of={codes.data.byCurrency} isPart />}
				<p class="muted small foot">An order with several codes is in
					the row of each.</p>
			</>} />
	);
}
