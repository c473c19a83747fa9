#ifndef DOMAIN_ENTITY_GRAPHQL_FIELDS_H
#define DOMAIN_ENTITY_GRAPHQL_FIELDS_H

#include "wrap/json.h"

/*
 * Words for tables of the members of GraphQL nodes (struct json_field).  The
 * macros that take an `id` define a table of that name; a file that uses
 * GRAPHQL_CONNECTION() includes order_graphql.h for struct graphql_page.
 */

/* { shopMoney { amount } } into one member. */
#define GRAPHQL_MONEY(id, owner, member)				\
	static const struct json_field id##_amount[] = {		\
		{ JSON_FIELD("amount", MONEY, owner, member),		\
		  .required = true },					\
		{ 0 }							\
	};								\
	static const struct json_field id[] = {				\
		{ JSON_WITHIN("shopMoney", id##_amount),		\
		  .required = true },					\
		{ 0 }							\
	}

/* { id } into one member. */
#define GRAPHQL_ID(id, owner, member)					\
	static const struct json_field id[] = {				\
		{ JSON_FIELD("id", ID, owner, member) },		\
		{ 0 }							\
	}

/* A connection: its pageInfo, and its nodes as a list. */
#define GRAPHQL_CONNECTION(id, owner, page, table, items, count)	\
	static const struct json_field id##_page[] = {			\
		{ JSON_FIELD("hasNextPage", BOOL, owner, page.more) },	\
		{ JSON_FIELD("endCursor", TEXT, owner, page.cursor) },	\
		{ 0 }							\
	};								\
	static const struct json_field id[] = {				\
		{ JSON_WITHIN("pageInfo", id##_page) },			\
		{ JSON_ITEMS("nodes", table, owner, items, count) },	\
		{ 0 }							\
	}

#endif
