"use strict";
// Everything here looks up what was computed beforehand (`#data`) and writes text, never markup: a name that
// reads like HTML is shown as it reads. Nothing is fetched and nothing is kept.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const root = document.documentElement;
  const table = (object) => new Map(Object.entries(object).map(([key, value]) => [key.normalize("NFC"), value]));
  const facts = {
    boxes: table(data.boxes),
    flows: table(data.flows),
    findings: table(data.findings),
    places: table(data.places),
    names: table(data.names),
    usual: table(data.usual),
  };
  const state = { mode: "look", picked: null, place: null, finding: null, flow: "", loss: null, times: 1, all: false };

  // --- Making elements

  const SVG = "http://www.w3.org/2000/svg";
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }
  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const shape = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  const link = (text, act) => el("button", { type: "button", class: "link", onclick: act }, text);
  const chip = (style, text) => el("span", { class: `chip ${style}` }, text);
  const titled = (title, ...children) => [el("h4", {}, title), ...children];

  function percent(share) {
    const value = share * 100;
    return `${value === 0 ? 0 : Number(value.toPrecision(3))}%`;
  }
  const times = (value) => `×${Number(value.toPrecision(3))}`;

  // --- The picture: boxes, frames, arrows

  const picture = $("picture");
  const svg = picture.querySelector("svg");
  const boxes = new Map();
  const frames = new Map();
  const arrows = [];
  const growing = []; // Texts with numbers of the peak, and bars, each as it was drawn and with its box.
  let overlay = null;
  let under = null; // What lies below the boxes, so that it covers no badge.
  let whole = null;
  let view = null;

  function placeOf(cluster) {
    // A group has no place of its own: it is the zone or region around it that fails.
    for (let id = cluster; id; id = id.slice(0, id.lastIndexOf("/"))) {
      if (facts.places.has(id)) return facts.places.get(id);
      if (!id.includes("/")) break;
    }
    return null;
  }

  function outline(group) {
    const drawn = group.querySelector(":scope > rect, :scope > path") || group;
    return drawn.getBBox();
  }

  function readPicture() {
    const size = (svg.getAttribute("viewBox") || "0 0 100 100").split(/[\s,]+/).map(Number);
    picture.style.setProperty("--ratio", String(size[2] / size[3]));
    whole = { x: size[0], y: size[1], w: size[2], h: size[3] };
    view = { ...whole };
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", svg.querySelector(":scope > title")?.textContent || "");
    svg.querySelector(":scope > title")?.remove(); // It would be shown wherever the pointer is.
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    for (const group of svg.querySelectorAll("[data-name]")) {
      const name = group.dataset.name.normalize("NFC");
      boxes.set(name, group);
      group.setAttribute("tabindex", "0");
      group.setAttribute("role", "button");
      group.setAttribute("aria-label", spoken(name, group));
      group.querySelector(":scope > title")?.remove();
    }
    for (const group of svg.querySelectorAll("[data-cluster]")) {
      const place = facts.places.get(group.dataset.cluster.normalize("NFC"));
      if (!place) continue;
      frames.set(place, group);
      group.classList.add("place");
      group.setAttribute("tabindex", "0");
      group.setAttribute("role", "button");
      group.setAttribute("aria-label", facts.names.get(place) || place);
    }
    for (const group of svg.querySelectorAll("[data-source]")) {
      arrows.push([group.dataset.source.normalize("NFC"), group.dataset.target.normalize("NFC"), group]);
    }
    for (const one of svg.querySelectorAll(".grows")) {
      const box = one.closest("[data-name]");
      growing.push([one, one.textContent, box ? box.dataset.name.normalize("NFC") : null]);
    }
    const any = boxes.values().next().value;
    overlay = shape("g", { class: "overlay", "aria-hidden": "true" });
    under = shape("g", { class: "overlay", "aria-hidden": "true" });
    (any ? any.parentNode : svg).append(overlay);
    if (any) any.before(under);
    else overlay.before(under);
    picture.setAttribute("tabindex", "0");
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", "Picture of the design. Arrow keys move it, + and - zoom, 0 fits it.");
  }

  function spoken(name, group) {
    const box = facts.boxes.get(name);
    if (!box) return group.querySelector(":scope > title")?.textContent || name;
    const count = findingsOf(name).length;
    const numbers = box.figures.map((one) => `${one.name} ${one.text}`);
    const told = count ? [`${count} finding${count > 1 ? "s" : ""}`] : [];
    const named = box.label === name ? name : `${box.label} (${name})`;
    return [named, box.kind, ...numbers, ...told].join(", ");
  }

  function findingsOf(name) {
    return [...facts.findings].filter(([, one]) => (one.boxes || []).includes(name)).map(([number]) => number);
  }

  // --- Moving about in it

  function show() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    picture.classList.toggle("zoomed", view.w < whole.w * 0.99);
  }

  function settle() {
    view.w = Math.min(Math.max(view.w, whole.w / 16), whole.w);
    view.h = (view.w * whole.h) / whole.w;
    view.x = Math.min(Math.max(view.x, whole.x - view.w * 0.25), whole.x + whole.w - view.w * 0.75);
    view.y = Math.min(Math.max(view.y, whole.y - view.h * 0.25), whole.y + whole.h - view.h * 0.75);
    if (view.w >= whole.w) view = { ...whole };
    show();
  }

  function scale() {
    const frame = picture.getBoundingClientRect();
    return Math.min(frame.width / view.w, frame.height / view.h);
  }

  function zoom(factor, point) {
    const at = point || { x: view.x + view.w / 2, y: view.y + view.h / 2 };
    const wide = Math.min(Math.max(view.w / factor, whole.w / 16), whole.w);
    const share = wide / view.w;
    view.x = at.x - (at.x - view.x) * share;
    view.y = at.y - (at.y - view.y) * share;
    view.w = wide;
    settle();
  }

  function inPicture(event) {
    const matrix = svg.getScreenCTM();
    return matrix ? new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()) : null;
  }

  function reveal(group) {
    // Where it can be read as it is, nothing moves; else it comes to the middle, large enough to be read.
    const box = outline(group);
    const shift = group.parentNode.transform.baseVal.consolidate();
    const dx = shift ? shift.matrix.e : 0;
    const dy = shift ? shift.matrix.f : 0;
    const middle = { x: box.x + dx + box.width / 2, y: box.y + dy + box.height / 2 };
    const seen = middle.x > view.x && middle.x < view.x + view.w && middle.y > view.y && middle.y < view.y + view.h;
    if (seen && scale() > 0.45) return;
    if (scale() < 0.45) view.w = Math.min(whole.w, (view.w * scale()) / 0.75);
    view.h = (view.w * whole.h) / whole.w;
    view.x = middle.x - view.w / 2;
    view.y = middle.y - view.h / 2;
    settle();
  }

  const pointers = new Map();
  let moved = false;

  function watchPointers() {
    picture.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      pointers.set(event.pointerId, event);
      moved = false;
    });
    picture.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const x = event.clientX - before.clientX;
      const y = event.clientY - before.clientY;
      if (!moved && Math.hypot(x, y) < 5) return;
      if (!moved) picture.setPointerCapture(event.pointerId);
      moved = true;
      hideTip();
      picture.classList.add("dragging");
      if (pointers.size === 2) {
        const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
        const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
        zoom(apart(event) / apart(before), inPicture(other));
      } else {
        view.x -= x / scale();
        view.y -= y / scale();
        settle();
      }
      pointers.set(event.pointerId, event);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      picture.addEventListener(end, (event) => {
        pointers.delete(event.pointerId);
        picture.classList.remove("dragging");
      });
    }
    picture.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // A plain wheel scrolls the page.
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300), inPicture(event));
    }, { passive: false });
    picture.addEventListener("dblclick", (event) => zoom(1.8, inPicture(event)));
    picture.addEventListener("click", (event) => {
      if (!moved) chosen(event.target);
      moved = false;
    });
    picture.addEventListener("keydown", pressed);
  }

  function pressed(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.target !== picture) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        chosen(event.target);
      } else if (event.key === "Escape") clear();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) {
      view.x += (steps[event.key][0] * view.w) / 8;
      view.y += (steps[event.key][1] * view.h) / 8;
      settle();
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  }

  function fit() {
    view = { ...whole };
    show();
  }

  // --- The card at the pointer

  const tip = $("tip");
  function showTip(name, x, y) {
    const box = facts.boxes.get(name);
    if (!box) return;
    const made = [box.kind, box.technology, box.where].filter(Boolean).join(" · ");
    const title = box.label === name ? name : `${box.label} (${name})`;
    tip.replaceChildren(
      el("p", {}, el("b", {}, title)),
      el("p", { class: "meta" }, made),
      ...box.figures.map((one) => el("p", {}, `${one.name} `, el("b", {}, one.text), el("span", { class: "meta" }, ` ${one.brief}`))),
    );
    tip.hidden = false;
    const frame = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - frame.width - 8))}px`;
    tip.style.top = `${y + 18 + frame.height > innerHeight ? Math.max(8, y - frame.height - 14) : y + 18}px`;
  }
  addEventListener("scroll", hideTip, { passive: true });
  function hideTip() {
    tip.hidden = true;
  }

  function watchBoxes() {
    for (const [name, group] of boxes) {
      group.addEventListener("pointermove", (event) => {
        if (event.pointerType === "mouse" && !pointers.size && told !== name) showTip(name, event.clientX, event.clientY);
      });
      group.addEventListener("pointerleave", () => { told = null; hideTip(); });
      group.addEventListener("focus", () => {
        focused = group;
        paint();
        if (group.matches(":focus-visible") && told !== name) {
          reveal(group);
          const frame = group.getBoundingClientRect();
          showTip(name, frame.left, frame.bottom - 12);
        }
      });
      group.addEventListener("blur", () => {
        focused = null;
        hideTip();
        paint();
      });
    }
    for (const group of frames.values()) {
      group.addEventListener("focus", () => { focused = group; paint(); });
      group.addEventListener("blur", () => { focused = null; paint(); });
    }
  }
  let focused = null;
  let told = null; // The box under the pointer that was clicked: the panel tells more than the card.

  // --- What is chosen

  function chosen(target) {
    const box = target.closest("[data-name]");
    const frame = target.closest("[data-cluster]");
    const name = box ? box.dataset.name.normalize("NFC") : null;
    const place = frame ? placeOf(frame.dataset.cluster.normalize("NFC")) : null;
    if (!name && !place) {
      clear();
      return;
    }
    told = name;
    hideTip();
    if (state.mode === "break") lose([name || place]);
    else if (name) pick(name);
    else pickPlace(place);
  }

  function clear() {
    Object.assign(state, { picked: null, place: null, finding: null, flow: "" });
    if (state.mode === "break") state.loss = null;
    render();
  }

  function pick(name, finding) {
    Object.assign(state, { mode: "look", picked: name, place: null, finding: finding || null });
    if (finding) state.flow = "";
    render();
  }

  function pickPlace(place) {
    Object.assign(state, { mode: "look", picked: null, place, finding: null });
    render();
  }

  function lose(names) {
    const at = data.losses.findIndex((loss) => loss.units.join(" ") === names.join(" "));
    state.mode = "break";
    state.unheard = at < 0 ? names.join(" ") : null;
    state.loss = at < 0 || at === state.loss ? null : at;
    render();
  }

  function followFinding(number) {
    const one = facts.findings.get(String(number)) || {};
    const name = (one.boxes || []).find((each) => facts.boxes.has(each));
    Object.assign(state, { mode: "look", picked: null, place: one.place || null, finding: String(number), flow: "" });
    if (name) state.picked = name;
    if (one.flow && !name) state.flow = one.flow;
    render();
    toPicture();
    const group = boxes.get(name) || frames.get(one.place);
    if (group) {
      told = name;
      reveal(group);
      group.focus({ preventScroll: true });
      told = null;
    }
  }

  function toFinding(number) {
    const item = $(`finding-${number}`);
    item.scrollIntoView({ block: "center" });
    item.focus({ preventScroll: true });
  }

  function toPicture() {
    (svg ? picture : $("panel")).scrollIntoView({ block: "nearest" });
  }

  // --- What is laid over the picture

  function pill(box, text, style, row = 0) {
    const wide = 14 + 7.2 * text.length;
    const x = box.x + box.width / 2;
    const y = box.y + box.height + 8 + 21 * row; // Below the bar in the box.
    overlay.append(
      shape("rect", { class: `over-pill ${style}`, x: x - wide / 2, y: y - 10, width: wide, height: 20, rx: 10 }),
      shape("text", { class: `over-text ${style}`, x, y: y + 4.2 }, text),
    );
  }

  function frame(box, style, apart) {
    const d = apart;
    under.append(shape("rect", {
      class: `over-line over-${style}`, x: box.x - d, y: box.y - d, width: box.width + 2 * d, height: box.height + 2 * d, rx: 10 + d,
    }));
  }

  function cross(box) {
    const d = 12;
    overlay.append(
      shape("rect", { class: "over-veil", x: box.x, y: box.y, width: box.width, height: box.height, rx: 10 }),
      shape("path", {
        class: "over-line over-dead",
        d: `M${box.x + d} ${box.y + d}L${box.x + box.width - d} ${box.y + box.height - d}M${box.x + box.width - d} ${box.y + d}L${box.x + d} ${box.y + box.height - d}`,
      }),
    );
  }

  function paint() {
    if (!svg) return;
    overlay.replaceChildren();
    under.replaceChildren();
    light();
    grow(state.mode === "load" ? state.times : 1);
    if (state.mode === "look") paintPicked();
    else if (state.mode === "break") paintLoss();
    else paintLoad();
    const name = focused && focused.dataset.name ? focused.dataset.name.normalize("NFC") : "";
    if (focused && focused.matches(":focus-visible") && !(name && name === state.picked)) frame(outline(focused), "focus", 6);
  }

  function light() {
    const flow = state.mode === "look" ? facts.flows.get(state.flow.normalize("NFC")) : null;
    svg.classList.toggle("fading", Boolean(flow));
    for (const [name, group] of boxes) group.classList.toggle("faded", Boolean(flow) && !flow.boxes.includes(name));
    const finding = state.mode === "look" && state.finding ? facts.findings.get(state.finding) : null;
    const edges = flow ? flow.edges : (finding && finding.edges) || [];
    for (const [source, target, group] of arrows) {
      const on = edges.some((edge) => edge[0] === source && edge[1] === target);
      group.classList.toggle("lit", on);
      group.classList.toggle("faded", Boolean(flow) && !on);
    }
  }

  function paintPicked() {
    const finding = state.finding ? facts.findings.get(state.finding) : null;
    const names = new Set([...(state.picked ? [state.picked] : []), ...((finding && finding.boxes) || [])]);
    for (const name of names) if (boxes.has(name)) frame(outline(boxes.get(name)), "picked", 4);
    if (state.place && frames.has(state.place)) frame(outline(frames.get(state.place)), "picked", 3);
  }

  function paintLoss() {
    const loss = state.loss === null ? null : data.losses[state.loss];
    if (!loss) return;
    for (const unit of loss.units) if (frames.has(unit)) frame(outline(frames.get(unit)), "dead", 2);
    for (const [name, [there, all]] of Object.entries(loss.left)) {
      const group = boxes.get(name.normalize("NFC"));
      if (!group) continue;
      const box = outline(group);
      if (there === 0) {
        cross(box);
        pill(box, "down", "dead");
      } else {
        frame(box, "partly", 2);
        pill(box, `${there} of ${all} left`, "partly");
      }
    }
    for (const [name, , after] of loss.over) {
      const group = boxes.get(name.normalize("NFC"));
      if (!group) continue;
      frame(outline(group), "busy", 4);
      pill(outline(group), `${after} busy`, "busy", Object.hasOwn(loss.left, name) ? 1 : 0);
    }
  }

  function scaled(value, unit, factor) {
    // As sdlint shows it: three digits, and a thousand of a unit is one of the next.
    const units = ["", "k", "M", "G", "T", "P"];
    let number = Number(value) * factor;
    let at = units.indexOf(unit);
    while (number >= 999.5 && at < units.length - 1) {
      number /= 1000;
      at += 1;
    }
    return `${Number(number.toPrecision(3))}${units[at]}`;
  }

  function squeeze(one) {
    // No number is wider than the bar below it.
    const bar = one.nextElementSibling;
    one.removeAttribute("textLength");
    if (!bar || bar.tagName !== "rect" || one.getComputedTextLength() <= Number(bar.getAttribute("width"))) return;
    fill(one, { textLength: bar.getAttribute("width"), lengthAdjust: "spacingAndGlyphs" }, []);
  }

  function grow(factor) {
    const used = new Map(data.load ? data.load.used.map(([name, share]) => [name.normalize("NFC"), share]) : []);
    const rate = /(\d[\d.]*)([kMGTP]?)(?=(?:\.\.\d[\d.]*[kMGTP]?)?\/(?:s|min|h|d)(?:\.\.|$| ))/g;
    for (const [one, drawn, name] of growing) {
      if (one.tagName === "text") {
        const more = drawn
          .replace(rate, (all, value, unit) => scaled(value, unit, factor))
          .replace(/\d[\d.]*%/, (value) => percent((used.get(name) ?? parseFloat(value) / 100) * factor));
        one.textContent = factor === 1 ? drawn : more;
        squeeze(one);
      } else if (used.has(name)) {
        const whole = Number(one.previousElementSibling.getAttribute("width"));
        const least = Number(one.getAttribute("height"));
        one.setAttribute("width", Math.max(Math.min(used.get(name) * factor, 1) * whole, least));
      }
    }
  }

  function paintLoad() {
    const used = new Map(data.load.used);
    for (const [name, share] of used) {
      const group = boxes.get(name.normalize("NFC"));
      if (!group) continue;
      const now = share * state.times;
      if (now > 1) frame(outline(group), "busy", 4);
      pill(outline(group), percent(now), now > 1 ? "busy" : now > 0.7 ? "partly" : "calm");
    }
    for (const limit of data.load.limits) {
      const group = boxes.get(limit.box.normalize("NFC"));
      if (group && limit.factor < state.times && !(used.get(limit.box) * state.times > 1)) {
        frame(outline(group), "busy", 4);
        pill(outline(group), `${limit.resource} full`, "busy");
      }
    }
  }

  // --- The panel: look

  function figure(one) {
    const head = el("summary", {}, one.name, el("b", {}, one.text));
    return el("details", { class: "figure" }, head, el("pre", {}, one.lines.join("\n")));
  }

  function renderLook() {
    const panel = $("look");
    const found = state.finding ? finding(state.finding) : [];
    if (state.picked) panel.replaceChildren(...found, ...aboutBox(state.picked));
    else if (state.place) panel.replaceChildren(...found, ...aboutPlace(state.place));
    else if (state.flow) panel.replaceChildren(...found, ...aboutFlow(state.flow));
    else panel.replaceChildren(...found, ...hints());
  }

  function hints() {
    const known = [...facts.boxes].filter(([, box]) => box.figures.length).sort(tightest);
    const shown = state.all ? known.length : 12;
    const more = Math.max(0, known.length - shown);
    return [
      el("p", { class: "hint" }, "Click a box, or reach it with the Tab key, to see its numbers, how they come about, and what was found."),
      el("p", { class: "hint" }, "Drag to move, Ctrl and the wheel to zoom."),
      ...titled("Components, the tightest first", el("ul", { class: "list" }, ...known.slice(0, shown).map(([name, box]) => {
        const used = box.figures.find((one) => one.name === "used");
        return el("li", { class: "line" }, el("span", {}, link(name, () => { pick(name); bring(name); })), el("span", {}, used ? used.text : ""));
      }), more ? el("li", {}, link(`and ${more} more`, () => { state.all = true; render(); })) : null)),
    ];
  }

  const order = new Map(data.load ? data.load.used.map(([name], at) => [name, at]) : []);
  const rank = (name) => (order.has(name) ? order.get(name) : order.size);
  function tightest([one], [other]) {
    return rank(one) - rank(other);
  }

  function bring(name) {
    toPicture();
    if (boxes.has(name)) reveal(boxes.get(name));
  }

  function finding(number) {
    const item = $(`finding-${number}`);
    const text = item ? item.querySelector(".message").textContent : "";
    return [el("p", { class: "next" }, `Finding ${number}: ${text} `, link("Read it", () => toFinding(number)))];
  }

  function aboutBox(name) {
    const box = facts.boxes.get(name);
    if (!box) return hints();
    const made = [name === box.label ? "" : name, box.kind, box.technology, box.where].filter(Boolean).join(" · ");
    const flows = [...facts.flows].filter(([, flow]) => flow.boxes.includes(name)).map(([flow]) => flow);
    const numbers = findingsOf(name);
    const out = [el("h3", {}, box.label), el("p", { class: "meta" }, made)];
    if (!box.client) out.push(el("p", {}, el("button", { type: "button", onclick: () => lose([name]) }, "What if it fails?")));
    if (box.figures.length) out.push(...titled("Numbers at the peak", ...box.figures.map(figure)));
    if (box.ask) out.push(el("p", { class: "meta" }, el("code", {}, box.ask)));
    out.push(...titled("Findings", numbers.length ? el("ul", { class: "list" }, ...numbers.map(findingLine)) : el("p", { class: "nothing" }, "None.")));
    if (flows.length) out.push(...titled("Flows", el("ul", { class: "list" }, ...flows.map((flow) => el("li", {}, link(flow, () => follow(flow)))))));
    return out;
  }

  function findingLine(number) {
    const item = $(`finding-${number}`);
    const badge = item.querySelector(".badge").cloneNode(true);
    return el("li", { class: "line" }, badge, el("span", {}, link(item.querySelector(".message").textContent, () => toFinding(number))));
  }

  function aboutPlace(place) {
    return [
      el("h3", {}, facts.names.get(place) || place),
      el("p", {}, el("button", { type: "button", onclick: () => lose([place]) }, "What if it fails?")),
    ];
  }

  function aboutFlow(name) {
    const flow = facts.flows.get(name);
    if (!flow) return hints();
    return [
      el("h3", {}, `flow ${name}`),
      ...titled("It goes through", el("ul", { class: "list" }, ...flow.boxes.map((box) => el("li", {}, link(box, () => { pick(box); bring(box); }))))),
    ];
  }

  function follow(flow) {
    Object.assign(state, { mode: "look", flow, picked: null, place: null, finding: null });
    render();
    toPicture();
  }

  // --- The panel: break

  function renderBreak() {
    const loss = state.loss === null ? null : data.losses[state.loss];
    $("loss").value = state.loss === null ? "" : String(state.loss);
    $("mend").disabled = !loss;
    if (!loss) {
      $("told").textContent = state.unheard ? `${state.unheard} can't be lost here: no flow touches it, or it is a client.` : "Everything is up.";
      $("effects").replaceChildren(...flowList({}));
      return;
    }
    const counts = { dead: 0, degraded: 0 };
    for (const [current] of Object.values(loss.flows)) if (counts[current] !== undefined) counts[current] += 1;
    const hurt = Object.entries(counts).filter(([, count]) => count).map(([word, count]) => `${count} flow${count > 1 ? "s" : ""} ${word}`);
    const over = loss.over.length ? [`${loss.over.length} overloaded`] : [];
    $("told").textContent = `Without ${loss.words}: ${[...hurt, ...over].join(", ") || "no flow is worse off"}.`;
    const out = [el("p", { class: "meta" }, loss.often), ...flowList(loss.flows)];
    if (loss.over.length) {
      out.push(...titled("Overloaded", el("ul", { class: "list" }, ...loss.over.map(([name, before, after]) => el("li", { class: "line" }, el("span", {}, name), el("span", {}, before ? `${before} → ` : "", el("b", {}, after)))))));
    }
    const left = Object.entries(loss.left);
    if (left.length) {
      out.push(...titled("What is left", el("ul", { class: "list" }, ...left.map(([name, [there, all]]) => el("li", { class: "line" }, el("span", {}, name), el("span", { class: "meta" }, there ? `${there} of ${all} copies` : "nothing"))))));
    }
    for (const [title, lines] of [["Writes wait", loss.waits], ["Planned", loss.then], ["Seen by", loss.detect], ["Not known", loss.unknown]]) {
      if (lines.length) out.push(...titled(title, el("ul", {}, ...lines.map((line) => el("li", {}, line)))));
    }
    $("effects").replaceChildren(...out);
  }

  function flowList(hurt) {
    const items = [...facts.flows.keys()].map((name) => {
      const usual = facts.usual.get(name);
      const effect = Object.entries(hurt).find(([flow]) => flow.normalize("NFC") === name)?.[1];
      const [current, , told, because] = effect || [usual ? usual[0] : "unknown", 1, "", []];
      const line = el("div", { class: "line" }, el("span", {}, name), el("span", { class: "meta" }, told), chip(current === "unknown" ? "" : current, current));
      const why = because.length ? [el("details", {}, el("summary", {}, "Why"), el("pre", {}, because.join("\n")))] : [];
      return el("li", { "data-state": current, "data-name-of": name }, line, ...why);
    });
    return titled("Flows", el("ul", { class: "list", id: "flow-states" }, ...items));
  }

  // --- The panel: load

  function renderLoad() {
    const load = data.load;
    if (!load) return;
    $("now").textContent = times(state.times);
    $("times").value = String(state.times);
    $("times").setAttribute("aria-valuetext", `${state.times} times the peak`);
    const full = load.limits.filter((limit) => limit.factor < state.times || limit.factor < 1);
    const next = load.limits.find((limit) => !full.includes(limit));
    const names = [...new Set(full.map((limit) => `${limit.box} (${limit.resource})`))];
    const first = names.length ? `${names.length > 1 ? `${names.length} are full: ` : "Full: "}${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}. ` : "Nothing is full. ";
    $("first").textContent = first + (next ? `Next: ${next.resource} of ${next.box} at ${times(next.factor)}.` : load.limits.length ? "" : `Nothing that is known breaks up to ×${load.most}.`);
    const out = titled("How busy", ...load.used.map(([name, share]) => bar(name, share * state.times)));
    if (load.limits.length) {
      out.push(...titled("What is full first", el("ol", {}, ...load.limits.map((limit) => {
        const on = full.includes(limit);
        const fix = limit.remedy ? el("div", { class: "meta" }, `for ×${load.most}: ${limit.remedy}`) : null;
        return el("li", { "data-full": on ? "yes" : "no" }, on ? chip("error", "full") : null, on ? " " : null, `${limit.resource} of `, link(limit.box, () => { pick(limit.box); bring(limit.box); }), limit.factor < 1 ? " by now" : ` at ${times(limit.factor)}`, fix);
      }))));
    }
    if (load.unknown.length) out.push(...titled("Not known", el("ul", {}, ...load.unknown.map((line) => el("li", {}, line)))));
    const stage = [...load.stages].reverse().find((one) => one.times <= state.times);
    if (stage && load.goals.length) {
      const rows = load.goals.map((text, at) => {
        const [status, value] = stage.goals[at];
        const style = { met: "good", "not met": "error" }[status] || "question";
        return el("li", { class: "line" }, el("span", {}, text), el("span", { class: "meta" }, value), chip(style, status === "unknown" ? "?" : status));
      });
      out.push(...titled(`Goals at ×${stage.times}`, el("ul", { class: "list", id: "goals-then" }, ...rows)));
    }
    if (stage && load.flows.length) {
      const rows = load.flows.map((name, at) => el("li", { class: "line" }, el("span", {}, name), el("span", {}, stage.p99[at])));
      out.push(...titled(`p99 at ×${stage.times}`, el("ul", { class: "list" }, ...rows)));
    }
    $("full").replaceChildren(...out);
  }

  function bar(name, share) {
    const level = share > 1 ? " full" : share > 0.7 ? " high" : "";
    const inner = el("div", { class: "fill" });
    inner.style.width = `${Math.min(share, 1) * 100}%`;
    return el("div", { class: `bar${level}` }, el("span", {}, name), el("div", { class: "track", "aria-hidden": "true" }, inner), el("span", { class: "value" }, percent(share)));
  }

  // --- All of it

  const MODES = ["look", "break", "load"];
  function render() {
    for (const mode of MODES) {
      const on = state.mode === mode;
      $(`tab-${mode}`).setAttribute("aria-selected", String(on));
      $(`tab-${mode}`).tabIndex = on ? 0 : -1;
      $(mode).hidden = !on;
    }
    $("flow").value = state.flow;
    const loss = state.mode === "break" && state.loss !== null ? data.losses[state.loss] : null;
    for (const button of $("places").children) {
      button.setAttribute("aria-pressed", String(Boolean(loss) && loss.units.includes(button.dataset.place)));
    }
    const about = new Set(state.mode !== "look" ? [] : state.finding ? [state.finding] : state.picked ? findingsOf(state.picked) : []);
    for (const item of document.querySelectorAll(".finding")) item.classList.toggle("about", about.has(item.id.slice(8)));
    ({ look: renderLook, break: renderBreak, load: renderLoad })[state.mode]();
    paint();
  }

  function watchTheRest() {
    for (const mode of MODES) $(`tab-${mode}`).addEventListener("click", () => { state.mode = mode; render(); });
    document.querySelector(".tabs").addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      state.mode = MODES[(MODES.indexOf(state.mode) + step + MODES.length) % MODES.length];
      render();
      $(`tab-${state.mode}`).focus();
    });
    $("loss").addEventListener("change", (event) => {
      state.loss = event.target.value === "" ? null : Number(event.target.value);
      state.unheard = null;
      render();
    });
    $("mend").addEventListener("click", () => { state.loss = null; state.unheard = null; render(); $("loss").focus(); });
    $("times").addEventListener("input", (event) => { state.times = Number(event.target.value); render(); });
    $("flow").addEventListener("change", (event) => {
      Object.assign(state, { mode: "look", flow: event.target.value, picked: null, place: null, finding: null });
      render();
    });
    $("in").addEventListener("click", () => zoom(1.5));
    $("out").addEventListener("click", () => zoom(1 / 1.5));
    $("fit").addEventListener("click", fit);
    for (const loss of data.losses) {
      if (loss.kind !== "region" && loss.kind !== "zone") continue;
      const name = loss.units[0];
      $("places").append(el("button", { type: "button", "data-place": name, "aria-pressed": "false", title: `Take ${facts.names.get(name) || name} away`, onclick: () => lose([name]) }, name));
    }
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.finding) followFinding(button.dataset.finding);
      else if (button.dataset.box) {
        const name = button.dataset.box.normalize("NFC");
        pick(name);
        bring(name);
      } else if (button.dataset.flow) follow(button.dataset.flow);
      else if (button.dataset.loss) {
        state.loss = null;
        lose([button.dataset.loss]);
        toPicture();
      }
    });
    for (const button of document.querySelectorAll(".show[data-finding]")) {
      const one = facts.findings.get(button.dataset.finding) || {};
      button.hidden = !((one.boxes || []).length || one.flow || one.place);
    }
    watchTheme();
    watchPrint();
  }

  function watchTheme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const names = ["auto", "light", "dark"];
    const spoken = { auto: "as the system has it", light: "light", dark: "dark" };
    let theme = "auto";
    const set = () => {
      if (theme === "auto") root.removeAttribute("data-theme");
      else root.setAttribute("data-theme", theme);
      root.classList.toggle("dark", theme === "dark" || (theme === "auto" && dark.matches));
      $("theme").textContent = `Theme: ${theme}`;
      $("theme").setAttribute("aria-label", `Theme: ${spoken[theme]}`);
    };
    $("theme").addEventListener("click", () => {
      theme = names[(names.indexOf(theme) + 1) % names.length];
      set();
    });
    dark.addEventListener("change", set);
    set();
  }

  function watchPrint() {
    const opened = [];
    $("print").addEventListener("click", () => print());
    addEventListener("beforeprint", () => {
      if (svg) fit();
      for (const one of document.querySelectorAll("main .part details:not([open])")) {
        one.open = true;
        opened.push(one);
      }
    });
    addEventListener("afterprint", () => {
      for (const one of opened.splice(0)) one.open = false;
    });
  }

  root.classList.add("js");
  document.querySelector(".tools").hidden = false;
  document.querySelector(".toolbar").hidden = !svg;
  $("panel").hidden = !data.load;
  document.querySelector(".bench").classList.toggle("alone", !data.load);
  if (svg) {
    readPicture();
    watchPointers();
    watchBoxes();
    show();
  }
  watchTheRest();
  render();
})();
