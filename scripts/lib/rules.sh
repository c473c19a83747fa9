# Sourced by every scripts/check-*.sh: from the top of the tree, files to look
# at and complaints, which make the script fail at its end (`exit $status`).
# shellcheck shell=sh disable=SC2034

cd "$(dirname "$0")/.." || exit 1
status=0

complain () {
	printf '%s\n' "$*" >&2
	status=1
}

# sources NAME...: our own files whose names fit one of these patterns
sources () {
	set -f
	_names=
	for _name in "$@"
	do
		_names="$_names -o -path $_name"
	done
	# shellcheck disable=SC2086 # a list of words
	find . \( -name '.?*' -o -name node_modules -o -path ./build \
		-o -path ./var \) -prune -o -type f \
		\( -name '' $_names \) -print | sort
	set +f
}
