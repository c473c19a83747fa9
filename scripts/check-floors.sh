#!/bin/sh
# Every #include keeps to the floors: lib/base < lib/wrap < lib/domain < src;
# a foreign library belongs to one file of lib/wrap, or to the main program,
# and SQL to lib, where an order is looked up in the one way.
set -eu
. "$(dirname "$0")/lib/rules.sh"

may_not () {	# may_not DIR PATTERN
	if hits=$(grep -rnE "^#include \"(\.\./)*($2)" "$1")
	then
		complain "$hits
	$1 may not include that"
	fi
}

owned_by () {	# owned_by HEADER FILE
	hits=$(grep -rlE "^#include <$1>" lib src | grep -vxE "$2" || :)
	test -z "$hits" || complain "<$1> belongs to $2, not to $hits"
}

may_not lib/base '(wrap|domain|worker|sync)/'
may_not lib/wrap '(domain|worker|sync)/'
may_not lib/domain '(worker|sync)/'
may_not src/worker 'sync/'
may_not src/sync 'worker/'
owned_by 'libpq-fe\.h' 'lib/wrap/db(_impl)?\.[ch]'
owned_by 'cjson/cJSON\.h' 'lib/wrap/json\.c'
owned_by 'jwt\.h' 'lib/wrap/token\.c'
owned_by 'crypt\.h' 'lib/wrap/passwd\.c'
owned_by 'curl/curl\.h' 'lib/wrap/curl_impl\.h'
owned_by 'openssl/[a-z_]*\.h' 'lib/wrap/seal\.c'
owned_by 'fcgiapp\.h' 'src/worker/main\.c'
for file in lib/base/*.[ch] lib/domain/*/*.[ch]
do
	! grep -nE '^#include <(libpq|cjson|jwt|crypt|curl|openssl|fcgi)' \
		"$file" || complain "$file: no foreign header on this floor"
done
! grep -rn 'DB_QUERY(' src ||
	complain "a statement belongs to lib, beside what it is about"
# As ROLLUP_COUNTED of rollup.h says.
key='([a-z]\.)?(order|customer)_id = [a-z$][a-z0-9_.]*'
for file in lib/domain/*/*.[ch]
do
	! tr -d '\n\t\\"' <"$file" |
		grep -oE "\<$key +AND counted\>|\<counted +AND $key" ||
		complain "$file: by key or customer, an order is ROLLUP_COUNTED"
done
exit "$status"
