#!/bin/sh
# Installs the browser and the Japanese fonts that the tests of the page need.
set -eu
if command -v chromium >/dev/null 2>&1 && fc-list :lang=ja 2>/dev/null | grep -q .; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "画面の検査には Chromium と日本語フォントが要ります。入れてから、もう一度実行してください。" >&2
  exit 1
fi
sudo=""
if [ "$(id -u)" != 0 ]; then sudo="sudo"; fi
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
  chromium fontconfig fonts-noto-cjk >/dev/null
