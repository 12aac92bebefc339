// Shows /openapi/v1.json. Nothing is fetched but that.
'use strict';

const methods = ['get', 'put', 'post', 'delete'];
const state = document.getElementById('state');
let api;

/** Makes an element: attributes by name, children as nodes or text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text with `code` in it. */
function prose(text) {
  return (text ?? '').split('`').map((part, i) => (i % 2 ? make('code', {}, part) : part));
}

function resolve(schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : (schema ?? {});
}

/** A schema without null among its alternatives. */
function plain(schema) {
  const alternatives = (schema?.oneOf ?? schema?.anyOf ?? []).filter((one) => one.type !== 'null');
  return alternatives.length === 1 ? alternatives[0] : schema;
}

function typeName(schema) {
  const shown = plain(schema) ?? {};
  if (shown.$ref) {
    return resolve(shown).enum?.join(' | ') ?? shown.$ref.split('/').pop();
  }
  const types = [shown.type ?? 'any'].flat().filter((type) => type !== 'null' && !(type === 'string' && shown.pattern));
  const name = types.length ? types.join(' or ') : 'any';
  if (name === 'array') {
    return `list of ${typeName(shown.items)}`;
  }
  if (name === 'object' && shown.additionalProperties) {
    return `dict of ${typeName(shown.additionalProperties)}`;
  }
  if (shown.enum) {
    return shown.enum.join(' | ');
  }
  return shown.format ? `${name} (${shown.format})` : name;
}

/** What is worth opening below a field: the fields of the object or of a list's items. */
function inner(schema) {
  const shown = resolve(plain(schema));
  const type = [shown.type ?? []].flat();
  if (type.includes('array')) {
    return inner(shown.items);
  }
  if (shown.additionalProperties && typeof shown.additionalProperties === 'object') {
    return inner(shown.additionalProperties);
  }
  return shown.properties ? shown : null;
}

function fields(schema, depth = 0, above = []) {
  const rows = [];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const shown = resolve(plain(field));
    const required = schema.required?.includes(name);
    rows.push(make('tr', {},
      make('td', {}, make('code', { class: 'field' }, `${'   '.repeat(depth)}${name}`), required ? make('span', { class: 'required', title: 'always there' }, ' *') : null),
      make('td', { class: 'type' }, typeName(field)),
      make('td', {}, prose(field.description ?? shown.description))));
    const below = inner(field);
    if (below && depth < 3 && !above.includes(below)) {
      rows.push(...fields(below, depth + 1, [...above, below]));
    }
  }
  return rows;
}

function schemaTable(schema) {
  const shown = inner(schema);
  return shown
    ? make('table', {}, make('thead', {}, make('tr', {}, ['Field', 'Type', ''].map((head) => make('th', {}, head)))), make('tbody', {}, fields(shown, 0, [shown])))
    : make('p', { class: 'type' }, typeName(schema));
}

function parameters(operation) {
  const list = operation.parameters ?? [];
  return list.length === 0 ? null : [
    make('h3', {}, 'Parameters'),
    make('table', {}, make('tbody', {}, list.map((parameter) => make('tr', {},
      make('td', {}, make('code', {}, parameter.name), parameter.required ? make('span', { class: 'required' }, ' *') : null),
      make('td', { class: 'type' }, `${parameter.in}, ${typeName(parameter.schema)}`),
      make('td', {}, prose(parameter.description)))))),
  ];
}

function requestBody(operation) {
  const content = Object.entries(operation.requestBody?.content ?? {})[0];
  return content ? [make('h3', {}, `Body (${content[0]})`), schemaTable(content[1].schema)] : null;
}

function answers(operation) {
  return [make('h3', {}, 'Answers'), Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const [type, content] = Object.entries(answer.content ?? {})[0] ?? [];
    const head = [make('span', { class: 'status' }, status), ` ${answer.description ?? ''} `, type ? make('span', { class: 'type' }, type) : null];
    return content?.schema
      ? make('details', { class: 'answer', ...(status.startsWith('2') ? { open: '' } : {}) }, make('summary', {}, head), schemaTable(content.schema))
      : make('p', { class: 'answer' }, head);
  })];
}

function curl(method, path, operation) {
  const body = operation.requestBody ? ` \\\n  -H 'Content-Type: application/json' \\\n  -d @body.json` : '';
  const stream = operation.responses?.['200']?.content?.['text/event-stream'] ? ' -N' : '';
  return make('pre', {}, `curl${stream}${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} ${location.origin}${path}${body}`);
}

function card(method, path, operation) {
  return make('article', { id: operation.operationId, 'data-text': `${method} ${path} ${operation.summary ?? ''}`.toLowerCase() },
    make('details', {},
      make('summary', {},
        make('span', { class: `method ${method}` }, method),
        make('span', { class: 'path' }, path),
        make('span', { class: 'summary' }, operation.summary ?? '')),
      make('div', { class: 'body' },
        make('h3', {}, 'Try'), curl(method, path, operation),
        parameters(operation), requestBody(operation), answers(operation))));
}

function operationsByTag() {
  const byTag = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of methods.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? 'Other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), { method, path, operation: item[method] }]);
    }
  }
  return byTag;
}

function problemCodes() {
  const codes = api['x-problem-codes'] ?? [];
  return make('section', {}, make('h2', {}, 'Refusals'),
    make('p', {}, 'Every refusal is ', make('code', {}, 'application/problem+json'), ' with one of these codes.'),
    make('table', {}, make('tbody', {}, codes.map(({ code, status, title }) => make('tr', { id: code },
      make('td', {}, make('span', { class: 'status' }, String(status))), make('td', {}, make('code', {}, code)), make('td', {}, title))))));
}

function show() {
  const content = document.getElementById('content');
  const index = document.getElementById('index');
  document.getElementById('version').textContent = `API ${api.info.version}`;
  content.replaceChildren(
    make('h1', {}, 'The RayFlow API'),
    make('div', { class: 'about' }, api.info.description.split('\n\n').map((text) => make('p', {}, prose(text)))));
  for (const [tag, operations] of operationsByTag()) {
    content.append(make('section', {}, make('h2', { id: `tag-${tag}` }, tag),
      operations.map(({ method, path, operation }) => card(method, path, operation))));
    index.append(make('h2', {}, tag), make('ul', {}, operations.map(({ operation }) =>
      make('li', { 'data-id': operation.operationId }, make('a', { href: `#${operation.operationId}` }, operation.operationId)))));
  }
  content.append(problemCodes());
  openTarget();
}

function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const details = target?.querySelector(':scope > details');
  if (details) {
    details.open = true;
  }
  target?.scrollIntoView({ block: 'start' });
}

function search(text) {
  for (const article of document.querySelectorAll('article')) {
    const hidden = !article.dataset.text.includes(text) && !article.id.toLowerCase().includes(text);
    article.hidden = hidden;
    document.querySelector(`[data-id="${article.id}"]`).hidden = hidden;
  }
}

document.getElementById('search').addEventListener('input', (event) => search(event.target.value.trim().toLowerCase()));
addEventListener('hashchange', openTarget);
fetch('/openapi/v1.json')
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`status ${answer.status}`))))
  .then((json) => { api = json; show(); })
  .catch((error) => { state.textContent = `The description could not be read: ${error.message}.`; });
