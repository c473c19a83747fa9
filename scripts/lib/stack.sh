# up, down and status: the order of things.
# shellcheck shell=sh disable=SC2154

# Two commands on one stack at once would start things twice.  Descriptor 9
# holds the lock; daemons close it.
stack_locked () {
	test "$command" != down || test -d "$dir" || return 0
	mkdir -p "$dir/log" && dir=$(cd "$dir" && pwd) || exit
	chmod 700 "$dir/log"
	exec 9>"$dir/lock"
	flock -w 120 9 || die "another command is at work on $dir"
	"$@"
}

# Sockets live in a short path of their own: the address of one has room for
# 107 bytes.  A reboot may empty /tmp.
stack_run_directory () {
	run=$(readlink "$dir/run" 2>/dev/null || :)
	if test -z "$run" || ! test -O "$run"
	then
		run=$(mktemp -d /tmp/xeno-XXXXXX) && ln -sfn "$run" "$dir/run"
	fi
	chmod 711 "$run"
}

# The port that was asked for, or the one of last time, or a free one.  Tests
# start many stacks at once and had better not all try the same.
choose_port () {
	_last=$(sed -n "s/^XENO_URL='.*:\([0-9]*\)'/\1/p" "$dir/stack.env" \
		2>/dev/null || :)
	if test -n "$port_wanted"
	then
		echo "$port_wanted"
	elif test -n "$_last" && { is_running nginx || port_is_free "$_last"; }
	then
		echo "$_last"
	elif test -n "$cluster"
	then
		random_port
	else
		free_port 8080
	fi
}

# Anything that fails from here on takes down what this command started; but
# not a stack that ran before.
stack_guard () {
	ran_before=$(! is_running nginx || echo yes)
	trap 'test $? = 0 || stack_give_up' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

stack_give_up () {
	if test -n "$ran_before"
	then
		say "stack: $command failed; what ran in $dir is left as it is"
		return
	fi
	say "stack: $command failed; what runs in $dir is stopped again"
	stack_stop
}

stack_cluster () {
	postgres_find
	stack_guard
	secrets_load
	stack_run_directory
	postgres_passfile
	postgres_start
	database=xeno_template_$(migrations_sum)
	migrated_database "$database"
	! stack_env_cluster | replace "$dir/cluster.env" ||
		postgres_tidy "$database"
}

stack_env_cluster () {
	cat <<-EOF
	run=$run
	postgres_port=$postgres_port
	postgres_password=$postgres_password
	migrate_password=$migrate_password
	app_password=$app_password
	template=$database
	EOF
}

# The database of this stack: in a cluster of its own, or a copy of the
# template in another stack's.
stack_database () {
	if test -z "$cluster"
	then
		postgres_start
		database=xeno
		migrated_database xeno
		postgres_urls
	else
		_run=$run
		# shellcheck source=/dev/null
		. "$cluster/cluster.env"
		postgres_passfile
		database=xeno_$(echo "$dir" | cksum | tr ' ' _)
		postgres_has "$database" || postgres_sql postgres \
			"CREATE DATABASE $database TEMPLATE $template
				OWNER xeno_owner" ||
			die "cannot copy $template in $cluster"
		postgres_urls
		run=$_run
	fi
}

# nginx itself would try for seconds, when all else is up.
stack_port () {
	test -z "$port_wanted" || is_running nginx ||
		port_is_free "$port_wanted" || die "nginx does not start on" \
		"port $port_wanted: Address already in use"
}

stack_up () {
	postgres_find
	stack_port
	stack_guard
	secrets_load
	stack_run_directory
	postgres_passfile
	stack_database
	store_tls_port='' store_url=''
	test -z "$with_store" || store_start
	port=$(choose_port)
	# nginx first: only then is the port certain, and the settings name it.
	nginx_start
	_changed=
	! settings_write || _changed=1
	pools_check
	test -z "$_changed" || pools_stop
	pools_start
	stack_env | replace "$dir/stack.env" || :
	stack_answers
	test -z "$with_schedule" || schedule_start
}

stack_code () {	# stack_code URL: the status of its answer
	curl -s -m 15 -o /dev/null -w '%{http_code}' "$1"
}

# Every pool answers through nginx; 401 and 405 are answers too, and 429 means
# that so many are answered that nginx holds back.  nginx may be about to change
# its port, and then refuses once; a worker that found no database looks again
# within 2 s.
stack_answers () {
	for _path in ready:api api/auth/me:auth webhooks/shopify:webhooks \
		api/events:events
	do
		_url=http://127.0.0.1:$port/${_path%:*}
		for _pause in 1 1 1 0
		do
			_code=$(stack_code "$_url") || :
			case $_code in
			2?? | 401 | 405 | 429) continue 2 ;;
			esac
			sleep $_pause
		done
		fail "pool-${_path#*:}" "$_url answers $_code"
	done
}

stack_env () {
	cat <<-EOF
	XENO_URL='http://127.0.0.1:$port'
	XENO_CONF='$dir/xeno.conf'
	ADMIN_URL='$admin_url'
	DATABASE='$database'
	DATABASE_URL='$migrate_url'
	DATABASE_APP_URL='$app_url'
	DATABASE_URL_TCP='$tcp_migrate_url'
	DATABASE_APP_URL_TCP='$tcp_app_url'
	CLUSTER='${cluster:-$dir}'
	STORE_URL='$store_url'
	STORE_TLS_PORT='$store_tls_port'
	SHOPIFY_API_KEY='$shopify_api_key'
	SHOPIFY_API_SECRET='$shopify_api_secret'
	WEBHOOK_SECRET='$webhook_secret'
	JWT_SECRET='$jwt_secret'
	LOGIN_PASSWORD='$login_password'
	EOF
}

# From the outside in: nobody is cut off by what he still needs.
stack_stop () {
	trap '' INT TERM
	schedule_stop
	nginx_stop
	pools_stop
	stop_marked
	store_stop
	postgres_stop
}

stack_down () {
	run=$(readlink "$dir/run" || :)
	stack_stop
	test -z "$purge" || stack_purge
}

stack_purge () {
	_database=$(sed -n "s/^DATABASE='\(.*\)'/\1/p" "$dir/stack.env" \
		2>/dev/null || :)
	_cluster=$(sed -n "s/^CLUSTER='\(.*\)'/\1/p" "$dir/stack.env" \
		2>/dev/null || :)
	if test -n "$_cluster" && test "$_cluster" != "$dir" &&
		test -f "$_cluster/cluster.env"
	then
		(
			# shellcheck source=/dev/null
			. "$_cluster/cluster.env"
			postgres_passfile
			postgres_sql postgres "DROP DATABASE IF EXISTS
				$_database WITH (FORCE)"
		)
	fi
	_place=$(readlink "$dir/pg" || :)
	rm -rf "${_place:-$dir/pg}" ${run:+"$run"} "$dir"
}

stack_status () {
	test -d "$dir" || die "there is no $dir"
	_missing=0
	for _file in "$dir"/pids/*
	do
		test -e "$_file" || die "nothing runs in $dir"
		_name=${_file##*/}
		_pid=$(pid_of "$_name")
		test -n "$_pid" || _missing=1
		printf '%-15s %s\n' "$_name" "${_pid:-stopped}"
	done
	return $_missing
}
