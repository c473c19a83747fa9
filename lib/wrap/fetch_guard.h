#ifndef WRAP_FETCH_GUARD_H
#define WRAP_FETCH_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

/* Part of fetch: to whom a request may go.  No foreign header. */

/*
 * Whether `host` is one of `hosts` (see struct fetch_options).  The whole name
 * has to fit, in lower case.
 */
bool fetch_guard_host(const char *const *hosts, const char *host);

/*
 * Whether an address is on the public internet: none of the ranges for
 * private networks, this machine, links, tests or multicast (the IANA
 * special-purpose registries), neither as such nor inside an IPv6 address
 * that carries an IPv4 one.
 */
bool fetch_guard_address(const struct sockaddr *address);

#endif
