/* What the orders came to, from gross to total sales. */
import { useTotals } from '../figures.js';
import { state } from '../router.js';
import { useView } from '../view.js';
import { Bridge } from '../widgets/bridge.jsx';
import { Currencies } from '../widgets/currencies.jsx';
import { Discounts } from '../widgets/discounts.jsx';
import { OrderDrawer } from '../widgets/order-drawer.jsx';
import { OrderList } from '../widgets/order-list.jsx';
import { PeriodBar } from '../widgets/period-bar.jsx';
import { Rates } from '../widgets/rates.jsx';
import { Reversals } from '../widgets/reversals.jsx';
import { NothingThen } from '../widgets/nothing-then.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { Tabs } from '../widgets/tabs.jsx';

const tabs = [
	{ name: 'sales', label: 'Sales' },
	{ name: 'list', label: 'All orders' },
];

function Sales({ view }) {
	const { overview, currencies, currency, totals, earlier } =
		useTotals(view);

	if (!overview.data)
		return (
			<section class="card tall">
				{overview.error ? <Failure what="The sales" source={overview} />
					: <Skeleton rows={8} label="Loading the sales" />}
			</section>
		);
	const said = view.into && <Rates of={[overview.data.converted ??
		overview.data]} />;

	return (
		<>
			<Currencies list={currencies} currency={currency} view={view}
				overview={overview.data} />
			<Outdated source={overview} />
			{overview.data.totalOrders === 0 && !overview.isOld &&
				<NothingThen view={view} />}
			{totals?.totalSales === null ? said
				: <Bridge view={view} totals={totals} earlier={earlier}
					currency={currency} isOld={overview.isOld} foot={said} />}
		</>
	);
}

export function Orders({ shops }) {
	const view = useView(shops);
	const isList = state.value.tab === 'list';

	return (
		<>
			<PeriodBar view={view} title="Orders" hasSteps={false}
				hasComparison={!isList} />
			<Tabs label="Orders" options={tabs} />
			{isList ? <OrderList view={view} shops={shops} /> : <>
				<Sales view={view} />
				<Discounts view={view} />
				<Reversals view={view} />
			</>}
			<OrderDrawer shops={shops} />
		</>
	);
}
