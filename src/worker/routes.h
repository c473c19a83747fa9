#ifndef WORKER_ROUTES_H
#define WORKER_ROUTES_H

#include "domain/account/scope.h"

#include "request.h"

/*
 * Who may call a route.  The dispatcher checks; a handler never does.  From
 * ACCESS_READ_ONLY on it is a member of a tenant, of this role at least, with
 * the access token of a session, or with an API token that has the route's
 * scope (Authorization: Bearer).
 */
enum access {
	ACCESS_OPEN,		/* anyone */
	ACCESS_COOKIE,		/* a page of ours; its cookie says the rest */
	ACCESS_COOKIE_OR_BEARER, /* that, or any member */
	ACCESS_READ_ONLY,
	ACCESS_ANALYST,
	ACCESS_ADMIN,
	ACCESS_OWNER,
};

/*
 * A handler reads `req`, does one thing, and ends with `return reply(...)`.
 * Returning -1 with *err filled makes the dispatcher answer for it.
 */
typedef int handler_fn(struct request *req, struct xn_error *err);

struct route {
	enum method method;
	const char *path;	/* a :segment matches one path segment */
	enum access access;
	enum scope scope;
	handler_fn *handler;
};

/* Every URL the service answers, in the order of the README's API table. */
extern const struct route routes[];	/* ends with a NULL path */

/* The handlers, by file. */
handler_fn api_auth_register;		/* api_auth.c */
handler_fn api_auth_login;
handler_fn api_auth_add_shop;
handler_fn api_auth_me;
handler_fn api_auth_refresh;		/* api_session.c */
handler_fn api_auth_logout;
handler_fn api_auth_password;
handler_fn api_sessions_list;
handler_fn api_sessions_end;
handler_fn api_sessions_end_others;
handler_fn api_auth_invitation;		/* api_invitations.c */
handler_fn api_auth_join;
handler_fn api_invitations_list;
handler_fn api_invitations_create;
handler_fn api_invitations_delete;
handler_fn api_auth_forgot;		/* api_reset.c */
handler_fn api_auth_reset;
handler_fn api_auth_erase;		/* api_erase.c */
handler_fn api_members_list;		/* api_members.c */
handler_fn api_members_update;
handler_fn api_members_delete;
handler_fn api_tokens_list;		/* api_tokens.c */
handler_fn api_tokens_create;
handler_fn api_tokens_delete;
handler_fn api_views_list;		/* api_views.c */
handler_fn api_views_create;
handler_fn api_views_update;
handler_fn api_views_delete;
handler_fn api_digest_get;		/* api_digest.c */
handler_fn api_digest_put;
handler_fn api_unsubscribe;
handler_fn api_unsubscribe_page;
handler_fn api_audit_list;		/* api_audit.c */
handler_fn api_export;			/* api_export.c */
handler_fn api_shops_list;		/* api_shops.c */
handler_fn api_shops_update;
handler_fn api_shops_delete;
handler_fn api_shop_webhooks;		/* api_shop_webhooks.c */
handler_fn api_shop_webhooks_test;
handler_fn api_letters_list;		/* api_letters.c */
handler_fn api_letters_replay;
handler_fn api_letters_replay_one;
handler_fn api_shopify_begin;		/* api_shopify.c */
handler_fn api_shopify_install;
handler_fn api_shopify_callback;
handler_fn api_privacy_list;		/* api_privacy.c */
handler_fn api_privacy_export;
handler_fn api_ingest_run;		/* api_ingest.c */
handler_fn api_ingest_list;
handler_fn api_ingest_get;
handler_fn api_metrics_overview;	/* api_metrics.c */
handler_fn api_metrics_orders_by_date;
handler_fn api_metrics_top_customers;
handler_fn api_metrics_top_products;
handler_fn api_metrics_trends;
handler_fn api_metrics_bridge;
handler_fn api_metrics_breakdown;
handler_fn api_metrics_discounts;
handler_fn api_metrics_refunds;
handler_fn api_metrics_basket;
handler_fn api_metrics_heatmap;
handler_fn api_metrics_insights;
handler_fn api_metrics_funnel;
handler_fn api_metrics_behavior;
handler_fn api_metrics_cohorts;
handler_fn api_metrics_repeat;
handler_fn api_metrics_rfm;
handler_fn api_metrics_engaged;
handler_fn api_metrics_batch;
handler_fn api_reconcile;		/* api_reconcile.c */
handler_fn api_simulate_events;		/* api_simulation.c */
handler_fn api_definitions;		/* api_definitions.c */
handler_fn api_orders_list;		/* api_orders.c */
handler_fn api_orders_get;
handler_fn api_customers_list;		/* api_people.c */
handler_fn api_customers_get;
handler_fn api_products_list;
handler_fn api_orders_push;		/* api_push.c */
handler_fn api_customers_push;
handler_fn api_products_push;
handler_fn api_events;			/* api_events.c */
handler_fn api_webhook;			/* api_webhooks.c */
handler_fn api_webhook_root;
handler_fn api_webhook_path;
handler_fn api_health;			/* api_health.c */
handler_fn api_ready;

#endif
