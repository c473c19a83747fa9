#include "routes.h"

const struct route routes[] = {
	{ METHOD_POST,   "/api/auth/register",   OPEN,   api_auth_register },
	{ METHOD_POST,   "/api/auth/login",      OPEN,   api_auth_login },
	{ METHOD_POST,   "/api/auth/add-shop",   BEARER, api_auth_add_shop },
	{ METHOD_GET,    "/api/auth/me",         BEARER, api_auth_me },
	{ METHOD_GET,    "/api/shops",           BEARER, api_shops_list },
	{ METHOD_PATCH,  "/api/shops/:id",       BEARER, api_shops_update },
	{ METHOD_DELETE, "/api/shops/:id",       BEARER, api_shops_delete },
	{ METHOD_POST,   "/api/ingest/run",      BEARER, api_ingest_run },
	{ METHOD_GET,    "/api/ingest/runs",     BEARER, api_ingest_list },
	{ METHOD_GET,    "/api/ingest/runs/:id", BEARER, api_ingest_get },
	{ METHOD_GET,    "/api/metrics/overview", BEARER,
	  api_metrics_overview },
	{ METHOD_GET,    "/api/metrics/orders-by-date", BEARER,
	  api_metrics_orders_by_date },
	{ METHOD_GET,    "/api/metrics/top-customers", BEARER,
	  api_metrics_top_customers },
	{ METHOD_POST,   "/webhooks",            OPEN,   api_webhook_root },
	{ METHOD_POST,   "/webhooks/:topic",     OPEN,   api_webhook },
	{ METHOD_POST,   "/webhooks/:resource/:action", OPEN,
	  api_webhook_path },
	{ METHOD_GET,    "/health",              OPEN,   api_health },
	{ METHOD_GET,    "/ready",               OPEN,   api_ready },
	{ 0 }
};
