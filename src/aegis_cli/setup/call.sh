#!/bin/sh
# What `aegis setup auth0` would send. Read it, then run it with TOKEN, a token for the
# Management API, in the environment. It needs curl and jq.
# If it stops early, print a new one: this one would create again what exists by then.
set -eu
: "${TOKEN:?is not set}"
call() { # METHOD PATH [JSON]
  printf 'header = "authorization: Bearer %s"\n' "$TOKEN" |
    curl --silent --show-error --fail --config - --header 'content-type: application/json' \
      --request "$1" BASE/api/v2"$2" ${3+--data "$3"}
}
