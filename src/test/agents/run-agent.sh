#!/usr/bin/env bash
# Runs one real coding agent without a person, against a scripted model, cut off from the network.
#
#   run-agent.sh CLIENT HOME OUT PORT
#
#   CLIENT   claude-code, codex, copilot, gemini, opencode or qwen
#   HOME     the person's, where `gatehouse agents protect CLIENT` has been
#   OUT      has script.json (what the model plays: see fake_models.mjs, for Claude Code fake_model.py) and the client's
#            directory work; gets stdout.txt, stderr.txt and model.jsonl (what the model was told)
#   PORT     of the daemon on this machine's loopback, carried into the client's network
#
# The exit status is the client's. Needs unshare and ip, as root or with unprivileged user namespaces.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
modules="$here/../npm/agents/node_modules"
limit=300 # seconds: a silent daemon is waited for as long as the hook waits

pids=()
stop() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; wait 2>/dev/null || true; }

if [ "${1:-}" != --inside ]; then
  sockets="$(mktemp -d)"
  trap 'stop; rm -rf "$sockets"' EXIT
  python3 "$here/bridge.py" out "$sockets/hook" "$4" & pids+=($!)
  flags=(--net)
  [ "$(id -u)" = 0 ] || flags=(--map-root-user "${flags[@]}")
  unshare "${flags[@]}" "$BASH" "${BASH_SOURCE[0]}" --inside "$sockets/hook" "$@" && status=0 || status=$?
  exit "$status"
fi

# ---- inside: a network of its own, with loopback only ----
socket=$2 client=$3 home=$4 out=$5 port=$6
trap stop EXIT
ip link set lo up
wait_port() { for _ in $(seq 500); do [ -s "$1" ] && { cat "$1"; return; }; sleep 0.02; done; echo "no server" >&2; return 1; }

python3 "$here/bridge.py" in "$socket" "$port" "$out/hook.port" & pids+=($!)
case $client in
  claude-code) python3 "$here/fake_model.py" --scenario "$out/script.json" --log "$out/model.jsonl" --port-file "$out/model.port" \
    2>"$out/model.log" & pids+=($!) ;;
  *) node "$here/fake_models.mjs" "$out/script.json" "$out/model.jsonl" "$out/model.port" 2>"$out/model.log" & pids+=($!) ;;
esac
wait_port "$out/hook.port" >/dev/null
model="http://127.0.0.1:$(wait_port "$out/model.port")"

variables=(PATH="$PATH" HOME="$home" TMPDIR="$out/tmp" TERM=dumb LANG=C.UTF-8 USER=tester SHELL=/bin/bash)
as=()
case $client in
  claude-code)
    # It refuses to skip permissions as root, so it runs under a mapped ordinary user id.
    as=(unshare --user --map-user=1000 --map-group=1000)
    variables+=(ANTHROPIC_BASE_URL="$model" ANTHROPIC_API_KEY=dummy CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1)
    run=("$modules/@anthropic-ai/claude-code-linux-x64/claude" -p go --permission-mode=bypassPermissions
      --mcp-config "$home/mcp.json") ;;
  codex)
    variables+=(FAKE_KEY=dummy)
    sed -i "s#^base_url = .*#base_url = \"$model/v1\"#" "$home/.codex/config.toml"
    run=("$modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex" exec --dangerously-bypass-hook-trust --skip-git-repo-check go) ;;
  copilot)
    variables+=(COPILOT_OFFLINE=true COPILOT_AUTO_UPDATE=false COPILOT_PROVIDER_BASE_URL="$model/v1" COPILOT_PROVIDER_API_KEY=dummy
      COPILOT_MODEL=fake-model)
    run=("$modules/@github/copilot-linux-x64/copilot" --allow-all -p go) ;;
  gemini)
    variables+=(GEMINI_API_KEY=dummy GOOGLE_GEMINI_BASE_URL="$model" GEMINI_CLI_TRUST_WORKSPACE=true)
    run=(node "$modules/@google/gemini-cli/bundle/gemini.js" -m gemini-2.5-flash --approval-mode yolo -p go) ;;
  opencode)
    variables+=(OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_MODELS_FETCH=1 OPENCODE_DISABLE_LSP_DOWNLOAD=1)
    sed "s#@MODEL@#$model/v1#" "$home/opencode-settings.json" >"$home/.config/opencode/opencode.json"
    run=("$modules/opencode-linux-x64/bin/opencode" run go) ;;
  qwen)
    variables+=(OPENAI_API_KEY=dummy OPENAI_BASE_URL="$model/v1" OPENAI_MODEL=fake-model)
    run=(node "$modules/@qwen-code/qwen-code/cli-entry.js" --approval-mode yolo -p go) ;;
  *) echo "unknown client: $client" >&2; exit 2 ;;
esac

mkdir -p "$out/tmp"
cd "$out/work"
"${as[@]}" env -i "${variables[@]}" timeout -k 5 "$limit" "${run[@]}" </dev/null >"$out/stdout.txt" 2>"$out/stderr.txt"
