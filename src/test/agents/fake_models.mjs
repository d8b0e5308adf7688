#!/usr/bin/env node
// A scripted stand-in for the models of the agents that speak OpenAI's Responses or Chat Completions API, or Gemini's.
//
//   node fake_models.mjs SCRIPT LOG PORT_FILE
//
// SCRIPT: {"until": FILE, "subtask": WORD, "steps": [STEP], "child": [STEP]}, a step being {"tool", "args", "namespace"?},
// {"custom", "input"} (a freeform call of the Responses API) or {"text"}. The step is chosen by the request alone: one that
// carries N results gets step N, so that titles and summaries, which offer no tools, shift nothing. An argument "@NAME" is
// a list of what the last result, JSON, calls NAME. `child` is for the conversations whose person speaks WORD: a subagent's. The first answer waits for FILE, and FILE.awaited says that it does.
// LOG gets a line per request with the results it carried: all that the model was told.
import fs from 'node:fs';
import http from 'node:http';

const [scriptFile, logFile, portFile] = process.argv.slice(2);
const script = JSON.parse(fs.readFileSync(scriptFile, 'utf8'));
let serial = 0;

const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
const list = (value) => (Array.isArray(value) ? value : []);

// What each API's request says: the results it carries, what the person said in it, whether it offers tools.
const requests = {
  chat: (body) => ({
    results: list(body.messages).filter((m) => m.role === 'tool').map((m) => text(m.content)),
    person: list(body.messages).filter((m) => m.role === 'user').map((m) => text(m.content)).join('\n'),
    tools: list(body.tools).map((t) => t.function?.name ?? t.type),
  }),
  responses: (body) => ({
    results: list(body.input).filter((i) => /^(function|custom_tool)_call_output$/.test(i.type)).map((i) => text(i.output)),
    person: list(body.input).filter((i) => i.role === 'user' || i.type === 'agent_message').map((i) => text(i.content)).join('\n'),
    tools: [...list(body.tools), ...list(body.input).flatMap((i) => (i.type === 'additional_tools' ? list(i.tools) : []))]
      .flatMap((t) => (t.type === 'namespace' ? list(t.tools).map((n) => `${t.name}/${n.name ?? n.type}`) : [t.name ?? t.type])),
  }),
  gemini: (body) => {
    const parts = list(body.contents).flatMap((c) => list(c.parts).map((p) => ({ ...p, role: c.role })));
    return {
      results: parts.filter((p) => p.functionResponse).map((p) => text(p.functionResponse.response)),
      person: parts.filter((p) => p.role === 'user' && p.text).map((p) => p.text).join('\n') + text(body.systemInstruction),
      tools: list(body.tools).flatMap((t) => list(t.functionDeclarations).map((f) => f.name)),
    };
  },
};

const answers = {
  chat: (step, body, n) => {
    const message = step.tool
      ? { role: 'assistant', content: null, tool_calls: [{ index: 0, id: `call_${n}`, type: 'function',
          function: { name: step.tool, arguments: JSON.stringify(step.args ?? {}) } }] }
      : { role: 'assistant', content: step.text };
    const finish = step.tool ? 'tool_calls' : 'stop';
    const head = { id: `c${n}`, created: 1, model: body.model };
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    if (!body.stream) {
      return { json: { ...head, object: 'chat.completion', usage, choices: [{ index: 0, message, finish_reason: finish }] } };
    }
    const chunk = (delta, finish_reason) => ({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] });
    return { events: [chunk(message, null), chunk({}, finish), { ...head, object: 'chat.completion.chunk', choices: [], usage }, '[DONE]'] };
  },
  responses: (step, body, n) => {
    const base = { id: `r${n}`, object: 'response', created_at: 1, model: body.model, output: [], status: 'in_progress' };
    const namespace = step.namespace ? { namespace: step.namespace } : {};
    const item = step.tool
      ? { type: 'function_call', id: `i${n}`, call_id: `call_${n}`, name: step.tool, arguments: JSON.stringify(step.args ?? {}), ...namespace }
      : step.custom
        ? { type: 'custom_tool_call', id: `i${n}`, call_id: `call_${n}`, name: step.custom, input: step.input, ...namespace }
        : { type: 'message', id: `i${n}`, role: 'assistant', content: [{ type: 'output_text', text: step.text, annotations: [] }] };
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 } };
    const whole = { ...item, status: 'completed' };
    const done = { ...base, status: 'completed', output: [whole], usage };
    return { json: done, named: true, events: [
      { type: 'response.created', response: base },
      { type: 'response.output_item.added', output_index: 0, item: whole },
      { type: 'response.output_item.done', output_index: 0, item: whole },
      { type: 'response.completed', response: done }].map((event, i) => ({ ...event, sequence_number: i })) };
  },
  gemini: (step, body, n) => {
    const part = step.tool ? { functionCall: { id: `call_${n}`, name: step.tool, args: step.args ?? {} } } : { text: step.text };
    const json = { responseId: `r${n}`, modelVersion: 'fake',
      candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 } };
    return { json, events: [json] };
  },
};

function filled(step, results) {
  const named = Object.entries(step.args ?? {}).filter(([, value]) => /^@\w+$/.test(value));
  if (!named.length) return step;
  let told = {};
  try { told = JSON.parse(results.at(-1)); } catch { /* a refusal */ }
  return { ...step, args: { ...step.args, ...Object.fromEntries(named.map(([key, value]) => [key, [told[value.slice(1)] ?? '']])) } };
}

function api(path) {
  if (path.endsWith('/chat/completions')) return { name: 'chat', stream: (body) => body.stream };
  if (path.endsWith('/responses')) return { name: 'responses', stream: (body) => body.stream !== false };
  if (/:(stream)?[gG]enerateContent$/.test(path)) return { name: 'gemini', stream: () => path.endsWith(':streamGenerateContent') };
  return undefined;
}

async function released() {
  if (!script.until || fs.existsSync(script.until)) return;
  fs.writeFileSync(`${script.until}.awaited`, '');
  while (!fs.existsSync(script.until)) await new Promise((wake) => setTimeout(wake, 20));
}

async function answer(path, raw, res) {
  const json = (status, value) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(JSON.stringify(value)); };
  const asked = api(path);
  if (path.endsWith(':countTokens')) return json(200, { totalTokens: 1 });
  if (path.endsWith('/models')) return json(200, { object: 'list', data: [{ id: 'fake-model', object: 'model', created: 1, owned_by: 'x' }] });
  if (!asked) {
    fs.appendFileSync(logFile, JSON.stringify({ path, unknown: true }) + '\n');
    return json(404, { error: { message: 'not served' } });
  }
  const body = JSON.parse(raw);
  const { results, person, tools } = requests[asked.name](body);
  const child = Boolean(script.subtask) && person.includes(script.subtask);
  const steps = child ? script.child : script.steps;
  const step = tools.length ? filled(steps[results.length] ?? { text: 'done' }, results) : { text: 'ok' };
  fs.appendFileSync(logFile, JSON.stringify({ path, child, tools, results, reply: step }) + '\n');
  if (tools.length) await released();
  const said = answers[asked.name](step, body, ++serial);
  if (!asked.stream(body)) return json(200, said.json);
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of said.events) {
    if (said.named) res.write(`event: ${event.type}\n`);
    res.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\r\n\r\n`);
  }
  return res.end();
}

const server = http.createServer((req, res) => {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => answer(decodeURIComponent(req.url.split('?')[0]), Buffer.concat(chunks).toString('utf8'), res)
    .catch((e) => { fs.appendFileSync(logFile, JSON.stringify({ failed: String(e) }) + '\n'); res.destroy(); }));
});
server.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(`${portFile}.tmp`, String(server.address().port));
  fs.renameSync(`${portFile}.tmp`, portFile);
});
