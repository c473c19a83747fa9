/* What is far down on the overview: a part of the script, of its own. */
import './app.jsx';	/* see aside.js */

export { CustomerTypes } from './widgets/customer-types.jsx';
export { Funnel } from './widgets/funnel.jsx';
export { Hours } from './widgets/hours.jsx';
export { RatesUsed } from './widgets/rates-used.jsx';
export { TopCustomers } from './widgets/top-customers.jsx';
