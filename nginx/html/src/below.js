/*
 * What is far down on the overview, of several stores, or opened by a press: a
 * part of its own.
 */
import './app.jsx';	/* see aside.js */

export { Converted } from './widgets/converted.jsx';
export { CustomerTypes } from './widgets/customer-types.jsx';
export { Funnel } from './widgets/funnel.jsx';
export { Hours } from './widgets/hours.jsx';
export { RatesUsed } from './widgets/rates-used.jsx';
export { Shortcuts } from './widgets/shortcuts.jsx';
export { Stores } from './widgets/stores.jsx';
export { TopCustomers } from './widgets/top-customers.jsx';
export { ViewsPanel } from './widgets/views-panel.jsx';
