/* One customer: what the customer came to, and the latest orders. */
import { count, country, dash, day, instant, money } from '../format.js';
import { printFilters } from '../filters.js';
import { personName, spentByShopify } from '../people.js';
import { useResource } from '../resource.js';
import { follow, hrefOf, ownState, path } from '../router.js';
import { chosen } from '../shops.js';
import { useTitle } from '../title.js';
import { Breakable, Fact, Facts } from '../widgets/facts.jsx';
import { orderColumns, orderFileColumns }
	from '../widgets/order-columns.jsx';
import { OrderDrawer } from '../widgets/order-drawer.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { TableCard } from '../widgets/table-card.jsx';

const dayOrDash = (text) => text ? day(text, 'date') : dash;

function Profile({ customer, zone }) {
	const told = spentByShopify(customer);

	return (
		<section class="card" aria-label="Profile">
			<Facts>
				<Fact label="Orders">{count(customer.lifetimeOrders)}</Fact>
				<Fact label="Total spent">
					{money(customer.totalSpent, customer.currency)}
					{told && <span class="muted small block">{told}</span>}
				</Fact>
				<Fact label="Average order">
					{money(customer.averageSpent, customer.currency)}</Fact>
				<Fact label="First order">
					{dayOrDash(customer.firstOrderDay)}</Fact>
				<Fact label="Last order">
					{dayOrDash(customer.lastOrderDay)}</Fact>
				<Fact label="E-mail"><Breakable at="@"
					text={customer.email ?? dash} /></Fact>
				<Fact label="Phone">{customer.phone ?? dash}</Fact>
				<Fact label="Country">{customer.country
					? country(customer.country) : dash}</Fact>
				<Fact label="Known since">
					{instant(customer.createdAt, zone)}</Fact>
			</Facts>
		</section>
	);
}

export function Customer({ shops }) {
	const id = path.value.split('/')[2];
	const { id: shopId } = chosen(shops);
	const source = useResource(`/api/customers/${id}` +
		(shopId === 'all' ? '' : `?shopId=${shopId}`));
	const customer = source.data?.id === id ? source.data : null;

	const title = (customer && (personName(customer) || customer.email)) ||
		`Customer ${id}`;

	useTitle(title);
	return (
		<>
			<div class="head page">
				<div>
					<p class="small"><a href={hrefOf('/customers', ownState)}
						onClick={follow}>Customers</a></p>
					<h1>{title}</h1>
				</div>
			</div>
			{customer ? <Found customer={customer} shops={shops}
				source={source} /> : <section class="card">{source.error
				? <Failure what="The customer" source={source} />
				: <Skeleton rows={8} label="Loading the customer" />}
			</section>}
		</>
	);
}

function Found({ customer, shops, source }) {
	const columns = orderColumns(shops, { ofOne: true });
	const all = hrefOf('/orders', { ...ownState, tab: 'list', period: 'all',
		f: printFilters({ customerId: customer.id }) });

	return (
		<>
			<Outdated source={source} />
			<Profile customer={customer} zone={shops.find((s) =>
				s.id === customer.shopId)?.timezone} />
			<TableCard title="Latest orders" source={source}
				rows={customer.latestOrders} columns={columns}
				fileColumns={orderFileColumns(columns)}
				file={`orders-of-${customer.id}`} rowKey={(o) => o.id}
				empty="This customer has not ordered yet."
				foot={<p class="foot"><a href={all} onClick={follow}>All orders
					of this customer</a></p>} />
			<OrderDrawer shops={shops} />
		</>
	);
}
