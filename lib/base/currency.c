#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/currency.h"

static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI "
			   "VND VUV XAF XOF XPF";
static const char three[] = "BHD IQD JOD KWD LYD OMR TND";

/* Codes of three letters, each followed by a blank or the end. */
static bool is_listed(const char *list, const char *code)
{
	for (size_t i = 0; i < strlen(list); i += 4)
		if (!strncmp(list + i, code, 3))
			return true;
	return false;
}

int currency_decimals(const char *code)
{
	if (!code || strlen(code) != 3)
		return 2;
	if (is_listed(none, code))
		return 0;
	return is_listed(three, code) ? 3 : 2;
}
