"""Git's own protocol over HTTP: clone, fetch and push."""
