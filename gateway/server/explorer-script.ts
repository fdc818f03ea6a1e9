/** The script of the explorer page, for browsers. Subscriptions come as server-sent events on a POST. */
export const explorerScript = `
const at = (id) => document.getElementById(id);
const path = document.body.dataset.path;
let running;

const headers = (accept) => {
  const key = at('key').value.trim();
  return { 'content-type': 'application/json', accept, ...(key && { authorization: 'Bearer ' + key }) };
};
const show = (value) => at('answer').append(JSON.stringify(value, null, 2) + '\\n');

async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  at('answer').textContent = '';
  at('stop').disabled = false;
  try {
    const variables = at('variables').value.trim();
    const body = JSON.stringify({ query: at('query').value, ...(variables && { variables: JSON.parse(variables) }) });
    const streams = /(^|\\n)\\s*subscription\\b/.test(at('query').value);
    const accept = streams ? 'text/event-stream' : 'application/graphql-response+json, application/json';
    const response = await fetch(path, { method: 'POST', headers: headers(accept), body, signal: mine.signal });
    if ((response.headers.get('content-type') ?? '').startsWith('text/event-stream')) await readEvents(response);
    else show(await response.json());
    if (!schemaShown) await readSchema();
  } catch (error) {
    if (!mine.signal.aborted) at('answer').append(String(error));
  } finally {
    if (running === mine) at('stop').disabled = true;
  }
}

async function readEvents(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    const blocks = (rest + step.value).split('\\n\\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)).join('');
      if (data) show(JSON.parse(data));
    }
  }
}

let schemaShown = false;
async function readSchema() {
  const named = '{ kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }';
  const input = '{ name description type ' + named + ' }';
  const query = '{ __schema { queryType { name } mutationType { name } subscriptionType { name } types { kind name description' +
    ' fields { name description args ' + input + ' type ' + named + ' } inputFields ' + input +
    ' enumValues { name description } possibleTypes { name } } } }';
  const response = await fetch(path, { method: 'POST', headers: headers('application/json'), body: JSON.stringify({ query }) });
  const schema = (await response.json()).data?.__schema;
  if (!schema) return;
  schemaShown = true;
  const types = new Map(schema.types.map((type) => [type.name, type]));
  const roots = [schema.queryType, schema.mutationType, schema.subscriptionType].filter(Boolean).map(({ name }) => name);
  const link = (name) => {
    const a = document.createElement('a');
    a.textContent = name;
    a.onclick = () => open(name);
    return a;
  };
  const ofType = (type) =>
    type.kind === 'NON_NULL' ? [...ofType(type.ofType), '!'] :
    type.kind === 'LIST' ? ['[', ...ofType(type.ofType), ']'] : [link(type.name)];
  const line = (field) => {
    const dt = document.createElement('dt');
    dt.append(field.name);
    if (field.args?.length) {
      dt.append('(');
      field.args.forEach((arg, index) => dt.append(index ? ', ' : '', arg.name + ': ', ...ofType(arg.type)));
      dt.append(')');
    }
    if (field.type) dt.append(': ', ...ofType(field.type));
    const dd = document.createElement('dd');
    dd.textContent = field.description ?? '';
    return [dt, dd];
  };
  const open = (name) => {
    const type = types.get(name);
    const top = document.createElement('p');
    roots.forEach((root, index) => top.append(index ? ' · ' : '', link(root)));
    const title = document.createElement('h3');
    title.textContent = name;
    const about = document.createElement('p');
    about.textContent = type.description ?? '';
    const list = document.createElement('dl');
    for (const field of [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])]) list.append(...line(field));
    (type.possibleTypes ?? []).forEach(({ name }) => list.append(link(name), ' '));
    at('schema').replaceChildren(top, title, about, list);
  };
  open(roots[0]);
}

at('run').onclick = run;
at('stop').onclick = () => running?.abort();
addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
});
at('key').onchange = () => readSchema().catch(() => undefined);
readSchema().catch(() => undefined);
`;
