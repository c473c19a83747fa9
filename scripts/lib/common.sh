# Sourced first by every script: words, remembered processes, free ports.
# shellcheck shell=sh disable=SC2154

# Where the system's Node is too old (scripts/install-packages).  nginx is among
# what Debian has only root look for.
PATH=$top/build/node/node_modules/.bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin
# What Debian has of psql in /usr/bin is a script, which takes three times as
# long to find the newest one as that takes to start.
for _dir in /usr/lib/postgresql/*/bin
do
	test ! -d "$_dir" || PATH=$_dir:$PATH
done
export PATH

say () {
	printf '%s\n' "$*" >&2
}

die () {
	say "${0##*/}: $*"
	exit 1
}

# random_hex BYTES
random_hex () {
	od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'
}

# absolute PATH: the same path from the root, whether or not it exists
absolute () {
	case $1 in
	/*) printf '%s\n' "$1" ;;
	*) printf '%s\n' "$PWD/$1" ;;
	esac
}

# plain_name DIR: such as settings of nginx, PostgreSQL and the shell all hold
plain_name () {
	case $1 in
	*[[:space:]\"\'\\\|\&\;\$\`\#\{\}%]*)
		die "--dir $1: choose a directory whose path has no spaces," \
			"quotes or other signs that settings cannot hold" ;;
	esac
}

# port_is_free PORT: nothing on this machine listens there (state 0A)
port_is_free () {
	test -z "$(awk -v port="$(printf '%04X' "$1")" \
		'$4 == "0A" && $2 ~ ":" port "$" { print; exit }' \
		/proc/net/tcp /proc/net/tcp6 2>/dev/null)"
}

# free_port FROM: the first free port from there
free_port () {
	_port=$1
	until port_is_free "$_port"
	do
		_port=$((_port + 1))
		test "$_port" -lt 65536 || die "no free port from $1"
	done
	echo "$_port"
}

# random_port: a free one below those that the kernel gives to clients
random_port () {
	_port=$(od -An -N2 -tu2 /dev/urandom)
	free_port $((20000 + _port % 12000))
}

# replace FILE: put stdin there in one step, for its owner's eyes only.
# False when it already said the same.
replace () {
	(umask 077 && cat >"$1.new") || die "cannot write $1"
	if cmp -s "$1.new" "$1"
	then
		rm "$1.new"
		return 1
	fi
	mv "$1.new" "$1"
}

# A process is remembered in $dir/pids/NAME by its number and the time it
# started, so that a number used again by the system is never taken for it.

# started_at PID: nothing for a zombie, which waits for its parent.  It is asked
# hundreds of times, so by the shell alone.
started_at () {
	{ read -r _stat <"/proc/$1/stat"; } 2>/dev/null || return 0
	# shellcheck disable=SC2086
	set -- ${_stat##*) }
	case $1 in
	[ZX]) ;;
	*) echo "${20}" ;;
	esac
}

remember () {	# remember NAME PID
	mkdir -p "$dir/pids"
	echo "$2 $(started_at "$2")" >"$dir/pids/$1"
}

# pid_of NAME: its number if it runs, and nothing if not
pid_of () {
	test -f "$dir/pids/$1" || return 0
	read -r _pid _since <"$dir/pids/$1"
	test -n "$_since" || return 0
	test "$(started_at "$_pid")" != "$_since" || echo "$_pid"
}

is_running () {
	test -n "$(pid_of "$1")"
}

# start_daemon NAME COMMAND...: detached, logging to $dir/log/NAME.log, with
# an environment of its own: a DATABASE_URL of the caller must not reach the
# workers.  XENO_STACK marks every descendant, see stop_marked.
start_daemon () {
	_name=$1
	shift
	setsid env -i PATH="$PATH" HOME="${HOME:-/}" LANG=C.UTF-8 \
		XENO_STACK="$dir" ${ASAN_OPTIONS+ASAN_OPTIONS="$ASAN_OPTIONS"} \
		${UBSAN_OPTIONS+UBSAN_OPTIONS="$UBSAN_OPTIONS"} \
		"$@" </dev/null >>"$dir/log/$_name.log" 2>&1 9>&- &
	remember "$_name" $!
}

# wait_until SECONDS COMMAND...: true as soon as the command is
wait_until () {
	_tries=$(($1 * 20))
	shift
	until "$@"
	do
		_tries=$((_tries - 1))
		test $_tries -gt 0 || return 1
		sleep 0.05
	done
}

is_gone () {	# is_gone PID
	test -z "$(started_at "$1")"
}

# stop_pid PID SIGNAL SECONDS: and no mercy after that
stop_pid () {
	kill "-$2" "$1" 2>/dev/null || return 0
	wait_until "$3" is_gone "$1" || {
		say "process $1 did not stop on SIG$2 in $3 s: killed"
		kill -KILL "$1" 2>/dev/null || return 0
		wait_until 5 is_gone "$1"
	}
}

# stop_daemon NAME SIGNAL SECONDS
stop_daemon () {
	_stopping=$(pid_of "$1")
	test -z "$_stopping" || stop_pid "$_stopping" "$2" "$3"
	rm -f "$dir/pids/$1"
}

# children_of PID
children_of () {
	cat "/proc/$1/task/$1/children" 2>/dev/null || :
}

# log_tail NAME: the end of its log, for a person who asks why
log_tail () {
	test -s "$dir/log/$1.log" || return 0
	say "the end of $dir/log/$1.log:"
	tail -n "${2-15}" "$dir/log/$1.log" | sed 's/^/	/' >&2
}

# fail NAME WORDS: end, with the log of what failed
fail () {
	_name=$1
	shift
	say "${0##*/}: $*"
	log_tail "$_name"
	exit 1
}
