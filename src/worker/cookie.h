#ifndef WORKER_COOKIE_H
#define WORKER_COOKIE_H

#include "request.h"

/*
 * The value of the first cookie of that name, in the request's arena; NULL if
 * there is none (RFC 6265, 5.4).
 */
const char *cookie_find(const struct request *req, const char *name);

#endif
