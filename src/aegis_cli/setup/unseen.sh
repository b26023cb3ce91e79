# This was printed without a look at the tenant, for one without an API and Actions of aegis. If
# there are any, it stops before it changes them; --print --token-stdin prints only what is missing.
bound=$(call GET /actions/triggers/post-login/bindings)
if [ "$(printf '%s' "$bound" | jq -er '.bindings | length')" != 0 ]; then
  echo 'Actions run after a login already: use --print --token-stdin, which keeps them.' >&2
  exit 1
fi
