/* Small webhook bodies, with just what a test is about. */

/* An instant on a day in the past, `second` seconds after noon. */
export const at = (second) =>
	new Date(Date.UTC(2026, 9, 1, 12) + second * 1000).toISOString()
		.replace('.000', '');

export const customer = (id, second, fields = {}) => ({
	id, email: `c${id}@example.com`, first_name: 'Ada', last_name: 'Byron',
	state: 'enabled', phone: null, created_at: at(0),
	updated_at: at(second), default_address: null, ...fields });

export const product = (id, second, fields = {}) => ({
	id, title: `Product ${id}`, handle: `product-${id}`, vendor: 'Acme',
	product_type: 'Thing', status: 'active', created_at: at(0),
	published_at: at(0), updated_at: at(second), ...fields });

/* One line of `quantity` at `price`, nothing else. */
export const order = (id, second, { price = '10.00', quantity = 1,
	...fields } = {}) => ({
	id, name: `#${id}`, email: null, created_at: at(0),
	processed_at: at(0), updated_at: at(second), cancelled_at: null,
	closed_at: null, cancel_reason: null, test: false,
	taxes_included: false, currency: 'USD', presentment_currency: 'USD',
	total_price: (Number(price) * quantity).toFixed(2),
	financial_status: 'paid', fulfillment_status: null,
	source_name: 'web', customer: null, discount_applications: [],
	line_items: [{ id: id * 10 + 1, title: 'Thing', product_id: 77,
		variant_id: 78, quantity, price, gift_card: false,
		tax_lines: [], discount_allocations: [] }],
	shipping_lines: [], refunds: [], ...fields });

/* `quantity` of that line given back. */
export const refund = (id, orderId, second, { subtotal = '10.00',
	quantity = 1 } = {}) => ({
	id, order_id: orderId, created_at: at(second),
	processed_at: at(second), order_adjustments: [],
	refund_line_items: [{ id: id * 10 + 1, line_item_id: orderId * 10 + 1,
		quantity, subtotal: Number(subtotal), total_tax: 0,
		subtotal_set: { shop_money: { amount: subtotal } },
		total_tax_set: { shop_money: { amount: '0.00' } } }] });
