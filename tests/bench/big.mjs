/* The large shop: filled once, for all that is measured on it. */
import { fillShop } from './backfill.mjs';

const TIMES = 10;

export async function bigShop(service, options) {
	if (!options.big) {
		options.big = await fillShop(service, 'big',
			TIMES * options.orders);
		options.big.orders = TIMES * options.orders;
		await service.settle();
	}
	return options.big;
}
