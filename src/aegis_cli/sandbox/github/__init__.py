"""The GitHub door: a strict look-alike of GitHub's REST API over a small world that remembers."""
