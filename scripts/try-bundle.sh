#!/bin/sh
# Installs a bundle and uses it where nothing but loopback is there, and counts what was tried
# outward: sh scripts/try-bundle.sh build/bundle/madoguchi-bundle-….tar.gz
# Needs unshare and ip (util-linux, iproute2), strace, and the right to make a namespace.
set -eu
archive="$(realpath "$1")"
if [ "${INSIDE:-}" != yes ]; then
  cd "$(dirname "$archive")"
  sha256sum --check --quiet "$archive.sha256"
  exec env INSIDE=yes unshare --net --map-root-user sh "$(realpath "$OLDPWD/$0")" "$archive"
fi
ip link set lo up
work="$(mktemp -d)"
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
tar -xzf "$archive"
bundle="$(echo "$work"/madoguchi-bundle-*/)"
sh "$bundle/install.sh" "$work/program"
bin="$work/program/bin"
export HOME="$work/home" MADOGUCHI_KB="$work/kb" MADOGUCHI_DATA="$work/data" PYTHONUTF8=1
mkdir "$HOME"
# With -D the process started here is the program itself, which the signal below is for.
watched="strace -D -f --seccomp-bpf -qq -A -o $work/calls -e trace=connect,sendto,sendmsg,sendmmsg"

$watched "$bin/madoguchi" ingest "$bundle/sample/public"
$watched "$bin/madoguchi" ingest --audience staff "$bundle/sample/staff"
$watched "$bin/madoguchi" ask "粗大ごみはどこに申し込むの？"
$watched "$bin/madoguchi-eval" draft --kb "$MADOGUCHI_KB" --out "$work/drafted.jsonl"
head -20 "$work/drafted.jsonl" > "$work/few.jsonl"
$watched "$bin/madoguchi-eval" run --kb "$MADOGUCHI_KB" --out "$work/results" "$work/few.jsonl" \
  | head -3
$watched "$bin/madoguchi" serve --port 7877 &
server=$!
"$bin/python" - <<'PYTHON'
import json, time, urllib.request

def post(question):
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(
        "http://127.0.0.1:7877/api/ask", body, {"content-type": "application/json"}
    )
    return json.load(urllib.request.urlopen(request, timeout=60))

for _ in range(300):
    try:
        answer = post("粗大ごみはどこに申し込むの？")
        break
    except OSError:
        time.sleep(0.5)
page = urllib.request.urlopen("http://127.0.0.1:7877/", timeout=60)
print("page", page.status, "answer", answer["status"], answer["text"][:40])
PYTHON
kill -TERM "$server"
wait "$server" || true
sleep 1 # for the last lines of what was watched
server=
# Addresses of loopback, of this machine's own sockets and of its kernel are not outward.
outward="$(grep -E 'AF_INET6?[^_]' "$work/calls" | grep -vE '127\.0\.0\.1|"::1"|::ffff:127\.' | wc -l)"
unrouted="$(awk '/^Ip:/ { if (seen++) print $13; }' /proc/net/snmp)"
echo "calls watched: $(wc -l < "$work/calls"), outward: $outward, packets without a way: $unrouted"
grep -E 'AF_INET6?[^_]' "$work/calls" | grep -vE '127\.0\.0\.1|"::1"|::ffff:127\.' \
  | head -5
test "$outward" = 0 && test "$unrouted" = 0
# The watch itself: a call outward is seen by it.
$watched "$bin/python" -c "import socket; socket.socket().connect_ex(('192.0.2.1', 9))"
sleep 1
grep -q '192\.0\.2\.1' "$work/calls" || { echo "the watch sees nothing" >&2; exit 1; }
echo "nothing was tried outward, and a call to 192.0.2.1 was seen"
