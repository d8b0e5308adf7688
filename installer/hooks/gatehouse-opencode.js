// Gatehouse's plugin for opencode: asks before every tool call and throws on anything but an allow that is proven for
// this very call. What is proven, and how, stands in gatehouse-hook and Shim.java; the token is never sent.
// `gatehouse agents protect opencode` puts this into opencode's plugin directory.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const directory = '@DIRECTORY@';
const DEADLINE = 110_000;
const UNCHECKED = 'Gatehouse could not check this call, so it is denied. Tell the person to run: gatehouse status';

const line = (name) => readFileSync(`${directory}/${name}`, 'utf8').split('\n')[0];
const hash = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

// The reason of a deny; nothing for an allow; throws when it is neither.
async function denied(call) {
  const port = line('hook.port');
  const token = line('hook.token');
  if (!/^[0-9]{1,5}$/.test(port) || token === '') throw new Error('no port or token');
  const nonce = randomBytes(16).toString('hex');
  const body = JSON.stringify(call) + '\n';
  const response = await fetch(`http://127.0.0.1:${port}/hooks/opencode`, {
    method: 'POST',
    redirect: 'error',
    headers: {
      'Content-Type': 'application/json',
      'Gatehouse-Nonce': nonce,
      'Gatehouse-Proof': hash(`${token}\nask\nopencode\n${nonce}\n${body}${token}\n`),
      'Gatehouse-Waits': String(DEADLINE / 1000),
    },
    body,
    signal: AbortSignal.timeout(DEADLINE),
  });
  const [proof, verdict, json, reason = ''] = (await response.text()).split('\n');
  if (proof !== hash(`${token}\nanswer\n${nonce}\n${verdict}\n${json}\n${reason}\n${token}\n`)) throw new Error('not proven');
  if (verdict === 'allow') return undefined;
  return reason || UNCHECKED;
}

export const Gatehouse = async ({ directory: cwd, worktree }) => ({
  'tool.execute.before': async (input, output) => {
    let reason = UNCHECKED;
    try {
      reason = await denied({
        hook: 'tool.execute.before',
        input: { tool: input.tool, sessionID: input.sessionID, callID: input.callID },
        output: { args: output.args ?? {} },
        directory: cwd,
        worktree,
      });
    } catch {
      // what could not be asked is denied
    }
    if (reason !== undefined) throw new Error(reason);
  },
});
