/* No order in the period: when there was one. */
import { addDays } from '../days.js';
import { useLastDay } from '../extent.js';
import { day } from '../format.js';
import { printRange } from '../periods.js';
import { setState } from '../router.js';
import { isFirstSync } from '../shops.js';

export function NothingThen({ view }) {
	const last = useLastDay(view.id, view.today, true);

	if (last === undefined || view.shops.some(isFirstSync))
		return null;
	return (
		<p class="notice" role="status">
			{last === null ? <span>There are no orders yet. The first one
				appears here seconds after it is placed.</span>
				: <span>No orders in this period. The last one was
					on {day(last)}.</span>}
			{last && <button type="button" onClick={() => setState({
				zoom: null,
				period: printRange({ from: addDays(last, -29), to: last }),
			})}>Show the 30 days up to then</button>}
		</p>
	);
}
