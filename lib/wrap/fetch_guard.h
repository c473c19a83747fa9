#ifndef WRAP_FETCH_GUARD_H
#define WRAP_FETCH_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

/* Part of fetch: what a request may be.  No foreign header. */

/*
 * Whether `host` is one of `hosts` (see struct fetch_options).  The whole name
 * has to fit, in lower case.
 */
bool fetch_guard_host(const char *const *hosts, const char *host);

/* Whether a header's name or value is free of control characters. */
bool fetch_guard_header(const char *s);

/*
 * Whether an address is on the public internet: none of the ranges for
 * private networks, this machine, links, tests or multicast (the IANA
 * special-purpose registries), neither as such nor inside an IPv6 address
 * that carries an IPv4 one.
 */
bool fetch_guard_address(const struct sockaddr *address);

#endif
