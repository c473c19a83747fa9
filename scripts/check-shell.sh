#!/bin/sh
# No shell script has anything for shellcheck to say.
set -eu
. "$(dirname "$0")/lib/rules.sh"

scripts=$(grep -d skip -slE '^#!/bin/sh' scripts/* scripts/*/* tests/*/* \
	.ci/* || :)
# shellcheck disable=SC2086,SC2046 # lists of files
shellcheck -x -P SCRIPTDIR -P . $scripts $(sources './scripts/lib/*.sh') ||
	complain 'see above'
exit "$status"
