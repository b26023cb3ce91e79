built() { # ID: waits for an Action to be built, since only then it can be deployed
  for pause in 2 4 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6; do
    if call GET /actions/actions/"$1" | jq -e '.status == "built"' > /dev/null; then return; fi
    sleep "$pause"
  done
  echo 'Auth0 is still building an Action: print what is left in a minute.' >&2
  exit 1
}
