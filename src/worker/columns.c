#include <string.h>

#include "columns.h"

#define RATES "rates.source rates.from rates.to "
#define MISSING "missingRate.currency missingRate.day "
#define RATED "*"	/* both, where one currency is asked for */

#define SUMS								\
	"unitsOrdered unitsNet exactness grossSales discounts "		\
	"salesReversals returns netSales shipping taxes duties fees "	\
	"totalSales tips giftCardSales aov "
#define STEP "orders revenue currency " SUMS RATED
#define CUSTOMER							\
	"id shopId email firstName lastName totalSpent currency "	\
	"ordersCount lifetimeOrders engagementScore "
#define BREAKDOWN							\
	"by from to currency " SUMS RATED "key shopId label orders "
#define FUNNEL								\
	"conversionRates.viewToCart conversionRates.cartToCheckout "	\
	"conversionRates.checkoutToOrder "

static const char *const columns[ANSWER_NKINDS] = {
	[ANSWER_OVERVIEW] = "totalCustomers recentEvents from to totalOrders "
		"totalRevenue currency " SUMS "activeCustomers newCustomers "
		"returningCustomers returningCustomerRate "
		"returningCustomerRateShopify guestOrdersShare "
		"customersComplete " MISSING,
	[ANSWER_TOP_CUSTOMERS] = CUSTOMER RATED,
	[ANSWER_TOP_PRODUCTS] = "id shopId title vendor productType currency "
		"orders unitsOrdered unitsNet grossSales discounts "
		"salesReversals netSales taxes share reversalRate " RATED,
	[ANSWER_TRENDS] = "id shopId currency day netSales " RATED,
	[ANSWER_BRIDGE] = "from to " MISSING "currency name amount isTotal",
	[ANSWER_DISCOUNTS] = "from to currency grossSales discounts "
		"discountRate orders discountedOrders discountedOrdersShare "
		"aovDiscounted aovFullPrice " RATED,
	[ANSWER_REFUNDS] = "basis isMature from to currency orders "
		"reversedOrders unitsReturned salesBeforeReversals "
		"salesReversals reversalRate shippingReversed taxesReversed "
		"totalReversed " RATED,
	[ANSWER_BASKET] = "shopId id title withId withTitle orders support "
		"confidence reverseConfidence lift",
	[ANSWER_INSIGHTS] = "shopId metric day since value expected change "
		"direction severity currency text link",
	[ANSWER_HEATMAP] = "weekday hour currency orders netSales totalSales "
		RATED,
	[ANSWER_BREAKDOWN] = BREAKDOWN "share",
	[ANSWER_FUNNEL] = FUNNEL "productViews cartAbandonments "
		"checkoutsStarted ordersCompleted",
	[ANSWER_BEHAVIOR] = "totalEvents " FUNNEL "product_viewed "
		"cart_abandoned checkout_started order_completed",
	[ANSWER_ENGAGED] = CUSTOMER,
	[ANSWER_COHORTS] = "grain basis complete currency cohort size "
		"reordered reorderedRate n customers orders netSales "
		"retention ltv netSalesPerOrder partial",
	[ANSWER_REPEAT] = "from to customers repeatCustomers complete "
		"gaps.median gaps.p25 gaps.p75 gaps.p90 days eligible "
		"repurchased rate",
	[ANSWER_RFM] = "shopId currency asOf group name customers "
		"customersShare orders totalSpent",
};

/* A step of a series, by what it is split. */
static const char *const step_columns[] = {
	[SPLIT_NONE] = "day " STEP,
	[SPLIT_CUSTOMER_TYPE] = "day key orders totalSpent currency "
		"customersComplete " RATED,
	[SPLIT_CHANNEL] = "day key isRest " STEP,
	[SPLIT_COUNTRY] = "day key isRest " STEP,
};

static const char *columns_of_steps(const struct ask *ask)
{
	return ask->step == STEP_HOUR ? "day hour " STEP
				      : step_columns[ask->split];
}

static const char *columns_that(int which, const struct ask *ask)
{
	if (which == ANSWER_SERIES)
		return columns_of_steps(ask);
	if (which == ANSWER_BREAKDOWN && ask->by == BY_DISCOUNT_CODE)
		return BREAKDOWN "newCustomerOrders newCustomerShare share";
	return columns[which];
}

const char *columns_of(struct arena *a, int which, const struct ask *ask)
{
	const char *all = columns_that(which, ask);
	const char *mark = strchr(all, *RATED);

	if (!mark)
		return all;
	return arena_printf(a, "%.*s%s%s", (int)(mark - all), all,
			    ask->into.currency ? RATES MISSING : "", mark + 1);
}
