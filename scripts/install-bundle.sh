#!/bin/sh
# Installs Madoguchi from this bundle, without network: sh install.sh [FOLDER]
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
target="${1:-/opt/madoguchi}"
PYTHON="${PYTHON:-python3}"

needed="$(cat "$here/PYTHON_VERSION")"
found="$($PYTHON -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo なし)"
if [ "$found" != "$needed" ]; then
  echo "この一式は Python $needed のものです（$PYTHON は $found）。PYTHON=python$needed sh install.sh としてください。" >&2
  exit 1
fi
if ! (cd "$here" && sha256sum --check --quiet SHA256SUMS); then
  echo "壊れたファイルがあります。一式をもう一度写してください。何も入れていません。" >&2
  exit 1
fi
"$PYTHON" -m venv "$target"
"$target/bin/python" -m pip --isolated --disable-pip-version-check install --quiet \
  --no-index --find-links "$here/wheels" "madoguchi[llm]"
echo "入れました。次に：$target/bin/madoguchi ingest 資料のフォルダー"
echo "見本で試すには：$target/bin/madoguchi ingest $here/sample/public"
