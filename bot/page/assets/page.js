// What the page does in the browser itself: marks open sources, the newest answer is announced,
// the language is remembered, and Enter that ends an input method's conversion sends nothing.
(() => {
  "use strict";
  document.documentElement.lang = "ja";

  const opened = new Set();
  // What a citation showed before somebody stepped to other passages.
  const quoted = new WeakMap();

  function reveal(details) {
    details.open = true;
    opened.add(details.id);
    const mark = details.querySelector(".excerpt mark");
    const box = details.querySelector(".excerpt");
    if (mark && box) {
      box.scrollTop = Math.max(0, mark.offsetTop - 64);
    }
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("button[data-open]");
    if (mark) {
      const details = document.getElementById(mark.dataset.open);
      if (details) {
        reveal(details);
        details.scrollIntoView({ block: "nearest", behavior: motion() });
        details.querySelector("summary").focus({ preventScroll: true });
      }
    }
    // A plain "#question" would be a page of its own beside "?lang=en".
    if (event.target.closest("a.skip")) {
      event.preventDefault();
      document.querySelector("#question textarea").focus();
    }
    const step = event.target.closest("button[data-place]");
    if (step) {
      showPlace(step);
    }
    const back = event.target.closest("button[data-back]");
    if (back) {
      const place = back.closest(".place");
      place.innerHTML = quoted.get(place);
      const details = place.closest("details");
      reveal(details);
      details.querySelector("summary").focus({ preventScroll: true });
    }
    const copy = event.target.closest("button[data-copy]");
    if (copy) {
      copyAnswer(copy);
    }
  });

  // "toggle" does not bubble, but it can be captured.
  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target;
      if (!(details instanceof HTMLDetailsElement) || !details.classList.contains("source")) {
        return;
      }
      if (event.oldState && event.oldState === event.newState) {
        return; // closed and opened again within a redraw
      }
      if (details.open) {
        reveal(details);
      } else if (!redrawing) {
        opened.delete(details.id);
      }
    },
    true,
  );

  function keepConversion(event) {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopPropagation();
    }
  }
  document.addEventListener("keydown", keepConversion, true);
  document.addEventListener("keypress", keepConversion, true);

  function motion() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  }

  // The server has escaped everything in what it sends here.
  async function showPlace(button) {
    const place = button.closest(".place");
    const url = `page/places/${encodeURIComponent(button.dataset.place)}`;
    const response = await fetch(`${url}?lang=${document.documentElement.lang}`);
    if (!response.ok) {
      button.disabled = true;
      return;
    }
    if (!place.querySelector("[data-back]")) {
      quoted.set(place, place.innerHTML);
    }
    place.innerHTML = await response.text();
    const box = place.querySelector(".excerpt");
    const passage = place.querySelector(".passage");
    box.scrollTop = Math.max(0, passage.offsetTop - 48);
    box.focus({ preventScroll: true });
  }

  async function copyAnswer(button) {
    const turn = button.closest(".turn");
    const lines = [spoken(turn.querySelector("[data-answer]"))];
    turn.querySelectorAll(".source").forEach((source) => {
      const number = source.querySelector(".number").textContent;
      lines.push(`[${number}] ${source.querySelector(".label").textContent}`);
    });
    await toClipboard(lines.join("\n"));
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = before), 2000);
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

  // The answer's words; marks as [1].
  function spoken(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("button.mark").forEach((mark) => {
      mark.replaceWith(`[${mark.textContent}]`);
    });
    return [...copy.querySelectorAll("p")].map((line) => line.textContent).join("\n");
  }

  let redrawing = false;
  let announced = "";
  let seen = 0;

  function conversationChanged(conversation, announcer) {
    redrawing = true;
    opened.forEach((id) => {
      const details = document.getElementById(id);
      if (details && !details.open) {
        details.open = true;
      }
    });
    setTimeout(() => (redrawing = false), 0);

    const turns = conversation.querySelectorAll(".turn");
    if (!turns.length) {
      opened.clear();
      announced = "";
      announcer.textContent = "";
      seen = 0;
      return;
    }
    const last = turns[turns.length - 1];
    const number = Number(last.dataset.turn);
    const arrived = number !== seen;
    seen = number;
    const answer = last.querySelector(".answer");
    const state = `${number}${last.hasAttribute("data-pending")}`;
    if (answer && state !== announced) {
      announced = state;
      const heading = answer.querySelector(".notice h3");
      const body = answer.querySelector("[data-answer]") || answer;
      const words = body.matches("[data-answer]") ? spoken(body) : body.textContent;
      announcer.textContent = (heading && !words.includes(heading.textContent)
        ? `${heading.textContent} ` : "") + words;
      if (arrived && document.activeElement === document.body) {
        // The button that asked is gone; a phone's keyboard should not open.
        last.querySelector(".question").focus({ preventScroll: true });
      }
      if (arrived || !last.hasAttribute("data-pending")) {
        last.scrollIntoView({ block: "start", behavior: motion() });
      }
    }
  }

  function attach() {
    const conversation = document.getElementById("conversation");
    if (!conversation) {
      return false;
    }
    const announcer = document.createElement("div");
    announcer.id = "announcer";
    announcer.className = "hidden";
    announcer.setAttribute("role", "status");
    announcer.setAttribute("aria-live", "polite");
    conversation.after(announcer);
    new MutationObserver(() => conversationChanged(conversation, announcer)).observe(conversation, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    return true;
  }

  const waiting = new MutationObserver(() => attach() && waiting.disconnect());
  waiting.observe(document, { childList: true, subtree: true });

  window.madoguchi = {
    // Gradio calls these with the values of the event's inputs.
    storedLanguage() {
      const asked = new URLSearchParams(location.search).get("lang");
      const stored = localStorage.getItem("madoguchi.language");
      const language = [asked, stored].find((value) => value === "ja" || value === "en") || "ja";
      document.documentElement.lang = language;
      return language;
    },
    rememberLanguage(language) {
      localStorage.setItem("madoguchi.language", language);
      document.documentElement.lang = language;
      return language;
    },
  };
})();
