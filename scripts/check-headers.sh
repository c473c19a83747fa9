#!/bin/sh
# Every header compiles on its own, and no two have the same name.
set -eu
. "$(dirname "$0")/lib/rules.sh"

flags=$(pkg-config --cflags fcgi libpq libcjson libjwt libcurl libcrypto check)
for header in $(sources '*.h')
do
	case $header in
	./tests/fuzz/*) continue ;;	# one that holds the target's main()
	esac
	# shellcheck disable=SC2086 # words
	echo "#include \"$header\"" | ${CC:-cc} -std=c11 -Wall -Wextra -Werror \
		-D_POSIX_C_SOURCE=200809L -I. -Ilib -Isrc -Isrc/worker \
		-Isrc/sync -Itests/unit $flags -fsyntax-only -xc - ||
		complain "$header does not compile on its own"
done

twice=$(sources './lib/*.h' './src/*.h' | sed 's|.*/||' | sort | uniq -d)
test -z "$twice" || complain "more than one header of this name: $twice"
exit "$status"
