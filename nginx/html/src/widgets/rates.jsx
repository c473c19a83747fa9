/* See rates-used.jsx: few have several currencies, and it may come later. */
import { later } from './later.jsx';

export const Rates = later(() => import('../below.js'), 'RatesUsed',
	{ rows: 1 });
