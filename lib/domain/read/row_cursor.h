#ifndef DOMAIN_READ_ROW_CURSOR_H
#define DOMAIN_READ_ROW_CURSOR_H

#include <stdint.h>

/* The last row of a page: an id may be of several shops, the highest first. */
struct row_cursor {
	int64_t id;		/* 0: before the first, or behind the last */
	int64_t shop_id;
};

#endif
