// Shows an OpenAPI document. Everything is set as text, never as markup.
"use strict";

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

// prose shows `code` in backquotes as code.
function prose(text) {
  const p = make("p");
  (text || "").split("`").forEach((piece, i) => p.append(i % 2 ? make("code", {}, piece) : piece));
  return p;
}

class Reader {
  constructor(doc) { this.doc = doc; }

  resolve(schema) {
    while (schema && schema.$ref) {
      schema = schema.$ref.slice(2).split("/").reduce((node, key) => node && node[key], this.doc);
    }
    return schema || {};
  }

  kind(schema) {
    const s = this.resolve(schema);
    if (s.type === "array") return "list of " + this.kind(s.items);
    const type = [].concat(s.type || "any").join(" or ");
    return s.format ? `${type} (${s.format})` : type;
  }

  limits(s) {
    const words = [];
    if (s.enum) words.push("one of " + s.enum.join(", "));
    for (const [key, word] of [["minLength", "at least %, characters"], ["maxLength", "at most % characters"], ["minimum", "≥ %"], ["maximum", "≤ %"], ["pattern", "like %"], ["default", "default %"]]) {
      if (s[key] !== undefined && !(key === "minLength" && s[key] < 2)) words.push(word.replace("%,", "%").replace("%", s[key]));
    }
    return words.join("; ");
  }

  rows(schema, prefix, depth) {
    const s = this.resolve(schema), rows = [];
    if (s.type === "array") return this.rows(s.items, prefix + "[]", depth);
    for (const [name, property] of Object.entries(s.properties || {})) {
      const p = this.resolve(property), full = prefix ? prefix + "." + name : name;
      const words = [property.description || p.description, this.limits(p)].filter(Boolean).join(" ");
      const needed = (s.required || []).includes(name);
      rows.push(make("tr", {},
        make("td", {}, make("code", {}, full), needed ? make("span", { class: "needed" }, " required") : null),
        make("td", {}, this.kind(p)), make("td", {}, words)));
      if (depth < 4) rows.push(...this.rows(p, full, depth + 1));
    }
    return rows;
  }

  table(schema) {
    const rows = this.rows(schema, "", 0);
    return rows.length ? make("table", {}, make("tbody", {}, ...rows)) : make("p", {}, this.kind(schema));
  }

  sample(schema, depth) {
    const s = this.resolve(schema);
    if (s.examples && s.examples.length) return s.examples[0];
    if (s.enum) return s.enum[0];
    const type = [].concat(s.type || [])[0];
    if (type === "array") return depth > 5 ? [] : [this.sample(s.items, depth + 1)];
    if (type === "object" || s.properties) {
      const out = {};
      for (const [name, p] of Object.entries(s.properties || {})) out[name] = this.sample(p, depth + 1);
      return out;
    }
    if (type === "integer" || type === "number") return 0;
    if (type === "boolean") return true;
    return s.format === "date-time" ? "2026-01-31T12:00:00Z" : "…";
  }

  content(content) {
    const box = make("div");
    for (const [type, media] of Object.entries(content || {})) {
      box.append(make("p", {}, make("code", {}, type)));
      if (media.schema && type.includes("json") || type.includes("form-data")) box.append(this.table(media.schema));
      const sample = media.example !== undefined ? media.example : type === "application/json" ? this.sample(media.schema, 0) : null;
      if (sample !== null) {
        box.append(make("details", {}, make("summary", {}, "Example"),
          make("pre", {}, typeof sample === "string" ? sample : JSON.stringify(sample, null, 2))));
      }
    }
    return box;
  }

  operation(method, path, op) {
    const section = make("section", { id: op.operationId },
      make("h3", {}, op.summary),
      make("p", {}, make("span", { class: "method " + method }, method.toUpperCase()),
        make("span", { class: "path" }, this.doc.servers[0].url + path),
        make("span", { class: "lock" }, op.security && op.security.length ? "needs an access token" : "public")));
    if (op.description) section.append(prose(op.description));
    if (op.parameters && op.parameters.length) {
      section.append(make("h4", {}, "Parameters"), make("table", {}, make("tbody", {}, ...op.parameters.map((p) => make("tr", {},
        make("td", {}, make("code", {}, p.name), p.required ? make("span", { class: "needed" }, " required") : null),
        make("td", {}, p.in), make("td", {}, this.kind(p.schema)),
        make("td", {}, [p.description, this.limits(this.resolve(p.schema))].filter(Boolean).join(" ")))))));
    }
    if (op.requestBody) section.append(make("h4", {}, "Body"), this.content(op.requestBody.content));
    const failures = [];
    section.append(make("h4", {}, "Answers"));
    for (const [status, response] of Object.entries(op.responses)) {
      if (status >= "400") { failures.push(`${status} ${response.description}`); continue; }
      section.append(make("p", {}, make("b", {}, status), " ", response.description), this.content(response.content));
    }
    if (failures.length) section.append(make("p", {}, "Problems: " + failures.join(" · ")));
    return section;
  }

  show(contents, main) {
    main.replaceChildren(make("h1", {}, this.doc.info.title + " API"), ...this.doc.info.description.split("\n\n").map(prose),
      make("p", {}, make("a", { href: "/openapi.json" }, "OpenAPI " + this.doc.openapi)));
    for (const tag of this.doc.tags) {
      contents.append(make("h2", {}, tag.name));
      main.append(make("h2", {}, tag.name), prose(tag.description));
      for (const [path, item] of Object.entries(this.doc.paths)) {
        for (const [method, op] of Object.entries(item)) {
          if (!(op.tags || []).includes(tag.name)) continue;
          contents.append(make("a", { href: "#" + op.operationId }, op.summary));
          main.append(this.operation(method, path, op));
        }
      }
    }
    if (location.hash) { const target = document.getElementById(location.hash.slice(1)); if (target) target.scrollIntoView(); }
  }
}

fetch("/openapi.json")
  .then((response) => response.json())
  .then((doc) => new Reader(doc).show(document.getElementById("contents"), document.getElementById("reader")))
  .catch(() => { document.getElementById("reader").textContent = "The document could not be loaded."; });
