/* Pieces of the document. Whatever the gateway says goes in as text, never as markup. */

const find = (id) => document.getElementById(id);

function make(tag, options, ...children) {
  const { label, ...properties } = options || {};
  const made = Object.assign(document.createElement(tag), properties);
  if (label) made.dataset.label = label;
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const quiet = (text) => make("span", { className: "quiet" }, text);
const mono = (text) => make("span", { className: "mono" }, text);
const told = (text) => make("p", { className: "quiet" }, text);

/* A sentence of the tables, in which `names` stand between such marks. */
const marked = (text) => text.split("`").map((piece, at) => (at % 2 ? make("code", {}, piece) : piece));

/* `columns`: [title, whether it holds numbers]; `rows`: lists of what stands in the cells. */
function table(caption, columns, rows, wide) {
  const kind = (number) => (number ? "number" : "");
  const heads = columns.map(([title, number]) => make("th", { scope: "col", className: kind(number) }, title));
  const body = rows.map((cells) =>
    make("tr", {}, cells.map((cell, at) => make("td", { className: kind(columns[at][1]), label: columns[at][0] }, ...[cell].flat()))));
  const made = make("table", { className: wide ? "wide" : "" }, make("thead", {}, make("tr", {}, heads)), make("tbody", {}, body));
  made.setAttribute("aria-label", caption);
  return made;
}

const fact = (name, ...values) => [make("dt", {}, name), make("dd", {}, ...values)];

/* Shows a part anew only where what it shows has changed: whoever selects text in it may go on. */
const shown = new Map();
function show(id, data, build) {
  const key = JSON.stringify(data);
  if (shown.get(id) === key) return;
  shown.set(id, key);
  find(id).replaceChildren(...[build(data)].flat());
}
