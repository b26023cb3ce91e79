#!/bin/sh
# What GitHub refuses of a push: of each reference its name, and the commits before and after.
is_in() { printf '%s\n' "$2" | grep -qxF -e "$1"; }
none=0000000000000000000000000000000000000000
if is_in "$1" "$AEGIS_CLOSED"; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  exit 1
fi
if is_in "$1" "$AEGIS_PROTECTED" && ! git merge-base --is-ancestor "$2" "$3" 2>/dev/null; then
  echo "error: GH003: Sorry, force-pushing to $1 is not allowed." >&2
  exit 1
fi
if [ -n "$AEGIS_NO_WORKFLOWS" ] && [ "$3" != "$none" ]; then
  before=$2
  [ "$before" = "$none" ] && before=$(git rev-parse -q --verify HEAD || git hash-object -t tree /dev/null)
  path=$(git diff --name-only --diff-filter=d "$before" "$3" -- .github/workflows | head -n 1)
  [ -z "$path" ] && exit 0
  echo "refusing to allow a GitHub App to create or update workflow \`$path\` without \`workflows\` permission" >&2
  exit 1
fi
