# The schedule: the shipped crontab, with this stack's programs and settings.
# shellcheck shell=sh disable=SC2154

# The lines that set variables are the site's; these are ours.
schedule_crontab () {
	sed -e "s|^PATH=.*|PATH=$build:$PATH|" \
		-e "s|^XENO_CONF=.*|XENO_CONF=$dir/xeno.conf|" \
		-e "s|^XENO_LOG=.*|XENO_LOG=$dir/log/sync.log|" \
		"$top/scripts/xeno.crontab"
}

schedule_start () {
	if schedule_crontab | replace "$dir/crontab"
	then
		schedule_stop
	fi
	is_running schedule || start_daemon schedule \
		"$top/scripts/run-crontab" "$dir/crontab"
}

schedule_stop () {
	stop_daemon schedule TERM 5
}
