/*
 * The pages other than the first, and what a shop without figures has in their
 * place: one part, fetched when any of it is wanted.
 */
import '../app.jsx';	/* see aside.js */

export { Activity } from './activity.jsx';
export { Cohorts } from './cohorts.jsx';
export { Connect } from './connect.jsx';
export { Customer } from './customer.jsx';
export { Customers } from './customers.jsx';
export { FirstSync } from '../widgets/first-sync.jsx';
export { NothingThen } from '../widgets/nothing-then.jsx';
export { Obstacle } from '../widgets/obstacle.jsx';
export { Orders } from './orders.jsx';
export { Product } from './product.jsx';
export { Products } from './products.jsx';
export { Progress } from '../widgets/progress.jsx';
export { UnknownSales } from '../widgets/unknown-sales.jsx';
