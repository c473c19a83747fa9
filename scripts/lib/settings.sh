# The settings file of a stack's workers, and where --set goes:
#
#	--set jwt_ttl_s=5		a setting of the workers
#	--set postgres.fsync=off	a setting of PostgreSQL
#	--set nginx.login_rate=5r/s	a limit of nginx, see nginx/site
# shellcheck shell=sh disable=SC2154

# settings_of PART: its lines of --set, without the prefix
settings_of () {
	printf '%s\n' "$settings" | sed -n "s/^$1\\.\\([^=]*=\\)/\\1/p"
}

settings_of_workers () {
	printf '%s\n' "$settings" | grep -vE '^(postgres|nginx)\.|^$' || :
}

# settings_name NAME: --set has it
settings_name () {
	case "
$settings" in
	*"
$1="*) ;;
	*) return 1 ;;
	esac
}

# True when the file changed, so that running pools must start again.
settings_write () {
	{
		settings_defaults | while IFS= read -r _line
		do
			settings_name "${_line%% *}" ||
				printf '%s\n' "$_line"
		done
		settings_of_workers | sed 's/=/ = /'
	} | replace "$dir/xeno.conf"
}

settings_defaults () {
	cat <<-EOF
	database_app_url = $app_url
	jwt_secret = $jwt_secret
	webhook_secret = $webhook_secret
	key_encryption_key = $key_encryption_key
	shopify_api_key = $shopify_api_key
	shopify_api_secret = $shopify_api_secret
	sync_command = $sync
	shared_dir = $dir/run
	port = $port
	public_url = http://127.0.0.1:$port
	EOF
	test -z "$store_tls_port" || cat <<-EOF
	shopify_connect_to = 127.0.0.1:$store_tls_port
	shopify_ca_file = $dir/store/ca.pem
	EOF
}
