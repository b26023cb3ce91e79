"""Git's own objects: trees, blobs and commits."""
