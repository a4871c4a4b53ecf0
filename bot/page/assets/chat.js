// What the chat does in the browser itself: marks open sources, the newest answer is announced,
// the conversation survives a reload, and Enter that ends a conversion sends nothing.
(() => {
  "use strict";
  const { copy, motion, plain, remember, showQuote } = window.madoguchi;
  const opened = new Set();

  function reveal(details) {
    details.open = true;
    opened.add(details.id);
    showQuote(details);
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
    const copying = event.target.closest("button[data-copy]");
    if (copying) {
      copy(copying, answerText(copying.closest(".turn")));
    }
    const share = event.target.closest("button[data-share]");
    if (share) {
      const link = new URL("./", document.baseURI);
      link.searchParams.set("q", share.dataset.share);
      copy(share, link.href);
    }
    const print = event.target.closest("button[data-print]");
    if (print) {
      printTurn(print.closest(".turn"));
    }
    const judged = event.target.closest(".feedback button");
    if (judged) {
      judge(judged);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.id === "city-list") {
      remember("city", event.target.value);
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

  function answerText(turn) {
    const lines = [spoken(turn.querySelector("[data-answer]"))];
    turn.querySelectorAll(".source").forEach((source) => {
      const number = source.querySelector(".number").textContent;
      lines.push(`[${number}] ${plain(source.querySelector(".label"))}`);
    });
    return lines.join("\n");
  }

  function printTurn(turn) {
    document.body.dataset.print = "";
    turn.dataset.printed = "";
    window.print();
    delete document.body.dataset.print;
    delete turn.dataset.printed;
  }

  // Helpful: sent at once. Not helpful: a reason is asked for, and may be left out by going on.
  async function judge(button) {
    const form = button.closest(".feedback");
    const reasons = form.querySelector("fieldset");
    if (button.dataset.helpful === "0" && reasons.hidden) {
      reasons.hidden = false;
      button.setAttribute("aria-pressed", "true");
      reasons.querySelector("button").focus();
      return;
    }
    const turn = button.closest(".turn");
    const said = {
      helpful: button.dataset.helpful === "1",
      reason: button.dataset.reason || null,
      question: plain(turn.querySelector(".question [data-asked]")),
      status: turn.dataset.status,
      labels: [...turn.querySelectorAll(".source .label")].map(plain),
    };
    const told = form.querySelector("[role=status]");
    try {
      const response = await fetch("api/feedback", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(said),
      });
      if (!response.ok) {
        throw new Error(response.statusText);
      }
      form.querySelectorAll("div, fieldset").forEach((part) => (part.hidden = true));
      told.textContent = told.dataset.thanks;
      judgedTurns.add(turn.dataset.turn);
    } catch {
      told.textContent = told.dataset.failed;
    }
  }

  const judgedTurns = new Set();

  // The answer's words; marks as [1].
  function spoken(element) {
    const words = element.cloneNode(true);
    words.querySelectorAll("rt, rp").forEach((reading) => reading.remove());
    words.querySelectorAll("button.mark").forEach((mark) => {
      mark.replaceWith(`[${mark.textContent}]`);
    });
    return [...words.querySelectorAll("p")].map((line) => line.textContent).join("\n");
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
    judgedTurns.forEach((number) => {
      const form = conversation.querySelector(`[data-turn="${number}"] .feedback`);
      form?.querySelectorAll("div, fieldset").forEach((part) => (part.hidden = true));
    });

    const turns = conversation.querySelectorAll(".turn");
    if (!turns.length) {
      opened.clear();
      judgedTurns.clear();
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
      const words = body.matches("[data-answer]") ? spoken(body) : plain(body);
      announcer.textContent = (heading && !words.includes(plain(heading))
        ? `${plain(heading)} ` : "") + words;
      if (arrived && document.activeElement === document.body) {
        // The button that asked is gone; a phone's keyboard should not open.
        last.querySelector(".question").focus({ preventScroll: true });
      }
      if (arrived || !last.hasAttribute("data-pending")) {
        last.scrollIntoView({ block: "start", behavior: motion() });
      }
    }
  }

  // The server is gone when nothing comes back at all; it is back when anything does.
  const send = window.fetch;
  window.fetch = async (...request) => {
    const bar = document.getElementById("offline");
    try {
      const response = await send(...request);
      bar.textContent = "";
      return response;
    } catch (error) {
      if (error.name !== "AbortError") {
        bar.textContent = bar.dataset.text;
      }
      throw error;
    }
  };

  // A link with ?q= asks its question once, in a tab that has not asked anything.
  function askFromLink() {
    const here = new URL(location.href);
    const question = here.searchParams.get("q");
    if (!question || !document.querySelector("#conversation .welcome")) {
      return;
    }
    here.searchParams.delete("q");
    history.replaceState(null, "", here);
    const field = document.querySelector("#question textarea");
    const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    write.call(field, question.slice(0, 1000));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.getElementById("send").click(), 50);
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
    new MutationObserver(() => {
      conversationChanged(conversation, announcer);
      askFromLink();
    }).observe(conversation, { childList: true, subtree: true, characterData: true });
    return true;
  }

  const waiting = new MutationObserver(() => attach() && waiting.disconnect());
  waiting.observe(document, { childList: true, subtree: true });

  // Gradio calls it when the page loads: the key of this tab's conversation. No randomUUID on
  // plain http.
  window.madoguchi.key = () => {
    let key = sessionStorage.getItem("madoguchi.key");
    if (!key) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      key = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem("madoguchi.key", key);
    }
    return key;
  };
})();
