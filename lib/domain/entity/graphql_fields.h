#ifndef DOMAIN_ENTITY_GRAPHQL_FIELDS_H
#define DOMAIN_ENTITY_GRAPHQL_FIELDS_H

#include "wrap/json.h"

/*
 * Words for tables of the members of GraphQL nodes (struct json_field).  The
 * macros that take an `id` define a table of that name; a file that uses
 * CONNECTION() includes order_graphql.h for struct graphql_page.
 */
#define FIELD(json, kind, owner, member)				\
	.name = json, .type = JSON_##kind, .offset = offsetof(owner, member)
#define WITHIN(json, table)						\
	.name = json, .type = JSON_OBJECT, .fields = table
#define LIST(json, table, owner, items, element, count)			\
	.name = json, .type = JSON_LIST, .fields = table,		\
	.offset = offsetof(owner, items), .size = sizeof(element),	\
	.count_offset = offsetof(owner, count)

/* { shopMoney { amount } } into one member. */
#define MONEY(id, owner, member)					\
	static const struct json_field id##_amount[] = {		\
		{ FIELD("amount", MONEY, owner, member),		\
		  .required = true },					\
		{ 0 }							\
	};								\
	static const struct json_field id[] = {				\
		{ WITHIN("shopMoney", id##_amount), .required = true },	\
		{ 0 }							\
	}

/* { id } into one member. */
#define ID_OF(id, owner, member)					\
	static const struct json_field id[] = {				\
		{ FIELD("id", ID, owner, member) },			\
		{ 0 }							\
	}

/* A connection: its pageInfo, and its nodes as a list. */
#define CONNECTION(id, owner, page, table, items, element, count)	\
	static const struct json_field id##_page[] = {			\
		{ FIELD("hasNextPage", BOOL, owner, page.more) },	\
		{ FIELD("endCursor", TEXT, owner, page.cursor) },	\
		{ 0 }							\
	};								\
	static const struct json_field id[] = {				\
		{ WITHIN("pageInfo", id##_page) },			\
		{ LIST("nodes", table, owner, items, element, count) },	\
		{ 0 }							\
	}

#endif
