# What is secret in a stack is made once, kept in $dir/secrets and read as
# shell variables.
# shellcheck shell=sh disable=SC2154

secrets_load () {
	test -f "$dir/secrets" || secrets_make | replace "$dir/secrets"
	# shellcheck source=/dev/null
	. "$dir/secrets"
	# The app of a real store, which may have been none at first.
	shopify_api_key=${SHOPIFY_API_KEY:-$shopify_api_key}
	shopify_api_secret=${SHOPIFY_API_SECRET:-$shopify_api_secret}
}

secrets_make () {
	cat <<-EOF
	postgres_password=$(random_hex 16)
	migrate_password=$(random_hex 16)
	app_password=$(random_hex 16)
	jwt_secret=$(random_hex 32)
	webhook_secret=$(random_hex 32)
	key_encryption_key=$(random_hex 32)
	shopify_api_key=$(random_hex 16)
	shopify_api_secret=shpss_$(random_hex 16)
	login_password=$(random_hex 9)
	EOF
}
