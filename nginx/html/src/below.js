/* What is far down on the overview, or of several stores: a part of its own. */
import './app.jsx';	/* see aside.js */

export { Converted } from './widgets/converted.jsx';
export { CustomerTypes } from './widgets/customer-types.jsx';
export { Funnel } from './widgets/funnel.jsx';
export { Hours } from './widgets/hours.jsx';
export { RatesUsed } from './widgets/rates-used.jsx';
export { Stores } from './widgets/stores.jsx';
export { TopCustomers } from './widgets/top-customers.jsx';
