// What every page does in the browser: display switches, copying, stepping through a document.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // One cookie that names nobody; the server reads it to send the page as it was chosen.
  function preferences() {
    const found = document.cookie.split("; ").find((part) => part.startsWith("madoguchi="));
    return new URLSearchParams(found ? decodeURIComponent(found.slice(10)) : "");
  }

  function remember(name, value) {
    const all = preferences();
    all.set(name, value);
    const path = new URL(document.baseURI).pathname;
    document.cookie =
      `madoguchi=${encodeURIComponent(all)}; path=${path}; max-age=31536000; samesite=lax`;
  }

  // Gradio draws a few things by a class of its own.
  function showTheme() {
    const theme = root.dataset.theme;
    const isDark = theme === "dark" || (theme !== "light" && dark.matches);
    if (document.body.classList.contains("dark") !== isDark) {
      document.body.classList.toggle("dark", isDark);
    }
  }

  function choose(event) {
    const field = event.target;
    if (!field.closest("#display")) {
      return;
    }
    if (field.name === "ruby") {
      remember("ruby", field.checked ? "1" : "0");
      location.reload();
    } else {
      remember(field.name, field.value);
      if (field.name === "language") {
        const here = new URL(location.href);
        here.searchParams.delete("lang");
        history.replaceState(null, "", here);
        location.reload();
      } else {
        root.dataset[field.name] = field.value;
        showTheme();
      }
    }
  }

  // The clipboard proper is there only on https and on this machine itself.
  async function toClipboard(text) {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  // Words without the furigana above them.
  function plain(element) {
    const words = element.cloneNode(true);
    words.querySelectorAll("rt, rp").forEach((reading) => reading.remove());
    return words.textContent;
  }

  async function copy(button, text) {
    await toClipboard(text);
    const before = button.dataset.name || plain(button);
    button.dataset.name = before;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = before), 2000);
  }

  function motion() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  }

  function showQuote(place) {
    const box = place.querySelector(".excerpt");
    const words = place.querySelector(".excerpt mark, .excerpt .passage");
    if (box && words) {
      box.scrollTop = Math.max(0, words.offsetTop - 64);
    }
  }

  // What a citation showed before somebody stepped to other passages.
  const quoted = new WeakMap();

  // The server has escaped everything in what it sends here.
  async function showPlace(button) {
    const place = button.closest(".place");
    const response = await fetch(`page/places/${encodeURIComponent(button.dataset.place)}`);
    if (!response.ok) {
      button.disabled = true;
      return;
    }
    if (!place.querySelector("[data-back]")) {
      quoted.set(place, place.innerHTML);
    }
    place.innerHTML = await response.text();
    showQuote(place);
    place.querySelector(".excerpt").focus({ preventScroll: true });
  }

  document.addEventListener("change", choose);
  document.addEventListener("submit", (event) => {
    if (event.target.id === "display") {
      event.preventDefault();
    }
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target;
    document.querySelectorAll(".menu[open]").forEach((menu) => {
      if (!menu.contains(target)) {
        menu.open = false;
      }
    });
    // A plain "#main" would be a page of its own beside the base address.
    const skip = target.closest("a.skip");
    if (skip) {
      event.preventDefault();
      const to = document.querySelector(`${skip.getAttribute("href")} textarea`)
        || document.querySelector(skip.getAttribute("href"));
      to.focus();
    }
    const cite = target.closest("button[data-cite]");
    if (cite) {
      copy(cite, cite.dataset.cite);
    }
    if (target.closest("button[data-page-print]")) {
      window.print();
    }
    const step = target.closest("button[data-place]");
    if (step) {
      showPlace(step);
    }
    const back = target.closest("button[data-back]");
    if (back) {
      const place = back.closest(".place");
      place.innerHTML = quoted.get(place);
      showQuote(place);
      const summary = place.closest("details")?.querySelector("summary");
      (summary || place.querySelector(".excerpt")).focus({ preventScroll: true });
    }
  });
  dark.addEventListener("change", showTheme);
  // Gradio names the browser's language, not the page's.
  new MutationObserver(() => {
    const language = root.dataset.language === "en" ? "en" : "ja";
    if (root.lang !== language) {
      root.lang = language;
    }
  }).observe(root, { attributeFilter: ["lang"] });
  new MutationObserver(showTheme).observe(document.body, { attributeFilter: ["class"] });
  showTheme();
  document.querySelectorAll("#main .place").forEach(showQuote);

  window.madoguchi = { copy, motion, plain, preferences, remember, showQuote };
})();
