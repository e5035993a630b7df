/* What Streamlit itself says: its own words in the language of the page, which of two buttons of one
   name is whose, and in the copy of each table for screen readers what the cell shows. */
(tongue, locale) => {
  const spoken = (window.spoken ??= { tables: {}, kept: new WeakMap(), watches: false });
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const whole = new Map(tongue.filter(([said]) => !said.includes("{")));
  const parts = tongue.filter(([said]) => said.includes("{")).map(([said, meant]) => [
    new RegExp("^" + said.split(/(\{\w+\})/).map((part) =>
      part.startsWith("{") ? `(?<${part.slice(1, -1)}>.+)` : escaped(part)).join("") + "$", "s"),
    meant,
  ]);
  const written = (moment) => { // as "August 23, 2021 at 04:00", whatever the page's language
    const at = new Date(moment.replace(" at ", " "));
    return isNaN(at) ? moment : at.toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
  };
  const translated = (text) => {
    if (whole.has(text)) return whole.get(text);
    for (const [pattern, meant] of parts) {
      const found = pattern.exec(text);
      if (found) return meant.replace(/\{(\w+)\}/g, (_, name) =>
        name === "moment" ? written(found.groups[name]) : found.groups[name]);
    }
    return text;
  };

  // What stood there first is remembered: another language begins with it, and nothing is said twice.
  const rewrite = (owner, name, current, write, change) => {
    const all = spoken.kept.get(owner) ?? {};
    const was = all[name];
    const first = was && was.written === current ? was.first : current;
    const written = change(first);
    if (written === current && !was) return;
    all[name] = { first, written };
    spoken.kept.set(owner, all);
    if (written !== current) write(written);
  };

  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  const OWN = new Set(["Open", "Increment", "Decrement", "Clear value", "Clear all", "Search",
    "Fullscreen", "Show/hide columns", "Choose date", "Choose date and time", "Clear date",
    "Clear date and time", "Calendar"]);
  const tableOf = (element) => {
    const around = element.closest("[class*=st-key-grid_]");
    return spoken.tables[[...around?.classList ?? []].find((one) => one.startsWith("st-key-grid_"))];
  };
  const ownerOf = (element) => {
    const container = element.closest("[data-testid=stElementContainer]");
    const label = container?.querySelector("[data-testid=stWidgetLabel]")?.textContent.trim();
    return label || tableOf(element)?.name;
  };
  const attribute = (element, name) => {
    const current = element.getAttribute(name);
    if (current === null) return;
    if (/^[a-z0-9_]+ icon$/.test(current)) return element.setAttribute("aria-hidden", "true");
    rewrite(element, name, current, (text) => element.setAttribute(name, text), (first) => {
      const owner = name === "aria-label" && OWN.has(first) ? ownerOf(element) : "";
      return owner ? `${translated(first)}: ${owner}` : translated(first);
    });
  };

  const number = (text, { decimals, isShare, isChange }) => {
    const exact = String(Number(Number(text).toPrecision(15)));
    const written = new Intl.NumberFormat(locale, {
      style: isShare ? "percent" : "decimal",
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: isChange ? "exceptZero" : "negative",
    }).format(exact);
    return written.replace(/[\u00a0\u202f]/g, "").replace("-", "\u2212");
  };
  const time = (text, { format }) => {
    const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?/.exec(text);
    if (!found) return text;
    const [, YYYY, MM, DD, HH = "", mm = ""] = found;
    const pieces = { YYYY, MM, DD, HH, mm };
    return format.replace(/YYYY|MM|DD|HH|mm/g, (piece) => pieces[piece]);
  };
  const cell = (td) => {
    const columns = tableOf(td)?.columns;
    if (!columns) return;
    const place = td.getAttribute("aria-colindex");
    const head = td.closest("[role=grid]").querySelector(`[role=columnheader][aria-colindex="${place}"]`);
    const kind = columns[head?.textContent];
    rewrite(td, "cell", td.textContent, (text) => { td.textContent = text; }, (first) => {
      if (!kind) return first;
      if (first === "" || first === "None" || first === "null") return kind.empty;
      if (kind.format) return time(first, kind);
      return Number.isNaN(Number(first)) ? first : number(first, kind);
    });
  };

  // One of several that can be pressed is called after what they choose: a list's "F1", a button's.
  const pressed = (button, around) => {
    const said = `${button.textContent.trim()}: ${around.getAttribute("aria-label")}`;
    if (button.getAttribute("aria-label") !== said) button.setAttribute("aria-label", said);
  };

  spoken.look = (root) => {
    if (root.nodeType === Node.TEXT_NODE) {
      const parent = root.parentElement;
      if (!parent || /^(SCRIPT|STYLE)$/.test(parent.tagName)) return;
      const td = parent.closest("td[role=gridcell]");
      if (td) return cell(td);
      const button = parent.closest("[role=toolbar][aria-label] button");
      if (button) pressed(button, button.closest("[role=toolbar]"));
      const text = root.nodeValue.trim();
      if (text) rewrite(root, "text", text, (said) => { root.nodeValue = said; }, translated);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE || /^(SCRIPT|STYLE|IFRAME)$/.test(root.tagName)) return;
    for (const name of ATTRIBUTES) attribute(root, name);
    if (root.matches("td[role=gridcell]")) cell(root);
    for (const child of root.childNodes) spoken.look(child);
  };
  spoken.table = (key, name, columns) => {
    spoken.tables[key] = { name, columns };
    document.querySelectorAll(`.${CSS.escape(key)}`).forEach((around) => spoken.look(around));
  };

  if (!spoken.watches) {
    spoken.watches = true;
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "childList") change.addedNodes.forEach((node) => spoken.look(node));
        else if (change.type === "characterData") spoken.look(change.target);
        else spoken.look_at(change.target, change.attributeName);
      }
    }).observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
  }
  spoken.look_at = attribute;
  spoken.look(document.body);
}
