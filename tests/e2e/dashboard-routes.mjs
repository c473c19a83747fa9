/* The dashboard's pages and forms, as dashboard-states.test.mjs visits them. */
export const password = 'correct horse battery';

const nobody = /There are no customers yet/;
const noProduct = /It was not sold in this period/;

/*
 * parts	what is said to have failed, if all calls do
 * has		what is read where there is data, empty: where there is none
 * first	while the first sync goes on, if not what is said of it above all
 * isOwn	of the account, not of a store
 */
export const pages = [
	{ path: '/', parts: ['From looking to buying',
		'New and returning customers', 'The chart',
		'The figures', 'The hours', 'Top customers', 'Top products',
		'What stands out', 'Where sales come from'],
	has: /Total sales \$[1-9]/, empty: /There are no orders yet/,
	first: /first is read for the first time\. The figures below are so far/ },
	{ path: '/orders', parts: ['Discounts', 'Reversals', 'The sales'],
		has: /Gross sales i \$[1-9]/, empty: /Nothing was sold/ },
	{ path: '/orders?tab=list', parts: ['All orders'], has: /#1\d{3} /,
		empty: /No order was placed in this period/ },
	{ path: '/customers', parts: ['Most engaged', 'Top customers'],
		has: /Spent \S+ \S+ \S+@example\.com/,
		empty: /No customer ordered in this period/ },
	{ path: '/customers?tab=groups', parts: ['The groups'],
		has: /Champions \d/, empty: nobody },
	{ path: '/customers?tab=back',
		parts: ['Time between orders', 'Who orders again'],
		has: /Came back [1-9]/, empty: /Nobody has ordered twice yet/ },
	{ path: '/customers?tab=list', parts: ['All customers'],
		has: /@example\.com/, empty: nobody },
	{ path: '/customers/ID', parts: ['The customer'],
		has: /Latest orders/, empty: /The customer is not there/ },
	{ path: '/products', parts: ['All products', 'Bought together'],
		has: /Net sales .* \$[1-9]/, empty: /No product was sold/ },
	{ path: '/products/ID', parts: ['Bought with it', 'The product'],
		has: /Place by net sales/, empty: noProduct },
	{ path: '/cohorts', parts: ['The cohorts'],
		has: /On average \d+ [\d.]+% 100%/,
		empty: /Nobody ordered for the first time/ },
	{ path: '/activity', parts: ['Compared with Shopify’s own reports',
		'The runs'], has: /Full sync by a user/,
	empty: /0 customers, 0 products, 0 orders/,
	first: /Running Full sync by a user/ },
	{ path: '/settings', parts: ['The sessions', 'Your mail'],
		has: /This one/, isOwn: true },
	{ path: '/settings?tab=stores', parts: [], has: /Rename/, isOwn: true },
	{ path: '/settings?tab=members', parts: ['Invitations', 'Members'],
		has: /You Owner/, isOwn: true },
	{ path: '/settings?tab=tokens', parts: ['API tokens'],
		has: /There is none yet/, isOwn: true },
	{ path: '/settings?tab=privacy', parts: ['Requests at fern'],
		has: /Nobody has asked for anything/, isOwn: true },
	{ path: '/settings?tab=log', parts: ['Audit log'],
		has: /registered/, isOwn: true },
	{ path: '/connect', parts: ['Webhooks of fern'],
		has: /Where the token comes from.* Last delivery/, isOwn: true },
];

/* Whether it is said above all that the last data is old. */
export const isLater = (route) => !route.isOwn && route.path !== '/activity';
export const ofStores = pages.filter((p) => !p.isOwn);

/* What is sent, and by which button; who: signed in as. */
export const forms = [
	{ path: '/', call: '/api/auth/login', button: 'Sign in',
		fields: { 'E-mail': 'a@example.com', Password: password } },
	{ path: '/register', call: '/api/auth/register',
		button: 'Create the account', fields: { 'E-mail': 'a@example.com',
			Password: password, 'Shopify store': 'other' } },
	{ path: '/connect', call: '/api/auth/add-shop', who: 'fern',
		button: 'Connect and read its data', fields: {
			'Shopify store': 'other', 'Admin API access token': 'shpat_1' } },
	{ path: '/join#LINK', call: '/api/auth/join', button: 'Join',
		fields: { Password: password } },
	{ path: '/forgot', call: '/api/auth/forgot', button: 'Send the link',
		fields: { 'E-mail': 'a@example.com' } },
	{ path: '/reset#x', call: '/api/auth/reset',
		button: 'Change the password', fields: { 'New password': password } },
	{ path: '/unsubscribe#x', call: '/api/unsubscribe',
		button: 'No more of these', fields: {} },
];
