#include <stddef.h>
#include <string.h>

#include "base/currency.h"

static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI "
			   "VND VUV XAF XOF XPF";
static const char three[] = "BHD IQD JOD KWD LYD OMR TND";

int currency_decimals(const char *code)
{
	if (!code || strlen(code) != 3)
		return 2;
	if (strstr(none, code))
		return 0;
	return strstr(three, code) ? 3 : 2;
}
