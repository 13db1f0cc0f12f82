/* What the keyboard and a screen reader meet on the page that is open. Put into the page before it is asked:
   `whole` looks at everything once the skip link has the focus, `walked` at where real presses of Tab went,
   `narrow` at what fits a telephone. Each answers with sentences that say what is wrong. */
"use strict";

window.walk = (() => {
  const STOPS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable]";
  const FRAME = ".site-header, .menu-side, .menu-fold, .site-footer, .skip-link";
  const LEAST = 24; // CSS px: WCAG 2.2, 2.5.8
  const DRAWN = ".matrix"; // a picture of 191 columns: the table beneath and the lists open the same pages
  const PARTS = /^(date|datetime-local|time|month|week)$/; // day, month and year are a stop each
  let stops = [], visited = [], last = null;

  const shown = (el) => el.checkVisibility({ visibilityProperty: true });
  const text = (el) => (el.innerText || el.textContent || "").replace(/\s+/g, " ").trim();
  const called = (el) => {
    const mark = el.id ? `#${el.id}` : [...el.classList].map((one) => `.${one}`).join("");
    return `${el.localName}${mark} «${(text(el) || el.name || "").slice(0, 40)}»`;
  };

  const label = (el) => {
    const by = (el.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
    return (by.map((id) => text(document.getElementById(id) || el)).join(" ") || el.getAttribute("aria-label") || "").trim();
  };
  const named = (el) => {
    if (label(el) || el.title) return true;
    if (el.labels) return [...el.labels].some((one) => text(one)) || (el.localName === "button" && Boolean(text(el)));
    return Boolean(text(el)) || [...el.querySelectorAll("img[alt], svg[aria-label]")].some((one) => one.alt || label(one));
  };

  /* In the order of the document; of radio buttons that belong together the chosen one, or the first. */
  const tabbable = () => {
    const all = [...document.querySelectorAll(STOPS)].filter((el) => el.tabIndex >= 0 && !el.matches(":disabled") && shown(el));
    const group = (el) => all.filter((one) => one.type === "radio" && one.name === el.name && one.form === el.form);
    return all.filter((el) => el.type !== "radio" || !el.name || el === (group(el).find((one) => one.checked) || group(el)[0]));
  };

  const structure = (focusOnEntry) => {
    const wrong = [];
    if (!document.documentElement.lang) wrong.push("says no language");
    const mains = [...document.querySelectorAll("main, [role=main]")].filter(shown);
    if (mains.length !== 1) wrong.push(`${mains.length} main parts`);
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
    let level = 0;
    for (const heading of headings) {
      const own = Number(heading.localName[1]);
      if (own > level + 1) wrong.push(`heading jumps from ${level} to ${own}: ${called(heading)}`);
      if (!text(heading)) wrong.push(`empty heading: ${called(heading)}`);
      level = own;
    }
    for (const kind of ["nav", "aside"]) {
      const names = [...document.querySelectorAll(kind)].filter(shown).map((el) => {
        if (!label(el)) wrong.push(`landmark without a name: ${called(el)}`);
        if (kind === "nav" && !el.querySelector("a[href], button, [aria-current]")) wrong.push(`leads nowhere: ${called(el)} ${label(el)}`);
        return label(el);
      });
      for (const twice of names.filter((one, at) => one && names.indexOf(one) !== at)) wrong.push(`two landmarks are called «${twice}»`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
    for (const twice of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) wrong.push(`two elements have the id ${twice}`);
    for (const attribute of ["for", "aria-describedby", "aria-labelledby", "aria-controls", "headers"])
      for (const el of document.querySelectorAll(`[${attribute}]`))
        for (const id of el.getAttribute(attribute).split(/\s+/))
          if (!document.getElementById(id)) wrong.push(`${called(el)}: ${attribute} names ${id}, which is not there`);
    for (const el of document.querySelectorAll("[tabindex]"))
      if (Number(el.getAttribute("tabindex")) > 0) wrong.push(`jumps the queue: ${called(el)}`);
    for (const el of document.querySelectorAll("[autofocus]:not([data-error-summary])"))
      if (!focusOnEntry) wrong.push(`takes the focus by itself: ${called(el)}`);
    return wrong;
  };

  const look = (el) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(el);
    return { ring: outlineStyle === "none" ? "" : `${outlineWidth} ${outlineColor}`, boxShadow, borderColor, backgroundColor };
  };

  /* How many sides of the focus ring something that cuts what sticks out of it hides. */
  const cut = (el) => {
    if (parseFloat(getComputedStyle(el).outlineOffset) < 0) return 0;
    const own = el.getBoundingClientRect();
    for (let box = el.parentElement; box && box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if (overflowX === "visible" && overflowY === "visible") continue;
      const around = box.getBoundingClientRect();
      return [own.left - around.left, own.top - around.top, around.right - own.right, around.bottom - own.bottom].filter((room) => room < 2).length;
    }
    return 0;
  };

  /* Shown to a screen reader alone, as a heading of cards is: nothing to press may be in there. */
  const unseen = (el) => {
    for (let box = el; box && box !== document.body; box = box.parentElement)
      if (box.offsetWidth <= 1 && getComputedStyle(box).overflowX === "hidden") return true;
    return false;
  };

  const covered = (el) => {
    const { left, top, right, bottom } = el.getBoundingClientRect();
    const points = [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, bottom - 3], [left + 3, bottom - 3]];
    return !points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (el.contains(hit) || hit.contains(el) && !hit.contains(document.querySelector("main")) || [...(el.labels || [])].some((one) => one.contains(hit)));
    });
  };

  const focus = (el) => {
    el.blur();
    const before = look(el);
    el.focus();
    if (document.activeElement !== el) return [`cannot be focused: ${called(el)}`];
    const after = look(el), wrong = [];
    if (!Object.keys(after).some((part) => after[part] !== before[part])) wrong.push(`does not show that it has the focus: ${called(el)}`);
    if (covered(el)) wrong.push(`has the focus out of sight: ${called(el)}`);
    if (cut(el) > 2) wrong.push(`its focus ring is cut off: ${called(el)}`);
    if (!el.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true, cancelable: true }))) wrong.push(`keeps Tab for itself: ${called(el)}`);
    return wrong;
  };

  const inSentence = (el) => getComputedStyle(el).display === "inline" && text(el.parentElement) !== text(el);
  const small = () => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")].filter(shown).flatMap((el) => {
    const { width, height } = el.getBoundingClientRect();
    const least = Math.min(width, height) + 0.5;
    return least >= LEAST || el.matches(".skip-link") || el.closest(DRAWN) || inSentence(el) ? [] : [`smaller than a fingertip (${Math.round(width)}×${Math.round(height)}): ${called(el)}`];
  });

  return {
    /* The skip link has the focus, by a press of Tab. `frame`: header, menu and footer too. */
    whole({ frame, focusOnEntry }) {
      const wrong = structure(focusOnEntry);
      const main = document.querySelector("main");
      stops = tabbable();
      if (focusOnEntry) stops[0].focus();
      const skip = document.activeElement;
      if (!skip.matches(".skip-link") || stops[0] !== skip) wrong.push(`Tab goes first to ${called(skip)}`);
      else if (skip.getBoundingClientRect().top < 0) wrong.push("the link to the contents stays out of sight");
      for (const el of stops) {
        if (!named(el)) wrong.push(`has no name: ${called(el)}`);
        if (frame || !el.closest(FRAME)) wrong.push(...focus(el));
      }
      if (document.querySelector(skip.hash || "#main") !== main || main.tabIndex !== -1) wrong.push("the link to the contents leads elsewhere");
      (frame ? skip : main).focus();
      stops = stops.filter((el) => main.contains(el) || main.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
      document.addEventListener("focusin", (event) => visited.push(event.target));
      return { wrong: [...wrong, ...small()], stops: stops.length };
    },
    /* `frame`: after Enter on the skip link. Then `presses` of Tab. Leaves the focus on the last stop. */
    walked({ frame, presses }) {
      const wrong = [];
      if (frame && visited.shift() !== document.querySelector("main")) wrong.push("the link to the contents does not lead there");
      const way = visited;
      const inParts = way.some((el) => PARTS.test(el.type));
      if (!inParts && way.length < Math.min(presses, stops.length)) wrong.push(`Tab went ${way.length} times of ${presses}`);
      way.slice(0, stops.length).forEach((el, at) => { if (el !== stops[at]) wrong.push(`Tab went to ${called(el)} and not to ${called(stops[at])}`); });
      last = stops.at(-1) || null;
      if (last) last.focus();
      return wrong.slice(0, 3);
    },
    /* After one more press of Tab; with every fold open. */
    narrow() {
      const sideways = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
      const wrong = sideways() ? ["must be scrolled sideways at 320 px"] : [];
      for (const fold of document.querySelectorAll("details:not([open])")) fold.open = true;
      if (!wrong.length && sideways()) wrong.push("must be scrolled sideways at 320 px with its folds open");
      for (const el of tabbable()) {
        if (!named(el)) wrong.push(`has no name: ${called(el)}`);
        if (unseen(el) && !el.matches(".skip-link")) wrong.push(`has the focus out of sight at 320 px: ${called(el)}`);
      }
      return [...wrong, ...small().map((one) => `at 320 px ${one}`)];
    },
    left: () => (last && document.activeElement === last && !PARTS.test(last.type) ? [`Tab does not leave ${called(last)}`] : []),
  };
})();
