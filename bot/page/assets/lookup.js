// The lookup page: results as one types, the keyboard alone is enough.
(() => {
  "use strict";
  const { motion, plain, remember, showQuote } = window.madoguchi;
  const form = document.getElementById("lookup");
  const box = document.getElementById("words");
  const found = document.getElementById("found");
  const preview = document.getElementById("preview");
  const told = document.getElementById("told");
  const wide = matchMedia("(min-width: 60rem)");
  let running = null;
  let waiting = 0;
  let openedFrom = null;

  function asked() {
    return new URLSearchParams([...new FormData(form)].filter(([name, value]) => value.trim()));
  }

  async function lookUp() {
    clearTimeout(waiting);
    const query = asked();
    if (query.toString() === found.dataset.shown) {
      return;
    }
    running?.abort();
    running = new AbortController();
    try {
      const response = await fetch(`page/lookup?${query}`, { signal: running.signal });
      if (!response.ok) {
        return;
      }
      found.innerHTML = await response.text();
    } catch (error) {
      if (error.name === "AbortError") {
        return;
      }
      throw error;
    }
    found.dataset.shown = query.toString();
    preview.hidden = true;
    const count = found.querySelector("[data-count]");
    told.textContent = count ? plain(count) : "";
    // The address holds what is shown, so that a reload and a bookmark show it again.
    history.replaceState(null, "", `lookup?${query}`);
  }

  function results() {
    return [...found.querySelectorAll("a.result")];
  }

  async function open(result) {
    const response = await fetch(`page/places/${encodeURIComponent(result.dataset.passage)}`);
    if (!response.ok) {
      location.assign(result.href);
      return;
    }
    openedFrom = result;
    preview.innerHTML = await response.text();
    preview.querySelector("[data-back]")?.remove();
    preview.hidden = false;
    results().forEach((other) => other.removeAttribute("aria-current"));
    result.setAttribute("aria-current", "true");
    showQuote(preview);
    preview.focus({ preventScroll: true });
    preview.scrollIntoView({ block: "nearest", behavior: motion() });
  }

  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) {
      waiting = setTimeout(lookUp, 120);
    }
  });
  box.addEventListener("compositionend", () => (waiting = setTimeout(lookUp, 120)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    lookUp();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "city") {
      remember("city", event.target.value);
    }
    lookUp();
  });

  found.addEventListener("click", (event) => {
    const result = event.target.closest("a.result");
    if (result && wide.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(result);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const all = results();
    const at = all.indexOf(document.activeElement);
    const inBox = document.activeElement === box;
    if (event.key === "ArrowDown" && (inBox || at >= 0) && all.length) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at ? all[at - 1] : box).focus();
    } else if (event.key === "Escape" && !document.querySelector(".menu[open]")) {
      if (preview.contains(document.activeElement) && openedFrom?.isConnected) {
        openedFrom.focus();
      } else if (!inBox) {
        box.focus();
        box.select();
      }
    }
  });
  found.dataset.shown = asked().toString();
})();
