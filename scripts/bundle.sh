#!/bin/sh
# Collects what a machine without network needs into one archive: wheels (the shipped model
# is in Madoguchi's own), sample, documentation, installer, checksums.
# Run with network, on the same kind of machine and the same Python as where it will run.
set -eu
PYTHON="${PYTHON:-python3}"
OUT="${OUT:-build/bundle}"
version="$($PYTHON -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
name="madoguchi-bundle-python$version-$(uname -s)-$(uname -m)"
folder="$OUT/$name"

rm -rf "$folder"
mkdir -p "$folder"
$PIP wheel --quiet --constraint requirements.lock --wheel-dir "$folder/wheels" ".[llm]"
cp -R sample docs deploy README.md README.ja.md LICENSE "$folder/"
cp scripts/install-bundle.sh "$folder/install.sh"
echo "$version" > "$folder/PYTHON_VERSION"
(cd "$folder" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs -d '\n' sha256sum > SHA256SUMS)
tar -C "$OUT" -czf "$OUT/$name.tar.gz" "$name"
(cd "$OUT" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$OUT/$name.tar.gz"
