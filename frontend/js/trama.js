/* Trama: small enhancements. Everything works without them. */
"use strict";

(() => {
  const it = document.documentElement.lang !== "en";

  /* A form is sent once: the second click of a hurried hand does nothing. Before anybody else hears of it. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter && event.submitter.dataset.confirm;
    const again = form.method === "post" && form.dataset.sending;
    if (again || (question && !window.confirm(question))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (form.method !== "post") return;
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
  }, true);

  /* A page that comes back from the browser's memory can be sent again. */
  const release = (root) => {
    for (const form of root.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
      form.removeAttribute("aria-busy");
    }
  };
  window.addEventListener("pageshow", () => release(document));

  /* After an error, attention goes to what is to be put right. */
  const toErrors = (root) => {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
    return Boolean(summary);
  };

  /* The links of the summary lead to the field, not only near it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    const shown = field.closest(".field");
    if (shown) shown.scrollIntoView({ block: "center" });
  });

  /* "Oggi" and "Ieri" beside a date. */
  const day = (back) => {
    const now = new Date();
    now.setDate(now.getDate() - back);
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const quickDates = (root) => {
    for (const input of root.querySelectorAll("input[type=date][data-quick]:not([data-ready])")) {
      input.dataset.ready = "yes";
      const box = document.createElement("span");
      box.className = "quick-dates";
      for (const [back, label] of [[0, it ? "Oggi" : "Today"], [1, it ? "Ieri" : "Yesterday"]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-quiet";
        button.textContent = label;
        button.addEventListener("click", () => {
          input.value = day(back);
          input.dispatchEvent(new Event("change", { bubbles: true }));
        });
        box.append(button);
      }
      input.after(box);
    }
  };

  /* Open menus close with Escape or a click elsewhere. */
  const folds = "details.person-menu[open], details.snooze[open], details.menu-fold[open]";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of document.querySelectorAll(folds)) {
      const inside = fold.contains(document.activeElement);
      fold.open = false;
      if (inside) fold.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const fold of document.querySelectorAll(folds)) if (!fold.contains(event.target)) fold.open = false;
  });

  /* An answer that is a whole page (sign-in again, an error) is opened as one, never inside another. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    window.location.assign(event.detail.xhr.responseURL);
  });
  document.addEventListener("htmx:afterRequest", () => release(document));

  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.target;
    quickDates(root);
    if (!toErrors(root) && root.id === "main") {
      const title = root.querySelector("h1");
      if (title) {
        title.tabIndex = -1;
        title.focus();
      }
    }
  });

  quickDates(document);
  /* Browsers that ignore `autofocus` on what is not a field. */
  window.addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (document.activeElement === document.body) toErrors(document);
  })));
})();
