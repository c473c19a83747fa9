#!/bin/sh
# What is known outside its file is used there.  A use by a test alone does not
# count, unless the function is also used in its own file or is named
# X_for_test.
set -eu
. "$(dirname "$0")/lib/rules.sh"

# shellcheck disable=SC2046 # a list of files
said=$(LC_ALL=C awk -f scripts/lib/linkage.awk $(sources './lib/*.[ch]' \
	'./src/*.[ch]' './tests/unit/*.[ch]' './tests/fuzz/*.[ch]') | sort)
test -z "$said" || complain "$said"
exit "$status"
