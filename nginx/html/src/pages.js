/*
 * The pages: their address, name and key after g.  `isNav` has a link in the
 * bar, `hasFigures` shows what was sold, `hasPeriod` that of the days of a
 * period.  app.jsx says what draws them.
 */
export const pages = [
	{ path: '/', title: 'Overview', key: 'o', isNav: true,
		hasFigures: true, hasPeriod: true },
	{ path: '/orders', title: 'Orders', key: 'r', isNav: true,
		hasFigures: true, hasPeriod: true },
	{ path: '/customers', title: 'Customers', key: 'c', isNav: true,
		hasFigures: true, hasPeriod: true, hasOne: true },
	{ path: '/products', title: 'Products', key: 'p', isNav: true,
		hasFigures: true, hasPeriod: true, hasOne: true },
	{ path: '/cohorts', title: 'Cohorts', key: 'h', isNav: true,
		hasFigures: true },
	{ path: '/activity', title: 'Activity', key: 'a', isNav: true },
	{ path: '/settings', title: 'Settings', key: 's' },
	{ path: '/connect', title: 'Connect a store' },
];

/* The page of a path: /customers/7 is of /customers. */
export function pageOf(path) {
	const top = `/${path.split('/')[1]}`;

	return pages.find((p) => p.path === path) ??
		pages.find((p) => p.path === top && p.hasOne) ?? null;
}
