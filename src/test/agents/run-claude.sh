#!/usr/bin/env bash
# Runs the real Claude Code client in print mode against a scripted model, cut off from the network.
#
#   run-claude.sh --scenario FILE --out DIR --hook-port PORT [options] [-- more arguments of the client]
#
#   --scenario FILE          what the model plays (see fake_model.py); ${WORKDIR}, ${OUT}, ${PORT} are filled in
#   --out DIR                the results; OUT/work is the client's directory, OUT/config its settings
#   --hook-port PORT         of the daemon on this machine's loopback, carried into the client's network
#   --managed-settings DIR   laid out like /etc/claude-code, seen by this client only
#   --mcp-config FILE        MCP servers; ${HERE} is filled in
#
# OUT afterwards: stdout.txt, stderr.txt, debug.log (the client's own), model.jsonl (what the model saw).
# The exit status is the client's. Needs unshare and ip, as root or with unprivileged user namespaces.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
client="${CLAUDE_BIN:-$here/../npm/agents/node_modules/@anthropic-ai/claude-code-linux-x64/claude}"
limit=90 # seconds

pids=()
stop() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; wait 2>/dev/null || true; }

if [ "${1:-}" != --inside ]; then
  hook_port=''
  args=("$@")
  for ((i = 0; i < ${#args[@]}; i++)); do
    case "${args[i]}" in --hook-port) hook_port="${args[i + 1]}" ;; --) break ;; esac
  done
  [ -n "$hook_port" ] || { echo "--hook-port is needed" >&2; exit 2; }
  sockets="$(mktemp -d)"
  trap 'stop; rm -rf "$sockets"' EXIT
  python3 "$here/bridge.py" out "$sockets/hook" "$hook_port" & pids+=($!)
  flags=(--net --mount)
  [ "$(id -u)" = 0 ] || flags=(--map-root-user "${flags[@]}")
  unshare "${flags[@]}" "$BASH" "${BASH_SOURCE[0]}" --inside "$sockets/hook" "$@" && status=0 || status=$?
  exit "$status"
fi

# ---- inside: a network of its own, with loopback only ----
shift
socket="$1"
shift
scenario='' out='' hook_port='' managed='' mcp='' more=()
while [ $# -gt 0 ]; do
  case "$1" in
    --scenario) scenario="$2"; shift 2 ;;
    --out) out="$2"; shift 2 ;;
    --hook-port) hook_port="$2"; shift 2 ;;
    --managed-settings) managed="$2"; shift 2 ;;
    --mcp-config) mcp="$2"; shift 2 ;;
    --) shift; more=("$@"); break ;;
    *) echo "unknown option: $1" >&2; exit 2 ;;
  esac
done
[ -x "$client" ] || { echo "no client at $client; run: sh src/test/npm/install.sh agents" >&2; exit 2; }
client="$(readlink -f "$client")"
mkdir -p "$out"
out="$(cd "$out" && pwd)"
mkdir -p "$out/work" "$out/home" "$out/tmp" "$out/config"
rm -f "$out"/{stdout.txt,stderr.txt,model.jsonl,debug.log,model.port,hook.port}
trap stop EXIT

ip link set lo up
ip address add 169.254.169.254/32 dev lo # a metadata service, so that a test sees whether anybody asked it
wait_port() { for _ in $(seq 500); do [ -s "$1" ] && { cat "$1"; return; }; sleep 0.02; done; echo "no server" >&2; return 1; }

python3 "$here/bridge.py" in "$socket" "$hook_port" "$out/hook.port" & pids+=($!)
SCENARIO_WORKDIR="$out/work" SCENARIO_OUT="$out" python3 "$here/fake_model.py" --scenario "$scenario" \
  --log "$out/model.jsonl" --port-file "$out/model.port" 2>"$out/model.log" & pids+=($!)
wait_port "$out/hook.port" >/dev/null
model_port="$(wait_port "$out/model.port")"

args=(-p go --debug-file "$out/debug.log")
if [ -n "$mcp" ]; then
  sed "s#\${HERE}#$here#g" "$mcp" >"$out/mcp.json"
  args+=(--mcp-config "$out/mcp.json")
fi
if [ -n "$managed" ]; then
  # /etc is private to this mount namespace: nothing outside changes.
  mkdir -p "$out/tmp/etc"
  mount -t tmpfs none "$out/tmp/etc"
  mkdir -p "$out/tmp/etc/up" "$out/tmp/etc/wk"
  mount -t overlay overlay -o "lowerdir=/etc,upperdir=$out/tmp/etc/up,workdir=$out/tmp/etc/wk" /etc
  rm -rf /etc/claude-code
  cp -r "$managed" /etc/claude-code
fi

# The client refuses to skip permissions as root, so it runs under a mapped ordinary user id
# (its files still belong to whoever started this script).
cd "$out/work"
unshare --user --map-user=1000 --map-group=1000 env -i PATH="$PATH" HOME="$out/home" TMPDIR="$out/tmp" TERM=dumb \
  LANG=C.UTF-8 USER=tester SHELL=/bin/bash CLAUDE_CONFIG_DIR="$out/config" \
  ANTHROPIC_BASE_URL="http://127.0.0.1:$model_port" ANTHROPIC_API_KEY=dummy-key-for-the-fake-model \
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1 \
  timeout -k 5 "$limit" "$client" "${args[@]}" "${more[@]}" \
  </dev/null >"$out/stdout.txt" 2>"$out/stderr.txt"
